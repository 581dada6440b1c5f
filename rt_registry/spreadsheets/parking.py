"""Settling a parked row: what a person made of it goes through the same door, as a sheet of one row at its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bantar.accounts.models import User
from bantar.trace.services import record
from bantar.web.errors import Refusal
from rt_registry.models import ImportBatch, ParkedRow
from rt_registry.services.import_journal import one_import_at_a_time
from rt_registry.spreadsheets.door import import_workbook
from rt_registry.spreadsheets.grid import Sheet, Workbook, make_cell
from rt_registry.spreadsheets.headers import Taught
from rt_registry.spreadsheets.kinds import Context
from rt_registry.spreadsheets.report import ImportReport
from rt_registry.spreadsheets.spellings import ConfirmedName
from rt_registry.spreadsheets.storing import Source


LONGEST_CELL: Final = 2000


class RowIsSettled(Refusal):
    message = _("Row %(row)s of “%(file)s” is settled already.")


class ImportIsUndone(Refusal):
    message = _("The import of “%(file)s” was taken back, and its parked rows with it. Import the sheet again.")


class ReasonMissing(Refusal):
    message = _("Say why the row is left out.")


@dataclass(frozen=True)
class ParkedCell:
    """A cell of a parked row as a form shows it; `key` is that of its column, with its year if it has one."""

    key: str
    letter: str
    text: str


def cells_of(parked: ParkedRow) -> list[ParkedCell]:
    """In the order of the sheet."""
    letters: Mapping[str, str] = parked.batch.columns
    found = [ParkedCell(key, letters[key], _text(raw)) for key, raw in parked.cells.items() if key in letters]
    return sorted(found, key=lambda cell: index_of(cell.letter))


def index_of(letter: str) -> int:
    """A -> 0, AA -> 26."""
    number = 0
    for character in letter:
        number = number * 26 + ord(character) - 64
    return number - 1


def check_parked_row(
    *,
    parked: ParkedRow,
    cells: Mapping[str, str],
    names: Sequence[ConfirmedName] = (),
    accept_suggestions: bool = False,
    acknowledge: str = "",
    by: User | None,
    now: datetime,
) -> ImportReport:
    """What storing the row like that would say; stores nothing."""
    context = Context(
        by,
        now,
        parked.batch.edition_slug,
        dry_run=True,
        accept_suggestions=accept_suggestions,
        acknowledge=acknowledge,
        file_name=parked.batch.file_name,
        names=tuple(names),
    )
    return _through_door(parked, _merged(parked, cells), context)


@transaction.atomic
def resolve_parked_row(
    *,
    parked: ParkedRow,
    cells: Mapping[str, str],
    names: Sequence[ConfirmedName] = (),
    accept_suggestions: bool = False,
    acknowledge: str = "",
    by: User | None,
    now: datetime,
) -> ImportReport:
    """Store the row as it was corrected. What still is wrong with it stays with it, and so do the corrections."""
    locked = _locked(parked)
    merged = _merged(locked, cells)
    context = Context(
        by,
        now,
        locked.batch.edition_slug,
        accept_suggestions=accept_suggestions,
        acknowledge=acknowledge,
        file_name=locked.batch.file_name,
        names=tuple(names),
    )
    report = _through_door(locked, merged, context)
    changes = {key: [_text(locked.cells[key]), _text(raw)] for key, raw in merged.items() if raw != locked.cells[key]}
    locked.cells = merged
    locked.problems = [problem.as_dict() for problem in report.problems]
    if report.stored:
        _settle(locked, by=by, now=now, stored_in=_stored_in(report, locked.batch))
        _trace("import.row_settled", locked, by=by, now=now, details={"import": report.import_id, **changes})
    locked.save()
    return report


@transaction.atomic
def dismiss_parked_row(*, parked: ParkedRow, reason: str, by: User | None, now: datetime) -> ParkedRow:
    """Leave the row out for good, and say why."""
    if not reason.strip():
        raise ReasonMissing
    locked = _locked(parked)
    locked.note = reason.strip()
    _settle(locked, by=by, now=now, stored_in=None)
    locked.save()
    _trace("import.row_dismissed", locked, by=by, now=now, reason=locked.note)
    return locked


def _locked(parked: ParkedRow) -> ParkedRow:
    """The row as it stands, with no other import or undoing under way."""
    one_import_at_a_time()
    locked = ParkedRow.objects.select_for_update(of=("self",)).select_related("batch").get(pk=parked.pk)
    if locked.batch.undone_at is not None:
        raise ImportIsUndone(file=locked.batch.file_name)
    if locked.resolved_at is not None:
        raise RowIsSettled(row=locked.row, file=locked.batch.file_name)
    return locked


def _settle(locked: ParkedRow, *, by: User | None, now: datetime, stored_in: ImportBatch | None) -> None:
    locked.resolved_at, locked.resolved_by, locked.resolved_in = now, by, stored_in


def _stored_in(report: ImportReport, parent: ImportBatch) -> ImportBatch | None:
    """The import of this row, said to lie below the header of its sheet; none where nothing was new."""
    if report.import_id is None:
        return None
    batch = ImportBatch.objects.get(pk=report.import_id)
    batch.header_row = parent.header_row
    batch.save(update_fields=["header_row"])
    return batch


def _trace(act: str, locked: ParkedRow, *, by: User | None, now: datetime, **more: Any) -> None:
    record(act=act, subject=locked, by=by, now=now, scope=locked.batch.edition_slug, **more)


def _merged(parked: ParkedRow, cells: Mapping[str, str]) -> dict[str, Any]:
    """The row with what was typed; an untouched cell stays as it was held, a number a number."""
    merged = dict(parked.cells)
    for key, raw in parked.cells.items():
        typed = cells.get(key)
        if typed is not None and typed.strip() != _text(raw):
            merged[key] = typed.replace("\0", "")[:LONGEST_CELL].strip()
    return merged


def _text(raw: Any) -> str:
    return raw if isinstance(raw, str) else make_cell(raw, "").text


def _through_door(parked: ParkedRow, cells: Mapping[str, Any], context: Context) -> ImportReport:
    batch = parked.batch
    sheet, taught = _sheet(parked, cells)
    source = Source(batch.file_name, batch.file_sha256, stored_file=str(batch.file.name or ""))
    return import_workbook(
        kind=batch.kind, workbook=Workbook("parked", (sheet,)), context=context, source=source, taught=taught
    )


def _sheet(parked: ParkedRow, cells: Mapping[str, Any]) -> tuple[Sheet, Taught]:
    """The titles in a row, the header below, the row below it, each cell in its own column."""
    places = {key: index_of(letter) for key, letter in parked.batch.columns.items() if key in cells}
    width = max(places.values(), default=0) + 1
    header, row = [""] * width, [""] * width
    for key, index in places.items():
        header[index], row[index] = key, cells[key]
    rows = [header, row]
    if parked.titles and parked.row > 2:
        rows.insert(0, list(parked.titles))
    header_at = parked.row - 2
    taught = Taught(header_at, header_at, {index: key for key, index in places.items()})
    return Sheet(parked.batch.sheet, False, rows, first_row=parked.row - len(rows)), taught
