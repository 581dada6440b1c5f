"""All tables of a kind on one sheet: below each other, side by side, or one whose header is printed on every page."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from rt_registry.spreadsheets.columns import Vocabulary, periods_in, understand, years_in
from rt_registry.spreadsheets.given import given_in, line_of
from rt_registry.spreadsheets.grid import Sheet
from rt_registry.spreadsheets.headers import (
    SEARCHED_ROWS,
    Area,
    Header,
    described,
    header_of,
    headers_at,
    stacked,
    texts_of,
)
from rt_registry.spreadsheets.shapes import Shapes, known_header


TITLE_ROWS: Final = 20
FAR_ROWS: Final = 3_000
MOST_TABLES: Final = 50
# A row far down the sheet is looked at as a header only if no number but a year stands in it.
OTHER_NUMBER: Final = re.compile(r"(?<![0-9])(?!(?:19|20)[0-9]{2}(?![0-9]))[0-9]+")


def find_tables(sheet: Sheet, vocabulary: Vocabulary, shapes: Shapes | None = None) -> list[Header]:
    """The complete headers on a sheet, each with the part of the sheet that is its table's."""
    known = known_header(sheet, shapes or {}, vocabulary)
    if known is not None:
        return [alone(sheet, known, vocabulary)]
    found = _apart(_headers(sheet, vocabulary))
    if not any(not header.missing for header in found):
        return []
    tables = _bounded(sheet, found)[:MOST_TABLES]
    parts = [part for table in tables for part in _side_by_side(sheet, table, vocabulary)]
    return [described(sheet, part) for part in parts[:MOST_TABLES]]


def alone(sheet: Sheet, header: Header, vocabulary: Vocabulary) -> Header:
    """A header that a person has named, with the rows up to the next table of the kind, and the titles of its own."""
    others = _headers(sheet, vocabulary)
    above = [other.last for other in others if other.last < header.first and not other.missing]
    below = [other for other in others if other.first > header.last]
    area = _bounded(sheet, [header, *_apart(below)])[0].area
    if above:
        area = replace(area, titles_from=_top(sheet, header.first, max(above) + 1))
    return replace(header, area=area)


def _headers(sheet: Sheet, vocabulary: Vocabulary) -> list[Header]:
    """Every row that may begin a header; an incomplete one only below a blank row, where it ends the table above."""
    found: list[Header] = []
    far = 0
    for at, first in enumerate(sheet.filled_rows):
        if at >= SEARCHED_ROWS:
            if not _may_be_header(sheet, first):
                continue
            far += 1
            if far > FAR_ROWS:
                break
        for header in headers_at(sheet, first, vocabulary):
            ends = len(header.columns) >= 2 and at and sheet.gap_before(first) and _may_be_header(sheet, first)
            if (not header.missing and len(header.columns) >= 2) or ends:
                found.append(header)
    return found


def _may_be_header(sheet: Sheet, row: int) -> bool:
    texts = 0
    for raw in sheet.raw_row(row):
        if not isinstance(raw, str):
            if raw is not None and not (isinstance(raw, float | int) and 1990 <= raw <= 2100):
                return False
        elif raw:
            if OTHER_NUMBER.search(raw):
                return False
            texts += 1
    return texts >= 2


def _apart(headers: Sequence[Header]) -> list[Header]:
    """The best of those that overlap, from the top."""
    chosen: list[Header] = []
    taken: set[int] = set()
    for header in sorted(headers, key=lambda header: header.score, reverse=True):
        rows = range(header.first, header.last + 1)
        if taken.isdisjoint(rows):
            taken.update(rows)
            chosen.append(header)
    return sorted(chosen, key=lambda header: header.first)


def _bounded(sheet: Sheet, headers: Sequence[Header]) -> list[Header]:
    """The complete ones, each ending where the next begins; the same header once more continues its table."""
    tables: list[Header] = []
    ended = 0
    for header in headers:
        top = _top(sheet, header.first, ended)
        last = tables[-1] if tables else None
        rows = frozenset(range(top, header.last + 1))
        if last is not None and last.area.end is None and _continues(sheet, last, header, top):
            tables[-1] = replace(last, area=replace(last.area, again=last.area.again | rows))
        else:
            if last is not None and last.area.end is None:
                tables[-1] = replace(last, area=replace(last.area, end=top))
            if header.is_taught or not header.missing:
                tables.append(replace(header, area=Area(titles_from=top if last else 0)))
        ended = header.last + 1
    return tables


def _top(sheet: Sheet, first: int, ended: int) -> int:
    """Where the titles above a header begin: lone texts, with blank rows between them."""
    top = first
    for row in reversed(range(max(ended, first - TITLE_ROWS), first)):
        filled = [raw for raw in sheet.raw_row(row) if raw is not None and raw != ""]
        is_text = all(isinstance(raw, str) for raw in filled)
        if not is_text or (len(filled) > 1 and not given_in([line_of(sheet, row)])):
            break
        top = row if filled else top
    return top


def _continues(sheet: Sheet, table: Header, header: Header, top: int) -> bool:
    """The same columns or headings again, and no title that speaks of another year or period."""
    if header.places() != table.places() and _headings(sheet, header) != _headings(sheet, table):
        return False
    above = range(max(0, table.first - TITLE_ROWS), table.first)
    before, said = _said(_lone_texts(sheet, above)), _said(_lone_texts(sheet, range(top, header.first)))
    return (not said or said == before) and _same_place(sheet, table, above, range(top, header.first))


def _same_place(sheet: Sheet, table: Header, above: range, titles: range) -> bool:
    """Whether titles name no other kelurahan, for a table that has no column for it."""
    if any(column.key in {"kelurahan", "kode_kelurahan"} for column in table.columns):
        return True
    said = given_in(line_of(sheet, row) for row in titles)
    return not said or said == given_in(line_of(sheet, row) for row in above)


def _headings(sheet: Sheet, header: Header) -> dict[int, str]:
    return {index: text.casefold() for index, text in stacked(sheet, header.first, header.last).items()}


def _lone_texts(sheet: Sheet, rows: range) -> Iterator[str]:
    for row in rows:
        yield from (raw for raw in sheet.raw_row(row) if isinstance(raw, str))


def _said(titles: Iterator[str]) -> set[int]:
    """Years and periods that titles name."""
    return {said for text in titles for said in (*years_in(text), *periods_in(text))}


def _side_by_side(sheet: Sheet, header: Header, vocabulary: Vocabulary) -> list[Header]:
    """The tables that one row of headings stands over: a second begins where the first heading comes again."""
    lines = [texts_of(sheet, row) for row in range(header.first, header.last + 1)]
    starts = _starts(sheet, header, lines)
    if len(starts) < 2:
        return [header]
    parts: list[Header] = []
    for left, right in zip(starts, [*starts[1:], sheet.width], strict=True):
        mine = [{index: text for index, text in line.items() if left <= index < right} for line in lines]
        if len({index for line in mine for index in line}) < 2:
            return [header]
        part = header_of(mine, header.first, vocabulary)
        parts.append(replace(part, area=replace(header.area, left=left, right=right)))
    return [part for part in parts if not part.missing] or [header]


def _starts(sheet: Sheet, header: Header, lines: Sequence[Mapping[int, str]]) -> list[int]:
    """The columns in which a table begins: the first heading again, or a known meaning again after a blank column."""
    indexes = sorted({index for line in lines for index in line})
    keys = {column.index: column.dated_key for column in (*header.columns, *header.repeated)}
    starts, seen = [indexes[0]], set[str]()
    for before, index in zip([indexes[0] - 1, *indexes], indexes, strict=False):
        again = index > starts[-1] and _meaning(lines, index) == _meaning(lines, starts[-1])
        gap = index - before > 1 and all(
            not sheet.holds(header.last + 1, column) for column in range(before + 1, index)
        )
        if again or (gap and keys.get(index) in seen):
            starts.append(index)
            seen = set()
        seen.add(keys.get(index) or "")
    return starts


def _meaning(lines: Sequence[Mapping[int, str]], index: int) -> str:
    return understand(" ".join(line.get(index, "") for line in lines)).words
