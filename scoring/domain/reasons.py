"""Why an entry stands where it stands, in one sentence each, and where a gain would count most (DOMAIN 7.6 to 7.8)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final, Protocol

from competitions.domain.messages import gettext_noop
from scoring.domain.aggregation import half_up
from scoring.domain.ranking import QUORUM, SHARED
from scoring.domain.rules import ASPECTS, Mode, Rules


TEXTS: Final = {
    "rank_first": gettext_noop("Rank 1: no entry of its category and track has a higher total (%(value)s)."),
    "rank_shared": gettext_noop(
        "Rank %(rank)s is shared: total, Bersih, Aman and Pintar are all equal to those of another entry."
    ),
    "rank_total": gettext_noop(
        "Rank %(rank)s by the total: %(value)s is lower than that of the entry ranked just above."
    ),
    "rank_bersih": gettext_noop(
        "Rank %(rank)s: the total equals that of the entry ranked just above, and the lower Bersih (%(value)s) decided."
    ),
    "rank_aman": gettext_noop(
        "Rank %(rank)s: total and Bersih equal those of the entry ranked just above, and the lower Aman (%(value)s) "
        "decided."
    ),
    "rank_pintar": gettext_noop(
        "Rank %(rank)s: total, Bersih and Aman equal those of the entry ranked just above, and the lower Pintar "
        "(%(value)s) decided."
    ),
    "failed_bersih": gettext_noop("Not passed: Bersih is %(value)s, below the floor of %(mark)s for each aspect."),
    "failed_aman": gettext_noop("Not passed: Aman is %(value)s, below the floor of %(mark)s for each aspect."),
    "failed_pintar": gettext_noop("Not passed: Pintar is %(value)s, below the floor of %(mark)s for each aspect."),
    "failed_total": gettext_noop("Not passed: the total is %(value)s, below the pass mark of %(mark)s."),
    "failed_quorum": gettext_noop(
        "Not ranked: sheets that count: %(sheets)s; at least %(quorum)s are needed for a figure."
    ),
    "won_threshold": gettext_noop(
        "Wins: the total %(value)s reaches the pass mark of %(mark)s, and every aspect the floor of %(floor)s."
    ),
    "won_top_n": gettext_noop(
        "Wins: it passed with a total of %(value)s and is among the first %(top_n)s of its category and track."
    ),
    "passed_only": gettext_noop(
        "Passed with a total of %(value)s, but only the first %(top_n)s of each category and track win."
    ),
    "not_assessed": gettext_noop("Not assessed (tidak dinilai): listed without figures and without a rank."),
    "disqualified": gettext_noop("Disqualified (didiskualifikasi): listed without figures and without a rank."),
    "unvisited": gettext_noop("Not ranked: the visit has not taken place."),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence of TEXTS and its parameters; figures and marks in points (Decimal)."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


class Line(Protocol):
    """What the reasons read of an entry: a line of the tally, or of a published result (where None may be empty)."""

    @property
    def state(self) -> str: ...
    @property
    def sheets(self) -> int: ...
    @property
    def bersih(self) -> Decimal | None: ...
    @property
    def aman(self) -> Decimal | None: ...
    @property
    def pintar(self) -> Decimal | None: ...
    @property
    def total(self) -> Decimal | None: ...
    @property
    def failed_test(self) -> str | None: ...
    @property
    def rank(self) -> int | None: ...
    @property
    def decided_by(self) -> str | None: ...
    @property
    def winner(self) -> bool: ...


def rank_reason(line: Line) -> Reason | None:
    """Which step decided the rank (DOMAIN 7.7); None for an entry without a rank."""
    if line.rank is None or not line.decided_by:
        return None
    if line.decided_by == SHARED:
        return Reason("rank_shared", {"rank": line.rank})
    if line.rank == 1:
        return Reason("rank_first", {"value": line.total})
    return Reason(f"rank_{line.decided_by}", {"rank": line.rank, "value": getattr(line, line.decided_by)})


def result_reason(line: Line, rules: Rules) -> Reason:
    """Why the entry won, passed, failed or has no figure (DOMAIN 7.1, 7.6, 7.8)."""
    if line.state in ("not_assessed", "disqualified", "unvisited"):
        return Reason(line.state)
    if line.failed_test == QUORUM:
        return Reason("failed_quorum", {"sheets": line.sheets, "quorum": rules.quorum})
    if line.failed_test:
        mark = rules.pass_mark if line.failed_test == "total" else rules.aspect_floor
        return Reason(f"failed_{line.failed_test}", {"value": getattr(line, line.failed_test), "mark": mark})
    if rules.mode == Mode.TOP_N:
        return Reason("won_top_n" if line.winner else "passed_only", {"value": line.total, "top_n": rules.top_n})
    return Reason("won_threshold", {"value": line.total, "mark": rules.pass_mark, "floor": rules.aspect_floor})


@dataclass(frozen=True, slots=True)
class Gain:
    """What one more level (or what is left of it) in an indicator would bring.

    `mean` in scale points, `gain` in points of the total, `aspect_gain` in points of the aspect. `lifts_floor`: the
    aspect is below the floor, so nothing else can help before it.
    """

    code: str
    aspect: str
    mean: Fraction
    gain: Fraction
    aspect_gain: Fraction
    lifts_floor: bool


def best_gains(means: Mapping[str, Fraction], rules: Rules, count: int = 3) -> list[Gain]:
    """The indicators where a gain would count most, best first; those of an aspect below the floor come before all.

    Aspects below the floor go in the order of the tests; then the largest gain in the total; equal gains: the lowest
    mean first. Indicators at the top of the scale or of weight 0 bring nothing and are left out.
    """
    sums, failing = rules.weight_sums(), _aspects_below_floor(means, rules)
    gains = []
    for indicator in rules.indicators if means else ():
        mean = means[indicator.code]
        step = min(Fraction(1), rules.scale_max - mean)
        aspect_gain = 100 * step * indicator.weight / (rules.scale_max * sums[indicator.aspect])
        gain = aspect_gain * rules.aspect_weights.of(indicator.aspect) / rules.aspect_weights.total()
        if aspect_gain > 0:
            below = indicator.aspect in failing
            gains.append(Gain(indicator.code, indicator.aspect, mean, gain, aspect_gain, below))
    return sorted(gains, key=_most_useful)[:count]


def _most_useful(gain: Gain) -> tuple[int, Fraction, Fraction, Fraction]:
    place = ASPECTS.index(gain.aspect) if gain.lifts_floor else len(ASPECTS)
    return place, -gain.gain, -gain.aspect_gain, gain.mean


def _aspects_below_floor(means: Mapping[str, Fraction], rules: Rules) -> frozenset[str]:
    """Judged on the rounded figure, as the test itself is (DOMAIN 7.5)."""
    sums, reached = rules.weight_sums(), dict.fromkeys(map(str, ASPECTS), Fraction())
    for indicator in rules.indicators if means else ():
        reached[indicator.aspect] += indicator.weight * means[indicator.code]
    return frozenset(
        aspect
        for aspect, value in reached.items()
        if half_up(10_000 * value.numerator, value.denominator * rules.scale_max * sums[aspect])
        < rules.aspect_floor * 100
    )
