"""Sums, figures and the one rounding (DOMAIN 7.1 to 7.5)."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.aggregation import (
    NO_SHEETS,
    EntrySums,
    as_decimal,
    divisor_for,
    figures,
    half_up,
    indicator_means,
    sums_of_indicators,
    sums_of_sheets,
)
from scoring.domain.rules import Rules
from tests.scoring.domain import reference
from tests.scoring.domain.strategies import pools, rules_of, small_rules


def _sheets(*scores: tuple[int, int, int]) -> list[dict[str, int]]:
    return [dict(zip(("B1", "A1", "P1"), row, strict=True)) for row in scores]


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_half_up_equals_the_fraction(numerator: int, denominator: int) -> None:
    assert Fraction(half_up(100 * numerator, denominator), 100) == reference.round_half_up(
        Fraction(numerator, denominator)
    )


@pytest.mark.parametrize(
    ("bersih", "aman", "pintar", "expected"),
    [
        # One indicator per aspect on a scale of 800, one sheet: a point is 0.125.
        (1, 0, 0, ("0.13", "0.00", "0.00", "0.04")),  # 0.125 goes up; the total is 0.041666...
        (601, 601, 601, ("75.13", "75.13", "75.13", "75.13")),  # 75.125 goes up, also in the total
        (599, 599, 599, ("74.88", "74.88", "74.88", "74.88")),  # 74.875 goes up
        (600, 599, 601, ("75.00", "74.88", "75.13", "75.00")),  # the total is exactly 75, not the mean of 75.00333
        (4, 4, 4, ("0.50", "0.50", "0.50", "0.50")),
        (800, 800, 800, ("100.00", "100.00", "100.00", "100.00")),
    ],
)
def test_half_a_hundredth_goes_up_once(bersih: int, aman: int, pintar: int, expected: tuple[str, ...]) -> None:
    rules = small_rules(scale_max=800)

    values = figures(sums_of_sheets(_sheets((bersih, aman, pintar)), rules), rules)

    assert tuple(str(as_decimal(value)) for value in values) == expected


def test_total_is_taken_over_unrounded_aspects() -> None:
    """33.335, 33.335 and 33.33: rounded first they would make 33.34, but their mean is 33.3333..."""
    rules = small_rules(scale_max=20_000)

    values = figures(sums_of_sheets(_sheets((6667, 6667, 6666)), rules), rules)

    assert values == (3334, 3334, 3333, 3333)


def test_a_total_exactly_on_half_a_hundredth() -> None:
    """Two aspects of equal weight at 75.00 and 75.01 make 75.005, which is 75.01."""
    rules = small_rules(scale_max=1000, aspect_weights=(1, 1, 0))
    sheets = _sheets(*[(750, 750, 0)] * 9, (750, 751, 0))

    assert figures(sums_of_sheets(sheets, rules), rules) == (7500, 7501, 0, 7501)


@pytest.mark.parametrize(("score", "hundredths"), [(49, 0), (50, 1), (51, 1), (149, 1), (150, 2)])
def test_around_half_a_hundredth(score: int, hundredths: int) -> None:
    values = figures(EntrySums(1, 1, score, score, score), small_rules(scale_max=1_000_000))

    assert values == (hundredths,) * 4


@pytest.mark.parametrize(
    ("scores", "aggregation", "mean"),
    [
        ([0, 4, 4, 4], "trimmed", "3"),  # four sheets: nothing is dropped
        ([0, 4, 4, 4, 4], "trimmed", "4"),
        ([0, 0, 4, 4, 4], "trimmed", "8/3"),  # one lowest, not every lowest
        ([0, 4, 4, 4, 4], "mean", "16/5"),
        ([3, 3, 3, 3, 3], "trimmed", "3"),
    ],
)
def test_trimming(scores: list[int], aggregation: str, mean: str) -> None:
    rules = small_rules(aggregation=aggregation)

    means = indicator_means(_sheets(*((score, score, score) for score in scores)), rules)

    assert means == dict.fromkeys(("B1", "A1", "P1"), Fraction(mean))


@pytest.mark.parametrize(
    ("sheets", "aggregation", "divisor"),
    [(0, "mean", 0), (3, "mean", 3), (5, "mean", 5), (4, "trimmed", 4), (5, "trimmed", 3), (9, "trimmed", 7)],
)
def test_divisor(sheets: int, aggregation: str, divisor: int) -> None:
    assert divisor_for(sheets, aggregation) == divisor


@given(pools())
def test_sums_of_the_database_equal_the_sums_of_the_sheets(pool: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
    edition, entries = pool
    rules = rules_of(edition)
    for entry in entries:
        sheets = entry["sheets"]
        columns = {code: [sheet[code] for sheet in sheets] for code in (sheets[0] if sheets else {})}
        rows = [(code, sum(scores), min(scores), max(scores)) for code, scores in columns.items()]

        assert sums_of_indicators(len(sheets), rows, rules) == sums_of_sheets(sheets, rules)


@given(pools())
def test_figures_equal_the_reference(pool: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
    edition, entries = pool
    rules = rules_of(edition)
    for entry in entries:
        if entry["sheets"]:
            exact = reference.figures_of(entry["sheets"], edition)
            values = figures(sums_of_sheets(entry["sheets"], rules), rules)

            assert values._asdict() == {name: value * 100 for name, value in exact.items()}


def test_no_sheets_are_no_sums() -> None:
    assert sums_of_sheets([], Rules()) == NO_SHEETS
    assert indicator_means([], Rules()) == {}


@pytest.mark.parametrize(
    "sheet",
    [
        {"B1": 1, "A1": 1},
        {"B1": 1, "A1": 1, "P1": 1, "P2": 1},
        {"B1": 5, "A1": 1, "P1": 1},
        {"B1": -1, "A1": 1, "P1": 1},
    ],
)
def test_a_sheet_that_cannot_have_been_submitted_is_refused(sheet: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"indicator|outside"):
        sums_of_sheets([sheet], small_rules())


def test_figures_always_show_two_decimals() -> None:
    assert [str(as_decimal(value)) for value in (0, 5, 50, 7500, 10_000)] == ["0.00", "0.05", "0.50", "75.00", "100.00"]
    assert as_decimal(8095) == Decimal("80.95")
