"""How far a long import is, stopping it, and starting it again where its worker died."""

from contextlib import suppress
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bantar.web.http import SignedInRequest, go_to, is_swap, require
from rt_registry import jobs
from rt_registry.enums import ImportState
from rt_registry.models import ImportDraft
from rt_registry.permissions import can_import
from rt_registry.spreadsheets import drafts
from rt_registry.spreadsheets.progress import ask_to_cancel, standing_of


DRAFT_PAGE: Final = "rt_registry:import-draft"


@never_cache
@require_safe
def progress(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The figures for htmx, which has the page loaded anew once the work is over."""
    draft = _draft(request, pk)
    if not is_swap(request):
        return redirect(DRAFT_PAGE, draft.pk)
    if draft.state != ImportState.WORKING:
        over = HttpResponse(status=204)
        over["HX-Refresh"] = "true"
        return over
    return render(request, "rt_registry/imports/_progress.html", {"draft": draft, "standing": standing_of(draft.pk)})


@require_POST
def cancel(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask the job to end. Through the cache alone: the job may hold the only writer lock of the database."""
    draft = _draft(request, pk)
    if draft.state != ImportState.WORKING:
        return go_to(request, DRAFT_PAGE, draft.pk, message=_("The work had ended already."))
    if standing_of(draft.pk).has_stopped:
        return _give_up(request, draft)
    ask_to_cancel(draft.pk)
    return go_to(request, DRAFT_PAGE, draft.pk)


def _give_up(request: SignedInRequest, draft: ImportDraft) -> HttpResponse:
    """Nobody works on it any more: it is given up, unless it was stored a moment ago."""
    try:
        drafts.cancel(draft)
    except drafts.DraftIsOver:
        return go_to(request, DRAFT_PAGE, draft.pk, message=_("The work had ended already."))
    return go_to(request, DRAFT_PAGE, draft.pk, message=_("The import is cancelled; nothing was stored."))


@require_POST
def restart(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Read the sheet once more after the work stopped; what is to be stored is confirmed anew."""
    draft = _draft(request, pk)
    if draft.state == ImportState.WORKING and standing_of(draft.pk).has_stopped:
        with suppress(drafts.DraftIsOver):  # its page says so
            jobs.prepare_later(draft)
    return go_to(request, DRAFT_PAGE, draft.pk)


def _draft(request: SignedInRequest, pk: UUID) -> ImportDraft:
    require(can_import(request.user))
    return get_object_or_404(ImportDraft, pk=pk)
