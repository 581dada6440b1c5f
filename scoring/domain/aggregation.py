"""From scores to figures, exactly: integer sums, one division, one rounding (DOMAIN 7.1 to 7.5).

The database may deliver the sums; `sums_of_sheets` makes the same ones from sheets. An aspect value is the fraction
`100 * S / (d * N * w)`, with S the weighted sum of scores, d the scores kept per indicator, N the scale's maximum and w
the sum of weights. Nothing is rounded before the last step, so integers are enough.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from scoring.domain.rules import ASPECTS, Aggregation, Rules


TRIMMED_FROM: Final = 5
"""Sheets from which "trimmed" drops one highest and one lowest score per indicator (DOMAIN 7.2)."""


class EntrySums(NamedTuple):
    """What the counting sheets of one entry add up to.

    `sheets` counts them before trimming; `divisor` is how many scores per indicator the sums keep. Each aspect holds
    the sum over its indicators of weight x kept scores, in weighted scale points.
    """

    sheets: int
    divisor: int
    bersih: int
    aman: int
    pintar: int


NO_SHEETS: Final = EntrySums(0, 0, 0, 0, 0)


class Figures(NamedTuple):
    """The published figures of one entry in hundredths of a point: 8750 is 87.50."""

    bersih: int
    aman: int
    pintar: int
    total: int


def is_trimmed(sheets: int, aggregation: str) -> bool:
    return aggregation == Aggregation.TRIMMED and sheets >= TRIMMED_FROM


def divisor_for(sheets: int, aggregation: str) -> int:
    """Scores per indicator that remain after trimming (DOMAIN 7.2)."""
    return sheets - 2 if is_trimmed(sheets, aggregation) else sheets


def sums_of_sheets(sheets: Sequence[Mapping[str, int]], rules: Rules) -> EntrySums:
    """Sums over an entry's counting sheets, each a score per indicator code.

    Raises ValueError on a sheet that is not complete or leaves the scale: such a sheet cannot be submitted (DOMAIN 6).
    """
    codes = {indicator.code for indicator in rules.indicators}
    for sheet in sheets:
        if sheet.keys() != codes:
            raise ValueError(f"a sheet must score every indicator once: {sorted(codes ^ sheet.keys())}")
        if min(sheet.values()) < 0 or max(sheet.values()) > rules.scale_max:
            raise ValueError(f"a score lies outside 0 to {rules.scale_max}")
    if not sheets:
        return NO_SHEETS
    columns = ((code, [sheet[code] for sheet in sheets]) for code in codes)
    return sums_of_indicators(
        len(sheets), ((code, sum(scores), min(scores), max(scores)) for code, scores in columns), rules
    )


def sums_of_indicators(sheets: int, rows: Iterable[tuple[str, int, int, int]], rules: Rules) -> EntrySums:
    """Sums from what a GROUP BY over (entry, indicator) gives: code, sum, lowest and highest score."""
    weights = {indicator.code: (indicator.aspect, indicator.weight) for indicator in rules.indicators}
    trimmed = is_trimmed(sheets, rules.aggregation)
    sums: dict[str, int] = dict.fromkeys(ASPECTS, 0)
    for code, total, lowest, highest in rows:
        aspect, weight = weights[code]
        sums[aspect] += weight * (total - lowest - highest if trimmed else total)
    return EntrySums(sheets, divisor_for(sheets, rules.aggregation), *sums.values())


def half_up(numerator: int, denominator: int) -> int:
    """`numerator / denominator` rounded half up to a whole number; the one place where a figure is rounded."""
    return (2 * numerator + denominator) // (2 * denominator)


class Scale(NamedTuple):
    """What the sums of every entry of an edition are multiplied and divided by: made once, used for all."""

    bersih: int
    aman: int
    pintar: int
    total: int
    bersih_in_total: int
    aman_in_total: int
    pintar_in_total: int

    @classmethod
    def of(cls, rules: Rules) -> "Scale":
        w_bersih, w_aman, w_pintar = rules.weight_sums().values()
        weights, n = rules.aspect_weights, rules.scale_max
        return cls(
            bersih=n * w_bersih,
            aman=n * w_aman,
            pintar=n * w_pintar,
            total=n * w_bersih * w_aman * w_pintar * weights.total(),
            bersih_in_total=weights.bersih * w_aman * w_pintar,
            aman_in_total=weights.aman * w_bersih * w_pintar,
            pintar_in_total=weights.pintar * w_bersih * w_aman,
        )

    def figures(self, sums: EntrySums) -> Figures:
        """The three aspect values and the total, rounded once, half up, to 2 decimals (DOMAIN 7.3 to 7.5).

        The total is taken over the unrounded aspect values. Needs at least one sheet.
        """
        d, bersih, aman, pintar = sums.divisor, sums.bersih, sums.aman, sums.pintar
        total = bersih * self.bersih_in_total + aman * self.aman_in_total + pintar * self.pintar_in_total
        return Figures(
            half_up(10_000 * bersih, d * self.bersih),
            half_up(10_000 * aman, d * self.aman),
            half_up(10_000 * pintar, d * self.pintar),
            half_up(10_000 * total, d * self.total),
        )


def figures(sums: EntrySums, rules: Rules) -> Figures:
    """The published figures of one entry; for many entries make the `Scale` once."""
    return Scale.of(rules).figures(sums)


@lru_cache(maxsize=10_001)
def as_decimal(hundredths: int) -> Decimal:
    """8750 -> Decimal("87.50"), always with two decimals."""
    return Decimal(hundredths).scaleb(-2)


def mean_of_indicator(sheets: int, total: int, lowest: int, highest: int, rules: Rules) -> Fraction:
    """m_i of DOMAIN 7.2, in scale points, from an indicator's sum, lowest and highest score."""
    kept = total - lowest - highest if is_trimmed(sheets, rules.aggregation) else total
    return Fraction(kept, divisor_for(sheets, rules.aggregation))


def indicator_means(sheets: Sequence[Mapping[str, int]], rules: Rules) -> dict[str, Fraction]:
    """m_i of every indicator over an entry's counting sheets; empty without a sheet."""
    means: dict[str, Fraction] = {}
    for indicator in rules.indicators if sheets else ():
        scores = [sheet[indicator.code] for sheet in sheets]
        means[indicator.code] = mean_of_indicator(len(scores), sum(scores), min(scores), max(scores), rules)
    return means
