from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from bantar.web.http import same_for_everybody
from competitions.domain.coverage import Coverage
from scoring.selectors.places import KecamatanBlock, region_blocks
from scoring.selectors.public_map import (
    MapScale,
    boundary_file,
    city_drawing,
    map_regions,
    region_label,
)


@login_not_required
@require_safe
@same_for_everybody
def page(request: HttpRequest) -> HttpResponse:
    """The map of kecamatan and kelurahan; without JavaScript a drawing, and always the table."""
    day = timezone.localdate()
    blocks, drawing = region_blocks(day), city_drawing()
    coverage = {block.kecamatan.pk: block.coverage for block in blocks}
    scale = MapScale.of(coverage.values())
    fine = MapScale.of(line.coverage for block in blocks for line in block.lines)
    context = {
        "blocks": blocks,
        "year": day.year,
        "city": Coverage(sum(b.coverage.took_part for b in blocks), sum(b.rts for b in blocks) or None),
        "map": drawing,
        "map_regions": map_regions(drawing, [block.kecamatan for block in blocks], coverage, scale),
        "legends": [("kecamatan", scale.legend()), ("kelurahan", fine.legend())],
        "figures": _figures(blocks, scale, fine),
    }
    return render(request, "scoring/map.html", context)


def _figures(blocks: list[KecamatanBlock], scale: MapScale, fine: MapScale) -> dict[str, tuple[int, str, str]]:
    """{region code: (shade, words, page)} for the script."""
    figures: dict[str, tuple[int, str, str]] = {}
    for block in blocks:
        url = block.kecamatan.slug
        figures[block.kecamatan.code] = _figure(block.kecamatan.name, block.coverage, url, scale)
        for line in block.lines:
            path = f"{url}/{line.kelurahan.slug}"
            figures[line.kelurahan.code] = _figure(line.kelurahan.name, line.coverage, path, fine)
    return figures


def _figure(name: str, coverage: Coverage, path: str, scale: MapScale) -> tuple[int, str, str]:
    return scale.shade(coverage), region_label(name, coverage), path


@login_not_required
@require_safe
@same_for_everybody
def boundaries(request: HttpRequest) -> HttpResponse:
    """The outlines alone; the figures stand on the page."""
    file = boundary_file()
    answer = get_conditional_response(request, etag=file.etag)
    answer = answer or HttpResponse(file.body, content_type="application/geo+json")
    answer["ETag"] = file.etag
    answer["Cache-Control"] = "public, max-age=3600"
    return answer
