"""Sheets that say something else than they seem to, as agencies send them."""

import pytest

from rt_registry.models import RT, Kelurahan
from tests.rt_registry.imports.desk import GOOD, HEADER
from tests.sheets import Row, cells, counts, run


pytestmark = pytest.mark.django_db
SIGNED: tuple[str, ...] = (
    "Jambi, 2 Januari 2019",
    "Lurah Kenali Besar",
    "ttd",
    "Drs. H. Budi",
    "NIP 19700101 199001 1 001",
)


@pytest.mark.parametrize("column", range(5))
def test_a_signature_right_below_the_last_row_is_no_row(city: dict[str, Kelurahan], column: int) -> None:
    below: list[Row] = [[text if at == column else "" for at in range(5)] for text in SIGNED]

    report = run("roster", HEADER, GOOD, *below)

    assert (counts(report), report.stored, cells(report)) == ((1, 0, 0, 0), True, [])


@pytest.mark.parametrize("typed", ["٨٠", "8O", "80an", "80-90", "nihil", "0", "-5", "80,5", "1e2", "½", "9" * 400])
def test_a_count_that_is_no_count_is_named_and_never_guessed(city: dict[str, Kelurahan], typed: str) -> None:
    report = run("roster", HEADER, (*GOOD[:3], typed, 2019))

    assert (report.stored, {cell for _, cell in cells(report)}) == (False, {"D2"})
    assert not RT.objects.exists()
