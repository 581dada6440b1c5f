"""What the door does once a plan may be stored: the batch, the kind's own work, what was parked and what was learnt."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _

from bantar.planner import refresh_planner_statistics
from bantar.trace.services import record
from bantar.web.errors import Refusal
from rt_registry.models import ImportBatch, ParkedRow, SheetShape
from rt_registry.models.imports import private_storage, upload_path
from rt_registry.spreadsheets.grid import Cell
from rt_registry.spreadsheets.headers import Taught
from rt_registry.spreadsheets.kinds import Context, Kind, Plan, Stage
from rt_registry.spreadsheets.report import ImportReport, Resolution, Severity
from rt_registry.spreadsheets.shapes import shape_of
from rt_registry.spreadsheets.spellings import ConfirmedName, remember_names
from rt_registry.spreadsheets.tables import Table


class FileNotKept(Refusal):
    message = _(
        "The file cannot be kept, as when the disk is full, so nothing was stored. Tell whoever runs the server."
    )


@dataclass(frozen=True)
class Source:
    """The file a sheet came in. `stored_file`: where it lies already; else `data` is stored with the batch."""

    file_name: str
    sha256: str
    data: bytes = field(default=b"", repr=False)
    stored_file: str = ""


def store(
    *,
    kind: Kind[Any],
    plan: Plan[Any],
    table: Table,
    context: Context,
    report: ImportReport,
    source: Source,
    taught: Taught | None,
) -> ImportBatch:
    """Write everything; the caller holds the transaction."""
    context.progress(Stage.STORING, 0, 1)
    batch = _batch(table, context, report, source)
    kind.store(plan, context, batch)
    _park(table, report, batch)
    remember_names(names=[*context.names, *_accepted(report)], by=context.by, now=context.now)
    if taught is not None:
        _remember_shape(table, report, taught, context)
    report.import_id = batch.pk
    batch.report = report.as_dict()
    _trace(batch, context, report)
    refresh_planner_statistics()
    context.progress(Stage.STORING, 1, 1)
    batch.file = source.stored_file or keep_file(ContentFile(source.data))  # last: a refused import leaves no file
    batch.save(update_fields=["report", "file"])
    return batch


def _batch(table: Table, context: Context, report: ImportReport, source: Source) -> ImportBatch:
    return ImportBatch.objects.create(
        kind=report.kind,
        file_name=report.file,
        file_sha256=source.sha256,
        sheet=(report.sheet or "")[:120],
        header_row=report.header_row,
        columns={_key(column.key, column.year): column.letter for column in table.columns},
        edition_slug=context.edition_slug[:60],
        imported_by=context.by,
        imported_at=context.now,
        note=context.acknowledge.strip(),
        report={},
    )


def keep_file(file: File[Any], name: str = "") -> str:
    """Keep an upload as it came, by default under a name nobody guesses. Raises FileNotKept and leaves nothing."""
    storage, name = private_storage(), name or upload_path(ImportBatch(), "")
    try:
        return storage.save(name, file)
    except OSError as failed:
        with suppress(OSError):
            storage.delete(name)
        raise FileNotKept from failed


def _key(key: str, year: int | None) -> str:
    return key if year is None else f"{key}@{year}"


def parked_before(report: ImportReport, *, file_sha256: str, edition_slug: str) -> frozenset[int]:
    """Rows to park that an import of the same file parked already; they wait there, or are settled."""
    if not report.preview.parked:
        return frozenset()
    rows = ParkedRow.objects.filter(
        batch__kind=report.kind,
        batch__file_sha256=file_sha256,
        batch__sheet=(report.sheet or "")[:120],
        batch__edition_slug=edition_slug,
        batch__undone_at=None,
    )
    return report.preview.parked & frozenset(rows.values_list("row", flat=True))


def _park(table: Table, report: ImportReport, batch: ImportBatch) -> None:
    anew = report.preview.parked - report.preview.parked_before
    parked = [row for row in table.rows if row.number in anew]
    ParkedRow.objects.bulk_create(
        [
            ParkedRow(
                batch=batch,
                row=row.number,
                cells={_key(c.key, c.year): _as_held(row.get(c.key, c.year)) for c in table.columns},
                titles=list(table.titles),
                problems=[problem.as_dict() for problem in report.problems if problem.row == row.number],
            )
            for row in parked
        ],
        batch_size=500,
    )


def _as_held(cell: Cell) -> str | float:
    """The text; a fraction stays a number, for 1.635 as text would mean something else."""
    value = cell.value
    is_fraction = isinstance(value, Decimal) and value.is_finite() and value != value.to_integral_value()
    return float(cell.text) if is_fraction else cell.text


def _accepted(report: ImportReport) -> Iterable[ConfirmedName]:
    """The suggestions that were taken as they are."""
    for problem in report.problems:
        question = problem.question
        is_taken = report.accept_suggestions and problem.row not in report.preview.parked
        if question is not None and question.suggested and is_taken and problem.resolved_by == Resolution.SUGGESTION:
            yield question.answered(question.suggested)


def _remember_shape(table: Table, report: ImportReport, taught: Taught, context: Context) -> None:
    signature, columns = shape_of(table.header, taught.columns)
    SheetShape.objects.update_or_create(
        kind=report.kind,
        signature=signature,
        defaults={
            "columns": {str(index): key for index, key in columns.items()},
            "taught_by": context.by,
            "taught_at": context.now,
        },
    )


def _trace(batch: ImportBatch, context: Context, report: ImportReport) -> None:
    record(
        act="import.stored",
        subject=batch,
        by=context.by,
        now=context.now,
        scope=batch.edition_slug,
        reason=context.acknowledge.strip(),
        details={
            "file": report.file,
            "sha256": batch.file_sha256,
            "sheet": report.sheet,
            "header_row": report.header_row,
            "rows": report.rows.as_dict(),
            "parked": len(report.preview.parked),
            "warnings": len(report.of_severity(Severity.WARNING)),
            "decisions": len(report.of_severity(Severity.DECISION)),
        },
    )
