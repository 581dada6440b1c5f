from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bantar.web.http import same_for_everybody
from rt_registry.selectors.search import search as find
from scoring.selectors.public_home import home_page
from scoring.selectors.public_map import MapScale, city_drawing, map_regions


@login_not_required
@require_safe
@same_for_everybody
def home(request: HttpRequest) -> HttpResponse:
    day = timezone.localdate()
    page, drawing = home_page(day), city_drawing()
    coverage = {line.kecamatan.pk: line.coverage for line in page.coverage.lines}
    scale = MapScale.of(coverage.values())
    context = {
        "page": page,
        "day": day,
        "map": drawing,
        "map_regions": map_regions(drawing, [line.kecamatan for line in page.coverage.lines], coverage, scale),
        "legend": scale.legend(),
    }
    return render(request, "scoring/home.html", context | ({"is_simulated": True} if page.simulated else {}))


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """RTs and regions by what people type; a single RT is shown at once."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:80]
    found = find(words, day=timezone.localdate()) if words else None
    if found and len(found.rts) == 1:
        return HttpResponseRedirect(reverse("scoring:rt", args=[found.rts[0].pk]))
    return render(request, "scoring/home_search.html", {"words": words, "found": found})
