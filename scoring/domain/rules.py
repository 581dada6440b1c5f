"""The rule book of an edition as plain values (DOMAIN 4, 6, 7) and its form in files (CONTRACT 4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from competitions.domain.messages import BrokenRule, gettext_noop
from competitions.domain.size_category import DEFAULT_CATEGORIES, SizeCategory, check_categories
from competitions.domain.size_category import TEXTS as CATEGORY_TEXTS


class Aspect(StrEnum):
    """The three aspects, in the order of the tests and of the tie-break (DOMAIN 7.6, 7.7)."""

    BERSIH = "bersih"
    AMAN = "aman"
    PINTAR = "pintar"


class Aggregation(StrEnum):
    MEAN = "mean"
    TRIMMED = "trimmed"


class Mode(StrEnum):
    THRESHOLD = "threshold"
    TOP_N = "top_n"


ASPECTS: Final = tuple(Aspect)
ASPECT_OF_LETTER: Final = {"B": Aspect.BERSIH, "A": Aspect.AMAN, "P": Aspect.PINTAR}
HIGHEST_SCALE: Final = 1000
HIGHEST_WEIGHT: Final = 1000

TEXTS: Final = {
    **CATEGORY_TEXTS,
    "scale_out_of_range": gettext_noop("The scale must end at a whole number from 1 to %(highest)s, not %(value)s."),
    "quorum_below_one": gettext_noop("The quorum must be at least 1 sheet, not %(value)s."),
    "mark_out_of_range": gettext_noop("A mark must lie between 0 and 100, not %(value)s."),
    "mark_too_fine": gettext_noop(
        "A mark has at most two decimals, as the figures it is compared with, not %(value)s."
    ),
    "unknown_aggregation": gettext_noop("The aggregation is “mean” or “trimmed”, not “%(value)s”."),
    "unknown_mode": gettext_noop("Winners are found by “threshold” or “top_n”, not “%(value)s”."),
    "top_n_missing": gettext_noop("Say how many winners each category has: at least 1."),
    "money_negative": gettext_noop("An amount of money cannot be negative: %(value)s."),
    "no_indicators": gettext_noop("The aspect %(aspect)s has no indicators."),
    "indicator_twice": gettext_noop("The indicator %(code)s is named twice."),
    "unknown_aspect": gettext_noop("The indicator %(code)s belongs to no known aspect."),
    "indicator_weight_out_of_range": gettext_noop(
        "The weight of the indicator %(code)s must be a whole number from 0 to %(highest)s, not %(value)s."
    ),
    "aspect_weight_out_of_range": gettext_noop(
        "The weight of the aspect %(aspect)s must be a whole number from 0 to %(highest)s, not %(value)s."
    ),
    "aspect_without_weight": gettext_noop(
        "All indicators of the aspect %(aspect)s weigh 0; at least one must weigh more, or the aspect has no value."
    ),
    "all_aspects_weigh_nothing": gettext_noop("At least one aspect must weigh more than 0, or there is no total."),
}


@dataclass(frozen=True, slots=True)
class IndicatorWeight:
    """One indicator with its whole-number weight; 0 is scored and shown, but counts nothing."""

    code: str
    aspect: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class AspectWeights:
    """Whole-number weights of the aspects in the total; an aspect of weight 0 still has to reach the floor."""

    bersih: int = 1
    aman: int = 1
    pintar: int = 1

    def of(self, aspect: str) -> int:
        return {Aspect.BERSIH: self.bersih, Aspect.AMAN: self.aman, Aspect.PINTAR: self.pintar}[Aspect(aspect)]

    def total(self) -> int:
        return self.bersih + self.aman + self.pintar


DEFAULT_INDICATORS: Final = tuple(
    IndicatorWeight(f"{letter}{number}", aspect)
    for letter, aspect in ASPECT_OF_LETTER.items()
    for number in range(1, 8)
)


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything an edition decides about its tally; the defaults are those of DOMAIN 4, 6 and 7.

    Money in rupiah, marks in points of 0 to 100. `best_in_city_prize` 0: no best in the city. `budget` None: no limit.
    """

    categories: tuple[SizeCategory, ...] = DEFAULT_CATEGORIES
    indicators: tuple[IndicatorWeight, ...] = DEFAULT_INDICATORS
    scale_max: int = 4
    aspect_weights: AspectWeights = AspectWeights()
    aggregation: str = Aggregation.MEAN
    quorum: int = 3
    pass_mark: Decimal = Decimal("75.00")
    aspect_floor: Decimal = Decimal("60.00")
    mode: str = Mode.THRESHOLD
    top_n: int | None = None
    best_in_city_prize: int = 0
    budget: int | None = None

    def weight_sums(self) -> dict[str, int]:
        """Sum of the indicator weights per aspect."""
        sums: dict[str, int] = dict.fromkeys(ASPECTS, 0)
        for indicator in self.indicators:
            sums[indicator.aspect] += indicator.weight
        return sums


def check_rules(rules: Rules) -> list[BrokenRule]:
    """Everything that would keep a tally under these rules from having one answer. `field` is the file's key."""
    return [
        *check_categories(rules.categories),
        *_check_numbers(rules),
        *_check_winners(rules),
        *_check_indicators(rules),
        *_check_aspects(rules),
    ]


def _check_numbers(rules: Rules) -> Iterator[BrokenRule]:
    if not 1 <= rules.scale_max <= HIGHEST_SCALE:
        params = {"value": rules.scale_max, "highest": HIGHEST_SCALE}
        yield BrokenRule("scale_out_of_range", params, field="scale_max")
    if rules.quorum < 1:
        yield BrokenRule("quorum_below_one", {"value": rules.quorum}, field="quorum")
    if rules.aggregation not in tuple(Aggregation):
        yield BrokenRule("unknown_aggregation", {"value": rules.aggregation}, field="aggregation")
    for field, mark in (("pass_mark", rules.pass_mark), ("aspect_floor", rules.aspect_floor)):
        if not (mark.is_finite() and 0 <= mark <= 100):
            yield BrokenRule("mark_out_of_range", {"value": mark}, field=field)
        elif mark * 100 != int(mark * 100):
            yield BrokenRule("mark_too_fine", {"value": mark}, field=field)


def _check_winners(rules: Rules) -> Iterator[BrokenRule]:
    if rules.mode not in tuple(Mode):
        yield BrokenRule("unknown_mode", {"value": rules.mode}, field="mode")
    if rules.mode == Mode.TOP_N and (rules.top_n is None or rules.top_n < 1):
        yield BrokenRule("top_n_missing", field="top_n")
    for field, money in (("best_in_city_prize", rules.best_in_city_prize), ("budget", rules.budget)):
        if money is not None and money < 0:
            yield BrokenRule("money_negative", {"value": money}, field=field)


def _check_indicators(rules: Rules) -> Iterator[BrokenRule]:
    seen: set[str] = set()
    for indicator in rules.indicators:
        params: dict[str, object] = {"code": indicator.code}
        if indicator.code in seen:
            yield BrokenRule("indicator_twice", params, field="indicator_weights")
        seen.add(indicator.code)
        if indicator.aspect not in ASPECTS:
            yield BrokenRule("unknown_aspect", params, field="indicator_weights")
        if not 0 <= indicator.weight <= HIGHEST_WEIGHT:
            params |= {"value": indicator.weight, "highest": HIGHEST_WEIGHT}
            yield BrokenRule("indicator_weight_out_of_range", params, field="indicator_weights")


def _check_aspects(rules: Rules) -> Iterator[BrokenRule]:
    for aspect in ASPECTS:
        name = aspect.capitalize()
        weights = [indicator.weight for indicator in rules.indicators if indicator.aspect == aspect]
        if not weights:
            yield BrokenRule("no_indicators", {"aspect": name}, field="indicator_weights")
        elif all(weight == 0 for weight in weights):
            yield BrokenRule("aspect_without_weight", {"aspect": name}, field="indicator_weights")
        weight = rules.aspect_weights.of(aspect)
        if not 0 <= weight <= HIGHEST_WEIGHT:
            params = {"aspect": name, "value": weight, "highest": HIGHEST_WEIGHT}
            yield BrokenRule("aspect_weight_out_of_range", params, field="aspect_weights")
    if rules.aspect_weights.total() == 0:
        yield BrokenRule("all_aspects_weigh_nothing", field="aspect_weights")


def rules_to_json(rules: Rules) -> dict[str, Any]:
    """The rules under the keys of the edition file (CONTRACT 4), every weight named, marks as strings of 2 decimals.

    `indicator_aspects` is added so that the document can be recounted without the reference data.
    """
    weights = rules.aspect_weights
    return {
        "scale_max": rules.scale_max,
        "categories": [_category_to_json(category) for category in rules.categories],
        "aspect_weights": {"bersih": weights.bersih, "aman": weights.aman, "pintar": weights.pintar},
        "indicator_weights": {indicator.code: indicator.weight for indicator in rules.indicators},
        "indicator_aspects": {indicator.code: str(indicator.aspect) for indicator in rules.indicators},
        "aggregation": str(rules.aggregation),
        "quorum": rules.quorum,
        "pass_mark": f"{rules.pass_mark:.2f}",
        "aspect_floor": f"{rules.aspect_floor:.2f}",
        "mode": str(rules.mode),
        "top_n": rules.top_n,
        "best_in_city_prize": rules.best_in_city_prize,
        "budget": rules.budget,
    }


def rules_from_json(data: Mapping[str, Any]) -> Rules:
    """The rules that `rules_to_json` wrote. Indicators come back in the order of their codes: B, A, P, then number.

    Raises ValueError, KeyError or TypeError on anything else.
    """
    aspects = data["indicator_aspects"]
    indicators = (IndicatorWeight(code, aspects[code], whole(w)) for code, w in data["indicator_weights"].items())
    return Rules(
        categories=tuple(_category_from_json(category) for category in data["categories"]),
        indicators=tuple(sorted(indicators, key=indicator_order)),
        scale_max=whole(data["scale_max"]),
        aspect_weights=AspectWeights(**{name: whole(w) for name, w in data["aspect_weights"].items()}),
        aggregation=Aggregation(data["aggregation"]),
        quorum=whole(data["quorum"]),
        pass_mark=_mark(data["pass_mark"]),
        aspect_floor=_mark(data["aspect_floor"]),
        mode=Mode(data["mode"]),
        top_n=whole_or_none(data["top_n"]),
        best_in_city_prize=whole(data["best_in_city_prize"]),
        budget=whole_or_none(data["budget"]),
    )


def indicator_order(indicator: IndicatorWeight) -> tuple[int, int, str]:
    """B1 ... B7, A1 ... A7, P1 ... P7; a longer code of the same aspect comes later."""
    return ASPECTS.index(Aspect(indicator.aspect)), len(indicator.code), indicator.code


def _category_to_json(category: SizeCategory) -> dict[str, Any]:
    row: dict[str, Any] = {
        "code": category.code,
        "min_kk": category.min_kk,
        "max_kk": category.max_kk,
        "prize": category.prize,
    }
    return row if category.kencana_prize is None else {**row, "kencana_prize": category.kencana_prize}


def _category_from_json(data: Mapping[str, Any]) -> SizeCategory:
    return SizeCategory(
        code=str(data["code"]),
        min_kk=whole(data["min_kk"]),
        max_kk=whole_or_none(data["max_kk"]),
        prize=whole(data["prize"]),
        kencana_prize=whole_or_none(data.get("kencana_prize")),
    )


def whole(value: object) -> int:
    """A whole number read from JSON, where `true` and 3.0 are none."""
    if type(value) is not int:
        raise ValueError(f"not a whole number: {value!r}")
    return value


def whole_or_none(value: object) -> int | None:
    return None if value is None else whole(value)


def _mark(value: object) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(f"not a mark: {value!r}") from error
