"""Paper sheets as the committee sees them: what waits for whom, and which sheets have not come at all."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from bantar.accounts.models import User
from bantar.web.formats import natural
from competitions.enums import NominationStatus
from competitions.models import Edition, Nomination
from scoring.domain.paper import rules_code
from scoring.enums import PaperStatus, SheetStatus
from scoring.models import Assessor, Assignment, ConflictMark, Indicator, PaperSheet, ScoreSheet, TeamMember


DONE = (PaperStatus.CONFIRMED, PaperStatus.DISCARDED)


@dataclass(frozen=True)
class PaperQueue:
    """The papers of an edition that are not done, by what they wait for."""

    to_confirm: list[PaperSheet]
    others_confirm: list[PaperSheet]
    typing: list[PaperSheet]
    returned: list[PaperSheet]

    def __len__(self) -> int:
        return len(self.to_confirm) + len(self.others_confirm) + len(self.typing) + len(self.returned)


def papers_of(edition: Edition) -> QuerySet[PaperSheet]:
    """With all that a row or a page prints, in one query."""
    people = ("typed_by", "checked_by")
    return PaperSheet.objects.filter(nomination__edition=edition).select_related(
        *people, "assessor__office", "nomination__edition__rulebook", "nomination__kelurahan__kecamatan"
    )


def queue_of(edition: Edition, user: User) -> PaperQueue:
    """What is not done yet, oldest first; one query. `to_confirm`: by this user, who neither wrote nor typed it."""
    rows = list(papers_of(edition).exclude(status__in=DONE).order_by("typed_at", "pk"))
    typed = [row for row in rows if row.status == PaperStatus.TYPED]
    third = [row for row in typed if user.pk not in (row.typed_by_id, row.assessor.user_id)]
    return PaperQueue(
        to_confirm=third,
        others_confirm=[row for row in typed if row not in third],
        typing=[row for row in rows if row.status == PaperStatus.TYPING],
        returned=[row for row in rows if row.status == PaperStatus.RETURNED],
    )


def done_papers(edition: Edition) -> QuerySet[PaperSheet]:
    return papers_of(edition).filter(status__in=DONE).order_by(F("checked_at").desc(nulls_last=True), "-pk")


def paper_for(nomination: Nomination, assessor: Assessor) -> PaperSheet | None:
    """The paper that a sheet was taken from, or that is on its way to it."""
    papers = PaperSheet.objects.filter(nomination=nomination, assessor=assessor)
    return papers.exclude(status=PaperStatus.DISCARDED).first()


def sheet_of(paper: PaperSheet) -> ScoreSheet | None:
    """The sheet that a confirmed paper became."""
    if paper.status != PaperStatus.CONFIRMED:
        return None
    return ScoreSheet.objects.filter(nomination=paper.nomination_id, assessor=paper.assessor_id).first()


def count_to_confirm(edition: Edition, user: User) -> int:
    """How many papers wait for this user as the third person; one query."""
    typed = PaperSheet.objects.filter(nomination__edition=edition, status=PaperStatus.TYPED)
    return typed.exclude(typed_by=user).exclude(assessor__user=user).count()


@dataclass(frozen=True)
class Missing:
    """An assessor whose sheet of an entry has not come: nothing of it, or a draft only."""

    assessor: Assessor
    has_draft: bool


@dataclass(frozen=True)
class MissingRow:
    """One visit, with everybody whose sheet and paper are still missing."""

    visit: Assignment
    missing: tuple[Missing, ...]

    def is_due(self, today: date) -> bool:
        """Whether the visit is open and was to be made by now."""
        on = self.visit.visit_on
        return self.visit.closed_at is None and on is not None and on <= today


def missing_rows(edition: Edition) -> list[MissingRow]:
    """Visits with sheets that have come neither submitted nor on paper; those in conflict aside. Five queries."""
    visits = visits_to_score(edition)
    papers = PaperSheet.objects.filter(nomination__edition=edition).exclude(status=PaperStatus.DISCARDED)
    here = set(papers.values_list("nomination_id", "assessor_id"))
    sheets = _sheet_states(edition)
    marked = _conflicts(edition)
    members = members_by_team(edition)
    rows = []
    for visit in visits:
        pairs = ((one.assessor, (visit.nomination_id, one.assessor_id)) for one in members[visit.team_id])
        missing = tuple(
            Missing(assessor, pair in sheets)
            for assessor, pair in pairs
            if sheets.get(pair) != SheetStatus.SUBMITTED and pair not in here and pair not in marked
        )
        if missing:
            rows.append(MissingRow(visit, missing))
    return rows


@dataclass(frozen=True)
class Expected:
    """A sheet to be filled in: who scores what, on which visit."""

    visit: Assignment
    assessor: Assessor


def expected_sheets(edition: Edition, visits: Iterable[Assignment]) -> list[Expected]:
    """The sheets of these visits that nobody has submitted, in the order of the visits, the lead's first."""
    sheets, marked, members = _sheet_states(edition), _conflicts(edition), members_by_team(edition)
    return [
        Expected(visit, one.assessor)
        for visit in visits
        for one in members[visit.team_id]
        if sheets.get((visit.nomination_id, one.assessor_id)) != SheetStatus.SUBMITTED
        and (visit.nomination_id, one.assessor_id) not in marked
    ]


def visits_to_score(edition: Edition) -> QuerySet[Assignment]:
    """The visits of entries that compete, in the order in which they are made."""
    return (
        Assignment.objects.for_edition(edition)
        .filter(nomination__status__in=NominationStatus.competing())
        .with_nomination()
        .order_by(F("visit_on").asc(nulls_last=True), "team__name", "order", "nomination__code")
    )


def members_by_team(edition: Edition) -> dict[int, list[TeamMember]]:
    members: defaultdict[int, list[TeamMember]] = defaultdict(list)
    rows = TeamMember.objects.filter(edition=edition).select_related("assessor__office")
    for member in sorted(rows.order_by("pk"), key=lambda one: (not one.is_lead, natural(one.assessor.name))):
        members[member.team_id].append(member)
    return members


def entry_and_assessor(edition: Edition, entry: int, assessor: int) -> tuple[Nomination, Assessor] | None:
    """Both, if the edition has them: the entry competing, the assessor in one of its teams; two queries."""
    entries = Nomination.objects.for_edition(edition).competing().with_territory()
    people = Assessor.objects.filter(memberships__edition=edition).select_related("office")
    found = entries.select_related("edition__rulebook").filter(pk=entry).first(), people.filter(pk=assessor).first()
    return (found[0], found[1]) if found[0] and found[1] else None


def rules_code_of(edition: Edition, indicators: Iterable[Indicator]) -> str:
    """The version of the rules that a sheet printed now would carry."""
    book = edition.rulebook
    pairs = [(indicator.code, indicator.wording) for indicator in indicators]
    return rules_code(scale_max=book.scale_max, levels=book.levels or {}, indicators=pairs)


def _sheet_states(edition: Edition) -> dict[tuple[int, int], str]:
    rows = ScoreSheet.objects.filter(nomination__edition=edition).values_list("nomination_id", "assessor_id", "status")
    return {(entry, assessor): status for entry, assessor, status in rows}


def _conflicts(edition: Edition) -> set[tuple[int, int]]:
    marks = ConflictMark.objects.in_force().filter(nomination__edition=edition)
    return set(marks.values_list("nomination_id", "assessor_id"))
