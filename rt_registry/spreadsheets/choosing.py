"""Which table of a workbook is meant: on which sheet, and of several on a sheet which one."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from rt_registry.spreadsheets.blocks import alone, find_tables
from rt_registry.spreadsheets.columns import Vocabulary
from rt_registry.spreadsheets.given import vocabulary_for
from rt_registry.spreadsheets.grid import Sheet, Workbook, letters
from rt_registry.spreadsheets.headers import Header, Taught, find_header, guess_header
from rt_registry.spreadsheets.kinds import ImportStopped, Kind, vocabulary_of
from rt_registry.spreadsheets.report import ExitCode, Problem, Severity
from rt_registry.spreadsheets.shapes import Shapes, taught_header
from rt_registry.spreadsheets.tables import Table


AT: Final = re.compile(r"(.*)!\$?([A-Za-z]{0,3})\$?([0-9]{1,7})", re.DOTALL)


def choose_table(
    workbook: Workbook,
    kind: Kind[Any],
    asked_for: str | None,
    *,
    taught: Taught | None = None,
    shapes: Shapes | None = None,
) -> tuple[Table, list[Problem]]:
    """The table to import, and what to say about the sheets left aside. Raises ImportStopped.

    `asked_for` names a sheet, or a table on it by the row (or a cell) of its header: "Data", "Data!5", "Data!G5".
    """
    vocabulary = vocabulary_of(kind)
    sheets, at = _sheets(workbook, asked_for)
    if taught is not None:
        sheet = sheets[0] if len(sheets) == 1 else _likeliest(sheets, vocabulary)
        header = _explained(sheet, taught, vocabulary_for(sheet, vocabulary)) if sheet else None
        return _table(sheet, header, vocabulary), _left_aside(workbook, asked_for)
    tables = _tables(sheets, vocabulary, shapes or {}, at)
    if not tables:
        if asked_for is None:
            _only_hidden(workbook, vocabulary)
        if at is not None:
            raise ImportStopped(
                _("There is no table of this kind at %(name)s."),
                code="table_not_found",
                exit_code=ExitCode.UNREADABLE,
                name=f"“{asked_for}”",
            )
        sheet, header = _closest(sheets, vocabulary)
        return _table(sheet, header, vocabulary), []
    _several(tables)
    return tables[0], _left_aside(workbook, asked_for)


def propose_header(workbook: Workbook, kind: Kind[Any], asked_for: str | None) -> tuple[str, Header] | None:
    """Where no table is found: sheet and header that come closest, for a person to say what its columns mean."""
    vocabulary = vocabulary_of(kind)
    sheets, _at = _sheets(workbook, asked_for)
    sheet, header = _closest(sheets, vocabulary)
    if sheet is not None and header is not None:
        return sheet.name, header
    guesses = [(sheet, guess_header(sheet)) for sheet in sheets]
    best = max((pair for pair in guesses if pair[1]), key=lambda pair: len(pair[0].filled_rows), default=None)
    return (best[0].name, best[1]) if best and best[1] else None


def table_names(workbook: Workbook, kind: Kind[Any]) -> list[str]:
    """What may be asked for: every visible sheet, and each table of one that holds several."""
    vocabulary = vocabulary_of(kind)
    names: list[str] = []
    for sheet in workbook.sheets:
        tables = [] if sheet.hidden else _tables([sheet], vocabulary, {}, None)
        names += [name_of(table) for table in tables] if len(tables) > 1 else [sheet.name]
    return names


def name_of(table: Table) -> str:
    """How to ask for a table: by its sheet and the first cell of its header."""
    column = min(column.index for column in table.columns)
    return f"{table.sheet}!{letters(column)}{table.header_row}"


def _sheets(workbook: Workbook, asked_for: str | None) -> tuple[list[Sheet], tuple[int, str] | None]:
    """The sheets that may be meant, and the header's row (from 0) and column letters where they were named."""
    if asked_for is None:
        return [sheet for sheet in workbook.sheets if not sheet.hidden], None
    match = AT.fullmatch(asked_for)
    at = (int(match[3]) - 1, match[2].upper()) if match else None
    if workbook.format == "csv":
        return list(workbook.sheets), at
    if match and at and not _called(workbook, asked_for):
        return [_named(workbook, match[1])], at
    return [_named(workbook, asked_for)], None


def _called(workbook: Workbook, name: str) -> list[Sheet]:
    exact = [sheet for sheet in workbook.sheets if sheet.name == name]
    return exact or [s for s in workbook.sheets if s.name.strip().casefold() == name.strip().casefold()]


def _named(workbook: Workbook, name: str) -> Sheet:
    found = _called(workbook, name)
    if len(found) != 1 and not any(sheet.name == name for sheet in found):
        raise ImportStopped(
            _("There is no sheet called %(name)s in this file; there are: %(sheets)s."),
            code="sheet_not_found",
            exit_code=ExitCode.UNREADABLE,
            name=f"“{name}”",
            sheets=_quoted(sheet.name for sheet in workbook.sheets),
        )
    return found[0]


def _tables(sheets: Iterable[Sheet], vocabulary: Vocabulary, shapes: Shapes, at: tuple[int, str] | None) -> list[Table]:
    """Complete tables, those with rows if any has some."""
    tables = [
        Table(sheet, header, words)
        for sheet in sheets
        for words in [vocabulary_for(sheet, vocabulary)]
        for header in find_tables(sheet, words, shapes if at is None else {})
        if at is None or _stands_at(header, *at)
    ]
    return [table for table in tables if table.rows] or tables


def _stands_at(header: Header, row: int, column: str) -> bool:
    of_column = not column or any(heading.letter == column for heading in header.headings)
    return header.first <= row <= header.last and of_column


def _several(tables: Sequence[Table]) -> None:
    """Of several tables a person must say which one is meant."""
    if len({table.sheet for table in tables}) > 1:
        raise ImportStopped(
            _("Several sheets hold such a table; say which one is meant: %(sheets)s."),
            code="several_sheets",
            sheets=_quoted(dict.fromkeys(table.sheet for table in tables)),
        )
    if len(tables) > 1:
        raise ImportStopped(
            _("The sheet holds several such tables; say which one is meant, by its header: %(tables)s."),
            code="several_tables",
            tables=_quoted(name_of(table) for table in tables),
        )


def _closest(sheets: Iterable[Sheet], vocabulary: Vocabulary) -> tuple[Sheet | None, Header | None]:
    found = [(sheet, header) for sheet in sheets if (header := find_header(sheet, vocabulary_for(sheet, vocabulary)))]
    return max(found, key=lambda pair: len(pair[1].columns), default=(None, None))


def _likeliest(sheets: Sequence[Sheet], vocabulary: Vocabulary) -> Sheet | None:
    """The sheet whose header was shown to the person who then said what it means."""
    return _closest(sheets, vocabulary)[0] or max(sheets, key=lambda sheet: len(sheet.filled_rows), default=None)


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
    return Table(sheet, header, vocabulary_for(sheet, vocabulary))


def _explained(sheet: Sheet, taught: Taught, vocabulary: Vocabulary) -> Header:
    return alone(sheet, taught_header(sheet, taught, vocabulary), vocabulary)


def _only_hidden(workbook: Workbook, vocabulary: Vocabulary) -> None:
    """Such a table on hidden sheets alone is not read unasked."""
    hidden = [sheet for sheet in workbook.sheets if sheet.hidden]
    holding = [sheet.name for sheet in hidden if find_tables(sheet, vocabulary_for(sheet, vocabulary))]
    if holding:
        raise ImportStopped(
            _("Such a table stands only on hidden sheets, which are read when asked for by name: %(sheets)s."),
            code="hidden_sheet",
            sheets=_quoted(holding),
        )


def _left_aside(workbook: Workbook, asked_for: str | None) -> list[Problem]:
    if asked_for is not None or not workbook.hidden_names:
        return []
    message = _("Hidden sheets were not read: %(sheets)s.") % {"sheets": _quoted(workbook.hidden_names)}
    return [Problem(code="hidden_sheet", message=message, severity=Severity.WARNING)]


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _groups(groups: Iterable[frozenset[str]]) -> str:
    return ", ".join(" / ".join(sorted(group)) for group in groups)
