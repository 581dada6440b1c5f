"""The assessor's visits in order, each with what has become of their own sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery

from bantar.accounts.models import User
from bantar.trace.models import TraceEntry
from competitions.enums import NominationStatus, Phase
from competitions.models import Nomination
from scoring.enums import SheetStatus
from scoring.models import Assessor, Assignment, ConflictMark, Score, ScoreSheet, SheetRevision, TeamMember
from scoring.services.sheet_gate import gated


RUNNING = frozenset({Phase.NOMINATION, Phase.VERIFICATION, Phase.ASSESSMENT, Phase.TALLY, Phase.PROVISIONAL})
INDICATORS = 21
TOLD_ACTS = (
    "visit.assigned",
    "visit.unassigned",
    "visit.closed",
    "visit.reopened",
    "nomination.not_assessed",
    "nomination.disqualified",
    "nomination.reinstated",
)
TOLD_TO_ONE = ("conflict.marked", "conflict.lifted")
"""Whom a conflict is held against, and why, is told to that assessor alone."""
TOLD_OF_SHEETS = ("sheet.reopened", "sheet.from_paper")
"""What the committee did to a sheet of theirs."""


@dataclass(frozen=True)
class Visit:
    """One visit as its assessor sees it."""

    nomination: Nomination
    team: str
    visit_on: date | None
    order: int
    closed_at: datetime | None
    sheet_status: str | None
    filled: int
    in_conflict: bool
    is_lead: bool

    @property
    def state(self) -> str:
        """One word for the row: what the assessor still has to do, or why there is nothing to do."""
        if self.sheet_status == SheetStatus.SUBMITTED:
            return "submitted"
        if self.in_conflict:
            return "conflict"
        if self.nomination.status not in NominationStatus.competing():
            return "out"
        if self.closed_at is not None:
            return "closed"
        if self.nomination.edition.phase != Phase.ASSESSMENT:
            return "waiting" if self.nomination.edition.phase in Phase.before_assessment() else "over"
        return "draft" if self.sheet_status else "new"

    @property
    def is_open(self) -> bool:
        return self.state in {"new", "draft"}


@dataclass(frozen=True)
class Day:
    """The visits of one day: "late", "today", "coming", "undated" or "done"."""

    kind: str
    on: date | None
    visits: tuple[Visit, ...]


def visits_of(user: User) -> list[Visit]:
    """Everything the user is to visit in the running editions; one query."""
    own = {"nomination_id": OuterRef("nomination_id"), "assessor__user": user}
    sheets = ScoreSheet.objects.filter(**own)
    filled = (
        Score.objects.filter(sheet__nomination_id=OuterRef("nomination_id"), sheet__assessor__user=user)
        .exclude(value=None)
        .order_by()
        .values("sheet")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = (
        Assignment.objects.filter(team__members__assessor__user=user, team__edition__phase__in=RUNNING)
        .with_nomination()
        .annotate(
            sheet_status=Subquery(sheets.values("status")[:1]),
            filled=Subquery(filled, output_field=IntegerField()),
            in_conflict=Exists(ConflictMark.objects.in_force().filter(**own)),
            is_lead=F("team__members__is_lead"),
        )
        .order_by(F("visit_on").asc(nulls_last=True), "order", "nomination__code")
    )
    return [_visit(row) for row in rows]


def _visit(row: Assignment) -> Visit:
    return Visit(
        nomination=row.nomination,
        team=row.team.name,
        visit_on=row.visit_on,
        order=row.order,
        closed_at=row.closed_at,
        sheet_status=row.sheet_status,  # type: ignore[attr-defined]
        filled=row.filled or 0,  # type: ignore[attr-defined]
        in_conflict=row.in_conflict,  # type: ignore[attr-defined]
        is_lead=row.is_lead,  # type: ignore[attr-defined]
    )


def given_back_to(user: User) -> list[ScoreSheet]:
    """Sheets of theirs given back for a correction, with the reason as `returned_because`; one query.

    Also once the visit is closed or the result published: `sheet_gate.why_closed` says which are still open.
    """
    reasons = SheetRevision.objects.filter(sheet_id=OuterRef("pk"), act="reopened").order_by("-at", "-pk")
    sheets = gated(ScoreSheet.objects.given_back().filter(assessor__user=user))
    return list(sheets.annotate(returned_because=Subquery(reasons.values("reason")[:1])).order_by("nomination__code"))


def days_of(visits: Sequence[Visit], *, today: date) -> list[Day]:
    """Open visits by day, today first, then what is late, what comes and what has no date; at the end what is done."""
    todo = [visit for visit in visits if visit.is_open or visit.state == "waiting"]
    done = tuple(visit for visit in visits if visit not in todo)
    days = [Day(_kind(on, today), on, tuple(group)) for on, group in groupby(todo, key=lambda visit: visit.visit_on)]
    ranks = ("today", "late", "coming", "undated")
    ordered = sorted(days, key=lambda day: (ranks.index(day.kind), day.on or date.max))
    return [*ordered, *([Day("done", None, done)] if done else [])]


def _kind(on: date | None, today: date) -> str:
    if on is None:
        return "undated"
    return "today" if on == today else "late" if on < today else "coming"


def news_since(user: User, visits: Sequence[Visit], since: datetime | None) -> list[TraceEntry]:
    """What others did to the user's visits and sheets since they last looked; one query."""
    if since is None:
        return []
    own = list(Assessor.objects.filter(user=user).values_list("name", "sheets__pk"))
    own_sheets = [pk for _, pk in own]
    told = Q(act__in=TOLD_ACTS) | Q(act__in=TOLD_TO_ONE, details__assessor__in=list({name for name, _ in own}))
    about_visits = told & Q(
        subject_type="competitions.nomination", subject_id__in=[str(visit.nomination.pk) for visit in visits]
    )
    about_sheets = Q(
        subject_type="scoring.scoresheet", subject_id__in=[str(pk) for pk in own_sheets], act__in=TOLD_OF_SHEETS
    )
    entries = TraceEntry.objects.filter(about_visits | about_sheets, at__gt=since).exclude(actor=user)
    return list(entries.order_by("-at", "-pk")[:10])


def nomination_for(user: User, nomination_id: int) -> Nomination | None:
    """The entry, if the user's team visits it or a sheet of theirs is on it; one query."""
    in_team = TeamMember.objects.filter(team__assignments__nomination_id=OuterRef("pk"), assessor__user=user)
    own_sheet = ScoreSheet.objects.filter(nomination_id=OuterRef("pk"), assessor__user=user)
    return (
        Nomination.objects.filter(Exists(in_team) | Exists(own_sheet), pk=nomination_id)
        .select_related("edition__rulebook", "kelurahan__kecamatan", "assignment__team")
        .first()
    )
