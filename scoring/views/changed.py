"""What the public reads where a published result was changed in the database so that no page can be made of it."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scoring.models import Result
from scoring.selectors.findings import describe_publicly
from scoring.selectors.notices import SHOWN
from scoring.services.seal_checks import UNREADABLE
from scoring.services.verification import tampering_with


def says_if_changed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 503 with the findings where a view stumbled over such a result; any other failure stays one."""

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, slug, *args, **kwargs)
        except UNREADABLE:
            answer = _findings(request, slug)
            if answer is None:
                raise
            return answer

    return guarded


def _findings(request: HttpRequest, slug: str) -> HttpResponse | None:
    """Recounted on the spot: the watch may not have come by yet. None: the results say what they said."""
    for result in Result.objects.published().filter(edition__slug=slug).select_related("edition").latest_first():
        found = tampering_with(result=result)
        if found:
            context = {
                "edition": result.edition,
                "result": result,
                "findings": [describe_publicly(one) for one in found[:SHOWN]],
                "is_simulated": result.edition.simulated,
            }
            return render(request, "scoring/result_changed.html", context, status=503)
    return None
