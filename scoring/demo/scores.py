"""Score sheets drawn at random until they come out as wanted: the tally alone decides what they are worth."""

from collections.abc import Mapping, Sequence
from random import Random

from scoring.domain.aggregation import figures, sums_of_sheets
from scoring.domain.ranking import failed_test
from scoring.domain.rules import Rules


GOOD = (0, 1, 8, 46, 45)
FAIR = (2, 10, 34, 40, 14)
"""Odds of the levels 0 to 4 for an RT that is ready, and for one that is not yet."""

Sheet = dict[str, int]


def draw_sheets(rng: Random, rules: Rules, *, sheets: int, passes: bool) -> list[Sheet]:
    """Sheets of `sheets` assessors that together pass, or fail, under `rules`."""
    while True:
        drawn = _draw(rng, rules, sheets, GOOD if passes else FAIR)
        if passed(drawn, rules) == passes:
            return drawn


def passed(sheets: Sequence[Mapping[str, int]], rules: Rules) -> bool:
    return failed_test(figures(sums_of_sheets(sheets, rules), rules), rules) is None


def _draw(rng: Random, rules: Rules, sheets: int, odds: Sequence[int]) -> list[Sheet]:
    codes = [indicator.code for indicator in rules.indicators]
    levels = range(len(odds))
    truth = dict(zip(codes, rng.choices(levels, odds, k=len(codes)), strict=True))
    return [{code: _seen(rng, truth[code]) for code in codes} for _ in range(sheets)]


def _seen(rng: Random, truth: int) -> int:
    """What one assessor sees: mostly the truth, now and then one level off."""
    return min(4, max(0, truth + rng.choice((-1, 0, 0, 0, 0, 1))))
