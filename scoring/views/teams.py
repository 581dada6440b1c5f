"""The committee's teams: who is in them, and what they visit."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from bantar.web.errors import Refusal
from bantar.web.formats import number
from bantar.web.http import go_to, page_of, require, signed_in_user
from competitions.forms.fields import is_pk
from competitions.models import Edition, Nomination
from competitions.views.common import attempt
from scoring.forms.teams import AssignForm, MemberForm, ProposalForm, TeamForm, VisitFilterForm
from scoring.models import AssessmentTeam, Assignment, TeamMember
from scoring.permissions import can_manage_teams, can_see_editions
from scoring.refusals import NothingChosen
from scoring.selectors.teams import team_rows, unassigned_count, visit_entries
from scoring.services.proposal import assign_by_kecamatan
from scoring.services.teams import (
    OPEN_PHASES,
    add_member,
    assign_many,
    create_team,
    make_lead,
    remove_member,
    remove_team,
    rename_team,
    unassign,
)


MOST_CHOSEN = 500


def edition_for(request: HttpRequest, slug: str) -> Edition:
    """The edition of the page: for officials alone."""
    user = signed_in_user(request)
    edition = get_object_or_404(Edition.objects.visible_to(user), slug=slug)
    require(can_see_editions(user))
    return edition


def edition_crumbs(edition: Edition, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Editions"), reverse("scoring:editions")),
        (edition.name, reverse("scoring:edition", args=[edition.slug])),
        *more,
    ]


@require_http_methods(["GET", "POST"])
def teams(request: HttpRequest, slug: str) -> HttpResponse:
    edition = edition_for(request, slug)
    user = signed_in_user(request)
    form = TeamForm(request.POST or None)
    if request.method == "POST":
        require(can_manage_teams(user))
        if form.is_valid() and attempt(
            request,
            form,
            lambda: create_team(edition=edition, name=form.cleaned_data["name"], by=user, now=timezone.now()),
        ):
            return go_to(request, "scoring:teams", edition.slug, message=_("The team has been set up."))
    context = {
        "edition": edition,
        "rows": team_rows(edition),
        "unassigned": unassigned_count(edition),
        "form": form,
        "can_manage": can_manage_teams(user) and edition.phase in OPEN_PHASES,
        "crumbs": edition_crumbs(edition, (_("Teams"), "")),
    }
    return render(request, "scoring/teams.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One team: its members and visits. Buttons say in `act` what they do."""
    edition = edition_for(request, slug)
    user = signed_in_user(request)
    found = get_object_or_404(AssessmentTeam, edition=edition, pk=pk)
    member_form = MemberForm(edition=edition)
    name_form = TeamForm(initial={"name": found.name})
    if request.method == "POST":
        require(can_manage_teams(user))
        if request.POST.get("act") == "rename":
            name_form = TeamForm(request.POST)
            done = _rename(request, found, name_form)
        elif request.POST.get("act") == "remove":
            done = attempt(request, None, lambda: remove_team(team=found, by=user, now=timezone.now()))
            if done:
                return go_to(request, "scoring:teams", edition.slug, message=_("The team has been removed."))
        else:
            member_form = MemberForm(request.POST, edition=edition)
            done = _add_member(request, found, member_form)
        if done:
            return go_to(request, "scoring:team", edition.slug, found.pk, message=_("Saved."))
    context = {
        "edition": edition,
        "team": found,
        "members": found.members.select_related("assessor__office", "assessor__user"),
        "visits": Assignment.objects.filter(team=found).with_nomination(),
        "member_form": member_form,
        "name_form": name_form,
        "can_manage": can_manage_teams(user) and edition.phase in OPEN_PHASES,
        "crumbs": edition_crumbs(edition, (_("Teams"), reverse("scoring:teams", args=[slug])), (found.name, "")),
    }
    status = 422 if member_form.errors or name_form.errors else 200
    return render(request, "scoring/team.html", context, status=status)


def _rename(request: HttpRequest, found: AssessmentTeam, form: TeamForm) -> bool:
    user = signed_in_user(request)
    return form.is_valid() and attempt(
        request,
        form,
        lambda: rename_team(team=found, name=form.cleaned_data["name"], by=user, now=timezone.now()),
    )


def _add_member(request: HttpRequest, found: AssessmentTeam, form: MemberForm) -> bool:
    user = signed_in_user(request)
    return form.is_valid() and attempt(
        request, form, lambda: add_member(team=found, by=user, now=timezone.now(), **form.cleaned_data)
    )


@require_POST
def member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Make a member the lead, or take them out of the team."""
    edition = edition_for(request, slug)
    user = signed_in_user(request)
    require(can_manage_teams(user))
    found = get_object_or_404(
        TeamMember.objects.select_related("assessor", "team", "edition"), team__edition=edition, pk=pk
    )
    act = make_lead if request.POST.get("act") == "lead" else remove_member
    if attempt(request, None, lambda: act(member=found, by=user, now=timezone.now())):
        messages.success(request, _("Saved."))
    return go_to(request, "scoring:team", edition.slug, found.team_id)


@require_http_methods(["GET", "POST"])
def assignments(request: HttpRequest, slug: str) -> HttpResponse:
    """Which entry goes to which team, and when: filter, choose many, give them to a team."""
    edition = edition_for(request, slug)
    user = signed_in_user(request)
    all_teams = list(AssessmentTeam.objects.filter(edition=edition).order_by("name"))
    filters = VisitFilterForm(request.GET or None, teams=all_teams)
    form = AssignForm(request.POST or None, edition=edition)
    if request.method == "POST":
        require(can_manage_teams(user))
        if form.is_valid() and attempt(request, form, lambda: _assign(request, edition, form)):
            return go_to(request, f"{reverse('scoring:assignments', args=[slug])}?{request.GET.urlencode()}")
    chosen = filters.cleaned_data if filters.is_bound and filters.is_valid() else {}
    kecamatan = chosen.get("kecamatan")
    rows = visit_entries(
        edition,
        q=chosen.get("q", ""),
        kecamatan_id=kecamatan.pk if kecamatan else None,
        team=chosen.get("team", ""),
    )
    context = {
        "edition": edition,
        "page": page_of(request, rows, size=100),
        "filters": filters,
        "form": form,
        "proposal": ProposalForm(initial={"first_day": edition.assessment_opens}),
        "teams": all_teams,
        "unassigned": unassigned_count(edition),
        "ticked": set(request.POST.getlist("entry")) if request.method == "POST" else set(),
        "can_manage": can_manage_teams(user) and edition.phase in OPEN_PHASES,
        "crumbs": edition_crumbs(edition, (_("Teams"), reverse("scoring:teams", args=[slug])), (_("Visits"), "")),
    }
    return render(request, "scoring/assignments.html", context, status=422 if form.errors else 200)


def _assign(request: HttpRequest, edition: Edition, form: AssignForm) -> None:
    ids = [int(pk) for pk in request.POST.getlist("entry")[:MOST_CHOSEN] if is_pk(pk)]
    known = Nomination.objects.for_edition(edition).in_bulk(ids)
    chosen = [known[pk] for pk in dict.fromkeys(ids) if pk in known]
    if not chosen:
        raise NothingChosen
    count = assign_many(
        nominations=chosen,
        team=form.cleaned_data["team"],
        visit_on=form.cleaned_data["visit_on"],
        by=signed_in_user(request),
        now=timezone.now(),
    )
    text = ngettext("One entry was given to %(team)s.", "%(n)s entries were given to %(team)s.", count)
    messages.success(request, text % {"n": number(count), "team": form.cleaned_data["team"]})


@require_POST
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Spread what has no team yet over all teams, by kecamatan."""
    edition = edition_for(request, slug)
    user = signed_in_user(request)
    require(can_manage_teams(user))
    form = ProposalForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return go_to(request, "scoring:assignments", slug)
    try:
        entries, team_count = assign_by_kecamatan(edition=edition, by=user, now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        messages.error(request, f"{refusal} {refusal.rule}".strip())
        return go_to(request, "scoring:assignments", slug)
    words = {"entries": entries, "teams": team_count}
    message = _("%(entries)s entries were spread over %(teams)s teams. Please look through days and order.") % words
    return go_to(request, "scoring:assignments", slug, message=message)


@require_POST
def take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a visit back from its team."""
    edition = edition_for(request, slug)
    user = signed_in_user(request)
    require(can_manage_teams(user))
    visit = get_object_or_404(Assignment.objects.for_edition(edition).with_nomination(), pk=pk)
    if attempt(request, None, lambda: unassign(assignment=visit, by=user, now=timezone.now())):
        messages.success(request, _("The visit was taken back from the team."))
    return go_to(request, "scoring:assignments", slug)
