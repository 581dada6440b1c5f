from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scoring.models import ResultEntry


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    """The yardstick: one query for the 158 rows of 2020, one plain template that prints them."""
    rows = ResultEntry.objects.filter(result__edition__slug="2020-1")[:158]
    return render(request, "bench/bare.html", {"rows": rows})
