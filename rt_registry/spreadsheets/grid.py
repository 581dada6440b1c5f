"""A workbook as a spreadsheet program shows it: sheets of rows of cells, rows from 1, columns from A."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, Final


Value = str | Decimal | bool | date | datetime | time | timedelta | None

# Control and direction-override characters, byte order marks inside a text, halves of characters. Emoji joiners stay.
UNWANTED: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
# What a spreadsheet program may take for a formula; see writing.neutralise.
FORMULA_START: Final = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
NEUTRALISED: Final = re.compile(r"'+(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its value, the text a person would read in it, and where it stands."""

    value: Value
    text: str
    address: str
    lacks_value: bool = False  # a formula whose result is not in the file
    was_cleaned: bool = False  # characters nobody sees were removed

    @property
    def is_blank(self) -> bool:
        return not self.text and not self.lacks_value


@lru_cache(maxsize=1024)
def letters(index: int) -> str:
    """0 -> A, 26 -> AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def clean(text: str) -> tuple[str, bool]:
    """The text without unseen characters, outer spaces, a neutralising apostrophe; whether any were removed."""
    if text.isascii() and text.isprintable() and not text.startswith("'"):  # nearly every cell
        return text.strip(), False
    wanted = UNWANTED.sub("", text)
    plain = unicodedata.normalize("NFC", wanted.replace("\xa0", " ")).strip()
    if NEUTRALISED.match(plain):
        plain = plain[1:].strip()
    return plain, wanted != text


def shown(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return _number_text(value)
    return value.isoformat() if isinstance(value, date | datetime | time) else str(value)


def _number_text(value: Decimal) -> str:
    if not value.is_finite() or abs(value.adjusted()) > 30:
        return str(value)
    return str(int(value)) if value == value.to_integral_value() else format(value.normalize(), "f")


def make_cell(raw: Any, address: str, *, lacks_value: bool = False) -> Cell:
    """A cell from what the reader hands over: text, float, bool, or a date as a small mapping."""
    if isinstance(raw, str):
        text, was_cleaned = clean(raw)
        return Cell(text or None, text, address, lacks_value and not text, was_cleaned)
    value = _value(raw)
    return Cell(value, shown(value), address, lacks_value)


def _value(raw: Any) -> Value:
    if raw is None or isinstance(raw, bool):
        return raw
    if isinstance(raw, int | float):
        return Decimal(repr(raw))
    [(kind, text)] = raw.items()
    if kind == "seconds":
        return timedelta(seconds=text)
    if kind == "datetime":
        return datetime.fromisoformat(text)
    return date.fromisoformat(text) if kind == "date" else time.fromisoformat(text)


@dataclass
class Sheet:
    """One sheet; positions from 0 inside, as people know them (row 1, column A) outside."""

    name: str
    hidden: bool
    rows: Sequence[Sequence[Any]]
    first_row: int = 0
    first_column: int = 0
    merges: Sequence[tuple[int, int, int, int]] = ()
    without_value: frozenset[tuple[int, int]] = field(default_factory=frozenset)

    @cached_property
    def filled_rows(self) -> list[int]:
        """The rows, from 0, that hold anything."""
        return [
            number
            for number, row in enumerate(self.rows, self.first_row)
            if any(map(self._holds, row)) or number in self._rows_without_value
        ]

    @cached_property
    def _rows_without_value(self) -> frozenset[int]:
        return frozenset(row for row, _ in self.without_value)

    @staticmethod
    def _holds(raw: Any) -> bool:
        return bool(raw.strip()) if isinstance(raw, str) else raw is not None

    @cached_property
    def width(self) -> int:
        """The column after the last one that may hold something, from 0."""
        return self.first_column + max((len(row) for row in self.rows), default=0)

    def raw(self, row: int, column: int) -> Any:
        line = row - self.first_row
        at = column - self.first_column
        if 0 <= line < len(self.rows) and 0 <= at < len(self.rows[line]):
            return self.rows[line][at]
        return ""

    def raw_row(self, row: int) -> Sequence[Any]:
        """A row as the reader handed it over, from `first_column` on."""
        line = row - self.first_row
        return self.rows[line] if 0 <= line < len(self.rows) else ()

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell, or the merged one above that covers it, holds anything."""
        row = self._merged_top.get((row, column), row)
        return self._holds(self.raw(row, column)) or (row, column) in self.without_value

    def is_odd(self, row: int) -> bool:
        """Whether a cell of that row may have lost characters, or a formula's value; nearly every row is plain."""
        if row in self._rows_without_value:
            return True
        return any(type(raw) is str and not (raw.isascii() and raw.isprintable()) for raw in self.raw_row(row))

    def raw_column(self, column: int) -> dict[int, str | float]:
        """Row number, from 1 -> the text or number there, a merged one for every row it covers."""
        at = column - self.first_column
        every = [row[at] if 0 <= at < len(row) else None for row in self.rows]
        raws: dict[int, Any] = dict(enumerate(every, self.first_row + 1))
        if not {str, float}.issuperset(map(type, every)):
            raws = {number: raw for number, raw in raws.items() if type(raw) in {str, float}}
        for (row, of), top in self._merged_top.items():
            if of == column:
                raws.pop(row + 1, None)
                if top + 1 in raws:
                    raws[row + 1] = raws[top + 1]
        return raws

    def cell(self, row: int, column: int) -> Cell:
        return make_cell(
            self.raw(row, column), f"{letters(column)}{row + 1}", lacks_value=(row, column) in self.without_value
        )

    def held_cell(self, row: int, column: int) -> Cell:
        """The cell, or the one above it whose merge covers this row: a merged cell holds for every row it covers."""
        top = self._merged_top.get((row, column))
        return self.cell(row, column) if top is None else self.cell(top, column)

    def cells(self, row: int) -> Iterator[tuple[int, Cell]]:
        """The cells of a row that hold something, with their columns from 0."""
        for column in range(self.first_column, self.width):
            cell = self.cell(row, column)
            if not cell.is_blank:
                yield column, cell

    @cached_property
    def _merged_top(self) -> Mapping[tuple[int, int], int]:
        last = self.first_row + len(self.rows)
        return {
            (row, left): top
            for top, left, bottom, _ in self.merges
            for row in range(max(top + 1, self.first_row), min(bottom + 1, last))
        }

    @cached_property
    def wide_merges(self) -> Mapping[int, list[tuple[int, int, int]]]:
        """Row -> (left, right, top) of the merges over it that are wider than one column, from the left."""
        found: dict[int, list[tuple[int, int, int]]] = {}
        for top, left, bottom, right in self.merges:
            if right > left:
                for row in range(top, min(bottom, top + 10) + 1):
                    found.setdefault(row, []).append((left, right, top))
        for spans in found.values():
            spans.sort()
        return found

    def header_cell(self, row: int, column: int) -> Cell:
        """The cell, or the one whose merge covers it in either direction: a heading stands over all its columns."""
        spans = self.wide_merges.get(row, [])
        at = bisect_right(spans, column, key=lambda span: span[0]) - 1
        if at >= 0 and column <= spans[at][1]:
            return self.cell(spans[at][2], spans[at][0])
        return self.held_cell(row, column)

    def gap_before(self, row: int) -> bool:
        """Whether a blank row stands right above a filled one."""
        at = bisect_right(self.filled_rows, row) - 1
        return at > 0 and self.filled_rows[at - 1] != row - 1


@dataclass(frozen=True)
class Workbook:
    format: str
    sheets: tuple[Sheet, ...]

    @property
    def hidden_names(self) -> list[str]:
        return [sheet.name for sheet in self.sheets if sheet.hidden]
