from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bantar.web.http import same_for_everybody
from scoring.selectors.public_indicators import indicators_page


@login_not_required
@require_safe
@same_for_everybody
def indicators(request: HttpRequest) -> HttpResponse:
    """The 21 indicators, and how scores become a result."""
    return render(request, "scoring/indicators.html", {"page": indicators_page()})
