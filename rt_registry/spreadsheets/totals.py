"""Rows of totals in which a cell is missing: their figures stand one column off, and only their sums tell."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final, Protocol

from rt_registry.spreadsheets.cells import CellProblem, parse_rupiah
from rt_registry.spreadsheets.grid import Sheet, make_cell
from rt_registry.spreadsheets.headers import Header


NOWHERE: Final = -1
NAMES: Final = frozenset({"kecamatan", "kelurahan", "kode_kecamatan", "kode_kelurahan"})

Moves = Mapping[int, int]  # column -> where its figure stands, NOWHERE where it is missing
Sums = Mapping[int, tuple[int, ...]]  # column -> what a total below it may print


class Rows(Protocol):
    @property
    def data(self) -> Sequence[int]: ...

    @property
    def totals(self) -> Sequence[int]: ...


def figure(sheet: Sheet, row: int, index: int) -> int | None:
    """The whole number in a cell, None where there is none."""
    raw = sheet.raw(row, index)
    if isinstance(raw, float):
        return int(raw) if raw.is_integer() else None
    if not isinstance(raw, str) or not raw:
        return None
    return int(raw) if raw.isdecimal() and len(raw) < 16 else _typed(raw)


@lru_cache(maxsize=1 << 16)
def _typed(text: str) -> int | None:
    start = text.lstrip("' \xa0")
    if not start[:1].isdecimal() and start[:2].casefold() != "rp":
        return None
    try:
        return parse_rupiah(make_cell(text, ""))
    except CellProblem:
        return None


def adds_up(sheet: Sheet, header: Header, data: Sequence[int], row: int) -> bool:
    """Whether a row names no region, and most of its figures, two at least, are the sums of the rows above it."""
    names = [column.index for column in header.columns if column.key in NAMES]
    if len(data) < 2 or any(sheet.holds(row, at) and not 0 <= (figure(sheet, row, at) or -1) < 10**6 for at in names):
        return False
    columns = sorted(column.index for column in header.columns)
    sums = {index: (_sum(sheet, index, data),) for index in columns}
    filled = [index for index in range(sheet.first_column, sheet.width) if figure(sheet, row, index) is not None]
    best = max((_held(sheet, row, moves, sums) for moves in _all_moves(columns)), default=0)
    return best >= 2 and best * 2 > len(filled)


def moved_totals(sheet: Sheet, header: Header, rows: Rows) -> dict[int, Moves]:
    """Row -> where the figures of its columns stand, for rows of totals whose figures are moved by one column."""
    found: dict[int, Moves] = {}
    columns = sorted(column.index for column in header.columns)
    running, before = _Running(sheet, rows.data), -1
    for total in rows.totals:
        above = bisect_left(rows.data, total) or len(rows.data)
        since = bisect_right(rows.data, before, 0, above)
        moves = _Moving(sheet, header, total, columns, _Sums(running, since, above)).moves()
        if moves:
            found[total] = moves
        before = total
    return found


class _Running(dict[int, list[int]]):
    """Of each column its sums up to each row: added up once, however many totals a sheet has."""

    def __init__(self, sheet: Sheet, rows: Sequence[int]) -> None:
        super().__init__()
        self.sheet, self.rows = sheet, rows

    def __missing__(self, index: int) -> list[int]:
        figures = (figure(self.sheet, row, index) or 0 for row in self.rows)
        self[index] = list(accumulate(figures, initial=0))
        return self[index]


class _Sums(dict[int, tuple[int, ...]]):
    """What a total may print in a column: all rows above it, or those since the total before."""

    def __init__(self, running: _Running, since: int, above: int) -> None:
        super().__init__()
        self.running, self.since, self.above = running, since, above

    def __missing__(self, index: int) -> tuple[int, ...]:
        running = self.running[index]
        self[index] = (running[self.above], running[self.above] - running[self.since])
        return self[index]


@dataclass(frozen=True)
class _Moving:
    sheet: Sheet
    header: Header
    row: int
    columns: Sequence[int]
    sums: _Sums

    def moves(self) -> Moves | None:
        figures = {index: figure(self.sheet, self.row, index) for index in self.columns}
        wrong = [index for index, said in figures.items() if said is not None and said not in self.sums[index]]
        if not wrong:
            return None
        every = _all_moves(self.columns)
        sums = {index: self.sums[index] for index in self.columns}
        held, moves = max(((_held(self.sheet, self.row, m, sums), m) for m in every), key=lambda pair: pair[0])
        if held > _held(self.sheet, self.row, {}, sums) and (held >= 2 or len(wrong) == 1):
            return moves
        return self._by_name()

    def _by_name(self) -> Moves | None:
        """A figure under the names and none in the last column: the row has lost a cell, whatever the sums say."""
        names = [column.index for column in self.header.columns if column.key in NAMES]
        lost = [index for index in names if figure(self.sheet, self.row, index) is not None]
        if lost and self.sheet.raw(self.row, self.columns[-1]) in (None, ""):
            return _moved(self.columns, min(lost) + 1, -1)
        return None


def _sum(sheet: Sheet, index: int, rows: Iterable[int]) -> int:
    return sum(figure(sheet, row, index) or 0 for row in rows)


def _held(sheet: Sheet, row: int, moves: Moves, sums: Sums) -> int:
    """How many figures are the sums of the columns they are taken for; a nought proves nothing."""
    said = ((index, moves.get(index, index)) for index in sums)
    return sum(bool(f := figure(sheet, row, at)) and f in sums[index] for index, at in said if at >= 0)


def _all_moves(columns: Sequence[int]) -> list[Moves]:
    return [{}, *(_moved(columns, start, by) for start in reversed(columns) for by in (-1, 1))]


def _moved(columns: Sequence[int], start: int, by: int) -> Moves:
    """From `start` on, figures stand one column to the left (by -1: the cell before is the missing one) or right."""
    moves = {index: index + by for index in columns if index >= start}
    return {**moves, start - 1: NOWHERE} if by < 0 and start - 1 in columns else moves
