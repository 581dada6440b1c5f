"""Passing and the order of merit (DOMAIN 7.6, 7.7)."""

import pytest

from scoring.domain.aggregation import Figures
from scoring.domain.ranking import Standing, failed_test, rank
from scoring.domain.rules import Rules


@pytest.mark.parametrize(
    ("figures", "failed"),
    [
        (Figures(6000, 6000, 10_000, 7500), None),  # both marks reached exactly
        (Figures(5999, 5999, 5999, 7499), "bersih"),
        (Figures(6000, 5999, 5999, 7499), "aman"),
        (Figures(6000, 6000, 5999, 7499), "pintar"),
        (Figures(6000, 6000, 6000, 7499), "total"),
    ],
)
def test_first_failing_test(figures: Figures, failed: str | None) -> None:
    assert failed_test(figures, Rules()) == failed


def test_ties_are_broken_step_by_step() -> None:
    group = {
        "first": Figures(7000, 8000, 9000, 8000),
        "by bersih": Figures(6900, 8100, 9000, 8000),
        "by aman": Figures(6900, 8000, 9000, 8000),
        "by pintar": Figures(6900, 8000, 8900, 8000),
        "by total": Figures(10_000, 10_000, 9999, 7999),
    }

    assert rank(group.items()) == [
        Standing("first", 1, "total"),
        Standing("by bersih", 2, "bersih"),
        Standing("by aman", 3, "aman"),
        Standing("by pintar", 4, "pintar"),
        Standing("by total", 5, "total"),
    ]


def test_equal_merit_shares_a_rank_and_the_next_counts_the_places_taken() -> None:
    high, middle, low = Figures(80, 80, 80, 80), Figures(70, 70, 70, 70), Figures(60, 70, 70, 70)

    assert rank([("d", low), ("c", middle), ("b", middle), ("a", high)]) == [
        Standing("a", 1, "total"),
        Standing("b", 2, "shared"),
        Standing("c", 2, "shared"),
        Standing("d", 4, "bersih"),
    ]


def test_a_shared_first_place() -> None:
    best = Figures(80, 80, 80, 80)

    assert rank([("b", best), ("a", best)]) == [Standing("a", 1, "shared"), Standing("b", 1, "shared")]


def test_nobody_to_rank() -> None:
    assert rank([]) == []
