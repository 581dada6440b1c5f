"""Teams of assessors and the visits they are given (DOMAIN 2, 6)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from bantar.accounts.models import User
from bantar.trace.services import Traced, record, record_many
from competitions.domain.calendar import wib_date
from competitions.enums import NominationStatus, Phase
from competitions.models import Edition, Nomination
from competitions.services.entries import lock_edition
from competitions.services.verification import mark_carried_out
from rt_registry.enums import Role
from rt_registry.models import RoleGrant
from scoring.enums import SheetStatus
from scoring.models import AssessmentTeam, Assessor, Assignment, ScoreSheet, TeamMember
from scoring.refusals import (
    AlreadyInATeam,
    AssessmentNotOpen,
    NameMissing,
    NameTooLong,
    NotToBeVisited,
    OtherEdition,
    OwnKecamatan,
    ReasonMissing,
    SheetsBegun,
    SheetsMissing,
    TeamInUse,
    TeamNameTaken,
    TeamsClosed,
    VisitClosed,
    VisitNotClosed,
)


OPEN_PHASES = frozenset({Phase.DRAFT, Phase.NOMINATION, Phase.VERIFICATION, Phase.ASSESSMENT})
"""Teams and visits may change in these; afterwards the sheets are in."""


def open_edition(edition_id: int) -> Edition:
    """Lock the edition and make sure that its teams may still change."""
    edition = lock_edition(edition_id)
    if edition.phase not in OPEN_PHASES:
        raise TeamsClosed(phase=edition.get_phase_display())
    return edition


def clean_name(name: str, *, most: int) -> str:
    """A name on one line with single spaces."""
    name = " ".join(name.split())
    if not name or not name.isprintable():
        raise NameMissing
    if len(name) > most:
        raise NameTooLong(most=most)
    return name


@transaction.atomic
def create_team(*, edition: Edition, name: str, by: User | None, now: datetime) -> AssessmentTeam:
    edition = open_edition(edition.pk)
    name = clean_name(name, most=60)
    _check_team_name(edition, name)
    team = AssessmentTeam.objects.create(edition=edition, name=name)
    record(act="team.created", subject=team, by=by, now=now, scope=edition.slug)
    return team


@transaction.atomic
def rename_team(*, team: AssessmentTeam, name: str, by: User | None, now: datetime) -> AssessmentTeam:
    edition = open_edition(team.edition_id)
    name = clean_name(name, most=60)
    if name == team.name:
        return team
    _check_team_name(edition, name)
    before, team.name = team.name, name
    team.save(update_fields=["name"])
    record(act="team.renamed", subject=team, by=by, now=now, scope=edition.slug, details={"name": [before, name]})
    return team


@transaction.atomic
def remove_team(*, team: AssessmentTeam, by: User | None, now: datetime) -> None:
    """Remove a team that has nothing to visit."""
    edition = open_edition(team.edition_id)
    visits = team.assignments.count()
    if visits:
        raise TeamInUse(name=team.name, count=visits)
    record(act="team.removed", subject=team, by=by, now=now, scope=edition.slug)
    team.delete()


@transaction.atomic
def add_member(
    *, team: AssessmentTeam, assessor: Assessor, is_lead: bool = False, by: User | None, now: datetime
) -> TeamMember:
    """Put an assessor into a team; a new lead takes the place of the old one."""
    edition = open_edition(team.edition_id)
    elsewhere = TeamMember.objects.filter(edition=edition, assessor=assessor).select_related("team").first()
    if elsewhere is not None:
        raise AlreadyInATeam(assessor=assessor, team=elsewhere.team)
    entries = Nomination.objects.filter(assignment__team=team).select_related("kelurahan__kecamatan")
    check_own_kecamatan([assessor], entries, now=now)
    if is_lead:
        team.members.filter(is_lead=True).update(is_lead=False)
    member = TeamMember.objects.create(team=team, edition=edition, assessor=assessor, is_lead=is_lead)
    _trace_member("team.member_added", member, by=by, now=now)
    return member


@transaction.atomic
def make_lead(*, member: TeamMember, by: User | None, now: datetime) -> TeamMember:
    open_edition(member.edition_id)
    TeamMember.objects.filter(team_id=member.team_id, is_lead=True).update(is_lead=False)
    member.is_lead = True
    member.save(update_fields=["is_lead"])
    _trace_member("team.lead_named", member, by=by, now=now)
    return member


@transaction.atomic
def remove_member(*, member: TeamMember, by: User | None, now: datetime) -> None:
    """Take an assessor out of a team, unless sheets of the team's visits are theirs."""
    open_edition(member.edition_id)
    begun = ScoreSheet.objects.filter(
        assessor_id=member.assessor_id, nomination__assignment__team_id=member.team_id
    ).count()
    if begun:
        raise SheetsBegun(assessor=member.assessor, count=begun)
    _trace_member("team.member_removed", member, by=by, now=now)
    member.delete()


@transaction.atomic
def assign(
    *,
    nomination: Nomination,
    team: AssessmentTeam,
    visit_on: date | None = None,
    order: int | None = None,
    by: User | None,
    now: datetime,
) -> Assignment:
    """Give one entry to a team; without `order` it comes last on its day."""
    assign_many(nominations=[nomination], team=team, visit_on=visit_on, order=order, by=by, now=now)
    return Assignment.objects.select_related("team", "nomination").get(nomination=nomination)


@transaction.atomic
def assign_many(
    *,
    nominations: Sequence[Nomination],
    team: AssessmentTeam,
    visit_on: date | None,
    order: int | None = None,
    by: User | None,
    now: datetime,
) -> int:
    """Give entries to a team on one day, in the order given; all of them or none. Returns how many."""
    edition = open_edition(team.edition_id)
    fresh = _entries(edition, nominations)
    known = {a.nomination_id: a for a in Assignment.objects.filter(nomination__in=fresh).select_related("team")}
    for entry in fresh:
        _check_visitable(entry, known.get(entry.pk))
    assessors = [member.assessor for member in team.members.select_related("assessor")]
    check_own_kecamatan(assessors, fresh, now=now)
    first = order if order is not None else _last_order(team, visit_on, besides=fresh) + 1
    visits = [
        _visit(known.get(entry.pk), entry, team, visit_on, position)
        for position, entry in enumerate(fresh, start=first)
    ]
    _store(visits, team=team, scope=edition.slug, by=by, now=now)
    return len(visits)


@transaction.atomic
def unassign(*, assignment: Assignment, by: User | None, now: datetime) -> None:
    """Take a visit back from its team."""
    edition = open_edition(assignment.team.edition_id)
    if assignment.closed_at is not None:
        raise VisitClosed(entry=assignment.nomination.label)
    begun = ScoreSheet.objects.filter(nomination_id=assignment.nomination_id).select_related("assessor").first()
    if begun is not None:
        raise SheetsBegun(assessor=begun.assessor, count=1)
    details = {"team": [assignment.team.name, None]}
    record(act="visit.unassigned", subject=assignment.nomination, by=by, now=now, scope=edition.slug, details=details)
    assignment.delete()


@transaction.atomic
def close_visit(*, assignment: Assignment, by: User | None, now: datetime, accept_missing: bool = False) -> Assignment:
    """The visit took place: the entry is carried out, and nobody of the team hands in a sheet of it any more.

    Members without a submitted sheet are named first; the lead closes all the same with `accept_missing`.
    """
    edition = lock_edition(assignment.nomination.edition_id)
    if edition.phase not in {Phase.ASSESSMENT, Phase.TALLY}:
        raise AssessmentNotOpen(phase=edition.get_phase_display())
    mark_carried_out_if_open(assignment.nomination, by=by, now=now)
    assignment = Assignment.objects.select_for_update(of=("self",)).with_nomination().get(pk=assignment.pk)
    if assignment.closed_at is not None:
        return assignment
    missing = missing_members(assignment)
    if missing and not accept_missing:
        names = ", ".join(str(assessor) for assessor in missing)
        raise SheetsMissing(count=len(missing), entry=assignment.nomination.label, names=names)
    assignment.closed_at, assignment.closed_by = now, by
    assignment.save(update_fields=["closed_at", "closed_by"])
    _trace_visit("visit.closed", assignment, by=by, now=now, details={"missing": ", ".join(map(str, missing))})
    return assignment


@transaction.atomic
def reopen_visit(*, assignment: Assignment, reason: str, by: User | None, now: datetime) -> Assignment:
    """The committee lets the team go on with a closed visit."""
    open_edition(assignment.team.edition_id)
    assignment = Assignment.objects.select_for_update(of=("self",)).with_nomination().get(pk=assignment.pk)
    if assignment.closed_at is None:
        raise VisitNotClosed(entry=assignment.nomination.label)
    if not reason.strip():
        raise ReasonMissing
    assignment.closed_at = assignment.closed_by = None
    assignment.save(update_fields=["closed_at", "closed_by"])
    _trace_visit("visit.reopened", assignment, by=by, now=now, reason=reason.strip())
    return assignment


def missing_members(assignment: Assignment) -> list[Assessor]:
    """Members of the team without a submitted sheet of this entry, those in conflict aside."""
    done = ScoreSheet.objects.filter(nomination_id=assignment.nomination_id, status=SheetStatus.SUBMITTED)
    members = Assessor.objects.filter(memberships__team_id=assignment.team_id)
    contested = {"conflicts__nomination_id": assignment.nomination_id, "conflicts__lifted_at": None}
    in_conflict = Assessor.objects.filter(**contested)
    return list(members.exclude(pk__in=done.values("assessor_id")).exclude(pk__in=in_conflict.values("pk")))


def check_own_kecamatan(assessors: Collection[Assessor], entries: Collection[Nomination], *, now: datetime) -> None:
    """Refuse a pendamping as assessor in their own kecamatan (DOMAIN 2)."""
    of_user = {assessor.user_id: assessor for assessor in assessors if assessor.user_id is not None}
    in_kecamatan = {entry.kelurahan.kecamatan_id: entry for entry in entries}
    grant = (
        RoleGrant.objects.in_force_on(wib_date(now))
        .filter(role=Role.PENDAMPING, user_id__in=of_user, kecamatan_id__in=in_kecamatan)
        .select_related("kecamatan")
        .first()
        if of_user and in_kecamatan
        else None
    )
    if grant is not None:
        entry = in_kecamatan[grant.kecamatan_id or 0]
        raise OwnKecamatan(assessor=of_user[grant.user_id], kecamatan=grant.kecamatan, entry=entry.label)


def _check_team_name(edition: Edition, name: str) -> None:
    if AssessmentTeam.objects.filter(edition=edition, name__iexact=name).exists():
        raise TeamNameTaken(name=name)


def _entries(edition: Edition, nominations: Sequence[Nomination]) -> list[Nomination]:
    """The entries as they stand now, in the order given."""
    rows = Nomination.objects.select_for_update(of=("self",)).filter(edition=edition).with_territory()
    fresh = {entry.pk: entry for entry in rows.filter(pk__in=[n.pk for n in nominations])}
    if len(fresh) != len({n.pk for n in nominations}):
        raise OtherEdition
    return [fresh[pk] for pk in dict.fromkeys(n.pk for n in nominations)]


def _check_visitable(entry: Nomination, visit: Assignment | None) -> None:
    if entry.status not in NominationStatus.competing():
        raise NotToBeVisited(entry=entry.label, status=entry.get_status_display())
    if visit is not None and visit.closed_at is not None:
        raise VisitClosed(entry=entry.label)


def _last_order(team: AssessmentTeam, visit_on: date | None, *, besides: Sequence[Nomination]) -> int:
    day = Assignment.objects.filter(team=team, visit_on=visit_on).exclude(nomination__in=besides)
    return day.aggregate(last=Max("order"))["last"] or 0


def _visit(
    known: Assignment | None, entry: Nomination, team: AssessmentTeam, visit_on: date | None, order: int
) -> tuple[Assignment, dict[str, object]]:
    """The visit as it shall be, and what changes by it."""
    before = (known.team.name, _day(known.visit_on)) if known else (None, None)
    visit = known or Assignment(nomination=entry)
    visit.team, visit.visit_on, visit.order = team, visit_on, order
    return visit, {"team": [before[0], team.name], "visit_on": [before[1], _day(visit_on)]}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _store(
    visits: Sequence[tuple[Assignment, dict[str, object]]],
    *,
    team: AssessmentTeam,
    scope: str,
    by: User | None,
    now: datetime,
) -> None:
    Assignment.objects.bulk_create([visit for visit, _ in visits if visit.pk is None])
    Assignment.objects.bulk_update(
        [visit for visit, _ in visits if visit.pk is not None], ["team", "visit_on", "order"], batch_size=200
    )
    traced = [Traced(subject=visit.nomination, details=changes) for visit, changes in visits]
    record_many(act="visit.assigned", traced=traced, by=by, now=now, scope=scope)


def mark_carried_out_if_open(nomination: Nomination, *, by: User | None, now: datetime) -> None:
    """A second sheet, or one corrected later, finds the entry carried out already."""
    if nomination.status != NominationStatus.CARRIED_OUT:
        mark_carried_out(nomination=nomination, by=by, now=now)


def _trace_member(act: str, member: TeamMember, *, by: User | None, now: datetime) -> None:
    details = {"assessor": member.assessor.name, "is_lead": member.is_lead}
    record(act=act, subject=member.team, by=by, now=now, scope=member.edition.slug, details=details)


def _trace_visit(
    act: str,
    assignment: Assignment,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    details: dict[str, object] | None = None,
) -> None:
    entry = assignment.nomination
    record(act=act, subject=entry, by=by, now=now, scope=entry.edition.slug, reason=reason, details=details)
