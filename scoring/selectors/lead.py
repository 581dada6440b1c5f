"""What a team lead sees: who of the team has submitted, never what (DOMAIN 2)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from bantar.accounts.models import User
from competitions.enums import NominationStatus, Phase
from scoring.models import Assessor, Assignment, ConflictMark, HeldVisit, ScoreSheet, TeamMember
from scoring.selectors.visits import RUNNING


@dataclass(frozen=True)
class MemberState:
    """One member and one entry: "submitted", "draft", "phone", "new" or "conflict"; `phone` was last heard of."""

    name: str
    office: str
    state: str
    phone: HeldVisit | None = None
    received_at: datetime | None = None


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
        return [member.name for member in self.members if member.state in {"draft", "phone", "new"}]

    @property
    def can_be_closed(self) -> bool:
        nomination = self.assignment.nomination
        return (
            self.assignment.closed_at is None
            and nomination.status in NominationStatus.competing()
            and nomination.edition.phase in {Phase.ASSESSMENT, Phase.TALLY}
        )


def team_visits(user: User) -> list[TeamVisit]:
    """The visits of the teams the user leads; six queries."""
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
    stored = {(sheet.nomination_id, sheet.assessor_id): sheet for sheet in sheets}
    marks = ConflictMark.objects.in_force().filter(nomination_id__in=entries)
    contested = set(marks.values_list("nomination_id", "assessor_id"))
    phones = _phones(entries)

    def state_of(nomination_id: int, assessor: Assessor) -> MemberState:
        key = (nomination_id, assessor.pk)
        sheet, phone = stored.get(key), phones.get((nomination_id, assessor.user_id))
        word = "conflict" if key in contested else _word(sheet, phone)
        office = assessor.office.name if assessor.office else ""
        return MemberState(assessor.name, office, word, phone, sheet.submitted_at if sheet else None)

    return [TeamVisit(v, tuple(state_of(v.nomination_id, a) for a in members[v.team_id])) for v in visits]


def _phones(entries: list[int]) -> dict[tuple[int, int | None], HeldVisit]:
    """By entry and account: the phone last heard of; one query."""
    held = HeldVisit.objects.filter(nomination_id__in=entries).select_related("device").order_by("seen_at")
    return {(one.nomination_id, one.device.user_id): one for one in held}


def _word(sheet: ScoreSheet | None, phone: HeldVisit | None) -> str:
    if sheet is not None:
        return "submitted" if sheet.is_submitted else "draft"
    return "phone" if phone is not None else "new"
