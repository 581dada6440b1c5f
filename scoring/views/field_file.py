"""Taking in the file of a phone that could not send: the assessor their own, the committee anybody's."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bantar.accounts.models import User
from bantar.web.http import SignedInRequest, require
from competitions.views.common import attempt, posted
from scoring.forms.field_file import FieldFileForm
from scoring.permissions import can_assess, can_take_in_file
from scoring.selectors.field_delivery import delivered_visits
from scoring.services.field_files import MOST_BYTES, FileReport, take_in_file


@require_http_methods(["GET", "POST"])
def take_in(request: SignedInRequest) -> HttpResponse:
    """What is in this file that was not here yet? The same file as often as one likes: every thing counts once."""
    require(can_take_in_file(request.user))
    form = FieldFileForm(posted(request), request.FILES or None)
    reports: list[FileReport] = []
    if form.is_valid():
        data = form.cleaned_data["file"].read(MOST_BYTES + 1)  # one more than is taken, so that it is refused
        attempt(request, form, lambda: reports.append(take_in_file(data=data, by=request.user, now=timezone.now())))
    context: dict[str, object] = {"form": form, "crumbs": _crumbs(request.user)}
    for report in reports:
        context |= {
            "report": report,
            "visits": delivered_visits(report, by=request.user),
            "refusals": report.refusals.most_common(),
            "form": FieldFileForm(),
        }
    return render(request, "scoring/field_file.html", context, status=422 if form.errors else 200)


def _crumbs(user: User) -> list[tuple[str, str]]:
    """From one's own desk; both kinds of people come here."""
    desk = (
        (_("My visits"), reverse("scoring:assessor-day"))
        if can_assess(user)
        else (_("Committee"), reverse("scoring:committee"))
    )
    return [desk, (_("A phone’s file"), "")]
