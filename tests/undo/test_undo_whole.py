"""Import, then undo: every business table is as it was, and the file may come again as something new."""

from datetime import timedelta

import pytest

from bantar.trace.models import TraceEntry
from rt_registry.models import ImportBatch, ImportedRecord
from rt_registry.services.import_undo import AlreadyUndone, StandsOnImport, UnknownImport, undo_import
from tests.factories import NOW
from tests.sheets import counts, run
from tests.undo.pictures import counted, dump
from tests.undo.worlds import SHEETS, World, build, rows_of


pytestmark = pytest.mark.django_db
EDITION = {"nominations": "2026-1", "scores": "2026-1"}
LATER = NOW + timedelta(hours=2, microseconds=123457)


def brought(kind: str, world: World, *, first: bool) -> int:
    """The number of a stored import."""
    report = run(
        kind,
        *rows_of(kind, world, first),
        edition=EDITION.get(kind, ""),
        acknowledge="uji",
        now=NOW + timedelta(hours=0 if first else 1, microseconds=654321),
    )
    assert report.stored, [str(problem.message) for problem in report.problems]
    return report.import_id or 0


def undo(number: int) -> None:
    undo_import(batch_id=number, by=None, now=LATER, reason="salah berkas")


@pytest.mark.parametrize("kind", SHEETS)
def test_what_an_import_did_is_gone_and_the_file_is_new_again(kind):
    world = build()
    before = dump()

    first = brought(kind, world, first=True)
    between = dump()
    undo(first)
    after = dump()
    again = run(kind, *rows_of(kind, world, True), edition=EDITION.get(kind, ""), dry_run=True)

    assert between != before
    assert counted(after) == counted(before)
    assert after == before
    assert counts(again)[2:] == (0, 0)
    batch = ImportBatch.objects.get()
    assert (batch.undone_at, batch.undo_reason) == (LATER, "salah berkas")
    assert TraceEntry.objects.filter(act="import.undone", subject_id=str(batch.pk)).exists()


@pytest.mark.parametrize("kind", SHEETS)
def test_two_imports_are_taken_back_one_after_the_other(kind):
    world = build()
    before = dump()
    first = brought(kind, world, first=True)
    between = dump()
    second = brought(kind, world, first=False)

    with pytest.raises(StandsOnImport) as refused:
        undo(first)
    held = dump()
    undo(second)
    middle = dump()
    undo(first)

    assert str(second) in str(refused.value) or "lembar.csv" in str(refused.value)
    assert (held != between, middle == between, dump() == before) == (True, True, True)


def test_all_kinds_upon_each_other_are_taken_back_from_the_last():
    world = build()
    pictures, numbers = [], []
    for kind in ("roster", "recap", "winners", "nominations", "scores", "accounts"):
        pictures.append(dump())
        numbers.append(brought(kind, world, first=True))

    for number, picture in zip(reversed(numbers), reversed(pictures), strict=True):
        undo(number)
        assert dump() == picture


@pytest.mark.parametrize("kind", SHEETS)
def test_every_row_of_a_sheet_is_in_the_journal(kind):
    world = build()
    for first in (True, False):
        number = brought(kind, world, first=first)

        rows = set(ImportedRecord.objects.filter(batch=number).values_list("row", flat=True))

        assert rows - {0} == set(range(2, len(rows_of(kind, world, first)) + 1))


def test_a_second_undo_is_refused_and_an_unknown_import_too():
    number = brought("recap", build(), first=True)
    undo(number)
    after = dump()

    with pytest.raises(AlreadyUndone):
        undo(number)
    with pytest.raises(UnknownImport):
        undo(number + 1)

    assert dump() == after
    assert TraceEntry.objects.filter(act="import.undone").count() == 1
