"""The arithmetic of the ledger, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.ledger import Standing, Sums, standing_of


PRIZES = st.sampled_from([0, 5_000_000, 7_000_000, 10_000_000])


@pytest.mark.parametrize(
    ("due", "handed", "standing"),
    [
        (5, 0, Standing.OUTSTANDING),
        (5, 5, Standing.HANDED),
        (5, 3, Standing.UNDERPAID),
        (3, 5, Standing.OVERPAID),
        (0, 5, Standing.NOT_DUE),
    ],
)
def test_a_prize_stands_somewhere(due: int, handed: int, standing: Standing) -> None:
    assert standing_of(due=due, handed=handed) == standing


@given(st.lists(st.tuples(PRIZES, PRIZES)))
def test_the_sums_always_agree(pairs: list[tuple[int, int]]) -> None:
    sums = Sums.of(pairs)

    assert sums.due - sums.handed == sums.outstanding - sums.surplus
    assert 0 <= sums.settled <= min(sums.due, sums.handed)
    assert sums.handed == sums.settled + sums.surplus
    assert 0 <= sums.handed_prizes <= sums.prizes <= len(pairs)


@given(st.lists(st.tuples(PRIZES, PRIZES)), st.lists(st.tuples(PRIZES, PRIZES)))
def test_the_city_is_the_sum_of_its_parts(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    parts, whole = (Sums.of(one), Sums.of(other)), Sums.of([*one, *other])

    for name in ("prizes", "handed_prizes", "due", "handed", "outstanding", "surplus"):
        assert getattr(whole, name) == sum(getattr(part, name) for part in parts)
