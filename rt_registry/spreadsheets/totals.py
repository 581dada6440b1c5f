"""Rows of totals in which a cell is missing: their figures stand one column off, and only their sums tell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
    if raw.isdecimal():
        return int(raw)
    try:
        return parse_rupiah(make_cell(raw, "")) if any(c.isdecimal() for c in raw) else None
    except CellProblem:
        return None


def adds_up(sheet: Sheet, indexes: Iterable[int], data: Sequence[int], row: int) -> bool:
    """Whether most figures of a row, and two at least, are the sums of the rows above, one column off or not."""
    if len(data) < 2:
        return False
    columns = sorted(indexes)
    sums = {index: (_sum(sheet, index, data),) for index in columns}
    filled = [index for index in range(sheet.first_column, sheet.width) if figure(sheet, row, index) is not None]
    best = max((_held(sheet, row, moves, sums) for moves in _all_moves(columns)), default=0)
    return best >= 2 and best * 2 > len(filled)


def moved_totals(sheet: Sheet, header: Header, rows: Rows) -> dict[int, Moves]:
    """Row -> where the figures of its columns stand, for rows of totals whose figures are moved by one column."""
    found: dict[int, Moves] = {}
    columns = sorted(column.index for column in header.columns)
    before: list[int] = []
    for total in rows.totals:
        above = [row for row in rows.data if row < total] or list(rows.data)
        since = [row for row in above if not before or row > before[-1]]
        sums = {index: (_sum(sheet, index, above), _sum(sheet, index, since)) for index in columns}
        moves = _Moving(sheet, header, total, columns, sums).moves()
        if moves:
            found[total] = moves
        before.append(total)
    return found


@dataclass(frozen=True)
class _Moving:
    sheet: Sheet
    header: Header
    row: int
    columns: Sequence[int]
    sums: Sums

    def moves(self) -> Moves | None:
        own = _held(self.sheet, self.row, {}, self.sums)
        wrong = [
            i for i in self.columns if (f := figure(self.sheet, self.row, i)) is not None and f not in self.sums[i]
        ]
        if not wrong:
            return None
        held, moves = max(
            ((_held(self.sheet, self.row, moves, self.sums), moves) for moves in _all_moves(self.columns)),
            key=lambda pair: pair[0],
        )
        if held > own and (held >= 2 or len(wrong) == 1):
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
    return [{}, *(_moved(columns, start, by) for start in columns for by in (-1, 1))]


def _moved(columns: Sequence[int], start: int, by: int) -> Moves:
    """From `start` on, figures stand one column to the left (by -1: the cell before is the missing one) or right."""
    moves = {index: index + by for index in columns if index >= start}
    return {**moves, start - 1: NOWHERE} if by < 0 and start - 1 in columns else moves
