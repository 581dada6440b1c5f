"""Passing and the one order of merit (DOMAIN 7.6, 7.7). Everything here reads the rounded, published figures."""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from math import ceil
from operator import itemgetter
from typing import Final, NamedTuple

from scoring.domain.aggregation import Figures
from scoring.domain.rules import Rules


STEPS: Final = ("total", "bersih", "aman", "pintar")
"""The steps of the order of merit, first to last."""

SHARED: Final = "shared"
QUORUM: Final = "quorum"


@lru_cache(maxsize=64)
def _hundredths(mark: Decimal) -> int:
    """The lowest figure, in hundredths of a point, that reaches `mark`."""
    return ceil(mark * 100)


def failed_test(figures: Figures, rules: Rules) -> str | None:
    """The first test failed, in the order Bersih, Aman, Pintar, total; None: passed (DOMAIN 7.6)."""
    floor = _hundredths(rules.aspect_floor)
    if figures.bersih < floor:
        return "bersih"
    if figures.aman < floor:
        return "aman"
    if figures.pintar < floor:
        return "pintar"
    return "total" if figures.total < _hundredths(rules.pass_mark) else None


def merit(figures: Figures) -> tuple[int, int, int, int]:
    """The only order of merit, more is better: total, then Bersih, Aman, Pintar (DOMAIN 7.7)."""
    return figures.total, figures.bersih, figures.aman, figures.pintar


class Standing(NamedTuple):
    """A place in one category and track. `decided_by` is a step of the order of merit, or "shared" (CONTRACT 6)."""

    entry: str
    rank: int
    decided_by: str


def rank(group: Iterable[tuple[str, Figures]]) -> list[Standing]:
    """Rank the complete entries of one category and track, passed or not, best first: 1, 2, 2, 4 (DOMAIN 7.7).

    Entries of equal merit share a rank and stand in the order of their codes.
    """
    by_merit = sorted(((merit(figures), entry) for entry, figures in sorted(group)), key=itemgetter(0), reverse=True)
    standings: list[Standing] = []
    above: tuple[int, ...] | None = None
    for own, holders in groupby(by_merit, key=itemgetter(0)):
        entries = [entry for _, entry in holders]
        decided_by = SHARED if len(entries) > 1 else _deciding_step(own, above)
        place = len(standings) + 1
        standings += [Standing(entry, place, decided_by) for entry in entries]
        above = own
    return standings


def _deciding_step(own: tuple[int, ...], above: tuple[int, ...] | None) -> str:
    """The first step in which an entry differs from the one ranked just above; for the first place the total."""
    if above is None:
        return STEPS[0]
    for step, mine, theirs in zip(STEPS, own, above, strict=True):
        if mine != theirs:
            return step
    return SHARED
