"""Headers that a person explained: read as they said, and known again on the next sheet, also of another year."""

from collections.abc import Mapping

from rt_registry.spreadsheets.columns import Vocabulary, years_in
from rt_registry.spreadsheets.grid import Sheet, letters
from rt_registry.spreadsheets.headers import (
    MAX_HEIGHT,
    SEARCHED_ROWS,
    FoundColumn,
    Header,
    Taught,
    described,
    signature,
    stacked,
)


Columns = Mapping[int, str]
Shapes = Mapping[str, Columns]


def taught_header(sheet: Sheet, taught: Taught, vocabulary: Vocabulary) -> Header:
    """The header as a person said it; keys that the kind does not know are not read."""
    first = max(0, taught.first)
    last = min(max(first, taught.last), first + 10)
    texts = stacked(sheet, first, last)
    columns: dict[str, FoundColumn] = {}
    repeated: list[FoundColumn] = []
    for index, said in sorted(taught.columns.items()):
        key, _, year = said.partition("@")
        column = vocabulary.column(key)
        if column is None:
            continue
        heading = texts.get(index, "")
        named = int(year) if year.isdecimal() else _only_year(heading)
        found = FoundColumn(column, index, heading or letters(index), named)
        if found.dated_key in columns:
            repeated.append(found)
        else:
            columns[found.dated_key] = found
    missing = vocabulary.missing(found.key for found in columns.values())
    header = Header(first, last, tuple(columns.values()), tuple(repeated), tuple(missing), is_taught=True)
    return described(sheet, header)


def shape_of(header: Header, columns: Columns) -> tuple[str, dict[int, str]]:
    """What to remember of an explained header: its signature, and its columns.

    Where each year that was said stands in its own heading, the years are left out of both: next year's sheet is known
    too, and its headings say its years.
    """
    texts = {heading.index: heading.text for heading in header.headings}
    undated: dict[int, str] = {}
    for index, said in columns.items():
        key, _, year = said.partition("@")
        if year and year != str(_only_year(texts.get(index, ""))):
            return header.signature, dict(columns)
        undated[index] = key
    return header.undated_signature, undated


def known_header(sheet: Sheet, shapes: Shapes, vocabulary: Vocabulary) -> Header | None:
    """The first complete header that a person has explained before."""
    for first in sheet.filled_rows[:SEARCHED_ROWS] if shapes else ():
        for last in range(first, first + MAX_HEIGHT):
            texts = stacked(sheet, first, last)
            columns = shapes.get(signature(texts)) or shapes.get(signature(texts, dated=False))
            if columns is not None:
                header = taught_header(sheet, Taught(first, last, columns), vocabulary)
                if not header.missing:
                    return header
    return None


def _only_year(text: str) -> int | None:
    years = years_in(text)
    return years.pop() if len(years) == 1 else None
