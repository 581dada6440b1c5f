"""The rule book: its checks and its form in files (DOMAIN 4, 6, 7; CONTRACT 4)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from competitions.domain.messages import in_english
from competitions.domain.size_category import SizeCategory
from scoring.domain.rules import (
    DEFAULT_INDICATORS,
    TEXTS,
    AspectWeights,
    IndicatorWeight,
    Rules,
    check_rules,
    rules_from_json,
    rules_to_json,
)
from tests.scoring.domain.strategies import editions


def _with_weight(code: str, weight: int) -> tuple[IndicatorWeight, ...]:
    return tuple(replace(i, weight=weight) if i.code.startswith(code) else i for i in DEFAULT_INDICATORS)


def test_the_defaults_hold() -> None:
    assert check_rules(Rules()) == []
    assert [indicator.code for indicator in DEFAULT_INDICATORS][::7] == ["B1", "A1", "P1"]
    assert len(DEFAULT_INDICATORS) == 21


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"scale_max": 0}, "scale_out_of_range", "scale_max"),
        ({"scale_max": 1001}, "scale_out_of_range", "scale_max"),
        ({"quorum": 0}, "quorum_below_one", "quorum"),
        ({"pass_mark": Decimal("100.01")}, "mark_out_of_range", "pass_mark"),
        ({"pass_mark": Decimal("NaN")}, "mark_out_of_range", "pass_mark"),
        ({"aspect_floor": Decimal("-1")}, "mark_out_of_range", "aspect_floor"),
        ({"aspect_floor": Decimal("60.005")}, "mark_too_fine", "aspect_floor"),
        ({"aggregation": "median"}, "unknown_aggregation", "aggregation"),
        ({"mode": "lottery"}, "unknown_mode", "mode"),
        ({"mode": "top_n"}, "top_n_missing", "top_n"),
        ({"mode": "top_n", "top_n": 0}, "top_n_missing", "top_n"),
        ({"best_in_city_prize": -1}, "money_negative", "best_in_city_prize"),
        ({"budget": -1}, "money_negative", "budget"),
        ({"categories": ()}, "no_categories", "categories"),
        ({"indicators": DEFAULT_INDICATORS[:14]}, "no_indicators", "indicator_weights"),
        ({"indicators": (*DEFAULT_INDICATORS, DEFAULT_INDICATORS[0])}, "indicator_twice", "indicator_weights"),
        (
            {"indicators": (*DEFAULT_INDICATORS, IndicatorWeight("X1", "indah"))},
            "unknown_aspect",
            "indicator_weights",
        ),
        ({"indicators": _with_weight("B1", -1)}, "indicator_weight_out_of_range", "indicator_weights"),
        ({"indicators": _with_weight("P", 0)}, "aspect_without_weight", "indicator_weights"),
        ({"aspect_weights": AspectWeights(1, -1, 1)}, "aspect_weight_out_of_range", "aspect_weights"),
        ({"aspect_weights": AspectWeights(0, 0, 0)}, "all_aspects_weigh_nothing", "aspect_weights"),
    ],
)
def test_each_contradiction_is_named(changes: dict[str, Any], code: str, field: str) -> None:
    [broken] = check_rules(Rules(**changes))

    assert (broken.code, broken.field) == (code, field)
    assert in_english(broken.code, broken.params, TEXTS)


@pytest.mark.parametrize(
    "changes",
    [
        {"indicators": _with_weight("B1", 0)},
        {"aspect_weights": AspectWeights(1, 0, 0)},
        {"budget": 0},
        {"mode": "top_n", "top_n": 1},
        {"quorum": 1, "scale_max": 1},
        {"pass_mark": Decimal(0), "aspect_floor": Decimal(100)},
    ],
)
def test_odd_but_clear_rules_hold(changes: dict[str, Any]) -> None:
    assert check_rules(Rules(**changes)) == []


def test_rules_survive_their_file() -> None:
    besar = SizeCategory("besar", 30, None, 10_000_000, kencana_prize=12_000_000)
    rules = Rules(categories=(besar,), mode="top_n", top_n=3, pass_mark=Decimal("75.5"), budget=1)

    assert rules_from_json(rules_to_json(rules)) == rules
    assert rules_to_json(rules)["pass_mark"] == "75.50"


@given(editions())
def test_random_rules_hold_and_survive_their_file(edition: dict[str, Any]) -> None:
    rules = rules_from_json(edition)

    assert check_rules(rules) == []
    assert rules_to_json(rules) == edition


@pytest.mark.parametrize(
    "changes",
    [
        {"quorum": "3"},
        {"quorum": True},
        {"pass_mark": "high"},
        {"mode": "lottery"},
        {"aspect_weights": {"bersih": 1.5}},
    ],
)
def test_a_file_with_other_values_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        rules_from_json({**rules_to_json(Rules()), **changes})
