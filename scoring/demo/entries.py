"""Bulk writing of simulated entries, visits and sheets, traced like every other bulk write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from bantar.trace.services import Traced, record_many
from competitions.domain.size_category import size_category_for
from competitions.enums import NominationStatus, Track
from competitions.models import Edition, Nomination, NominationRT
from rt_registry.domain.rt_code import format_entry, rt_label
from rt_registry.models import RT
from scoring.demo.people import People
from scoring.demo.scores import draw_sheets
from scoring.domain.rules import Rules
from scoring.enums import SheetSource, SheetStatus
from scoring.models import AssessmentTeam, Assessor, Assignment, Indicator, Score, ScoreSheet, TeamMember


@dataclass(frozen=True)
class EntryPlan:
    """One entry to be made. `sheets` 0: not visited yet. `kk` of each RT as of the entry."""

    rts: tuple[RT, ...]
    kk: tuple[int, ...]
    status: NominationStatus
    track: str = Track.REGULER
    passes: bool = True
    sheets: int = 0
    visit_on: date | None = None
    reason: str = ""

    @property
    def is_visited(self) -> bool:
        return self.sheets > 0


def create_entries(
    edition: Edition, plans: Sequence[EntryPlan], rules: Rules, people: People, now: datetime
) -> list[Nomination]:
    """Store the planned entries with their members, as nominated by their operators."""
    entries = Nomination.objects.bulk_create([_nomination(edition, plan, rules, people, now) for plan in plans])
    NominationRT.objects.bulk_create(
        [
            NominationRT(
                nomination=entry,
                edition=edition,
                rt=rt,
                number=rt.number,
                kk=kk,
                is_live=plan.status in NominationStatus.live(),
            )
            for entry, plan in zip(entries, plans, strict=True)
            for rt, kk in zip(plan.rts, plan.kk, strict=True)
        ]
    )
    _trace_entries(edition, entries, people, now)
    return entries


def _nomination(edition: Edition, plan: EntryPlan, rules: Rules, people: People, now: datetime) -> Nomination:
    kelurahan, numbers = plan.rts[0].kelurahan, tuple(sorted(rt.number for rt in plan.rts))
    submitted = plan.status not in NominationStatus.editable_by_operator() | {NominationStatus.WITHDRAWN}
    decided = submitted and plan.status != NominationStatus.SUBMITTED
    verifier = people.verifiers[kelurahan.kecamatan_id]
    return Nomination(
        edition=edition,
        kelurahan=kelurahan,
        track=plan.track,
        status=plan.status,
        code=f"{kelurahan.code}/{format_entry(numbers)}",
        label=rt_label(numbers, kelurahan.name),
        kk=sum(plan.kk),
        kk_source="Data kelurahan (simulasi)" if decided else "",
        kk_confirmed_by=verifier if decided else None,
        kk_confirmed_at=now if decided else None,
        category_code=size_category_for(sum(plan.kk), rules.categories).code,
        neighbours_confirmed=decided and len(plan.rts) > 1,
        reason=plan.reason,
        created_by=people.operators[kelurahan.pk],
        created_at=now,
        updated_at=now,
        submitted_at=now if submitted else None,
        submitted_by=people.operators[kelurahan.pk] if submitted else None,
        decided_at=now if decided else None,
        decided_by=verifier if decided else None,
    )


def _trace_entries(edition: Edition, entries: Sequence[Nomination], people: People, now: datetime) -> None:
    submitted = [entry for entry in entries if entry.submitted_at]
    decided = [entry for entry in entries if entry.decided_at]
    for act, about in (("nomination.submitted", submitted), ("nomination.verified", decided)):
        record_many(act=act, traced=[Traced(entry) for entry in about], by=None, now=now, scope=edition.slug)


def set_outcomes(edition: Edition, planned_entries: Sequence[tuple[Nomination, EntryPlan]], now: datetime) -> None:
    """Carried out, not assessed or disqualified, as planned; the rest stays verified."""
    changed = [(entry, plan) for entry, plan in planned_entries if plan.status != entry.status]
    for entry, plan in changed:
        entry.status, entry.reason, entry.updated_at = plan.status, plan.reason, now
    Nomination.objects.bulk_update([entry for entry, _ in changed], ["status", "reason", "updated_at"], batch_size=300)
    for status in {plan.status for _, plan in changed}:
        traced = [Traced(entry, reason=plan.reason) for entry, plan in changed if plan.status == status]
        record_many(act=f"nomination.{status}", traced=traced, by=None, now=now, scope=edition.slug)


def create_teams(edition: Edition, people: People) -> list[AssessmentTeam]:
    teams = [AssessmentTeam.objects.create(edition=edition, name=f"Tim {n}") for n in range(1, len(people.teams) + 1)]
    TeamMember.objects.bulk_create(
        TeamMember(team=team, edition=edition, assessor=assessor, is_lead=position == 0)
        for team, members in zip(teams, people.teams, strict=True)
        for position, assessor in enumerate(members)
    )
    return teams


def create_visits(
    edition: Edition,
    planned_entries: Sequence[tuple[Nomination, EntryPlan]],
    people: People,
    rules: Rules,
    *,
    rng: Random,
    now: datetime,
) -> None:
    """Assign the planned visits to the six teams in turn and store what the assessors handed in."""
    teams = create_teams(edition, people)
    leads = [members[0].user for members in people.teams]
    planned = [(entry, plan, i % len(teams)) for i, (entry, plan) in enumerate(planned_entries) if plan.visit_on]
    Assignment.objects.bulk_create(
        Assignment(
            nomination=entry,
            team=teams[team],
            visit_on=plan.visit_on,
            order=1 + i // len(teams) % 9,
            closed_at=now if plan.is_visited and plan.sheets >= rules.quorum else None,
            closed_by=leads[team] if plan.is_visited and plan.sheets >= rules.quorum else None,
        )
        for i, (entry, plan, team) in enumerate(planned)
    )
    handed_in = [
        (entry, assessor, scores)
        for entry, plan, team in planned
        if plan.is_visited
        for assessor, scores in zip(
            people.teams[team], draw_sheets(rng, rules, sheets=plan.sheets, passes=plan.passes), strict=False
        )
    ]
    store_sheets(edition, handed_in, now)


def store_sheets(
    edition: Edition, handed_in: Sequence[tuple[Nomination, Assessor, Mapping[str, int]]], now: datetime
) -> None:
    """Store submitted sheets with all their scores."""
    sheets = ScoreSheet.objects.bulk_create(
        [
            ScoreSheet(
                nomination=entry,
                assessor=assessor,
                status=SheetStatus.SUBMITTED,
                source=SheetSource.WEB,
                revision=1,
                visited_at=now - timedelta(hours=1),
                created_at=now - timedelta(hours=1),
                updated_at=now,
                submitted_at=now,
            )
            for entry, assessor, _ in handed_in
        ],
        batch_size=500,
    )
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    Score.objects.bulk_create(
        (
            Score(sheet=sheet, indicator=indicators[code], value=value)
            for sheet, (_, _, scores) in zip(sheets, handed_in, strict=True)
            for code, value in scores.items()
        ),
        batch_size=2000,
    )
    record_many(act="sheet.submitted", traced=[Traced(sheet) for sheet in sheets], by=None, now=now, scope=edition.slug)
