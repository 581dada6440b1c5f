from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bantar.web.http import same_for_everybody
from scoring.selectors.recount import browser_words, recount_page
from scoring.selectors.results import find_version
from scoring.views.changed import says_if_changed
from scoring.views.result_pages import crumbs


@login_not_required
@require_safe
@same_for_everybody
@says_if_changed
def recount(request: HttpRequest, slug: str) -> HttpResponse:
    """How anybody counts a published result again: in the browser, by hand, in a spreadsheet, with a command."""
    version = find_version(slug, request.GET.get("versi", ""))
    if version is None:
        raise Http404
    result, edition = version.result, version.result.edition
    context = {
        "version": version,
        "result": result,
        "edition": edition,
        "rules": version.rules,
        "page": recount_page(version),
        "words": browser_words(),
        "is_simulated": result.simulated,
        "crumbs": crumbs(edition, _("Recount")),
    }
    return render(request, "scoring/recount.html", context)
