from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from bantar.accounts.models import User
from bantar.web.commands import Answer, PlainCommand
from rt_registry.spreadsheets.door import import_file
from rt_registry.spreadsheets.kinds import kind_names
from rt_registry.spreadsheets.report import ImportReport, Problem, Severity


class Command(PlainCommand):
    help = gettext_noop("Import a spreadsheet (xlsx, xls, ods, csv), all of it or nothing.")
    changes_something = True

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", metavar="KIND", help=", ".join(kind_names()))
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--edition", metavar="SLUG", default="", help=_("The edition's address."))
        parser.add_argument("--sheet", metavar="NAME", help=_("The sheet to read; hidden ones only so."))
        parser.add_argument("--dry-run", action="store_true", help=_("Report everything, store nothing."))
        parser.add_argument("--accept-suggestions", action="store_true", help=_("Take the suggested names."))
        parser.add_argument(
            "--acknowledge", metavar="NOTE", default="", help=_("Store in spite of contradictions; say why.")
        )

    def act(self, *, by: User | None, now: datetime, options: Mapping[str, Any]) -> Answer:
        report = import_file(
            kind=options["kind"],
            path=options["file"],
            by=by,
            now=now,
            edition_slug=options["edition"] or "",
            sheet=options["sheet"],
            dry_run=options["dry_run"],
            accept_suggestions=options["accept_suggestions"],
            acknowledge=options["acknowledge"] or "",
        )
        code = report.exit_code()
        return Answer(
            lines=list(_lines(report)), document=report.as_dict(), exit_code=code, error=_why(report) if code else ""
        )

    def failure(self, sentence: str, exit_code: int, options: Mapping[str, Any]) -> Answer:
        """Also a wrong use answers with the keys of a report."""
        problem = Problem(code="wrong_use", message=sentence)
        report = ImportReport(kind=options.get("kind") or "", file=_name_of(options.get("file")), problems=[problem])
        return Answer(document=report.as_dict(), exit_code=exit_code, error=sentence)


def _name_of(path: Path | str | None) -> str:
    return Path(path).name if path else ""


def _lines(report: ImportReport) -> Iterator[str]:
    if report.unreadable:
        return
    for problem in report.problems:
        yield _line(problem)
    yield report.summary()
    if not report.exit_code():
        yield _stored(report) if report.stored else _("Nothing was stored: this was a dry run.")


def _stored(report: ImportReport) -> str:
    """With the number that `undo_import` asks for; a sheet of which everything stood so already has none."""
    if report.import_id is None:
        return _("Stored.")
    return _("Stored as import %(number)s.") % {"number": report.import_id}


def _line(problem: Problem) -> str:
    words = {
        Severity.ERROR: _("error"),
        Severity.DECISION: _("decision"),
        Severity.WARNING: _("warning"),
    }
    place = problem.cell or (_("row %(row)s") % {"row": problem.row} if problem.row else _("sheet"))
    about = " ".join(part for part in (problem.column, f"“{problem.value}”" if problem.value else "") if part)
    line = f"{place} · {words[problem.severity]} · {about + ': ' if about else ''}{problem.message}"
    if problem.suggestion:
        line += " " + _("Suggested: %(suggestion)s.") % {"suggestion": problem.suggestion}
    return line


def _why(report: ImportReport) -> str:
    """The one sentence on standard error."""
    blocking = report.blocking()
    if report.unreadable or (len(blocking) == 1 and blocking[0].row is None):
        return str(blocking[0].message)
    sentence = ngettext(
        "Nothing was stored: %(count)s problem must be settled first.",
        "Nothing was stored: %(count)s problems must be settled first.",
        len(blocking),
    )
    return sentence % {"count": len(blocking)}
