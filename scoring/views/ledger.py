"""The prize ledger: which prizes are outstanding, one page for each prize, and the ledger as a file."""

import re
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bantar.web.errors import Refusal
from bantar.web.http import SignedInRequest, go_to, require
from competitions.models import Edition, Nomination
from rt_registry.spreadsheets.writing import XLSX
from scoring.exports import ledger as exports
from scoring.forms.ledger import CancelForm, DayForm, HandoverForm
from scoring.ledger_refusals import VersionReplaced
from scoring.models import ResultEntry
from scoring.permissions import can_record_handover, can_see_ledger
from scoring.selectors.cockpit import cockpit_editions
from scoring.selectors.ledger import Ledger, LedgerFilter, Prize, handovers, ledger_of, prize_of
from scoring.selectors.results import find_version
from scoring.services.ledger import Given, cancel_handover, record_handover, record_handovers
from scoring.views.cockpit_pages import crumbs, edition_or_404


PER_PAGE = 60
ROW = re.compile(r"p(\d+)-(?:receipt|received_by)", re.ASCII)


@require_safe
def ledger(request: SignedInRequest, slug: str) -> HttpResponse:
    shown = _ledger(request, slug)
    chosen = LedgerFilter.of(request.GET)
    page = Paginator(chosen.applied(shown.lines), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "edition": shown.edition,
        "is_simulated": shown.edition.simulated,
        "crumbs": crumbs(shown.edition, _("Prizes")),
        "ledger": shown,
        "version": find_version(slug),
        "chosen": chosen,
        "page": page,
        "can_record": can_record_handover(request.user) and shown.is_due,
    }
    return _private(render(request, "scoring/ledger.html", context))


@require_safe
def ledger_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    return _file(exports.as_csv(_ledger(request, slug)), f"hadiah-{slug}.csv", "text/csv; charset=utf-8")


@require_safe
def ledger_xlsx(request: SignedInRequest, slug: str) -> HttpResponse:
    shown = _ledger(request, slug)
    cancelled = handovers(shown.edition).exclude(cancelled_at=None)
    return _file(exports.as_xlsx(shown, cancelled), f"hadiah-{slug}.xlsx", XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
def several(request: SignedInRequest, slug: str) -> HttpResponse:
    """A ceremony: many prizes of one day on one page, of one kecamatan or of all; recorded all or none."""
    shown = _ledger(request, slug)
    require(can_record_handover(request.user))
    chosen = LedgerFilter.of(request.GET)
    open_lines = [line.about for line in chosen.applied(shown.lines) if line.handover is None]
    lines = _with_typed(request, shown, open_lines[:PER_PAGE])
    form = DayForm(request.POST or None, lines=lines, initial={"handed_on": timezone.localdate()})
    refusal: Refusal | None = None
    status = 200 if request.method != "POST" else 422
    if _holds_unknown_rows(request, lines):
        refusal, status = VersionReplaced(), 409
    elif request.method == "POST" and form.is_valid():
        given = [Given(row.line, row.cleaned_data["receipt"], row.cleaned_data["received_by"]) for row in form.given()]
        day = form.cleaned_data["handed_on"]
        try:
            record_handovers(edition=shown.edition, given=given, handed_on=day, by=request.user, now=timezone.now())
        except Refusal as error:
            refusal, status = error, 409
        else:
            done = ngettext("%(n)s prize is recorded.", "%(n)s prizes are recorded.", len(given)) % {"n": len(given)}
            return go_to(request, "scoring:ledger", slug, message=done)
    context = {
        "edition": shown.edition,
        "is_simulated": shown.edition.simulated,
        "crumbs": _crumbs(shown.edition, _("Several at once")),
        "ledger": shown,
        "chosen": chosen,
        "form": form if shown.is_due and lines else None,
        "hidden_count": max(len(open_lines) - PER_PAGE, 0),
        "refusal": refusal,
    }
    return _private(render(request, "scoring/prizes_several.html", context, status=status))


def _typed_rows(request: SignedInRequest) -> set[str]:
    """The rows of a ceremony's form that hold something."""
    found = {name: ROW.fullmatch(name) for name, value in request.POST.items() if value}
    return {match[1] for match in found.values() if match}


def _with_typed(request: SignedInRequest, shown: Ledger, lines: list[ResultEntry]) -> list[ResultEntry]:
    """What was typed of a prize that somebody else recorded meanwhile is refused by its name, not lost."""
    typed = _typed_rows(request)
    listed = {line.pk for line in lines}
    more = (line.about for line in shown.lines if line.due and str(line.about.pk) in typed)
    return [*lines, *(line for line in more if line.pk not in listed)]


def _holds_unknown_rows(request: SignedInRequest, lines: list[ResultEntry]) -> bool:
    """Rows of a page that showed another version."""
    return bool(_typed_rows(request) - {str(line.pk) for line in lines})


@require_http_methods(["GET", "HEAD", "POST"])
def prize(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """One prize: record its hand-over, or see who received it."""
    edition = _edition_of_prize(request, slug, pk)
    if request.method != "POST":
        return _prize_page(request, edition, pk)
    require(can_record_handover(request.user))
    form = HandoverForm(request.POST)
    if not form.is_valid():
        return _prize_page(request, edition, pk, form=form, status=422)
    typed = form.cleaned_data
    line = get_object_or_404(ResultEntry, pk=typed.pop("line"), nomination_id=pk, result__edition=edition)
    try:
        record_handover(edition=edition, line=line, by=request.user, now=timezone.now(), **typed)
    except Refusal as refusal:
        return _prize_page(request, edition, pk, form=form, refusal=refusal, status=409)
    done = _("The prize of %(entry)s is recorded as handed over.") % {"entry": line.label}
    rest = f"{reverse('scoring:ledger', args=[edition.slug])}?kecamatan={line.kecamatan_code}"
    return go_to(request, rest, message=done, fragment="prizes")


@require_POST
def cancel(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = _edition_of_prize(request, slug, pk)
    require(can_record_handover(request.user))
    form = CancelForm(request.POST, prefix="cancel")
    if not form.is_valid():
        return _prize_page(request, edition, pk, cancel_form=form, status=422)
    handover = get_object_or_404(handovers(edition), pk=form.cleaned_data["handover"], nomination_id=pk)
    reason = form.cleaned_data["reason"]
    try:
        cancel_handover(handover=handover, reason=reason, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _prize_page(request, edition, pk, cancel_form=form, refusal=refusal, status=409)
    done = gettext_lazy("The line is cancelled. It stays in the ledger with your reason.")
    return go_to(request, "scoring:prize", edition.slug, pk, message=done)


def _prize_page(
    request: SignedInRequest,
    edition: Edition,
    pk: int,
    *,
    form: forms.Form | None = None,
    cancel_form: forms.Form | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = prize_of(edition, pk)
    if shown is None:
        raise Http404(pk)
    may = can_record_handover(request.user)
    given = shown.line.handover if shown.line else None
    context: dict[str, Any] = {
        "edition": edition,
        "is_simulated": edition.simulated,
        "crumbs": _crumbs(edition, shown.about.label),
        "prize": shown,
        "refusal": refusal,
        "form": (form or _new_form(shown)) if may and shown.can_be_handed else None,
        "cancel_form": (cancel_form or _cancel_form(given.pk)) if may and given else None,
    }
    return _private(render(request, "scoring/prize.html", context, status=status))


def _crumbs(edition: Edition, label: str) -> list[tuple[str, str]]:
    *way, _here = crumbs(edition, label)
    return [*way, (_("Prizes"), reverse("scoring:ledger", args=[edition.slug])), (label, "")]


def _new_form(shown: Prize) -> HandoverForm:
    """The line is that of the version shown now; a form sent from an older page is refused with its own line."""
    return HandoverForm(initial={"line": shown.about.pk, "handed_on": timezone.localdate()})


def _cancel_form(handover: int) -> CancelForm:
    return CancelForm(initial={"handover": handover}, prefix="cancel")


def _edition(request: SignedInRequest, slug: str) -> Edition:
    require(can_see_ledger(request.user))
    return edition_or_404(cockpit_editions(), slug)


def _edition_of_prize(request: SignedInRequest, slug: str, pk: int) -> Edition:
    """The edition, if `pk` is an entry of it."""
    edition = _edition(request, slug)
    get_object_or_404(Nomination.objects.for_edition(edition).only("pk"), pk=pk)
    return edition


def _ledger(request: SignedInRequest, slug: str) -> Ledger:
    return ledger_of(_edition(request, slug))


def _file(data: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    """Names of people who received money lie in no cache."""
    response["Cache-Control"] = "private, no-store"
    return response
