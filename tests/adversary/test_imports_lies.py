"""Sheets that say something else than they seem to, as agencies send them."""

import pytest

from rt_registry.models import RT, Kelurahan
from rt_registry.spreadsheets import totals
from rt_registry.spreadsheets.grid import Sheet
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


def test_a_total_below_every_row_adds_nothing_up_twice(
    city: dict[str, Kelurahan], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = 0
    figure = totals.figure

    def counting(sheet: Sheet, row: int, index: int) -> int | None:
        nonlocal looked
        looked += 1
        return figure(sheet, row, index)

    monkeypatch.setattr(totals, "figure", counting)
    pairs = [((*GOOD[:2], number, 80, 2019), ("Jumlah", "", "", 7, "")) for number in range(1, 151)]

    report = run("roster", HEADER, *(row for pair in pairs for row in pair), dry_run=True)

    assert (report.rows.read, len(report.blocking()) > 140) == (150, True)
    assert looked < 40 * 2 * len(pairs)  # by column, and by ways in which a total may have lost a cell
