"""Which rows below a header are data, and which are totals, repeated headers, numbered columns or notes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from rt_registry.spreadsheets.columns import Vocabulary
from rt_registry.spreadsheets.grid import Sheet
from rt_registry.spreadsheets.headers import Header
from rt_registry.spreadsheets.totals import adds_up


TOTAL: Final = re.compile(
    r"(?:sub\s*-?\s*|grand\s+)?(?:jumlah|jml|jlh|total|rata\s*-?\s*rata|rerata|keseluruhan)\b[^0-9]{0,40}\d{0,4}\W*"
    r"|kota\s+jambi\W*",
    re.IGNORECASE,
)
NOTE: Final = re.compile(
    r"(?:catatan|sumber|keterangan|ket|note|nb|mengetahui|menyetujui|dibuat|disusun|nip|ttd)\b|jambi\s*,|[*)(]",
    re.IGNORECASE,
)
SPACED: Final = re.compile(r"(?<=\b[A-Za-z]) +(?=[A-Za-z]\b)")  # "J U M L A H"
UNIT: Final = re.compile(r"\([^()]{1,12}\)")
LETTER: Final = re.compile("[A-Za-z]")


@dataclass(frozen=True)
class SortedRows:
    """Rows from 0."""

    data: tuple[int, ...]
    totals: tuple[int, ...]


def sort_rows(sheet: Sheet, header: Header, vocabulary: Vocabulary) -> SortedRows:
    return _Sorter(sheet, header, vocabulary).sort()


@lru_cache(maxsize=1 << 12)
def _ends(heading: str, text: str) -> bool:
    """Whether a heading ends with a text, or the text is blank."""
    return heading.casefold().endswith(" ".join(text.split()).casefold())


@lru_cache(maxsize=1 << 12)
def _names_total(text: str) -> bool | None:
    """None for a text without letters, which names nothing."""
    return TOTAL.fullmatch(SPACED.sub("", text.strip())) is not None if LETTER.search(text) else None


class _Sorter:
    def __init__(self, sheet: Sheet, header: Header, vocabulary: Vocabulary) -> None:
        self.sheet = sheet
        self.header = header
        self.area = header.area
        self.vocabulary = vocabulary
        self.indexes = [column.index for column in header.columns]

    def sort(self) -> SortedRows:
        totals: list[int] = []
        candidates: list[int] = []
        headings = {column.index: column.header for column in self.header.columns}
        for at, row in enumerate(self._below()):
            if not any(self.sheet.holds(row, index) for index in self.indexes):
                continue
            if (at == 0 and self._is_numbering(row)) or self._repeats_header(row, headings):
                continue
            (totals if self._is_total(row) else candidates).append(row)
        data = self._without_notes(candidates, totals)
        if data and self._is_unnamed_total(data):
            totals.append(data.pop())
        return SortedRows(tuple(data), tuple(totals))

    def _below(self) -> Sequence[int]:
        end = self.area.end
        return [
            row
            for row in self.sheet.filled_rows
            if row > self.header.last and (end is None or row < end) and row not in self.area.again
        ]

    def _raws(self, row: int) -> Sequence[Any]:
        """What the row holds of this table."""
        raws = self.sheet.raw_row(row)
        if not self.area.left and self.area.right is None:
            return raws
        return [raw for at, raw in enumerate(raws, self.sheet.first_column) if self.area.spans(at)]

    def _is_numbering(self, row: int) -> bool:
        """The row "(1) (2) (3) ..." that official tables carry below their header, or one of units: "(RT) (%)"."""
        texts = [cell.text for at, cell in self.sheet.cells(row) if self.area.spans(at)]
        numbers = [text.strip("(). ") for text in texts]
        return all(map(UNIT.fullmatch, texts)) or (
            len(texts) >= 3 and numbers == [str(n) for n in range(1, len(texts) + 1)]
        )

    def _repeats_header(self, row: int, headings: Mapping[int, str]) -> bool:
        same = 0
        for index, heading in headings.items():
            raw = self.sheet.raw(row, index)
            if raw != "" and not _ends(heading, str(raw)):
                return False
            same += raw != "" and not str(raw).isspace()
        return same >= 2

    def _is_total(self, row: int) -> bool:
        for raw in self._raws(row):
            if isinstance(raw, str) and (names_total := _names_total(raw)) is not None:
                return names_total
        return False

    def _is_unnamed_total(self, data: Sequence[int]) -> bool:
        """A last row of figures alone that are the sums of those above it."""
        if any(isinstance(raw, str) and LETTER.search(raw) for raw in self._raws(data[-1])):
            return False
        return adds_up(self.sheet, self.header, data[:-1], data[-1])

    def _without_notes(self, candidates: list[int], totals: list[int]) -> list[int]:
        """Drop lone texts, and all below the last whole row that follows a blank row or a note."""
        last_whole = next((row for row in reversed(candidates) if self._is_whole(row)), self.header.last)
        end = max([last_whole, *totals[-1:]])
        after = (row for row in self._below() if row > end)
        cut = next((row for row in after if self.sheet.gap_before(row) or self._is_note(row)), None)
        return [row for row in candidates if (cut is None or row < cut) and not self._is_note(row)]

    def _is_whole(self, row: int) -> bool:
        found = (column.key for column in self.header.columns if self.sheet.holds(row, column.index))
        return not self.vocabulary.missing(found)

    def _is_note(self, row: int) -> bool:
        filled = [raw for raw in self._raws(row) if raw is not None and raw != ""]
        return len(filled) == 1 and isinstance(filled[0], str) and NOTE.match(filled[0].strip()) is not None
