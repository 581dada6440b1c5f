"""A table of a kind on a sheet: its columns, its data rows, and what is not data (titles, totals, notes)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rt_registry.spreadsheets.cells import CellProblem, parse_year
from rt_registry.spreadsheets.columns import Vocabulary, periods_in, years_in
from rt_registry.spreadsheets.given import given_in, line_of
from rt_registry.spreadsheets.grid import Cell, Sheet, letters, make_cell
from rt_registry.spreadsheets.headers import FoundColumn, Header
from rt_registry.spreadsheets.report import Problem, Resolution, Severity
from rt_registry.spreadsheets.sorting import sort_rows
from rt_registry.spreadsheets.spellings import NameQuestion
from rt_registry.spreadsheets.totals import moved_totals


T = TypeVar("T")

BLANK: Final = Cell(None, "", "")


@dataclass(frozen=True)
class DataRow:
    """One row of a table; cells are asked for by the key of their column and, where it has one, its year."""

    number: int  # as a spreadsheet program shows it
    table: "Table" = field(repr=False)

    def get(self, key: str, year: int | None = None) -> Cell:
        """The cell, a merged one for every row it covers; without such a column, what the titles say for all rows."""
        found = self.table.column(key, year)
        return self.table.given.get(key, BLANK) if found is None else self.table.held_cell(self.number, found)

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
            cell=f"{letters(max(self.table.index_in(self.number, found), 0))}{self.number}" if found else None,
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
        self.header = header
        self._vocabulary = vocabulary
        self._columns = {(c.key, c.year): c for c in header.columns}
        self.sheet = sheet.name
        self.header_row = header.last + 1
        self.columns = header.columns
        self.titles = tuple(self._title_texts())
        self.given = {key: Cell(name, name, "") for key, name in given_in(self._title_lines()).items()}
        sorted_rows = sort_rows(sheet, header, vocabulary)
        self._moved = moved_totals(sheet, header, sorted_rows)
        self.rows, self.totals = self._as_rows(sorted_rows.data), self._as_rows(sorted_rows.totals)

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

    def index_in(self, number: int, found: FoundColumn) -> int:
        """Where the value of a column stands in that row: beside it where a total row lacks a cell."""
        return self._moved.get(number - 1, {}).get(found.index, found.index)

    def held_cell(self, number: int, found: FoundColumn) -> Cell:
        index = self.index_in(number, found)
        return BLANK if index < 0 else self._sheet.held_cell(number - 1, index)

    def raws(self, key: str, year: int | None = None) -> Mapping[int, str | float]:
        """Row number -> a text or number as the reader handed it over; left out where only the cell tells."""
        found = self.column(key, year)
        if found is None or self._sheet.without_value or self._moved:
            return {}
        return self._sheet.raw_column(found.index)

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
        found = {period for text in self.titles for period in periods_in(text)}
        return found.pop() if len(found) == 1 else None

    def cell_problems(self) -> Iterator[Problem]:
        """What concerns cells whatever they mean: formulas without a value, characters that were removed."""
        merged = bool(self._sheet.merges)
        for row in self.rows:
            for found in self.columns if merged or self._sheet.is_odd(row.number - 1) else ():
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
        for total in self.totals:
            if self._moved.get(total.number - 1):
                yield Problem(code="total_moved", message=MOVED, severity=Severity.WARNING, row=total.number)

    def header_problems(self) -> Iterator[Problem]:
        for found in self.header.repeated:
            yield Problem(
                code="repeated_column",
                message=REPEATED,
                severity=Severity.WARNING,
                row=self.header_row,
                column=found.header,
                cell=f"{found.letter}{self.header_row}",
                value=found.header,
            )

    def _title_lines(self) -> Iterator[str]:
        return (line_of(self._sheet, row) for row in self._title_rows())

    def _title_rows(self) -> Sequence[int]:
        start = self.header.area.titles_from
        return [row for row in self._sheet.filled_rows if start <= row < self.header.first][-20:]

    def _title_texts(self) -> Iterator[str]:
        """The texts above the header, nearest twenty rows; of tables side by side, each one's own where it has any."""
        area = self.header.area
        for row in self._title_rows():
            texts = [(at, cell.text) for at, cell in self._sheet.cells(row) if isinstance(cell.value, str)]
            own = [text for at, text in texts if area.spans(at)]
            yield from own or [text for _, text in texts]

    def _as_rows(self, rows: Sequence[int]) -> tuple[DataRow, ...]:
        return tuple(DataRow(row + 1, self) for row in rows)


NO_VALUE = _(
    "The cell holds a formula without a stored result, or an error; type the value, or open and save the file."
)
CLEANED = _("Control characters that nobody sees were removed.")
REPEATED = _("Another column to the left means the same; this one is not read.")
MISSING = _("The value is missing.")
MOVED = _(
    "A cell is missing in this row of totals, so its figures stand one column off; they were read where they belong."
)


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


class Taker(Generic[T]):
    """Takes one column's values row by row, each distinct value understood once: a long sheet says the same often.

    Like RowReader.take, which understands what is new here and says what is wrong.
    """

    def __init__(
        self,
        table: Table,
        key: str,
        parse: Callable[..., T | None],
        *,
        year: int | None = None,
        required: bool = False,
        **options: Any,
    ) -> None:
        self._raws = table.raws(key, year)
        self._parse = partial(parse, **options)
        self._required = required
        self._understand: Callable[[RowReader], T | None] = lambda reader: reader.take(
            key, parse, year=year, required=required, **options
        )
        self._known: dict[str | float, T | None] = {}

    def take(self, reader: RowReader) -> T | None:
        raw = self._raws.get(reader.row.number)
        if raw is None or not self._is_known(raw):
            return self._understand(reader)  # which says what is wrong, and where
        return self._known[raw]

    def column(self, numbers: Iterable[int]) -> Iterator[tuple[T | None] | None]:
        """By row number: the value in a tuple, or None where only `take` tells."""
        values = {raw: (self._known[raw],) for raw in set(self._raws.values()) if self._is_known(raw)}
        return (None if raw is None else values.get(raw) for raw in map(self._raws.get, numbers))

    def _is_known(self, raw: str | float) -> bool:
        """Whether a text or number means something here, which is then remembered."""
        if raw not in self._known:
            try:
                value = self._parse(make_cell(raw, ""))
            except CellProblem:
                return False
            if value is None and self._required:
                return False
            self._known[raw] = value
        return True


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
