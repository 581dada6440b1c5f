"""Taking back an import whose parked rows were stored later: the whole file or nothing of it."""

import pytest

from rt_registry.models import RT, ImportBatch, Kelurahan
from rt_registry.services.import_undo import StandsOnImport
from rt_registry.spreadsheets.parking import resolve_parked_row
from tests.factories import NOW
from tests.rt_registry.imports.desk import GOOD, HEADER
from tests.sheets import counts, run
from tests.undo.pictures import dump
from tests.undo.test_undo_whole import undo


pytestmark = pytest.mark.django_db
ROWS = (HEADER, GOOD, ("Alam Barajo", "Kenali Besar", 2, "x", 2019))


def test_rows_settled_later_are_taken_back_before_the_sheet_they_came_in(city: dict[str, Kelurahan]) -> None:
    before = dump()
    first = run("roster", *ROWS, park=True).import_id or 0
    parked = ImportBatch.objects.get().parked.get()
    settled = resolve_parked_row(parked=parked, cells={"jumlah_kk": "80"}, by=None, now=NOW).import_id or 0
    between = dump()

    with pytest.raises(StandsOnImport) as refused:
        undo(first)

    assert (f"{settled}" in str(refused.value), refused.value.standing.count, dump() == between) == (True, 1, True)
    undo(settled)
    assert RT.objects.count() == 1
    undo(first)
    assert dump() == before
    assert counts(run("roster", *ROWS, park=True)) == (1, 0, 0, 1)
