"""What a team lead sees: who of the team has submitted, never what (DOMAIN 2)."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F

from bantar.accounts.models import User
from competitions.enums import NominationStatus, Phase
from scoring.enums import SheetStatus
from scoring.models import Assignment, ConflictMark, ScoreSheet, TeamMember
from scoring.selectors.visits import RUNNING


@dataclass(frozen=True)
class MemberState:
    """One member and one entry: "submitted", "draft", "new" or "conflict"."""

    name: str
    office: str
    state: str


@dataclass(frozen=True)
class TeamVisit:
    assignment: Assignment
    members: tuple[MemberState, ...]

    @property
    def submitted(self) -> int:
        return sum(member.state == "submitted" for member in self.members)

    @property
    def expected(self) -> int:
        return sum(member.state != "conflict" for member in self.members)

    @property
    def missing(self) -> list[str]:
        return [member.name for member in self.members if member.state in {"draft", "new"}]

    @property
    def can_be_closed(self) -> bool:
        nomination = self.assignment.nomination
        return (
            self.assignment.closed_at is None
            and nomination.status in NominationStatus.competing()
            and nomination.edition.phase in {Phase.ASSESSMENT, Phase.TALLY}
        )


def team_visits(user: User) -> list[TeamVisit]:
    """The visits of the teams the user leads; four queries."""
    teams = TeamMember.objects.filter(assessor__user=user, is_lead=True, team__edition__phase__in=RUNNING).values_list(
        "team_id", flat=True
    )
    visits = list(
        Assignment.objects.filter(team_id__in=list(teams))
        .with_nomination()
        .order_by(F("closed_at").asc(nulls_first=True), F("visit_on").asc(nulls_last=True), "order")
    )
    return _with_members(visits)


def _with_members(visits: list[Assignment]) -> list[TeamVisit]:
    members = defaultdict(list)
    for member in TeamMember.objects.filter(team__in={visit.team_id for visit in visits}).select_related(
        "assessor__office"
    ):
        members[member.team_id].append(member.assessor)
    entries = [visit.nomination_id for visit in visits]
    sheets = ScoreSheet.objects.filter(nomination_id__in=entries)
    states = {(n, a): status for n, a, status in sheets.values_list("nomination_id", "assessor_id", "status")}
    marks = ConflictMark.objects.in_force().filter(nomination_id__in=entries)
    contested = set(marks.values_list("nomination_id", "assessor_id"))

    def state(nomination_id: int, assessor_id: int) -> str:
        key = (nomination_id, assessor_id)
        status = states.get(key)
        return "conflict" if key in contested else "new" if status is None else _word(status)

    return [
        TeamVisit(
            visit,
            tuple(
                MemberState(a.name, a.office.name if a.office else "", state(visit.nomination_id, a.pk))
                for a in members[visit.team_id]
            ),
        )
        for visit in visits
    ]


def _word(status: str) -> str:
    return "submitted" if status == SheetStatus.SUBMITTED else "draft"
