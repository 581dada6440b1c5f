"""What a recap prints twice: the winners of a row by size, and percentages, in rows and in the total row."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from competitions.spreadsheets.recap_columns import PERCENT, SIZES, WINNERS
from rt_registry.spreadsheets.cells import CellProblem, parse_percent
from rt_registry.spreadsheets.headers import FoundColumn
from rt_registry.spreadsheets.report import Problem
from rt_registry.spreadsheets.sums import sum_mismatch
from rt_registry.spreadsheets.tables import DataRow, RowReader, Table


SHARES: Final = (
    *(("carried_out", "nominated"), ("carried_out", "rt_count"), ("nominated", "rt_count")),
    *(("winners", "nominated"), ("winners", "carried_out"), ("winners", "rt_count")),
)


def winners_by_size(figures: Mapping[str, int]) -> int | None:
    """The sum of the sizes, where the row says all three."""
    said = [figures[name] for name in SIZES if name in figures]
    return sum(said) if len(said) == len(SIZES) else None


def wrong_winners(row: DataRow, figures: Mapping[str, int], found: FoundColumn | None) -> Iterator[Problem]:
    """The printed number of winners against the sum of the sizes, which is the one that is stored."""
    computed, printed = winners_by_size(figures), figures.get("winners")
    if computed is not None and printed is not None and printed != computed:
        yield sum_mismatch(row, WINNERS.key, printed, computed, year=found.year if found else None)


def wrong_percentage(row: DataRow, figures: Mapping[str, int], found: FoundColumn) -> Iterator[Problem]:
    """A printed percentage holds if it is any of the shares that the row's own figures make."""
    reader = RowReader(row)
    printed = reader.take(PERCENT.key, parse_percent, year=found.year)
    yield from reader.problems
    shares = shares_of(figures)
    if printed is not None and shares and not any(is_rounded(printed, share) for share in shares):
        yield sum_mismatch(row, PERCENT.key, f"{printed:f}", f"{shares[0]:.2f}", year=found.year)


def wrong_total_percentages(
    table: Table, said: Mapping[int, Mapping[str, int]], found: FoundColumn
) -> Iterator[Problem]:
    """The percentage of a total row: a share of the sums above it, or the mean of the percentages above it.

    `said`: row number -> the figures there. Subtotals speak of the rows since the total before.
    """
    before = 0
    for total in table.totals:
        above = [number for number in said if number < total.number] or list(said)
        since = [number for number in above if number > before]
        printed = _percentage(total, found)
        shares = [share for numbers in (above, since) for share in _total_shares(table, said, numbers, found)]
        if printed is not None and shares and not any(is_rounded(printed, share) for share in shares):
            yield sum_mismatch(total, PERCENT.key, f"{printed:f}", f"{shares[0]:.2f}", year=found.year)
        before = total.number


def _total_shares(
    table: Table, said: Mapping[int, Mapping[str, int]], numbers: Sequence[int], found: FoundColumn
) -> list[Decimal]:
    sums: Counter[str] = Counter()
    for number in numbers:
        sums.update(said[number])
    rows = [row for row in table.rows if row.number in set(numbers)]
    printed = [share for row in rows if (share := _percentage(row, found)) is not None]
    return [*shares_of(sums), *([sum(printed, Decimal()) / len(printed)] if printed else [])]


def _percentage(row: DataRow, found: FoundColumn) -> Decimal | None:
    try:
        return parse_percent(row.get(PERCENT.key, found.year))
    except CellProblem:
        return None


def shares_of(figures: Mapping[str, int]) -> list[Decimal]:
    return [
        Decimal(100 * figures[part]) / figures[whole]
        for part, whole in SHARES
        if part in figures and figures.get(whole)
    ]


def is_rounded(printed: Decimal, exact: Decimal) -> bool:
    """Whether the printed percentage is the exact one, rounded or cut off after its decimals."""
    exponent = printed.normalize().as_tuple().exponent
    decimals = min(max(-exponent, 0), 2) if isinstance(exponent, int) else 0
    return abs(printed - exact) < Decimal(1).scaleb(-decimals)
