"""The 21 indicators explained, the rules in force, and the tally worked through on a small example."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from competitions.enums import Phase
from competitions.models import Edition
from scoring.domain.aggregation import Figures, as_decimal, figures, indicator_means, sums_of_sheets
from scoring.domain.ranking import failed_test
from scoring.domain.rules import DEFAULT_INDICATORS, Rules
from scoring.enums import Aspect
from scoring.models import Indicator, RuleBook
from scoring.selectors.tally import rules_of


@dataclass(frozen=True)
class Level:
    value: int
    text: str


@dataclass(frozen=True)
class IndicatorGuide:
    code: str
    wording: str
    guide: str
    levels: Sequence[Level]
    weight: int


@dataclass(frozen=True)
class AspectGuide:
    code: str
    name: str
    weight: int
    indicators: Sequence[IndicatorGuide]


@dataclass(frozen=True)
class ExampleRow:
    """The seven means of one aspect of the example, and what they make."""

    aspect: str
    name: str
    points: str
    most: int
    value: Decimal


@dataclass(frozen=True)
class Example:
    """Three assessors, one RT, the default rules."""

    first_code: str
    first_scores: Sequence[int]
    first_mean: Decimal
    rows: Sequence[ExampleRow]
    total: Decimal
    passed: bool


@dataclass(frozen=True)
class IndicatorsPage:
    edition: Edition | None
    rules: Rules
    aspects: Sequence[AspectGuide]
    example: Example

    @property
    def count(self) -> int:
        return sum(len(aspect.indicators) for aspect in self.aspects)


def indicators_page() -> IndicatorsPage:
    """Seven queries: the indicators, and the rules of the newest edition that everybody may know."""
    book = (
        RuleBook.objects.exclude(edition__phase=Phase.DRAFT)
        .select_related("edition")
        .order_by("-edition__year", "-edition__period", "-edition_id")
        .first()
    )
    rules = rules_of(book.edition) if book else Rules()
    weights = {indicator.code: indicator.weight for indicator in rules.indicators}
    known = list(Indicator.objects.order_by("order"))
    aspects = [
        AspectGuide(
            aspect,
            str(aspect.label),
            rules.aspect_weights.of(aspect),
            [_guide(one, rules, weights.get(one.code, 1)) for one in known if one.aspect == aspect],
        )
        for aspect in Aspect
    ]
    return IndicatorsPage(book.edition if book else None, rules, aspects, worked_example())


def _guide(indicator: Indicator, rules: Rules, weight: int) -> IndicatorGuide:
    """The level descriptions are written for the scale 0 to 4; on another scale they would mislead."""
    guide: dict[str, str] = indicator.level_guide if rules.scale_max == 4 else {}
    levels = [Level(int(value), text) for value, text in sorted(guide.items(), key=lambda pair: int(pair[0]))]
    return IndicatorGuide(indicator.code, indicator.wording, indicator.guide, levels, weight)


_SHEETS = (
    (4, 3, 4, 3, 3, 4, 3, 3, 4, 3, 3, 4, 3, 3, 3, 2, 3, 3, 4, 3, 3),
    (3, 3, 4, 3, 4, 4, 3, 3, 3, 3, 4, 3, 3, 3, 3, 2, 3, 2, 3, 3, 3),
    (4, 4, 3, 3, 3, 4, 2, 3, 4, 3, 3, 4, 2, 3, 3, 3, 2, 3, 3, 3, 4),
)


def worked_example() -> Example:
    """The default rules on three made-up sheets, through the same functions that tally every edition."""
    rules = Rules()
    codes = [indicator.code for indicator in DEFAULT_INDICATORS]
    sheets = [dict(zip(codes, values, strict=True)) for values in _SHEETS]
    found = figures(sums_of_sheets(sheets, rules), rules)
    means = indicator_means(sheets, rules)
    first = codes[0]
    return Example(
        first_code=first,
        first_scores=[sheet[first] for sheet in sheets],
        first_mean=_rounded(means[first]),
        rows=[_example_row(aspect, sheets, found, codes) for aspect in Aspect],
        total=as_decimal(found.total),
        passed=failed_test(found, rules) is None,
    )


def _example_row(aspect: Aspect, sheets: Sequence[dict[str, int]], found: Figures, codes: Sequence[str]) -> ExampleRow:
    letter = str(aspect.label)[0]
    own = [code for code in codes if code.startswith(letter)]
    points = sum(sheet[code] for sheet in sheets for code in own)
    return ExampleRow(
        aspect, str(aspect.label), str(points), 4 * len(own) * len(sheets), as_decimal(getattr(found, aspect))
    )


def _rounded(mean: Fraction) -> Decimal:
    return (Decimal(mean.numerator) / mean.denominator).quantize(Decimal("0.01"))
