"""Teams, visits and sheets as the committee sees them."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from competitions.models import Edition, Nomination
from scoring.enums import SheetStatus
from scoring.models import AssessmentTeam, Assessor, Assignment, ConflictMark, ScoreSheet, TeamMember


NO_TEAM = "-"
"""The filter for entries without a team."""


@dataclass(frozen=True)
class TeamRow:
    team: AssessmentTeam
    members: tuple[TeamMember, ...]
    visits: int
    closed: int

    @property
    def lead(self) -> TeamMember | None:
        return next((member for member in self.members if member.is_lead), None)


def team_rows(edition: Edition) -> list[TeamRow]:
    """All teams of an edition with members and visits; two queries."""
    members = TeamMember.objects.select_related("assessor__office").order_by("-is_lead", "assessor__name")
    teams = (
        AssessmentTeam.objects.filter(edition=edition)
        .annotate(
            visit_count=Count("assignments", distinct=True),
            closed_count=Count("assignments", filter=~Q(assignments__closed_at=None), distinct=True),
        )
        .prefetch_related(Prefetch("members", queryset=members))
        .order_by("name")
    )
    return [TeamRow(team, tuple(team.members.all()), team.visit_count, team.closed_count) for team in teams]


def visit_entries(
    edition: Edition, *, q: str = "", kecamatan_id: int | None = None, team: str = ""
) -> QuerySet[Nomination]:
    """Entries to be visited, with their team and day; one query for a page of them."""
    rows = (
        Nomination.objects.for_edition(edition)
        .competing()
        .select_related("kelurahan__kecamatan", "assignment__team")
        .annotate(submitted=Count("sheets", filter=Q(sheets__status=SheetStatus.SUBMITTED)))
        .order_by(F("assignment__visit_on").asc(nulls_first=True), "assignment__order", "code")
    )
    if q:
        rows = rows.filter(Q(label__icontains=q) | Q(code__icontains=q) | Q(kelurahan__name__icontains=q))
    if kecamatan_id:
        rows = rows.filter(kelurahan__kecamatan_id=kecamatan_id)
    if team == NO_TEAM:
        rows = rows.filter(assignment=None)
    elif team.isdecimal():
        rows = rows.filter(assignment__team_id=int(team))
    return rows


def unassigned_count(edition: Edition) -> int:
    return Nomination.objects.for_edition(edition).competing().filter(assignment=None).count()


@dataclass(frozen=True)
class SheetRow:
    """One assessor and one entry: the sheet, if there is one, and whether it counts."""

    assessor: Assessor
    sheet: ScoreSheet | None
    is_member: bool
    conflict: ConflictMark | None


def sheet_rows(nomination: Nomination) -> list[SheetRow]:
    """Everybody who visits the entry or has a sheet of it; three queries."""
    visit = Assignment.objects.filter(nomination=nomination)
    members = TeamMember.objects.filter(assessor_id=OuterRef("pk"), team_id__in=visit.values("team_id"))
    own = ScoreSheet.objects.filter(nomination=nomination, assessor_id=OuterRef("pk"))
    marked = ConflictMark.objects.in_force().filter(nomination=nomination, assessor_id=OuterRef("pk"))
    people = (
        Assessor.objects.annotate(is_member=Exists(members))
        .filter(Q(is_member=True) | Exists(own) | Exists(marked))
        .select_related("office")
        .order_by("name")
    )
    sheets = {sheet.assessor_id: sheet for sheet in ScoreSheet.objects.filter(nomination=nomination)}
    marks = {
        mark.assessor_id: mark
        for mark in ConflictMark.objects.in_force().filter(nomination=nomination).select_related("marked_by")
    }
    return [SheetRow(one, sheets.get(one.pk), one.is_member, marks.get(one.pk)) for one in people]


def assessor_rows() -> QuerySet[Assessor]:
    return Assessor.objects.select_related("office", "user").annotate(sheet_count=Count("sheets")).order_by("name")
