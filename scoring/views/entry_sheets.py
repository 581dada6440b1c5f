"""What officials see of one entry's assessment: its visit, its sheets, its conflicts; and what the committee does."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bantar.trace.models import TraceEntry
from bantar.web.http import go_to, posted_text, require, signed_in_user
from competitions.enums import Phase
from competitions.models import Edition, Nomination
from competitions.views.common import attempt
from scoring.forms.teams import ConflictForm, ReasonForm
from scoring.models import Assessor, Assignment, ConflictMark, ScoreSheet
from scoring.permissions import (
    can_manage_teams,
    can_reopen_sheet,
    can_reopen_visit,
    can_see_papers,
    can_use_as_evidence,
)
from scoring.selectors.field_sheet import field_sheet
from scoring.selectors.papers import paper_for
from scoring.selectors.sheets import indicators, sheet_view
from scoring.selectors.teams import sheet_rows
from scoring.services.conflicts import lift_conflict, mark_conflict
from scoring.services.sheet_gate import CORRECTION_PHASES
from scoring.services.sheet_lines import VisitFacts, lines_of
from scoring.services.sheets import reopen_sheet
from scoring.services.teams import reopen_visit
from scoring.views.teams import edition_crumbs, edition_for


def _entry(edition: Edition, pk: int) -> Nomination:
    rows = Nomination.objects.for_edition(edition).select_related("edition", "kelurahan__kecamatan", "assignment__team")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The assessment of one entry; a POST marks a conflict."""
    edition = edition_for(request, slug)
    user = signed_in_user(request)
    nomination = _entry(edition, pk)
    rows = sheet_rows(nomination)
    people = Assessor.objects.select_related("office").exclude(pk__in=[row.assessor.pk for row in rows if row.conflict])
    form = ConflictForm(request.POST or None, assessors=people)
    if request.method == "POST":
        require(can_manage_teams(user))
        if form.is_valid() and attempt(
            request,
            form,
            lambda: mark_conflict(nomination=nomination, by=user, now=timezone.now(), **form.cleaned_data),
        ):
            return go_to(request, "scoring:entry-sheets", slug, pk, message=_("The conflict has been marked."))
    context = {
        "edition": edition,
        "nomination": nomination,
        "visit": getattr(nomination, "assignment", None),
        "rows": rows,
        "form": form,
        "reason_form": ReasonForm(),
        "lifted": ConflictMark.objects.filter(nomination=nomination)
        .exclude(lifted_at=None)
        .select_related("assessor", "lifted_by"),
        "trace": TraceEntry.objects.about(nomination).with_actor(),
        "can_manage": can_manage_teams(user) and edition.phase != Phase.CLOSED,
        "can_reopen_visit": can_reopen_visit(user) and edition.phase == Phase.ASSESSMENT,
        "crumbs": edition_crumbs(
            edition,
            (_("Visits"), reverse("scoring:assignments", args=[slug])),
            (nomination.label, ""),
        ),
    }
    return render(request, "scoring/entry_sheets.html", context, status=422 if form.errors else 200)


@require_POST
def lift(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = edition_for(request, slug)
    user = signed_in_user(request)
    require(can_manage_teams(user))
    mark = get_object_or_404(
        ConflictMark.objects.select_related("nomination__edition", "assessor"), nomination__edition=edition, pk=pk
    )
    reason = posted_text(request, "reason")
    if attempt(request, None, lambda: lift_conflict(mark=mark, reason=reason, by=user, now=timezone.now())):
        messages.success(request, _("The conflict mark has been lifted."))
    return go_to(request, "scoring:entry-sheets", slug, mark.nomination_id)


@require_POST
def visit_reopen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = edition_for(request, slug)
    user = signed_in_user(request)
    require(can_reopen_visit(user))
    visit = get_object_or_404(Assignment.objects.for_edition(edition).with_nomination(), pk=pk)
    reason = posted_text(request, "reason")
    if attempt(request, None, lambda: reopen_visit(assignment=visit, reason=reason, by=user, now=timezone.now())):
        messages.success(request, _("The visit is open again."))
    return go_to(request, "scoring:entry-sheets", slug, visit.nomination_id)


@require_GET
def sheet(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One sheet, read only, with every earlier state."""
    edition = edition_for(request, slug)
    user = signed_in_user(request)
    found = _sheet(edition, pk)
    codes = indicators()
    context = {
        "edition": edition,
        "sheet": found,
        "nomination": found.nomination,
        "is_simulated": edition.simulated,
        "view": sheet_view(book=found.nomination.edition.rulebook, indicators=codes, lines=lines_of(found)),
        "facts": VisitFacts(found.visited_at, found.place, found.note),
        "revisions": found.revisions.select_related("by"),
        "paper": paper_for(found.nomination, found.assessor) if can_see_papers(user) else None,
        "field": field_sheet(found.nomination, found.assessor),
        "can_use": can_use_as_evidence(user),
        "codes": [indicator.code for indicator in codes],
        "trace": TraceEntry.objects.about(found).with_actor(),
        "can_reopen": can_reopen_sheet(user) and found.is_submitted and edition.phase in CORRECTION_PHASES,
        "reason_form": ReasonForm(),
        "crumbs": edition_crumbs(
            edition,
            (found.nomination.label, reverse("scoring:entry-sheets", args=[slug, found.nomination_id])),
            (found.assessor.name, ""),
        ),
    }
    return render(request, "scoring/official_sheet.html", context)


@require_POST
def sheet_reopen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = edition_for(request, slug)
    user = signed_in_user(request)
    require(can_reopen_sheet(user))
    found = _sheet(edition, pk)
    reason = posted_text(request, "reason")
    if attempt(request, None, lambda: reopen_sheet(sheet=found, reason=reason, by=user, now=timezone.now())):
        messages.success(request, _("The sheet is a draft again; its assessor can correct it."))
    return go_to(request, "scoring:official-sheet", slug, pk)


def _sheet(edition: Edition, pk: int) -> ScoreSheet:
    rows = ScoreSheet.objects.with_nomination().select_related("nomination__edition__rulebook")
    rows = rows.filter(nomination__edition=edition)
    return get_object_or_404(rows, pk=pk)
