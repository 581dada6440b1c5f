"""Finding a table's header: below titles, over one to three rows, with merged headings, by meaning or as taught."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from rt_registry.spreadsheets.columns import Column, Vocabulary, without_years, years_in
from rt_registry.spreadsheets.grid import Sheet, letters


SEARCHED_ROWS: Final = 120
SEARCHED_COLUMNS: Final = 150
MAX_HEIGHT: Final = 3
SAMPLES: Final = 3
SAMPLED_ROWS: Final = 25
NUMBER: Final = re.compile(r"[-+]?[0-9][0-9.,]*")

Texts = Mapping[int, str]


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
    def dated_key(self) -> str:
        """ "jumlah_rt", or "jumlah_rt@2017" where the column is of one year."""
        return self.key if self.year is None else f"{self.key}@{self.year}"

    @property
    def letter(self) -> str:
        return letters(self.index)


@dataclass(frozen=True)
class Heading:
    """A column as a person sees it, understood or not: `key` is "jumlah_rt", "jumlah_rt@2017", or "" if not read."""

    index: int
    letter: str
    text: str
    samples: tuple[str, ...]
    key: str


@dataclass(frozen=True)
class Area:
    """Which part of the sheet is a table's where it is not alone; from 0, `end` and `right` lie beyond it."""

    titles_from: int = 0
    end: int | None = None
    left: int = 0
    right: int | None = None
    again: frozenset[int] = frozenset()  # rows in which the same header stands once more

    def spans(self, column: int) -> bool:
        return self.left <= column and (self.right is None or column < self.right)


@dataclass(frozen=True)
class Header:
    """Where the header stands (rows from 0, both included) and what its columns mean."""

    first: int
    last: int
    columns: tuple[FoundColumn, ...]
    repeated: tuple[FoundColumn, ...]  # understood, but a column to the left means the same
    missing: tuple[frozenset[str], ...]
    headings: tuple[Heading, ...] = ()  # every column there is, for a person to look at
    signature: str = ""
    undated_signature: str = ""  # whatever years its headings name
    area: Area = field(default_factory=Area)
    is_taught: bool = False

    @property
    def row(self) -> int:
        """The last row of the header as a spreadsheet program shows it."""
        return self.last + 1

    @property
    def score(self) -> tuple[bool, int, int, int, int]:
        """Complete before incomplete, more columns before fewer, more years known, then the flatter and the higher."""
        dated = sum(column.year is not None for column in self.columns if column.key != "tahun")
        return (not self.missing, len(self.columns), dated, self.first - self.last, -self.first)

    def places(self) -> dict[str, int]:
        return {column.dated_key: column.index for column in self.columns}


@dataclass(frozen=True)
class Taught:
    """What a person said of a header: its rows (from 0, both included), and per column a key, "key@year" or ""."""

    first: int
    last: int
    columns: Mapping[int, str]


def signature(texts: Texts, *, dated: bool = True) -> str:
    """By what a header is known again: its headings and where they stand, case and spaces (and years) aside."""
    said = {index: "".join(text.split()).casefold() for index, text in texts.items()}
    if not dated:
        said = {index: without_years(text) for index, text in said.items()}
    plain = "\n".join(f"{index}\t{said[index]}" for index in sorted(said) if said[index])
    return hashlib.sha256(plain.encode()).hexdigest()


def find_header(sheet: Sheet, vocabulary: Vocabulary) -> Header | None:
    """The best header on a sheet; one with missing columns only if at least two others were understood."""
    best: Header | None = None
    for first in sheet.filled_rows[:SEARCHED_ROWS]:
        for header in headers_at(sheet, first, vocabulary):
            if header.missing and len(header.columns) < 2:
                continue
            if best is None or header.score > best.score:
                best = header
    return described(sheet, best) if best else None


def guess_header(sheet: Sheet) -> Header | None:
    """Where nothing is understood: the first row of two texts or more with another row below, for a person to map."""
    rows = sheet.filled_rows
    for first in rows[:SEARCHED_ROWS]:
        texts = texts_of(sheet, first)
        words = [text for text in texts.values() if not NUMBER.fullmatch(text)]
        if first < rows[-1] and len(words) >= 2 and len(words) * 2 > len(texts):
            return described(sheet, Header(first, first, (), (), ()))
    return described(sheet, Header(rows[0], rows[0], (), (), ())) if rows else None


def headers_at(sheet: Sheet, first: int, vocabulary: Vocabulary) -> Iterator[Header]:
    """What a header beginning in that row may be: one to three rows high, its merged headings marked or not."""
    lines = [texts_of(sheet, first)]
    for height in range(1, MAX_HEIGHT + 1):
        if height > 1:
            lines.append(texts_of(sheet, first + height - 1))
            if not lines[-1] or any(_is_title(line, lines[-1]) or _is_data(line) for line in lines[:-1]):
                return
        yield header_of(lines, first, vocabulary)
        if height > 1:
            yield header_of([*(_spread(line, lines[-1]) for line in lines[:-1]), lines[-1]], first, vocabulary)


def texts_of(sheet: Sheet, row: int) -> dict[int, str]:
    """The headings of a row, merged ones over all their columns; numbers are headings too (years)."""
    last = min(sheet.width, sheet.first_column + SEARCHED_COLUMNS)
    cells = ((column, sheet.header_cell(row, column).text) for column in range(sheet.first_column, last))
    return {column: " ".join(text.split()) for column, text in cells if text}


def stacked(sheet: Sheet, first: int, last: int) -> dict[int, str]:
    """The headings over all rows of a header, each text once."""
    lines = [texts_of(sheet, row) for row in range(first, last + 1)]
    return {index: _joined(lines, index) for index in sorted({index for line in lines for index in line})}


def _joined(lines: Sequence[Texts], index: int) -> str:
    return " ".join(dict.fromkeys(text for line in lines if (text := line.get(index, ""))))


def _is_title(upper: Texts, lower: Texts) -> bool:
    """A lone text over the whole table is its title, not the heading of some of its columns."""
    return len(set(upper.values())) == 1 and min(upper) <= min(lower)


def _is_data(upper: Texts) -> bool:
    """A row with a number that is no year stands above no other row of a header."""
    return any(NUMBER.fullmatch(text) and not years_in(text) for text in upper.values())


def _spread(upper: Texts, lower: Texts) -> dict[int, str]:
    """A heading stands over the blanks to its right, as where a file (csv) forgets that cells were merged."""
    spread, last = dict(upper), ""
    for column in sorted({*upper, *lower}):
        last = upper.get(column, last)
        if column in lower and last:
            spread.setdefault(column, last)
    return spread


def header_of(lines: Sequence[Texts], first: int, vocabulary: Vocabulary) -> Header:
    """What the headings of those rows mean."""
    columns: dict[tuple[str, int | None], FoundColumn] = {}
    repeated: list[FoundColumn] = []
    for index in sorted({column for line in lines for column in line}):
        understood = vocabulary.recognise(*(line.get(index, "") for line in lines))
        if understood is None:
            continue
        column, year = understood
        found = FoundColumn(column, index, _joined(lines, index), year)
        if (column.key, year) in columns:
            repeated.append(found)
        else:
            columns[column.key, year] = found
    missing = vocabulary.missing(key for key, _ in columns)
    return Header(first, first + len(lines) - 1, tuple(columns.values()), tuple(repeated), tuple(missing))


def described(sheet: Sheet, header: Header) -> Header:
    """The header with all its columns, also those not understood, and by what it is known again."""
    texts = stacked(sheet, header.first, header.last)
    samples = _samples(sheet, header)
    found = {column.index: column for column in header.columns}
    headings = tuple(
        Heading(
            index,
            letters(index),
            found[index].header if index in found and texts.get(index) else texts.get(index, ""),
            tuple(samples.get(index, ())),
            found[index].dated_key if index in found else "",
        )
        for index in sorted({*texts, *samples})
        if header.area.spans(index)
    )
    return replace(
        header, headings=headings, signature=signature(texts), undated_signature=signature(texts, dated=False)
    )


def _samples(sheet: Sheet, header: Header) -> dict[int, list[str]]:
    """The first values below each heading."""
    samples: dict[int, list[str]] = {}
    below = [row for row in sheet.filled_rows[: SEARCHED_ROWS + SAMPLED_ROWS] if row > header.last][:SAMPLED_ROWS]
    last = sheet.first_column + SEARCHED_COLUMNS
    for row in below:
        if header.area.end is not None and row >= header.area.end:
            break
        for column in range(sheet.first_column, min(sheet.width, last)):
            text = sheet.held_cell(row, column).text
            if text and len(samples.setdefault(column, [])) < SAMPLES:
                samples[column].append(text[:80])
    return samples
