from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bantar.web.http import same_for_everybody
from scoring.selectors.public_charts import statistics_charts
from scoring.selectors.public_tables import statistics_tables
from scoring.selectors.statistics import load_statistics


@login_not_required
@require_safe
@same_for_everybody
def statistics(request: HttpRequest) -> HttpResponse:
    """All years from recaps and published results, each figure with its source."""
    found = load_statistics(timezone.localdate())
    context = {
        "statistics": found,
        "tables": statistics_tables(found),
        "charts": statistics_charts(found),
    }
    return render(request, "scoring/statistics.html", context)
