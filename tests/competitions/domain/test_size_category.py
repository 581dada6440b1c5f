"""Size categories (DOMAIN 4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.domain.messages import in_english
from competitions.domain.size_category import (
    DEFAULT_CATEGORIES,
    TEXTS,
    SizeCategory,
    check_categories,
    lower_bound,
    near_border,
    size_category_for,
)


@pytest.mark.parametrize(
    ("kk", "code"),
    [(30, "kecil"), (59, "kecil"), (60, "sedang"), (99, "sedang"), (100, "besar"), (1000, "besar")],
)
def test_both_ends_of_a_range_are_included(kk: int, code: str) -> None:
    assert size_category_for(kk, DEFAULT_CATEGORIES).code == code


@pytest.mark.parametrize("kk", [0, 29])
def test_below_the_lower_bound_there_is_no_category(kk: int) -> None:
    assert lower_bound(DEFAULT_CATEGORIES) == 30
    with pytest.raises(LookupError):
        size_category_for(kk, DEFAULT_CATEGORIES)


@pytest.mark.parametrize(
    ("kk", "near"),
    [
        *[(26, False), (27, True), (30, True), (32, True), (33, False)],
        *[(56, False), (57, True), (59, True), (60, True), (62, True), (63, False)],
        *[(96, False), (97, True), (102, True), (103, False)],
    ],
)
def test_near_a_border_is_where_a_small_miscount_changes_the_category(kk: int, near: bool) -> None:
    assert near_border(kk, DEFAULT_CATEGORIES) is near


def test_kencana_takes_the_categorys_prize_unless_it_has_its_own() -> None:
    own = SizeCategory("besar", 100, None, 10, kencana_prize=0)

    assert [own.prize_on("reguler"), own.prize_on("kencana")] == [10, 0]
    assert DEFAULT_CATEGORIES[0].prize_on("kencana") == 5_000_000


@pytest.mark.parametrize(
    ("categories", "sentences"),
    [
        ([], ["An edition needs at least one size category."]),
        (
            [SizeCategory("a", 30, 59, 1), SizeCategory("b", 61, None, 1)],
            ["60 to 60 KK belong to no size category: “a” ends too early or “b” starts too late."],
        ),
        (
            [SizeCategory("a", 30, 60, 1), SizeCategory("b", 60, None, 1)],
            ["The size categories “a” and “b” overlap at 60 KK."],
        ),
        (
            [SizeCategory("a", 30, None, 1), SizeCategory("b", 60, None, 1)],
            ["The size category “a” has no upper limit, but “b” starts above it."],
        ),
        (
            [SizeCategory("a", 30, 59, 1)],
            ["The largest size category “a” must have no upper limit; it ends at 59 KK."],
        ),
        (
            [SizeCategory("a", 60, 59, 1)],
            ["The size category “a” ends at 59 KK, before it starts at 60 KK."],
        ),
        ([SizeCategory("a", 0, None, 1)], ["The size category “a” must start at 1 KK or more."]),
        ([SizeCategory("a", 1, None, -1)], ["The prize of the size category “a” cannot be negative."]),
        ([SizeCategory("", 1, None, 1)], ["The size category starting at 1 KK has no code."]),
        (
            [SizeCategory("a", 1, 9, 1), SizeCategory("a", 10, None, 1)],
            ["The size category code “a” is used twice."],
        ),
    ],
)
def test_a_table_with_a_hole_is_named(categories: list[SizeCategory], sentences: list[str]) -> None:
    broken = check_categories(categories)

    assert [in_english(rule.code, rule.params, TEXTS) for rule in broken] == sentences
    assert {rule.field for rule in broken} == {"categories"}


@given(st.sets(st.integers(1, 500), min_size=1), st.integers(0, 600))
def test_a_sound_table_names_one_category_for_every_count(starts: set[int], kk: int) -> None:
    ordered = sorted(starts)
    ends = [start - 1 for start in ordered[1:]] + [None]
    table = [SizeCategory(str(start), start, end, 1) for start, end in zip(ordered, ends, strict=True)]

    assert check_categories(table[::-1]) == []
    assert sum(category.holds(kk) for category in table) == (kk >= lower_bound(table))
