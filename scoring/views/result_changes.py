from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bantar.web.http import same_for_everybody
from scoring.selectors.result_difference import public_difference
from scoring.selectors.results import find_version
from scoring.views.changed import says_if_changed
from scoring.views.result_pages import crumbs


@login_not_required
@require_safe
@same_for_everybody
@says_if_changed
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """What a published correction says otherwise than the version before it; a first version corrects nothing."""
    version = find_version(slug, request.GET.get("versi", ""))
    if version is None or version.previous is None:
        raise Http404
    result, edition = version.result, version.result.edition
    context = {
        "version": version,
        "result": result,
        "edition": edition,
        "both": [version.previous, result],
        "difference": public_difference(version.previous, result),
        "is_simulated": result.simulated,
        "crumbs": crumbs(edition, _("What has changed")),
    }
    return render(request, "scoring/result_changes.html", context)
