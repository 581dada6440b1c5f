"""How far a point lies from a region: checked against squares whose answer is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.distance import distance_m


SQUARE = [(103.60, -1.62), (103.62, -1.62), (103.62, -1.60), (103.60, -1.60), (103.60, -1.62)]
HOLE = [(103.609, -1.611), (103.611, -1.611), (103.611, -1.609), (103.609, -1.609), (103.609, -1.611)]


@pytest.mark.parametrize(
    ("point", "metres"),
    [
        ((103.605, -1.605), 0),
        ((103.61, -1.59), 1112),  # a hundredth of a degree to the north
        ((103.63, -1.61), 1112),  # and to the east, at this latitude
        ((103.63, -1.59), 1572),  # from the corner
    ],
)
def test_distance_to_a_square(point, metres) -> None:
    assert distance_m(point, [SQUARE]) == metres


def test_a_hole_lies_outside() -> None:
    assert distance_m((103.61, -1.61), [SQUARE, HOLE]) == 111


def test_a_region_without_an_outline() -> None:
    assert distance_m((103.61, -1.61), []) is None
    assert distance_m((103.61, -1.61), [[(103.61, -1.61)]]) is None


@given(st.floats(103.5, 103.7), st.floats(-1.7, -1.5))
def test_inside_is_zero_and_outside_is_not(x, y) -> None:
    metres = distance_m((x, y), [SQUARE])

    clearly_inside = 103.6001 < x < 103.6199 and -1.6199 < y < -1.6001
    clearly_outside = not (103.5999 < x < 103.6201 and -1.6201 < y < -1.5999)
    assert metres is not None
    assert not (clearly_inside and metres)
    assert metres or not clearly_outside
