from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from bantar.web.http import same_for_everybody
from competitions.enums import Track
from competitions.models import Edition
from scoring.selectors.documents import public_files
from scoring.selectors.notices import is_gone
from scoring.selectors.public_entry import entry_page
from scoring.selectors.public_rows import RowMaker, archive_rows, category_options, options
from scoring.selectors.public_words import timeline, track_word, where_it_stands
from scoring.selectors.results import (
    GroupCount,
    ResultFilter,
    Version,
    entries_in_order,
    find_version,
    group_counts,
    page_of_entries,
    public_edition,
    results_with_counts,
    summarise,
)
from scoring.selectors.running import archive_editions, running_editions
from scoring.views.changed import says_if_changed
from scoring.views.result_pages import crumbs


PER_PAGE = 50


@login_not_required
@require_safe
@same_for_everybody
def results(request: HttpRequest) -> HttpResponse:
    """Every edition with a published result, those of which only the winners are left, and what runs now."""
    context = {
        "results": results_with_counts(),
        "archive": archive_editions(),
        "running": running_editions(),
    }
    return render(request, "scoring/results.html", context)


@login_not_required
@require_safe
@same_for_everybody
@says_if_changed
def result(request: HttpRequest, slug: str) -> HttpResponse:
    """One edition: its result, or what is known without one."""
    wanted = request.GET.get("versi", "")
    version = find_version(slug, wanted)
    if version is not None:
        return _published(request, version)
    edition = public_edition(slug)
    if edition is None or wanted:
        raise Http404
    return _archive(request, edition) if edition.is_archive else _not_yet(request, edition)


def _published(request: HttpRequest, version: Version) -> HttpResponse:
    shown, chosen, rules = version.result, ResultFilter.of(request.GET), version.rules
    groups = group_counts(shown)
    entries = entries_in_order(shown, rules, chosen).defer("indicators", "state_reason")
    page = page_of_entries(entries, request.GET.get("page"), per_page=PER_PAGE, count=chosen.count_in(groups))
    summary = summarise(groups, rules)
    context = {
        "version": version,
        "result": shown,
        "edition": shown.edition,
        "rules": rules,
        "totals": summary.city.totals,
        "summary": summary,
        "page": page,
        "groups": RowMaker(shown.edition.slug, rules).groups(page.object_list),
        "chosen": chosen,
        "choices": _choices(groups, chosen, summary.categories),
        "files": _files(version),
        "is_simulated": shown.simulated,
        "crumbs": crumbs(shown.edition),
    }
    return render(request, "scoring/result.html", context)


def _choices(
    groups: list[GroupCount], chosen: ResultFilter, categories: tuple[str, ...]
) -> dict[str, SafeString | str]:
    """What the filters offer: only what the result holds."""
    kecamatan = {g.kecamatan_code: g.kecamatan for g in groups}
    kelurahan = {
        g.kelurahan_code: g.kelurahan for g in groups if not chosen.kecamatan or g.kecamatan_code == chosen.kecamatan
    }
    tracks = [code for code in Track.values if any(g.track == code for g in groups)]
    by_name = sorted(kelurahan.items(), key=lambda pair: pair[1])
    return {
        "kecamatan": options(kecamatan.items(), chosen.kecamatan),
        "kelurahan": options(by_name, chosen.kelurahan),
        "category": category_options(categories, chosen.category),
        "track": options(((c, track_word(c)) for c in tracks), chosen.track) if len(tracks) > 1 else "",
    }


def _files(version: Version) -> list[tuple[str, str]]:
    """The downloads of the version on the page."""
    query = f"?versi={version.result.version}" if version.is_replaced else ""
    slug = version.result.edition.slug
    data = [
        (label, reverse(f"scoring:result-{kind}", args=[slug]) + query)
        for kind, label in (("xlsx", "Excel"), ("csv", "CSV"), ("json", "JSON"))
    ]
    return [*data, *public_files(version)]


def _archive(request: HttpRequest, edition: Edition) -> HttpResponse:
    rows = archive_rows(edition)
    context = {
        "edition": edition,
        "rows": rows,
        "is_gone": is_gone(edition),
        "is_simulated": edition.simulated,
        "crumbs": crumbs(edition),
    }
    return render(request, "scoring/result_archive.html", context)


def _not_yet(request: HttpRequest, edition: Edition) -> HttpResponse:
    context = {
        "edition": edition,
        "steps": timeline(edition),
        "stands": where_it_stands(edition, timezone.localdate()),
        "is_gone": is_gone(edition),
        "is_simulated": edition.simulated,
        "crumbs": crumbs(edition),
    }
    return render(request, "scoring/result_not_yet.html", context)


@login_not_required
@require_safe
@same_for_everybody
@says_if_changed
def entry(request: HttpRequest, slug: str, kelurahan: str, numbers: str) -> HttpResponse:
    """Why one entry stands where it stands."""
    code = f"{kelurahan}/{numbers}"
    version = find_version(slug, request.GET.get("versi", ""))
    page = entry_page(version, code) if version and code.isprintable() else None  # PostgreSQL takes no NUL
    if version is None or page is None:
        raise Http404
    edition = version.result.edition
    context = {
        "version": version,
        "edition": edition,
        "result": version.result,
        "rules": version.rules,
        "entry": page,
        "is_simulated": version.result.simulated,
        "crumbs": crumbs(edition, page.label),
    }
    return render(request, "scoring/result_entry.html", context)
