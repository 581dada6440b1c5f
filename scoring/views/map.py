from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from competitions.domain.coverage import Coverage
from scoring.selectors.places import KecamatanBlock, region_blocks
from scoring.selectors.public_map import (
    boundary_file,
    city_drawing,
    legend,
    map_regions,
    region_label,
    shade_of,
)


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The map of kecamatan and kelurahan; without JavaScript a drawing, and always the table."""
    day = timezone.localdate()
    blocks, drawing = region_blocks(day), city_drawing()
    coverage = {block.kecamatan.pk: block.coverage for block in blocks}
    context = {
        "blocks": blocks,
        "year": day.year,
        "map": drawing,
        "map_regions": map_regions(drawing, [block.kecamatan for block in blocks], coverage),
        "legend": legend(),
        "figures": _figures(blocks),
    }
    return render(request, "scoring/map.html", context)


def _figures(blocks: list[KecamatanBlock]) -> dict[str, tuple[int, str, str]]:
    """{region code: (shade, words, page)} for the script."""
    figures: dict[str, tuple[int, str, str]] = {}
    for block in blocks:
        url = block.kecamatan.slug
        figures[block.kecamatan.code] = _figure(block.kecamatan.name, block.coverage, url)
        for line in block.lines:
            figures[line.kelurahan.code] = _figure(line.kelurahan.name, line.coverage, f"{url}/{line.kelurahan.slug}")
    return figures


def _figure(name: str, coverage: Coverage, path: str) -> tuple[int, str, str]:
    return shade_of(coverage), region_label(name, coverage), path


@login_not_required
@require_safe
def boundaries(request: HttpRequest) -> HttpResponse:
    """The outlines alone; the figures stand on the page."""
    file = boundary_file()
    answer = get_conditional_response(request, etag=file.etag)
    answer = answer or HttpResponse(file.body, content_type="application/geo+json")
    answer["ETag"] = file.etag
    answer["Cache-Control"] = "public, max-age=3600"
    return answer
