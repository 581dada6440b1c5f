"""A copy of an uploaded workbook in which the offending cells are marked, for the person who sent it.

It is rebuilt from what the reading child returned: no other program of ours ever opens the upload.
"""

import io
import math
import re
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import PurePath
from typing import Any, Final

from openpyxl import Workbook as XlsxWorkbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.cell_range import CellRange

from rt_registry.spreadsheets import findings
from rt_registry.spreadsheets.files.markup import column_index
from rt_registry.spreadsheets.grid import UNWANTED, Sheet, Workbook, clean, make_cell, shown
from rt_registry.spreadsheets.report import Problem
from rt_registry.spreadsheets.writing import NO_XML, Writable, text_cell


MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384
MOST_COMMENTS: Final = 5_000
"""Above that many a spreadsheet program opens a file slowly; the fills and the list of findings have them all."""
LONGEST_COMMENT: Final = 2_000
SAMPLED_ROWS: Final = 200
FIRST_DAY: Final = date(1900, 3, 1)
"""Days before that are counted differently by different programs."""
NO_VALUE: Final = "#N/A"
NOT_IN_A_NAME: Final = re.compile(r"[\[\]:*?/\\]")
HARMLESS: Final = re.compile(r"[A-Za-z0-9][ -^`-~]{0,500}")
"""Nearly every text: no program takes it for anything else."""
DEEPEST_FREEZE: Final = 20
"""A header further down would, frozen, leave no room for rows."""
ADDRESS: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
AUTHOR: Final = "BANTAR"
LINE: Final = 48

Place = tuple[int, int]  # row and column, from 0
Marks = Mapping[Place, Sequence[Problem]]


def marked_name(file_name: str) -> str:
    """ "data 2019.xls" -> "data 2019 (diperiksa).xlsx"."""
    return f"{PurePath(file_name).stem[:200] or 'lembar'} (diperiksa).xlsx"


def mark(
    workbook: Workbook, sheet_name: str | None, problems: Sequence[Problem], *, header_row: int | None = None
) -> bytes:
    """The workbook once more as xlsx, with a list of the findings before it and the cells of `sheet_name` marked.

    `sheet_name` None: the only sheet there is. A problem without a cell is said at the first cell of its row.
    """
    sheets = [sheet for sheet in workbook.sheets if not _is_ours(sheet)]
    named = dict(zip(_names(sheets), sheets, strict=True))
    about = _meant(sheets, sheet_name)
    title = next((name for name, sheet in named.items() if sheet is about), "")
    places = {}
    if about is not None:
        merges = _Merges(about)
        places = {id(problem): _place(about, merges, problem) for problem in problems}
    marks: dict[Place, list[Problem]] = defaultdict(list)
    for problem in problems:
        if (place := places.get(id(problem))) is not None:
            marks[place].append(problem)

    def locate(problem: Problem) -> str | None:
        place = places.get(id(problem))
        return None if place is None else f"{quote_sheetname(title)}!{get_column_letter(place[1] + 1)}{place[0] + 1}"

    book = XlsxWorkbook(write_only=True)
    findings.write_findings(book, findings.SHEET_NAME, problems, locate)
    for name, sheet in named.items():
        is_about = sheet is about
        _copy(book.create_sheet(name), sheet, marks if is_about else {}, header_row if is_about else None)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _is_ours(sheet: Sheet) -> bool:
    """The list of findings of an earlier copy, which the sender has left where it was."""
    return sheet.name.startswith(findings.SHEET_NAME) and sheet.raw(0, 0) == findings.SIGN


def _names(sheets: Sequence[Sheet]) -> list[str]:
    """The names of the sheets, as far as xlsx can hold them, each once."""
    names: list[str] = []
    taken = {findings.SHEET_NAME.casefold()}
    for sheet in sheets:
        wanted = NOT_IN_A_NAME.sub(" ", clean(NO_XML.sub("", sheet.name))[0]).strip(" '")[:31] or "Data"
        name, number = wanted, 1
        while name.casefold() in taken:
            number += 1
            name = f"{wanted[: 31 - len(str(number)) - 1]} {number}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _meant(sheets: Sequence[Sheet], name: str | None) -> Sheet | None:
    if name is None:
        return sheets[0] if len(sheets) == 1 else None
    return next((sheet for sheet in sheets if sheet.name == name), None)


def _place(sheet: Sheet, merges: "_Merges", problem: Problem) -> Place | None:
    """The cell to mark; where a problem names none, the first of its row that holds something."""
    match = ADDRESS.fullmatch(problem.cell or "")
    if match:
        place = (int(match[2]) - 1, column_index(match[1]))
        return merges.first_cell(place) if place[0] < MOST_ROWS and place[1] < MOST_COLUMNS else None
    if not problem.row or problem.row > MOST_ROWS:
        return None
    row = problem.row - 1
    return row, next((column for column, _cell in sheet.cells(row)), sheet.first_column)


# The copy of one sheet -----------------------------------------------------------------------------------------------


def _copy(copied: WriteOnlyWorksheet, sheet: Sheet, marks: Marks, header_row: int | None) -> None:
    if sheet.hidden:
        copied.sheet_state = "hidden"
    if header_row is not None and header_row <= DEEPEST_FREEZE:
        copied.freeze_panes = f"A{header_row + 1}"
    for column, width in _widths(sheet).items():
        copied.column_dimensions[get_column_letter(column + 1)].width = width
    copied.merged_cells.ranges.update(_Merges(sheet).ranges)
    commented = set(sorted(marks)[:MOST_COMMENTS])
    by_row: dict[int, dict[int, Sequence[Problem]]] = defaultdict(dict)
    for (row, column), problems in marks.items():
        by_row[row][column] = problems
    lacking: dict[int, set[int]] = defaultdict(set)
    for row, column in sheet.without_value:
        lacking[row].add(column)
    last = max([sheet.first_row + len(sheet.rows) - 1, *by_row, *lacking])
    for row in range(min(last + 1, MOST_ROWS)):
        values = _values(copied, sheet, row, lacking.get(row, set()))
        for column, problems in by_row.get(row, {}).items():
            values += [None] * (column + 1 - len(values))
            values[column] = _marked(copied, values[column], problems, with_comment=(row, column) in commented)
        copied.append(values)


def _values(copied: WriteOnlyWorksheet, sheet: Sheet, row: int, lacking: set[int]) -> list[Any]:
    """A row as it was; texts that no program takes for formulas, and a formula without a result still without one."""
    values: list[Any] = [None] * sheet.first_column
    values += [_value(copied, raw) for raw in sheet.raw_row(row)[: MOST_COLUMNS - sheet.first_column]]
    for column in lacking:
        values += [None] * (column + 1 - len(values))
        values[column] = WriteOnlyCell(copied, value=NO_VALUE)
    return values


def _value(copied: WriteOnlyWorksheet, raw: Any) -> Writable | float | Cell:
    if raw is None or raw == "":
        return None
    if isinstance(raw, str):
        text = clean(raw)[0]
        return text if HARMLESS.fullmatch(text) else text_cell(copied, text)
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, int | float):
        return raw if math.isfinite(raw) else str(raw)
    value = make_cell(raw, "").value
    is_early = isinstance(value, date) and (value.date() if isinstance(value, datetime) else value) < FIRST_DAY
    return shown(value) if is_early else value


def _marked(copied: WriteOnlyWorksheet, value: Any, problems: Sequence[Problem], *, with_comment: bool) -> Cell:
    cell = value if isinstance(value, Cell) else WriteOnlyCell(copied, value=value)
    cell.fill = findings.FILLS[findings.severest(problems)]
    if with_comment:
        cell.comment = _comment(problems)
    return cell


def _comment(problems: Sequence[Problem]) -> Comment:
    said = dict.fromkeys(findings.in_words(problem) for problem in problems)  # once, however many rows a merge covers
    text = NO_XML.sub("", UNWANTED.sub("", "\n\n".join(said)))[:LONGEST_COMMENT]
    lines = sum(1 + len(line) // LINE for line in text.split("\n"))
    return Comment(text, AUTHOR, height=min(20 + 17 * lines, 400), width=340)


def _widths(sheet: Sheet) -> dict[int, float]:
    """As wide as what the first rows hold, within reason."""
    widths: dict[int, float] = {}
    for row in sheet.rows[:SAMPLED_ROWS]:
        for column, raw in enumerate(row[:MOST_COLUMNS], sheet.first_column):
            if raw not in ("", None):
                length = len(raw) if isinstance(raw, str) else 10
                widths[column] = max(widths.get(column, 8), min(length + 2, 40))
    return widths


class _Merges:
    """The merged cells of a sheet; of two that overlap, which no program takes, the first."""

    def __init__(self, sheet: Sheet) -> None:
        self.ranges: list[CellRange] = []
        self._over: dict[int, list[tuple[int, int, int]]] = defaultdict(list)  # row -> (left, right, top), in order
        for top, left, bottom, right in sheet.merges:
            is_one = (top, left) == (bottom, right)
            if not is_one and bottom < MOST_ROWS and right < MOST_COLUMNS:
                self._take(top, left, bottom, right)

    def _take(self, top: int, left: int, bottom: int, right: int) -> None:
        rows = range(top, bottom + 1)
        if any(self._meets(row, left, right) for row in rows):
            return
        for row in rows:
            insort(self._over[row], (left, right, top))
        self.ranges.append(CellRange(min_row=top + 1, min_col=left + 1, max_row=bottom + 1, max_col=right + 1))

    def _meets(self, row: int, left: int, right: int) -> bool:
        over = self._over.get(row, [])
        at = bisect_right(over, (right, MOST_COLUMNS, 0))
        return at > 0 and over[at - 1][1] >= left

    def first_cell(self, place: Place) -> Place:
        """The cell itself, or the first one of those it is merged with, which alone is seen."""
        row, column = place
        over = self._over.get(row, [])
        at = bisect_right(over, (column, MOST_COLUMNS, MOST_ROWS))
        if at and over[at - 1][1] >= column:
            left, _right, top = over[at - 1]
            return top, left
        return place
