"""The one door through which sheets enter: read, find the table, plan, then store all of it or nothing."""

import copy
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PureWindowsPath
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bantar.accounts.models import User
from bantar.web.errors import Refusal
from rt_registry.models import SheetShape
from rt_registry.services.import_journal import one_import_at_a_time
from rt_registry.spreadsheets.choosing import choose_table
from rt_registry.spreadsheets.fingerprint import fingerprint
from rt_registry.spreadsheets.grid import Workbook, clean
from rt_registry.spreadsheets.headers import Taught
from rt_registry.spreadsheets.kinds import (
    Context,
    ImportStopped,
    Kind,
    Outcome,
    Plan,
    Progress,
    Stage,
    kind_named,
    silent,
)
from rt_registry.spreadsheets.memory import collector_paused
from rt_registry.spreadsheets.reading import UnreadableFile, load_file, read_workbook
from rt_registry.spreadsheets.report import ExitCode, ImportReport, Problem, RowCounts
from rt_registry.spreadsheets.spellings import ConfirmedName
from rt_registry.spreadsheets.storing import Source, parked_before, store
from rt_registry.spreadsheets.tables import DataRow, Table


TOLD_EVERY: Final = 500
"""Rows between two words about the progress."""


@dataclass(frozen=True)
class Request:
    """One import as asked for. With `expected_...` (of a preview) anything else than what was shown is refused.

    `stored_file`: where the upload lies already; `workbook`: read already.
    """

    kind: str
    file_name: str
    context: Context
    sheet: str | None = None
    taught: Taught | None = None
    expected_sha256: str = ""
    expected_fingerprint: str = ""
    data: bytes = field(default=b"", repr=False)
    path: Path | None = None
    stored_file: str = ""
    is_learnt: bool = True  # whether what was taught is remembered for the next sheet of this shape

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
    park: bool = False,
    names: Sequence[ConfirmedName] = (),
    taught: Taught | None = None,
    expected_sha256: str = "",
    expected_fingerprint: str = "",
    stored_file: str = "",
    progress: Progress = silent,
) -> ImportReport:
    """Import bytes that somebody uploaded. Bad files and broken rules are answered in the report, never raised.

    Only ImportCancelled leaves it, which `progress` alone may raise.
    """
    context = Context(
        by, now, edition_slug, dry_run, accept_suggestions, acknowledge, file_name, tuple(names), park, progress
    )
    return _answer(
        Request(
            kind,
            file_name,
            context,
            sheet or None,
            taught,
            expected_sha256,
            expected_fingerprint,
            data=data,
            stored_file=stored_file,
        )
    )


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


def import_workbook(*, kind: str, workbook: Workbook, context: Context, source: Source, taught: Taught) -> ImportReport:
    """Import a table that is in memory already, as if it stood in the file that `source` names."""
    request = Request(kind, source.file_name, context, taught=taught, is_learnt=False)

    def act(report: ImportReport) -> None:
        _import_table(kind_named(kind), workbook, request, report, source)

    return _guarded(request, act)


def plain_name(file_name: str) -> str:
    """The name of a file without its folders and without what no line of text can hold."""
    return " ".join(clean(PureWindowsPath(file_name).name)[0].split())[:255] or "?"


def _answer(request: Request) -> ImportReport:
    return _guarded(request, lambda report: _import(request, report))


def _guarded(request: Request, act: Callable[[ImportReport], None]) -> ImportReport:
    context = request.context
    report = ImportReport(
        kind=request.kind,
        file=plain_name(request.file_name),
        accept_suggestions=context.accept_suggestions,
        acknowledge=context.acknowledge,
    )
    try:
        with collector_paused():
            act(report)
    except UnreadableFile as unreadable:
        _stop(report, unreadable.code, str(unreadable), unreadable=True)
    except ImportStopped as stopped:
        is_unreadable = stopped.exit_code == ExitCode.UNREADABLE
        _stop(report, stopped.code, str(stopped), stopped.suggestion, unreadable=is_unreadable)
    except Refusal as refused:
        _stop(report, "refused", str(refused))
    except IntegrityError:
        _stop(report, "changed_meanwhile", str(CHANGED_MEANWHILE))
    return report


CHANGED_MEANWHILE: Final = gettext_lazy(
    "Somebody changed the same data at the same time; nothing was stored. Look at the preview again."
)


def _stop(
    report: ImportReport, code: str, message: str, suggestion: str | None = None, *, unreadable: bool = False
) -> None:
    """Nothing was stored; what was counted before says what would have been, so it stays."""
    report.stored, report.import_id, report.unreadable = False, None, unreadable
    report.add([Problem(code=code, message=message, suggestion=suggestion)])


def _import(request: Request, report: ImportReport) -> None:
    kind = kind_named(request.kind)
    progress = request.context.progress
    progress(Stage.READING, 0, 1)
    data = request.load()
    digest = hashlib.sha256(data).hexdigest()
    if request.expected_sha256 not in {"", digest}:
        raise ImportStopped(_("The file is not the one that was previewed."), code="other_file")
    workbook = read_workbook(data)
    progress(Stage.READING, 1, 1)
    source = Source(report.file, digest, data=data, stored_file=request.stored_file)
    _import_table(kind, workbook, request, report, source)


def _import_table(kind: Kind[Any], workbook: Workbook, request: Request, report: ImportReport, source: Source) -> None:
    report.preview.workbook = workbook
    report.preview.sheets = tuple(sheet.name for sheet in workbook.sheets)
    table, said = choose_table(workbook, kind, request.sheet, taught=request.taught, shapes=_known_shapes(request.kind))
    report.preview.table = table
    report.sheet, report.header_row, report.preview.header = table.sheet or None, table.header_row, table.header
    report.add([*said, *table.header_problems(), *table.cell_problems()])
    if not table.rows:
        report.add([Problem(code="no_rows", message=_("The table has a header but no rows below it."))])
    if request.context.dry_run:  # writes nothing, so nobody who writes has to wait for it
        _plan_and_store(kind, table, request, report, source)
        return
    with transaction.atomic():
        one_import_at_a_time()
        _plan_and_store(kind, table, request, report, source)


def _known_shapes(kind: str) -> Mapping[str, Mapping[int, str]]:
    shapes = SheetShape.objects.filter(kind=kind).values_list("signature", "columns")
    return {signature: {int(index): key for index, key in columns.items()} for signature, columns in shapes}


def _plan_and_store(kind: Kind[Any], table: Table, request: Request, report: ImportReport, source: Source) -> None:
    context = request.context
    plan = kind.plan(_watched(table, context.progress), context)
    report.add(plan.problems)
    if context.park:
        plan = _without_parked(kind, table, plan, context, report)
    report.rows = _counts(table, plan, report)
    preview = report.preview
    preview.planned, preview.changes = plan.work, plan.changes
    preview.parked_before = parked_before(report, file_sha256=source.sha256, edition_slug=context.edition_slug)
    preview.fingerprint = fingerprint(
        table=table, plan=plan, report=report, file_sha256=source.sha256, edition_slug=context.edition_slug
    )
    if request.expected_fingerprint not in {"", preview.fingerprint}:
        raise ImportStopped(CHANGED_MEANWHILE, code="changed_meanwhile")
    if context.dry_run or report.blocking():
        return
    report.stored = True
    if report.rows.new or report.rows.changed or preview.parked - preview.parked_before:
        taught = request.taught if request.is_learnt else None
        store(kind=kind, plan=plan, table=table, context=context, report=report, source=source, taught=taught)


def _watched(table: Table, progress: Progress) -> Table:
    """The table, telling how far its rows were read."""
    if progress is silent:
        return table
    watched = copy.copy(table)
    watched.rows = _WatchedRows(table.rows, progress)
    return watched


class _WatchedRows(tuple[DataRow, ...]):
    """Rows that report each five hundredth one."""

    progress: Progress

    def __new__(cls, rows: Sequence[DataRow], progress: Progress) -> "_WatchedRows":
        watched = super().__new__(cls, rows)
        watched.progress = progress
        return watched

    def __iter__(self) -> Iterator[DataRow]:
        for done, row in enumerate(super().__iter__()):
            if done % TOLD_EVERY == 0:
                self.progress(Stage.PLANNING, done, len(self))
            yield row


def _without_parked(
    kind: Kind[Any], table: Table, plan: Plan[Any], context: Context, report: ImportReport
) -> Plan[Any]:
    """Plan again without the rows that block, until none of those left does; sums are judged with all of them."""
    numbers = frozenset(row.number for row in table.rows)
    while blocked := frozenset(p.row for p in report.blocking() if p.row in numbers):
        report.preview.parked |= blocked
        rest = copy.copy(table)
        rest.rows = tuple(row for row in table.rows if row.number not in report.preview.parked)
        plan = kind.plan(rest, replace(context, progress=silent))
        known = {(p.code, p.row, p.column) for p in report.problems}
        report.add(p for p in plan.problems if p.row in numbers and (p.code, p.row, p.column) not in known)
    return plan


def _counts(table: Table, plan: Plan[Any], report: ImportReport) -> RowCounts:
    """Every data row once: with a problem that blocks it is skipped, whatever the kind had in mind."""
    skipped = {problem.row for problem in report.blocking()} | report.preview.parked
    counts = RowCounts()
    for row in table.rows:
        outcome = None if row.number in skipped else plan.outcomes.get(row.number)
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
