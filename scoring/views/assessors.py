"""The committee's list of assessors: name, office, account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bantar.web.http import go_to, page_of, require, signed_in_user
from competitions.views.common import attempt
from scoring.forms.teams import AssessorForm
from scoring.models import Assessor
from scoring.permissions import can_manage_teams, can_see_editions
from scoring.selectors.teams import assessor_rows
from scoring.services.assessors import add_assessor, change_assessor


@require_http_methods(["GET", "POST"])
def assessors(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    require(can_see_editions(user))
    form = AssessorForm(request.POST or None)
    if request.method == "POST":
        require(can_manage_teams(user))
        if form.is_valid() and attempt(
            request, form, lambda: add_assessor(by=user, now=timezone.now(), **form.cleaned_data)
        ):
            return go_to(request, "scoring:assessors", message=_("The assessor has been entered."))
    rows = assessor_rows()
    q = request.GET.get("q", "").replace("\0", "").strip()[:60]
    if q:
        rows = rows.filter(name__icontains=q) | rows.filter(office__name__icontains=q)
    context = {
        "page": page_of(request, rows, size=50),
        "form": form,
        "q": q,
        "can_manage": can_manage_teams(user),
        "crumbs": [(_("Editions"), reverse("scoring:editions")), (_("Assessors"), "")],
    }
    return render(request, "scoring/assessors.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def assessor(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in_user(request)
    require(can_see_editions(user))
    require(can_manage_teams(user))
    found = get_object_or_404(Assessor.objects.select_related("office", "user"), pk=pk)
    initial = {"name": found.name, "office": found.office.name if found.office else "", "user": found.user_id}
    form = AssessorForm(request.POST or None, assessor=found, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            request,
            form,
            lambda: change_assessor(assessor=found, by=user, now=timezone.now(), **form.cleaned_data),
        )
    ):
        return go_to(request, "scoring:assessors", message=_("Saved."))
    crumbs = [
        (_("Editions"), reverse("scoring:editions")),
        (_("Assessors"), reverse("scoring:assessors")),
        (found.name, ""),
    ]
    context = {"assessor": found, "form": form, "crumbs": crumbs}
    return render(request, "scoring/assessor.html", context, status=422 if form.errors else 200)
