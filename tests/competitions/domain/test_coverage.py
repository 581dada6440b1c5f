"""Predikat, Kelurahan BANTAR, streaks and coverage (DOMAIN 4, 9)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.domain.coverage import (
    Coverage,
    bantar_threshold,
    holds_predikat,
    is_kelurahan_bantar,
    kencana_eligible,
    percent,
    win_streak,
)


@pytest.mark.parametrize(("rts", "needed"), [(1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (8, 6), (20, 15), (21, 16)])
def test_three_quarters_rounded_up(rts: int, needed: int) -> None:
    assert bantar_threshold(rts) == needed
    assert is_kelurahan_bantar(needed, rts)
    assert not is_kelurahan_bantar(needed - 1, rts)


@given(st.integers(1, 2000))
def test_the_threshold_is_the_least_that_reaches_the_share(rts: int) -> None:
    needed = bantar_threshold(rts)

    assert Fraction(needed, rts) >= Fraction(3, 4) > Fraction(needed - 1, rts)


def test_a_kelurahan_without_rts_is_none() -> None:
    assert not is_kelurahan_bantar(0, 0)


@pytest.mark.parametrize(
    ("won", "lost", "holds"),
    [
        ([], [], False),
        ([2018], [], True),  # for good
        ([2018], [2019], False),
        ([2018, 2020], [2019], True),
        ([2018], [2018], False),  # a loss on the day of the win is the later
        ([2022], [], False),  # not yet won on the day asked for
        ([2018], [2022], True),  # not yet lost
    ],
)
def test_the_predikat_is_held_until_a_recorded_loss(won: list[int], lost: list[int], holds: bool) -> None:
    days = ([date(year, 11, 21) for year in years] for years in (won, lost))

    assert holds_predikat(*days, date(2021, 1, 1)) is holds


@pytest.mark.parametrize(
    ("years", "streak", "eligible"),
    [
        ({2023, 2024, 2025}, 3, True),
        ({2022, 2023, 2024, 2025}, 4, True),
        ({2022, 2023, 2024}, 0, False),  # long ago: it was not kept up
        ({2024, 2025, 2026}, 2, False),  # the edition's own year does not count
        (set(), 0, False),
    ],
)
def test_kencana_is_for_three_years_in_a_row(years: set[int], streak: int, eligible: bool) -> None:
    assert win_streak(years, 2026) == streak
    assert kencana_eligible(years, 2026) is eligible


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(1, 8, "12.50"), (1, 3, "33.33"), (2, 3, "66.67"), (1, 800, "0.13"), (0, 5, "0.00"), (300, 200, "150.00")],
)
def test_percentages_are_rounded_half_up_once(part: int, whole: int, expected: str) -> None:
    assert str(percent(part, whole)) == expected
    assert Coverage(part, whole).percent == Decimal(expected)


@pytest.mark.parametrize("whole", [None, 0])
def test_without_the_rts_of_the_year_there_is_no_percentage(whole: int | None) -> None:
    assert percent(5, whole) is None
    assert Coverage(5, whole, from_recaps=True).percent is None
