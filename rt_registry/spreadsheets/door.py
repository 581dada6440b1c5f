"""The one door through which sheets enter: read, find the table, plan, then store all of it or nothing."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PureWindowsPath
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bantar.accounts.models import User
from bantar.planner import refresh_planner_statistics
from bantar.trace.services import record
from bantar.web.errors import Refusal
from rt_registry.models import ImportBatch, Kecamatan
from rt_registry.spreadsheets.choosing import choose_table
from rt_registry.spreadsheets.kinds import Context, ImportStopped, Kind, Outcome, Plan, kind_named
from rt_registry.spreadsheets.reading import UnreadableFile, load_file, read_workbook
from rt_registry.spreadsheets.report import ExitCode, ImportReport, Problem, RowCounts, Severity
from rt_registry.spreadsheets.tables import Table


@dataclass(frozen=True)
class Request:
    """One import as asked for. With `expected_sha256` (a preview's digest) another file is refused."""

    kind: str
    file_name: str
    context: Context
    sheet: str | None = None
    expected_sha256: str = ""
    data: bytes = field(default=b"", repr=False)
    path: Path | None = None

    def load(self) -> bytes:
        return load_file(self.path) if self.path is not None else self.data


def import_spreadsheet(
    *,
    kind: str,
    data: bytes,
    file_name: str,
    by: User | None,
    now: datetime,
    edition_slug: str = "",
    sheet: str | None = None,
    dry_run: bool = False,
    accept_suggestions: bool = False,
    acknowledge: str = "",
    expected_sha256: str = "",
) -> ImportReport:
    """Import bytes that somebody uploaded. Bad files and broken rules are answered in the report, never raised."""
    context = Context(by, now, edition_slug, dry_run, accept_suggestions, acknowledge, file_name)
    return _answer(Request(kind, file_name, context, sheet or None, expected_sha256, data=data))


def import_file(
    *,
    kind: str,
    path: Path,
    by: User | None,
    now: datetime,
    edition_slug: str = "",
    sheet: str | None = None,
    dry_run: bool = False,
    accept_suggestions: bool = False,
    acknowledge: str = "",
) -> ImportReport:
    """Import a file by its path; its size is looked at before it is read."""
    context = Context(by, now, edition_slug, dry_run, accept_suggestions, acknowledge, path.name)
    return _answer(Request(kind, path.name, context, sheet or None, path=path))


def _answer(request: Request) -> ImportReport:
    context = request.context
    report = ImportReport(
        kind=request.kind,
        file=PureWindowsPath(request.file_name).name[:255],
        accept_suggestions=context.accept_suggestions,
        acknowledge=context.acknowledge,
    )
    try:
        _import(request, report)
    except UnreadableFile as unreadable:
        _stop(report, unreadable.code, str(unreadable), unreadable=True)
    except ImportStopped as stopped:
        _stop(
            report, stopped.code, str(stopped), stopped.suggestion, unreadable=stopped.exit_code == ExitCode.UNREADABLE
        )
    except Refusal as refused:
        _stop(report, "refused", str(refused))
    except IntegrityError:
        _stop(
            report,
            "changed_meanwhile",
            _("Somebody changed the same data at the same time; nothing was stored. Try again."),
        )
    return report


def _stop(
    report: ImportReport, code: str, message: str, suggestion: str | None = None, *, unreadable: bool = False
) -> None:
    """Nothing was stored; what was counted before says what would have been, so it stays."""
    report.stored, report.import_id, report.unreadable = False, None, unreadable
    report.add([Problem(code=code, message=message, suggestion=suggestion)])


def _import(request: Request, report: ImportReport) -> None:
    kind = kind_named(request.kind)
    data = request.load()
    digest = hashlib.sha256(data).hexdigest()
    if request.expected_sha256 not in {"", digest}:
        raise ImportStopped(_("The file is not the one that was previewed."), code="other_file")
    table, said = choose_table(read_workbook(data), kind, request.sheet)
    report.sheet, report.header_row = table.sheet or None, table.header_row
    report.add([*said, *table.header_problems(), *table.cell_problems()])
    if not table.rows:
        report.add([Problem(code="no_rows", message=_("The table has a header but no rows below it."))])
    with transaction.atomic():
        if not request.context.dry_run:
            _one_at_a_time()
        _plan_and_store(kind, table, request, report, digest)


def _one_at_a_time() -> None:
    """Imports wait for each other, so that two people confirming the same file store it once."""
    list(Kecamatan.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _plan_and_store(kind: Kind[Any], table: Table, request: Request, report: ImportReport, digest: str) -> None:
    context = request.context
    plan = kind.plan(table, context)
    report.add(plan.problems)
    report.planned = plan.work
    report.rows = _counts(table, plan, report)
    if context.dry_run or report.blocking():
        return
    report.stored = True
    if report.rows.new or report.rows.changed:
        _store(kind, plan, context, report, digest)


def _counts(table: Table, plan: Plan[Any], report: ImportReport) -> RowCounts:
    """Every data row once: with a problem that blocks it is skipped, whatever the kind had in mind."""
    blocked = {problem.row for problem in report.blocking()}
    counts = RowCounts()
    for row in table.rows:
        outcome = None if row.number in blocked else plan.outcomes.get(row.number)
        match outcome:
            case Outcome.NEW:
                counts.new += 1
            case Outcome.CHANGED:
                counts.changed += 1
            case Outcome.UNCHANGED:
                counts.unchanged += 1
            case None:
                counts.skipped += 1
    return counts


def _store(kind: Kind[Any], plan: Plan[Any], context: Context, report: ImportReport, digest: str) -> None:
    batch = ImportBatch.objects.create(
        kind=report.kind,
        file_name=report.file,
        file_sha256=digest,
        sheet=(report.sheet or "")[:120],
        edition_slug=context.edition_slug,
        imported_by=context.by,
        imported_at=context.now,
        note=context.acknowledge.strip(),
        report={},
    )
    kind.store(plan, context, batch)
    refresh_planner_statistics()
    report.import_id = batch.pk
    batch.report = report.as_dict()
    batch.save(update_fields=["report"])
    record(
        act="import.stored",
        subject=batch,
        by=context.by,
        now=context.now,
        scope=context.edition_slug,
        reason=context.acknowledge.strip(),
        details={
            "file": report.file,
            "sha256": digest,
            "sheet": report.sheet,
            "header_row": report.header_row,
            "rows": report.rows.as_dict(),
            "warnings": len(report.of_severity(Severity.WARNING)),
            "decisions": len(report.of_severity(Severity.DECISION)),
        },
    )
