"""Finding the header of a table: below titles, over one to three rows, with merged headings, by meaning."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rt_registry.spreadsheets.columns import Column, Vocabulary
from rt_registry.spreadsheets.grid import Sheet, letters


SEARCHED_ROWS: Final = 120
SEARCHED_COLUMNS: Final = 400
MAX_HEIGHT: Final = 3


@dataclass(frozen=True)
class FoundColumn:
    """A column of the sheet that was understood; `index` from 0."""

    column: Column
    index: int
    header: str
    year: int | None

    @property
    def key(self) -> str:
        return self.column.key

    @property
    def letter(self) -> str:
        return letters(self.index)


@dataclass(frozen=True)
class Header:
    """Where the header stands (rows from 0, both included) and what its columns mean."""

    first: int
    last: int
    columns: tuple[FoundColumn, ...]
    repeated: tuple[FoundColumn, ...]  # understood, but a column to the left means the same
    missing: tuple[frozenset[str], ...]

    @property
    def score(self) -> tuple[bool, int, int, int, int]:
        """Complete before incomplete, more columns before fewer, more years known, then the flatter and the higher."""
        dated = sum(column.year is not None for column in self.columns)
        return (not self.missing, len(self.columns), dated, self.first - self.last, -self.first)


def find_header(sheet: Sheet, vocabulary: Vocabulary) -> Header | None:
    """The best header on a sheet; one with missing columns only if at least two others were understood."""
    best: Header | None = None
    for first in sheet.filled_rows[:SEARCHED_ROWS]:
        for header in _headers_at(sheet, first, vocabulary):
            if header.missing and len(header.columns) < 2:
                continue
            if best is None or header.score > best.score:
                best = header
    return best


def _headers_at(sheet: Sheet, first: int, vocabulary: Vocabulary) -> Iterator[Header]:
    lines = [_texts(sheet, first)]
    for height in range(1, MAX_HEIGHT + 1):
        if height > 1:
            lines.append(_texts(sheet, first + height - 1))
            if not lines[-1] or any(_is_title(line, lines[-1]) for line in lines[:-1]):
                return
        yield _header(lines, first, vocabulary)
        if height > 1:
            yield _header([*(_spread(line, lines[-1]) for line in lines[:-1]), lines[-1]], first, vocabulary)


def _texts(sheet: Sheet, row: int) -> dict[int, str]:
    """The headings of a row, merged ones over all their columns; numbers are headings too (years)."""
    last = min(sheet.width, sheet.first_column + SEARCHED_COLUMNS)
    cells = ((column, sheet.header_cell(row, column).text) for column in range(sheet.first_column, last))
    return {column: " ".join(text.split()) for column, text in cells if text}


def _is_title(upper: Mapping[int, str], lower: Mapping[int, str]) -> bool:
    """A lone text over the whole table is its title, not the heading of some of its columns."""
    return len(set(upper.values())) == 1 and min(upper) <= min(lower)


def _spread(upper: Mapping[int, str], lower: Mapping[int, str]) -> dict[int, str]:
    """A heading stands over the blanks to its right, as where a file (csv) forgets that cells were merged."""
    spread, last = dict(upper), ""
    for column in sorted({*upper, *lower}):
        last = upper.get(column, last)
        if column in lower and last:
            spread.setdefault(column, last)
    return spread


def _header(lines: list[dict[int, str]], first: int, vocabulary: Vocabulary) -> Header:
    columns: dict[tuple[str, int | None], FoundColumn] = {}
    repeated: list[FoundColumn] = []
    for index in sorted({column for line in lines for column in line}):
        texts = [line.get(index, "") for line in lines]
        understood = vocabulary.recognise(*texts)
        if understood is None:
            continue
        column, year = understood
        heading = " ".join(dict.fromkeys(text for text in texts if text))
        found = FoundColumn(column, index, heading, year)
        if (column.key, year) in columns:
            repeated.append(found)
        else:
            columns[column.key, year] = found
    missing = vocabulary.missing(key for key, _ in columns)
    return Header(first, first + len(lines) - 1, tuple(columns.values()), tuple(repeated), tuple(missing))
