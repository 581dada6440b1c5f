"""The committee's side of scoring without signal: where the sheets are, and what came of one of them."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from bantar.web.http import SignedInRequest, go_to, posted_text, require
from competitions.forms.fields import is_pk
from competitions.models import Edition, Nomination
from competitions.views.common import attempt
from scoring.enums import KeptReason
from scoring.models import Assessor, ScoreSheet
from scoring.permissions import can_see_cockpit, can_take_in_kept, can_use_as_evidence
from scoring.selectors.cockpit import cockpit_editions
from scoring.selectors.field_board import Board, BoardFilter, field_board, totals_of
from scoring.selectors.field_receipt import sheet_of_receipt
from scoring.selectors.field_sheet import field_sheet
from scoring.services.field_kept import TakenIn, still_closed, take_in_kept
from scoring.services.sheet_gate import gated
from scoring.views.cockpit_pages import crumbs, edition_or_404


VISITS_SHOWN = 12
ALL_DAYS = "semua"


@require_safe
def board(request: SignedInRequest, slug: str) -> HttpResponse:
    """Which sheets have arrived, and on whose phone are the others?"""
    edition = _edition(request, slug)
    now = timezone.now()
    receipt = request.GET.get("tanda", "").strip()
    about = sheet_of_receipt(edition, receipt)
    if about is not None:
        return go_to(request, "scoring:field-sheet", slug, about.nomination, about.assessor)
    found = field_board(edition, now=now)
    wanted = _wanted(request.GET, found)
    shown = found.shown(wanted)
    context = {
        "edition": edition,
        "is_simulated": edition.simulated,
        "crumbs": crumbs(edition, _("Field work")),
        "now": now,
        "board": found,
        "wanted": wanted,
        "receipt": receipt[:20],
        "all_days": ALL_DAYS,
        "totals": totals_of(shown),
        "page": Paginator(shown, VISITS_SHOWN).get_page(request.GET.get("page")),
        "can_take_in": can_take_in_kept(request.user),
    }
    return render(request, "scoring/field_board.html", context)


def _edition(request: SignedInRequest, slug: str) -> Edition:
    require(can_see_cockpit(request.user))
    return edition_or_404(cockpit_editions(), slug)


def _wanted(query: QueryDict, found: Board) -> BoardFilter:
    """What the address asks for; without a day today's visits, on a day without visits all."""
    team, asked = query.get("tim", ""), query.get("hari", "")
    try:
        day = date.fromisoformat(asked) if asked else None
    except ValueError:
        day = None
    if not asked and found.today in found.days:
        day = found.today
    return BoardFilter(day=day, team=int(team) if is_pk(team) else 0, missing=query.get("kurang") == "1")


@require_safe
def sheet(request: SignedInRequest, slug: str, pk: int, assessor: int) -> HttpResponse:
    """What did the phones of one assessor hand in about one entry?"""
    edition = _edition(request, slug)
    about = _about(edition, pk, assessor)
    stored = gated(ScoreSheet.objects.filter(nomination=about.nomination, assessor=about.assessor)).first()
    found = field_sheet(about.nomination, about.assessor)
    may_take_in = bool(found.kept) and can_take_in_kept(request.user)
    context = {
        "edition": edition,
        "is_simulated": edition.simulated,
        "crumbs": crumbs_to_board(edition, f"{about.nomination.label}: {about.assessor.name}"),
        "nomination": about.nomination,
        "assessor": about.assessor,
        "sheet": stored,
        "field": found,
        "may_take_in": may_take_in,
        "closed": _still_closed(about, stored) if may_take_in else None,
        "can_use": can_use_as_evidence(request.user),
    }
    return render(request, "scoring/field_sheet.html", context)


def _still_closed(about: "About", sheet: ScoreSheet | None) -> KeptReason | None:
    return still_closed(about.nomination, about.assessor, sheet, now=timezone.now())


@require_POST
def take_in(request: SignedInRequest, slug: str, pk: int, assessor: int) -> HttpResponse:
    """Put what came too late into the sheet, now that it is open again."""
    require(can_take_in_kept(request.user))
    about = _about(_edition(request, slug), pk, assessor)
    reason = posted_text(request, "reason")
    reports: list[TakenIn] = []

    def act() -> None:
        reports.append(
            take_in_kept(
                nomination=about.nomination,
                assessor=about.assessor,
                reason=reason,
                by=request.user,
                now=timezone.now(),
            )
        )

    if attempt(request, None, act):
        _say(request, reports[0])
    return go_to(request, "scoring:field-sheet", slug, pk, assessor)


def _say(request: SignedInRequest, report: TakenIn) -> None:
    if report.taken:
        text = ngettext("One message was taken in.", "%(n)s messages were taken in.", report.taken)
        messages.success(request, text % {"n": report.taken})
    if report.conflicts:
        messages.warning(request, _("Phones differ on some of it; the assessor is asked."))
    if report.left:
        text = ngettext("One message stays kept aside.", "%(n)s messages stay kept aside.", report.left)
        missing = _("Still missing from the sheet: %(codes)s.") % {"codes": ", ".join(report.missing)}
        messages.warning(request, " ".join([text % {"n": report.left}, *([missing] if report.missing else [])]))


@dataclass(frozen=True)
class About:
    """One sheet, begun or not."""

    nomination: Nomination
    assessor: Assessor


def _about(edition: Edition, pk: int, assessor: int) -> About:
    nomination = get_object_or_404(
        Nomination.objects.for_edition(edition).select_related("edition", "kelurahan__kecamatan"), pk=pk
    )
    return About(nomination, get_object_or_404(Assessor.objects.select_related("office", "user"), pk=assessor))


def crumbs_to_board(edition: Edition, here: str) -> list[tuple[str, str]]:
    *way, _last = crumbs(edition, here)
    return [*way, (_("Field work"), reverse("scoring:field-board", args=[edition.slug])), (here, "")]
