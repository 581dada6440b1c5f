"""The team lead's page: who has submitted, and closing a visit."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bantar.web.errors import Refusal
from bantar.web.http import go_to, require, signed_in_user
from scoring.models import Assignment
from scoring.permissions import can_close_visit, leads_a_team
from scoring.selectors.lead import team_visits as visits_of_team
from scoring.services.teams import close_visit


@require_GET
def team_visits(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    require(leads_a_team(user))
    visits = visits_of_team(user)
    context = {
        "now": timezone.now(),
        "open_visits": [visit for visit in visits if visit.assignment.closed_at is None],
        "closed_visits": [visit for visit in visits if visit.assignment.closed_at is not None],
    }
    return render(request, "scoring/lead.html", context)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a visit; members without a sheet are named first, and closing all the same takes a tick."""
    user = signed_in_user(request)
    assignment = get_object_or_404(Assignment.objects.visible_to(user).with_nomination(), pk=pk)
    require(can_close_visit(user, assignment))
    accept = request.POST.get("accept_missing") == "yes"
    try:
        close_visit(assignment=assignment, by=user, now=timezone.now(), accept_missing=accept)
    except Refusal as refusal:
        messages.error(request, f"{refusal} {refusal.rule}".strip())
        return go_to(request, "scoring:lead")
    message = _("The visit of %(entry)s is closed.") % {"entry": assignment.nomination.label}
    return go_to(request, "scoring:lead", message=message)
