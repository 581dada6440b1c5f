"""A table of a kind on a sheet: its columns, its data rows, and what is not data (titles, totals, notes)."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rt_registry.spreadsheets.cells import CellProblem, parse_year
from rt_registry.spreadsheets.columns import Vocabulary, years_in
from rt_registry.spreadsheets.grid import Cell, Sheet
from rt_registry.spreadsheets.headers import FoundColumn, Header
from rt_registry.spreadsheets.report import Problem, Resolution, Severity
from rt_registry.spreadsheets.spellings import NameQuestion


T = TypeVar("T")

BLANK: Final = Cell(None, "", "")
TOTAL: Final = re.compile(
    r"(?:sub\s*-?\s*|grand\s+)?(?:jumlah|jml|jlh|total|rata\s*-?\s*rata|rerata|keseluruhan)\b[^0-9]{0,40}\d{0,4}\W*",
    re.IGNORECASE,
)
NOTE: Final = re.compile(
    r"(?:catatan|sumber|keterangan|ket|note|nb|mengetahui|menyetujui|dibuat|disusun|nip|jambi\s*,|ttd)\b|[*)(]",
    re.IGNORECASE,
)
LETTER: Final = re.compile("[A-Za-z]")
PERIOD: Final = re.compile(r"\bperiode\s*(?:ke\s*-?\s*)?(iii|ii|i|[1-9])\b", re.IGNORECASE)
ROMAN: Final = {"i": 1, "ii": 2, "iii": 3}


@dataclass(frozen=True)
class DataRow:
    """One row of a table; cells are asked for by the key of their column and, where it has one, its year."""

    number: int  # as a spreadsheet program shows it
    table: "Table" = field(repr=False)

    def get(self, key: str, year: int | None = None) -> Cell:
        """The cell, a merged one for every row it covers; blank where the sheet has no such column."""
        found = self.table.column(key, year)
        return BLANK if found is None else self.table.held_cell(self.number, found)

    def problem(
        self,
        key: str,
        *,
        code: str,
        message: str | Promise,
        severity: Severity = Severity.ERROR,
        year: int | None = None,
        suggestion: str | None = None,
        printed: object = None,
        computed: object = None,
        resolved_by: Resolution | None = None,
        question: NameQuestion | None = None,
    ) -> Problem:
        """A problem that says where it stands. `key` may name a column the sheet does not have."""
        found, cell = self.table.column(key, year), self.get(key, year)
        return Problem(
            code=code,
            message=message,
            severity=severity,
            row=self.number,
            column=found.header if found else key or None,
            cell=f"{found.letter}{self.number}" if found else None,
            value=cell.text or None,
            suggestion=suggestion,
            printed=None if printed is None else str(printed),
            computed=None if computed is None else str(computed),
            resolved_by=resolved_by,
            question=question,
        )


class Table:
    """What was found on a sheet, read cell by cell when asked."""

    def __init__(self, sheet: Sheet, header: Header, vocabulary: Vocabulary) -> None:
        self._sheet = sheet
        self._header = header
        self._vocabulary = vocabulary
        self._columns = {(c.key, c.year): c for c in header.columns}
        self.sheet = sheet.name
        self.header_row = header.last + 1
        self.columns = header.columns
        self.titles = tuple(self._title_texts())
        self.rows, self.totals = self._sort_rows()

    def column(self, key: str, year: int | None = None) -> FoundColumn | None:
        """The column with that key and year; without a year the one without, else the only one there is."""
        found = self._columns.get((key, year))
        if found is None and year is None:
            alone = [c for c in self.columns if c.key == key]
            return alone[0] if len(alone) == 1 else None
        return found

    def has(self, key: str) -> bool:
        return any(c.key == key for c in self.columns)

    def years(self, key: str) -> list[int]:
        """The years a column comes with, as in "Terlaksana 2015", "Terlaksana 2016"."""
        return sorted(c.year for c in self.columns if c.key == key and c.year is not None)

    def held_cell(self, number: int, found: FoundColumn) -> Cell:
        return self._sheet.held_cell(number - 1, found.index)

    @property
    def year(self) -> int | None:
        """The one year the titles name, else the one in the sheet's name."""
        for texts in (self.titles, (self.sheet,)):
            years = {year for text in texts for year in years_in(text)}
            if years:
                return years.pop() if len(years) == 1 else None
        return None

    @property
    def period(self) -> int | None:
        """The one judging period the titles name."""
        found = {match.lower() for text in self.titles for match in PERIOD.findall(text)}
        if len(found) != 1:
            return None
        said = found.pop()
        return ROMAN.get(said) or int(said)

    def cell_problems(self) -> Iterator[Problem]:
        """What concerns cells whatever they mean: formulas without a value, characters that were removed."""
        for row in self.rows:
            for found in self.columns:
                cell = self.held_cell(row.number, found)
                if cell.lacks_value:
                    yield row.problem(found.key, year=found.year, code="formula_without_value", message=NO_VALUE)
                elif cell.was_cleaned:
                    yield row.problem(
                        found.key,
                        year=found.year,
                        code="characters_removed",
                        message=CLEANED,
                        severity=Severity.WARNING,
                    )

    def header_problems(self) -> Iterator[Problem]:
        for found in self._header.repeated:
            yield Problem(
                code="repeated_column",
                message=REPEATED,
                severity=Severity.WARNING,
                row=self.header_row,
                column=found.header,
                cell=f"{found.letter}{self.header_row}",
                value=found.header,
            )

    def _title_texts(self) -> Iterator[str]:
        """The texts above the header, nearest twenty rows."""
        above = [row for row in self._sheet.filled_rows if row < self._header.first][-20:]
        for row in above:
            yield from (cell.text for _, cell in self._sheet.cells(row) if isinstance(cell.value, str))

    def _sort_rows(self) -> tuple[tuple[DataRow, ...], tuple[DataRow, ...]]:
        """Part data from totals, repeated headers, numbered columns and notes."""
        totals: list[int] = []
        candidates: list[int] = []
        indexes = [c.index for c in self.columns]
        headings = {c.index: c.header for c in self.columns}
        below = [row for row in self._sheet.filled_rows if row > self._header.last]
        for at, row in enumerate(below):
            if not any(self._sheet.holds(row, index) for index in indexes):
                continue
            if (at == 0 and self._is_numbering(row)) or self._repeats_header(row, headings):
                continue
            (totals if self._is_total(row) else candidates).append(row)
        data = self._without_notes(candidates, totals)
        return self._as_rows(data), self._as_rows(totals)

    def _as_rows(self, rows: Sequence[int]) -> tuple[DataRow, ...]:
        return tuple(DataRow(row + 1, self) for row in rows)

    def _is_numbering(self, row: int) -> bool:
        """The row "(1) (2) (3) ..." that official tables carry below their header."""
        texts = [cell.text.strip("(). ") for _, cell in self._sheet.cells(row)]
        return len(texts) >= 3 and texts == [str(n) for n in range(1, len(texts) + 1)]

    def _repeats_header(self, row: int, headings: dict[int, str]) -> bool:
        same = 0
        for index, heading in headings.items():
            text = " ".join(str(self._sheet.raw(row, index)).split())
            if text and not heading.casefold().endswith(text.casefold()):
                return False
            same += bool(text)
        return same >= 2

    def _is_total(self, row: int) -> bool:
        texts = (raw for raw in self._sheet.raw_row(row) if isinstance(raw, str))
        first = next((text for text in texts if LETTER.search(text)), "")
        return TOTAL.fullmatch(first.strip()) is not None

    def _without_notes(self, candidates: list[int], totals: list[int]) -> list[int]:
        """Drop what stands below the table: lone texts, and whatever follows a blank row after the last whole one."""
        last_whole = next((row for row in reversed(candidates) if self._is_whole(row)), self._header.last)
        end = max([last_whole, *totals[-1:]])
        data: list[int] = []
        gap = False
        for row in candidates:
            if row > end:
                gap = gap or self._sheet.gap_before(row)
                if gap:
                    continue
            if not self._is_note(row):
                data.append(row)
        return data

    def _is_whole(self, row: int) -> bool:
        return not self._vocabulary.missing(c.key for c in self.columns if self._sheet.holds(row, c.index))

    def _is_note(self, row: int) -> bool:
        filled = [raw for raw in self._sheet.raw_row(row) if raw is not None and raw != ""]
        return len(filled) == 1 and isinstance(filled[0], str) and NOTE.match(filled[0].strip()) is not None


NO_VALUE = _(
    "The cell holds a formula without a stored result, or an error; type the value, or open and save the file."
)
CLEANED = _("Control characters that nobody sees were removed.")
REPEATED = _("Another column to the left means the same; this one is not read.")
MISSING = _("The value is missing.")


class RowReader:
    """Takes values out of a row and collects what is wrong with them."""

    def __init__(self, row: DataRow) -> None:
        self.row = row
        self.problems: list[Problem] = []
        self.lacks_value = False

    @property
    def is_clean(self) -> bool:
        return not self.problems and not self.lacks_value

    def take(
        self,
        key: str,
        parse: Callable[..., T | None],
        *,
        year: int | None = None,
        required: bool = False,
        **options: Any,
    ) -> T | None:
        """The value of a cell, or None where it is blank or wrong; what is wrong is in `problems`."""
        cell = self.row.get(key, year)
        if cell.lacks_value:  # reported for the whole table
            self.lacks_value = True
            return None
        try:
            value = parse(cell, **options)
        except CellProblem as wrong:
            self._note(key, year, wrong.code, wrong.message, wrong.suggestion)
            return None
        if value is None and required:
            self._note(key, year, "missing", MISSING, None)
        return value

    def _note(self, key: str, year: int | None, code: str, message: str | Promise, suggestion: str | None) -> None:
        self.problems.append(self.row.problem(key, year=year, code=code, message=message, suggestion=suggestion))


def year_for(row: DataRow, *, default: int | None = None, key: str = "tahun") -> int | None:
    """The year a row speaks of: its own cell, else the one in a column's header, else in the title, else the default.

    Raises CellProblem on a cell that is no year.
    """
    own = parse_year(row.get(key))
    if own is not None:
        return own
    named = {c.year for c in row.table.columns if c.year is not None}
    if len(named) == 1:
        return named.pop()
    return row.table.year or default
