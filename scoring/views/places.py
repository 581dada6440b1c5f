from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bantar.web.http import same_for_everybody
from competitions.domain.coverage import Coverage, bantar_threshold, is_kelurahan_bantar
from rt_registry.models import Kelurahan
from scoring.selectors.places import region_blocks, rt_lines, winners_by_year
from scoring.selectors.public_rt import rt_page


@login_not_required
@require_safe
@same_for_everybody
def regions(request: HttpRequest) -> HttpResponse:
    """All kecamatan and kelurahan with their counts."""
    day = timezone.localdate()
    blocks = region_blocks(day)
    context = {
        "blocks": blocks,
        "year": day.year,
        "rts": sum(block.rts for block in blocks),
        "kelurahan": sum(len(block.lines) for block in blocks),
        "bantar": sum(line.is_bantar for block in blocks for line in block.lines),
    }
    return render(request, "scoring/regions.html", context)


@login_not_required
@require_safe
@same_for_everybody
def kecamatan(request: HttpRequest, kecamatan: str) -> HttpResponse:
    day = timezone.localdate()
    place = next(iter(region_blocks(day, kecamatan_slug=kecamatan)), None)
    if place is None:
        raise Http404
    context = {
        "place": place,
        "kecamatan": place.kecamatan,
        "year": day.year,
        "years": winners_by_year(Q(kecamatan_code=place.kecamatan.code), recap_of=place.kecamatan),
        "crumbs": [(_("Regions"), reverse("scoring:regions")), (place.kecamatan.name, "")],
    }
    return render(request, "scoring/kecamatan.html", context)


@login_not_required
@require_safe
@same_for_everybody
def kelurahan(request: HttpRequest, kecamatan: str, kelurahan: str) -> HttpResponse:
    found = get_object_or_404(Kelurahan.objects.with_kecamatan(), slug=kelurahan, kecamatan__slug=kecamatan)
    day = timezone.localdate()
    lines = rt_lines(found, day)
    holders = sum(line.holds_since is not None for line in lines)
    took_part = sum(line.took_part for line in lines)
    context = {
        "kelurahan": found,
        "lines": lines,
        "holders": holders,
        "took_part": took_part,
        "coverage": Coverage(took_part, len(lines) or None),
        "needed": bantar_threshold(len(lines)),
        "is_bantar": is_kelurahan_bantar(holders, len(lines)),
        "year": day.year,
        "years": winners_by_year(Q(kelurahan_code=found.code)),
        "crumbs": [
            (_("Regions"), reverse("scoring:regions")),
            (found.kecamatan.name, reverse("scoring:kecamatan", args=[found.kecamatan.slug])),
            (found.name, ""),
        ],
    }
    return render(request, "scoring/kelurahan.html", context)


@login_not_required
@require_safe
@same_for_everybody
def rt(request: HttpRequest, pk: int) -> HttpResponse:
    page = rt_page(pk, timezone.localdate())
    kelurahan = page.rt.kelurahan
    address = request.build_absolute_uri(request.path)
    context = {
        "page": page,
        "rt": page.rt,
        "kelurahan": kelurahan,
        "address": address,
        "share": _share_text(page.rt.number, kelurahan.name, address),
        "is_simulated": page.rt.simulated,
        "crumbs": [
            (kelurahan.kecamatan.name, reverse("scoring:kecamatan", args=[kelurahan.kecamatan.slug])),
            (kelurahan.name, reverse("scoring:kelurahan", args=[kelurahan.kecamatan.slug, kelurahan.slug])),
            (str(page.rt), ""),
        ],
    }
    return render(request, "scoring/rt.html", context)


def _share_text(number: int, kelurahan: str, address: str) -> str:
    words = _("RT %(number)02d %(kelurahan)s in the Kampung BANTAR competition of Kota Jambi:")
    return f"{words % {'number': number, 'kelurahan': kelurahan}} {address}"
