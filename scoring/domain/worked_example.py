"""One entry's figures step by step, for people to follow with a pencil: sums, fractions, one rounding (DOMAIN 7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from scoring.domain.aggregation import as_decimal, divisor_for, half_up, is_trimmed
from scoring.domain.ranking import STEPS
from scoring.domain.rules import ASPECTS, Rules


Values = Sequence[Sequence[int]]
SHOWN_DECIMALS: Final = 6


@dataclass(frozen=True)
class Rounding:
    """An exact value in points, what of it can be printed, and the figure it is rounded to."""

    exact: Fraction
    figure: Decimal

    @classmethod
    def of(cls, exact: Fraction) -> "Rounding":
        return cls(exact, as_decimal(half_up(100 * exact.numerator, exact.denominator)))

    @property
    def shown(self) -> Decimal:
        """The exact value as far as it is printed, cut off and not rounded."""
        cut = self.exact.numerator * 10**SHOWN_DECIMALS // self.exact.denominator
        return Decimal(cut).scaleb(-SHOWN_DECIMALS)

    @property
    def is_cut(self) -> bool:
        """More decimals follow than are printed."""
        return (self.exact * 10**SHOWN_DECIMALS).denominator != 1

    @property
    def is_half(self) -> bool:
        """It lies exactly between two figures: half goes up."""
        return (self.exact * 100).denominator == 2


@dataclass(frozen=True)
class IndicatorStep:
    """The scores of one indicator, lowest first; `kept` of them are added up."""

    code: str
    weight: int
    scores: tuple[int, ...]
    kept: tuple[int, ...]

    @property
    def points(self) -> int:
        return self.weight * sum(self.kept)


@dataclass(frozen=True)
class AspectStep:
    """The points of one aspect out of the most there can be, as a value of 0 to 100."""

    code: str
    weight: int
    indicators: tuple[IndicatorStep, ...]
    most: int
    value: Rounding

    @property
    def points(self) -> int:
        return sum(step.points for step in self.indicators)


@dataclass(frozen=True)
class Steps:
    """The figures of one entry as they come about. `kept`: scores per indicator that are added up."""

    sheets: int
    kept: int
    is_trimmed: bool
    aspects: tuple[AspectStep, ...]
    total: Rounding

    @property
    def is_weighted(self) -> bool:
        return any(step.weight != 1 for aspect in self.aspects for step in aspect.indicators)

    @property
    def is_half(self) -> bool:
        return self.total.is_half or any(aspect.value.is_half for aspect in self.aspects)


def steps_of(values: Values, codes: Sequence[str], rules: Rules) -> Steps:
    """Every step from an entry's anonymous scores to its figures. Needs at least one sheet."""
    sheets, columns = len(values), dict(zip(codes, zip(*values, strict=True), strict=True))
    aspects = tuple(_aspect(aspect, columns, rules, sheets) for aspect in ASPECTS)
    total = sum((step.weight * step.value.exact for step in aspects), Fraction()) / rules.aspect_weights.total()
    trimmed = is_trimmed(sheets, rules.aggregation)
    return Steps(sheets, divisor_for(sheets, rules.aggregation), trimmed, aspects, Rounding.of(total))


def _aspect(aspect: str, columns: Mapping[str, tuple[int, ...]], rules: Rules, sheets: int) -> AspectStep:
    trimmed = is_trimmed(sheets, rules.aggregation)
    steps = []
    for indicator in rules.indicators:
        if indicator.aspect == aspect:
            scores = tuple(sorted(columns[indicator.code]))
            steps.append(IndicatorStep(indicator.code, indicator.weight, scores, scores[1:-1] if trimmed else scores))
    most = divisor_for(sheets, rules.aggregation) * rules.scale_max * rules.weight_sums()[aspect]
    value = Fraction(100 * sum(step.points for step in steps), most)
    return AspectStep(str(aspect), rules.aspect_weights.of(aspect), tuple(steps), most, Rounding.of(value))


def tells_most(candidates: Iterable[tuple[str, str, int, Steps]]) -> str | None:
    """Which entry makes the best example, of (entry, decided_by, rank, steps); None without any.

    First one with a figure exactly on a half, then the rank that the latest step of the order of merit decided.
    """
    places = {step: place for place, step in enumerate(STEPS)}
    order = [(not steps.is_half, -places.get(decided, -1), rank, entry) for entry, decided, rank, steps in candidates]
    return min(order)[-1] if order else None
