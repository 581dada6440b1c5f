"""The outlines of kecamatan and kelurahan, drawn once and kept: they do not change from one visit to the next."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Any, Final, Self

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from bantar.web import formats
from bantar.web.charts import shade
from bantar.web.geometry import MapDrawing, Shape, svg_shapes
from competitions.domain.coverage import Coverage
from rt_registry.enums import RegionLevel
from rt_registry.models import Kecamatan, Kelurahan, RegionBoundary


_KEEP: Final = 3600
_DECIMALS: Final = 4
"""Of a degree: about ten metres, less than a pixel of the city's map."""


@dataclass(frozen=True)
class MapRegion:
    """One region as the map component prints it."""

    shape: Shape
    shade: int
    url: str
    label: str


def city_drawing() -> MapDrawing:
    """The 11 kecamatan as SVG; one query when nothing is kept. An empty city is not kept."""
    kept = cache.get("public-map-kecamatan")
    if isinstance(kept, MapDrawing):
        return kept
    rows = RegionBoundary.objects.filter(level=RegionLevel.KECAMATAN).values_list("code", "geometry")
    drawing = svg_shapes({"properties": {"kode": code, "nama": ""}, "geometry": shape} for code, shape in rows)
    if drawing.shapes:
        cache.set("public-map-kecamatan", drawing, _KEEP)
    return drawing


@dataclass(frozen=True)
class MapScale:
    """The percentages from which a region gets the next darker shade, fitted to what is shown."""

    limits: tuple[int, ...]

    @classmethod
    def of(cls, coverage: Iterable[Coverage]) -> Self:
        """Five shades over what there is, in round steps, so that differences are seen."""
        known = [float(one.percent) for one in coverage if one.percent is not None]
        low, high = min(known, default=0.0), max(known, default=0.0)
        step = next((s for s in (1, 2, 5, 10) if low // s * s + 5 * s > high), 20)
        start = int(low // step * step)
        return cls(tuple(start + step * n for n in range(1, 5)))

    def shade(self, coverage: Coverage | None) -> int:
        percent = coverage.percent if coverage else None
        return shade(None if percent is None else float(percent), self.limits)

    def legend(self) -> list[tuple[int, str]]:
        """The shades in words."""
        words = [_("below %(limit)s%%") % {"limit": self.limits[0]}]
        words += [f"{a}–{b}%" for a, b in pairwise(self.limits)]
        words.append(_("%(limit)s%% and above") % {"limit": self.limits[-1]})
        return [*enumerate(words, start=1), (0, _("no RTs recorded"))]


def map_regions(
    drawing: MapDrawing, kecamatan: Sequence[Kecamatan], coverage: Mapping[int, Coverage], scale: MapScale
) -> list[MapRegion]:
    """The kecamatan shaded by coverage; those without an outline stand in the table alone."""
    shapes = {shape.code: shape for shape in drawing.shapes}
    return [
        MapRegion(
            shape=_named(shapes[one.code], one.name),
            shade=scale.shade(coverage.get(one.pk)),
            url=reverse("scoring:kecamatan", args=[one.slug]),
            label=region_label(one.name, coverage.get(one.pk)),
        )
        for one in kecamatan
        if one.code in shapes
    ]


def _named(shape: Shape, name: str) -> Shape:
    return Shape(shape.code, name, shape.path, shape.x, shape.y)


def region_label(name: str, coverage: Coverage | None) -> str:
    """The region and its figures in words: "Alam Barajo: 42 of 165 RTs (25.5%)"."""
    if coverage is None or coverage.rts is None:
        return _("%(region)s: no RTs recorded") % {"region": name}
    language = get_language() or "id"
    text = ngettext(
        "%(region)s: %(part)s of %(n)s RT (%(percent)s)",
        "%(region)s: %(part)s of %(n)s RTs (%(percent)s)",
        coverage.rts,
    )
    return text % {
        "region": name,
        "part": formats.number(coverage.took_part, language=language),
        "n": formats.number(coverage.rts, language=language),
        "percent": formats.percent(coverage.percent, language=language),
    }


@dataclass(frozen=True)
class BoundaryFile:
    body: bytes
    etag: str


def boundary_file() -> BoundaryFile:
    """All outlines as one compact GeoJSON: code, name, level. Two queries and one for the outlines when not kept."""
    kept = cache.get("public-map-geojson")
    if isinstance(kept, BoundaryFile):
        return kept
    names = dict(Kecamatan.objects.values_list("code", "name")) | dict(Kelurahan.objects.values_list("code", "name"))
    features = [
        {
            "type": "Feature",
            "properties": {"kode": row.code, "nama": names.get(row.code, row.code), "tingkat": row.level},
            "geometry": {"type": row.geometry["type"], "coordinates": _rounded(row.geometry["coordinates"])},
        }
        for row in RegionBoundary.objects.all()
    ]
    body = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")).encode()
    file = BoundaryFile(body, f'"{sha256(body).hexdigest()[:32]}"')
    if features:
        cache.set("public-map-geojson", file, _KEEP)
    return file


def _rounded(value: Any) -> Any:
    """Coordinates on the grid of _DECIMALS; points that fall on the one before are left out."""
    if isinstance(value[0], float | int):
        return [round(number, _DECIMALS) for number in value]
    rounded = [_rounded(inner) for inner in value]
    is_ring = not isinstance(rounded[0][0], list)
    return [one for i, one in enumerate(rounded) if not (is_ring and i and one == rounded[i - 1])]
