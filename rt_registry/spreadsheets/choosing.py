"""Which sheet of a workbook is meant."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from rt_registry.spreadsheets.columns import Vocabulary
from rt_registry.spreadsheets.grid import Sheet, Workbook
from rt_registry.spreadsheets.headers import Header, find_header
from rt_registry.spreadsheets.kinds import ImportStopped, Kind, vocabulary_of
from rt_registry.spreadsheets.report import ExitCode, Problem, Severity
from rt_registry.spreadsheets.tables import Table


def choose_table(workbook: Workbook, kind: Kind[Any], asked_for: str | None) -> tuple[Table, list[Problem]]:
    """The table to import, and what to say about the sheets left aside. Raises ImportStopped."""
    vocabulary = vocabulary_of(kind)
    if asked_for is not None and workbook.format != "csv":
        sheet = _named(workbook, asked_for)
        return _table(sheet, find_header(sheet, vocabulary), vocabulary), []
    visible = [sheet for sheet in workbook.sheets if not sheet.hidden]
    found = [(sheet, find_header(sheet, vocabulary)) for sheet in visible]
    tables = [_table(sheet, header, vocabulary) for sheet, header in found if header and not header.missing]
    tables = [table for table in tables if table.rows] or tables
    if len(tables) > 1:
        raise ImportStopped(
            _("Several sheets hold such a table; say which one is meant: %(sheets)s."),
            code="several_sheets",
            sheets=_quoted(table.sheet for table in tables),
        )
    if not tables:
        _only_hidden(workbook, vocabulary)
        best = max((pair for pair in found if pair[1]), key=_score, default=(None, None))
        return _table(best[0], best[1], vocabulary), []
    return tables[0], _hidden_named(workbook)


def _score(pair: tuple[Sheet, Header | None]) -> int:
    return len(pair[1].columns) if pair[1] else 0


def _named(workbook: Workbook, name: str) -> Sheet:
    exact = [sheet for sheet in workbook.sheets if sheet.name == name]
    alike = [sheet for sheet in workbook.sheets if sheet.name.strip().casefold() == name.strip().casefold()]
    if not exact and len(alike) != 1:
        raise ImportStopped(
            _("There is no sheet called %(name)s in this file; there are: %(sheets)s."),
            code="sheet_not_found",
            exit_code=ExitCode.UNREADABLE,
            name=f"“{name}”",
            sheets=_quoted(sheet.name for sheet in workbook.sheets),
        )
    return (exact or alike)[0]


def _table(sheet: Sheet | None, header: Header | None, vocabulary: Vocabulary) -> Table:
    if sheet is None or header is None:
        raise ImportStopped(
            _("No table of this kind was found; its header needs the columns: %(columns)s."),
            code="no_table",
            columns=_groups(vocabulary.required),
        )
    if header.missing:
        raise ImportStopped(
            _("The header in row %(row)s lacks the columns: %(columns)s."),
            code="missing_column",
            row=header.last + 1,
            columns=_groups(header.missing),
        )
    return Table(sheet, header, vocabulary)


def _only_hidden(workbook: Workbook, vocabulary: Vocabulary) -> None:
    """Such a table on hidden sheets alone is not read unasked."""
    holding = []
    for sheet in workbook.sheets:
        header = find_header(sheet, vocabulary) if sheet.hidden else None
        if header and not header.missing:
            holding.append(sheet.name)
    if holding:
        raise ImportStopped(
            _("Such a table stands only on hidden sheets, which are read when asked for by name: %(sheets)s."),
            code="hidden_sheet",
            sheets=_quoted(holding),
        )


def _hidden_named(workbook: Workbook) -> list[Problem]:
    if not workbook.hidden_names:
        return []
    message = _("Hidden sheets were not read: %(sheets)s.") % {"sheets": _quoted(workbook.hidden_names)}
    return [Problem(code="hidden_sheet", message=message, severity=Severity.WARNING)]


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _groups(groups: Iterable[frozenset[str]]) -> str:
    return ", ".join(" / ".join(sorted(group)) for group in groups)
