"""One entry: how it stands, and the acts on it: submit, withdraw."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bantar.web.http import SignedInRequest, go_to, require
from competitions.domain.nomination_states import Act
from competitions.forms.nominations import EvidenceForm, WithdrawForm
from competitions.models import Nomination
from competitions.permissions import (
    acts_for,
    can_change_now,
    can_direct_entry,
    can_keep_entry,
    can_list_entries,
    can_verify,
    can_withdraw,
)
from competitions.services.nominations import precheck, submit_nomination, withdraw_nomination
from competitions.views.common import attempt, details_of, posted, visible_nomination


@require_safe
def nomination(request: SignedInRequest, pk: int) -> HttpResponse:
    """How does this entry stand, and what can be done with it now?"""
    entry = visible_nomination(request, pk)
    changeable = can_change_now(request.user, entry)
    context = {
        "entry": details_of(request, entry),
        "nomination": entry,
        "acts": acts_for(request.user, entry),
        "can_change": changeable,
        "can_keep": can_keep_entry(request.user, entry),
        "can_verify": can_verify(request.user, entry),
        "can_list": can_list_entries(request.user),
        "can_direct": can_direct_entry(request.user, entry),
        "broken": precheck(nomination=entry, now=timezone.now()) if changeable else [],
        "files": EvidenceForm() if changeable else None,
        "required": entry.edition.required_documents,
    }
    return render(request, "competitions/nomination.html", context)


@require_POST
def submit(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = visible_nomination(request, pk)
    require(can_keep_entry(request.user, entry))
    return submit_and_go(request, entry)


def submit_and_go(request: SignedInRequest, entry: Nomination) -> HttpResponse:
    done = attempt(request, None, lambda: submit_nomination(nomination=entry, by=request.user, now=timezone.now()))
    if done:
        sent = _("%(label)s is nominated. The kecamatan checks it now.") % {"label": entry.label}
        return go_to(request, "competitions:nomination", entry.pk, message=sent)
    messages.warning(request, _("The entry is kept as it was. Put right what is named above and submit again."))
    return go_to(request, "competitions:nomination", entry.pk)


@require_http_methods(["GET", "POST"])
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Why does this RT not take part? Withdrawing frees the RT for another entry."""
    entry = visible_nomination(request, pk)
    require(can_withdraw(request.user, entry))
    if request.method == "GET" and Act.WITHDRAW not in acts_for(request.user, entry):
        messages.error(request, _("This entry can no longer be changed."))
        return go_to(request, "competitions:nomination", entry.pk)
    form = WithdrawForm(posted(request))
    if form.is_valid() and attempt(
        request,
        form,
        lambda: withdraw_nomination(
            nomination=entry,
            reason_code=form.cleaned_data["reason_code"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=timezone.now(),
        ),
    ):
        return go_to(request, "competitions:nomination", entry.pk, message=_("The entry was withdrawn."))
    return render(
        request,
        "competitions/withdraw.html",
        {
            "form": form,
            "nomination": entry,
        },
    )
