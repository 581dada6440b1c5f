"""How far a point lies from a region: 0 inside, else metres to its boundary."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, hypot, radians
from typing import Final


Point = tuple[float, float]
"""Longitude and latitude in degrees."""

_METRES_PER_DEGREE: Final = 111_195


def distance_m(point: Point, rings: Iterable[Sequence[Point]]) -> int | None:
    """Metres from a point to a region; None for a region without an outline.

    Flat at the point's own latitude, which over a city is exact to far less than a phone's accuracy. Every ring
    counts, so that a hole in a region lies outside it.
    """
    squeeze = cos(radians(point[1]))
    flat = [[_metres(corner, point, squeeze) for corner in _closed(ring)] for ring in rings if len(ring) > 1]
    if not flat:
        return None
    if sum(_crosses(ring) for ring in flat) % 2:
        return 0
    return round(min(_to_segment(a, b) for ring in flat for a, b in pairwise(ring)))


def _closed(ring: Sequence[Point]) -> Sequence[Point]:
    return ring if ring[0] == ring[-1] else [*ring, ring[0]]


def _metres(corner: Point, point: Point, squeeze: float) -> Point:
    """The corner in metres east and north of the point."""
    east, north = (corner[0] - point[0]) * squeeze, corner[1] - point[1]
    return east * _METRES_PER_DEGREE, north * _METRES_PER_DEGREE


def _crosses(ring: Sequence[Point]) -> int:
    """How often a ray from the point to the east crosses the ring."""
    return sum(
        (y0 > 0) != (y1 > 0) and x0 + (x1 - x0) * (0 - y0) / (y1 - y0) > 0 for (x0, y0), (x1, y1) in pairwise(ring)
    )


def _to_segment(a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else max(0.0, min(1.0, -(a[0] * dx + a[1] * dy) / length))
    return hypot(a[0] + along * dx, a[1] + along * dy)
