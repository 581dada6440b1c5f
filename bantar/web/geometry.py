"""Boundaries drawn as SVG: GeoJSON polygons projected to a page, without a map library."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Any


Point = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """One region: its path, and where its label stands."""

    code: str
    name: str
    path: str
    x: float
    y: float

    @property
    def words(self) -> list[tuple[str, str]]:
        """The name's words with their line's offset in em, so that a long name stands on two lines."""
        words = self.name.split()
        return [(word, f"{1.05 * i - 0.525 * (len(words) - 1):g}em") for i, word in enumerate(words)]


@dataclass(frozen=True)
class MapDrawing:
    width: int
    height: int
    shapes: tuple[Shape, ...]


def svg_shapes(features: Iterable[Mapping[str, Any]], *, width: int = 720, precision: int = 0) -> MapDrawing:
    """Project features (code `kode`, name `nama`) so that all of them fill `width`.

    Equirectangular at the city's own latitude: over 17 km the error is far below a pixel. Points that fall on the
    one before after rounding are left out, which keeps the city's 11 kecamatan at some 10 KB.
    """
    regions = [(f["properties"], list(rings_of(f["geometry"]))) for f in features]
    points = [point for _, rings in regions for ring in rings for point in ring]
    if not points:
        return MapDrawing(width, 0, ())
    project, height = _projection(points, width)
    shapes = tuple(
        _shape(properties, [[project(p) for p in ring] for ring in rings], precision) for properties, rings in regions
    )
    return MapDrawing(width, height, shapes)


def rings_of(geometry: Mapping[str, Any]) -> Iterator[list[Point]]:
    """Yield every ring of a Polygon or MultiPolygon; other kinds have none."""
    polygons = {"Polygon": [geometry.get("coordinates")], "MultiPolygon": geometry.get("coordinates")}
    for polygon in polygons.get(geometry.get("type", ""), []) or []:
        for ring in polygon or []:
            yield [(float(point[0]), float(point[1])) for point in ring]


def label_point(ring: list[Point]) -> Point:
    """Return the centroid of a ring; of a degenerate one, the mean of its points."""
    doubled = x = y = 0.0
    for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = x0 * y1 - x1 * y0
        doubled, x, y = doubled + cross, x + (x0 + x1) * cross, y + (y0 + y1) * cross
    if abs(doubled) < 1e-9:
        return sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)
    return x / (3 * doubled), y / (3 * doubled)


def _projection(points: list[Point], width: int) -> tuple[Any, int]:
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = cos(radians((south + north) / 2))
    scale = width / ((east - west) * squeeze or 1.0)

    def project(point: Point) -> Point:
        return (point[0] - west) * squeeze * scale, (north - point[1]) * scale

    return project, round((north - south) * scale)


def _shape(properties: Mapping[str, Any], rings: list[list[Point]], precision: int) -> Shape:
    x, y = label_point(max(rings, key=_area)) if rings else (0.0, 0.0)
    path = "".join(_ring_path(ring, precision) for ring in rings)
    return Shape(str(properties.get("kode", "")), str(properties.get("nama", "")), path, round(x, 1), round(y, 1))


def _area(ring: list[Point]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)))


def _ring_path(ring: list[Point], precision: int) -> str:
    """Write a ring with relative steps, which compress well, from points rounded once so that neighbours still meet."""
    factor = 10**precision
    rounded = [(round(x * factor), round(y * factor)) for x, y in ring]
    steps, last = [], rounded[0]
    for point in rounded[1:]:
        if point != last:
            steps.append(f"{_plain(point[0] - last[0], factor)} {_plain(point[1] - last[1], factor)}")
            last = point
    start = f"M{_plain(rounded[0][0], factor)} {_plain(rounded[0][1], factor)}"
    return f"{start}l{' '.join(steps)}z" if steps else ""


def _plain(value: int, factor: int) -> str:
    return str(value) if factor == 1 else f"{value / factor:g}"
