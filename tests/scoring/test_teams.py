"""Teams, visits and conflicts: who goes where, and who may not."""

from datetime import date

import pytest

from bantar.trace.models import TraceEntry
from competitions.enums import NominationStatus, Phase
from competitions.models import Edition, Nomination
from rt_registry.enums import Role
from scoring.models import AssessmentTeam, Assessor, Assignment, Office, TeamMember
from scoring.refusals import (
    AccountTaken,
    AlreadyInATeam,
    AlreadyInConflict,
    AssessmentNotOpen,
    AssessorKnown,
    ConflictLifted,
    ConflictsClosed,
    NameMissing,
    NameTooLong,
    NotAnAssessorAccount,
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
from scoring.services.assessors import add_assessor, change_assessor
from scoring.services.conflicts import lift_conflict, mark_conflict
from scoring.services.teams import (
    add_member,
    assign,
    assign_many,
    close_visit,
    create_team,
    make_lead,
    remove_member,
    remove_team,
    rename_team,
    reopen_visit,
    unassign,
)
from tests.factories import (
    NOW,
    create_assessor,
    create_assignment,
    create_edition,
    create_kecamatan,
    create_kelurahan,
    create_nomination,
    create_rt,
    create_sheet,
    create_user,
)
from tests.factories import create_team as factory_team


pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 2)


def assessing() -> Edition:
    return create_edition(phase=Phase.ASSESSMENT)


def pendamping() -> tuple[Assessor, Nomination]:
    """An assessor who is pendamping in the kecamatan of the entry."""
    edition = assessing()
    kecamatan = create_kecamatan()
    rt = create_rt(kelurahan=create_kelurahan(kecamatan=kecamatan))
    user = create_user(role=Role.PENDAMPING, kecamatan=kecamatan)
    return create_assessor(user=user), create_nomination(edition=edition, rts=[rt])


def test_a_team_is_made_renamed_and_removed_with_traces():
    edition = assessing()

    team = create_team(edition=edition, name="  Tim   1 ", by=None, now=NOW)
    rename_team(team=team, name="Tim Satu", by=None, now=NOW)
    remove_team(team=team, by=None, now=NOW)

    assert not AssessmentTeam.objects.exists()
    assert [entry.act for entry in TraceEntry.objects.order_by("pk")] == [
        "team.created",
        "team.renamed",
        "team.removed",
    ]


@pytest.mark.parametrize(("name", "refusal"), [("", NameMissing), ("x" * 61, NameTooLong), ("tim a", TeamNameTaken)])
def test_a_team_needs_a_name_of_its_own(name, refusal):
    edition = assessing()
    create_team(edition=edition, name="Tim A", by=None, now=NOW)

    with pytest.raises(refusal):
        create_team(edition=edition, name=name, by=None, now=NOW)


def test_a_team_with_visits_stays():
    edition = assessing()
    team = factory_team(edition=edition)
    create_assignment(nomination=create_nomination(edition=edition), team=team)

    with pytest.raises(TeamInUse):
        remove_team(team=team, by=None, now=NOW)


@pytest.mark.parametrize("phase", [Phase.TALLY, Phase.PROVISIONAL, Phase.PUBLISHED, Phase.CLOSED])
def test_teams_and_visits_are_closed_after_the_assessment(phase):
    edition = create_edition(phase=phase)
    team = factory_team(edition=edition)

    with pytest.raises(TeamsClosed):
        create_team(edition=edition, name="Baru", by=None, now=NOW)
    with pytest.raises(TeamsClosed):
        assign(nomination=create_nomination(edition=edition), team=team, visit_on=DAY, by=None, now=NOW)

    assert not Assignment.objects.exists()


def test_assessors_are_known_by_name_office_and_account():
    user = create_user(role=Role.ASSESSOR)

    assessor = add_assessor(name="Siti  Aminah", office="Dinas Kesehatan", user=user, by=None, now=NOW)
    change_assessor(assessor=assessor, name="Siti Aminah", office="dinas kesehatan", user=user, by=None, now=NOW)

    assert (assessor.name, assessor.name_key, assessor.user) == ("Siti Aminah", "siti aminah", user)
    assert Office.objects.count() == 1
    with pytest.raises(AssessorKnown):
        add_assessor(name="SITI AMINAH", by=None, now=NOW)
    with pytest.raises(AccountTaken):
        add_assessor(name="Orang Lain", user=user, by=None, now=NOW)
    with pytest.raises(NotAnAssessorAccount):
        add_assessor(name="Orang Lain", user=create_user(role=Role.AUDITOR), by=None, now=NOW)


def test_an_assessor_is_in_one_team_per_edition():
    edition = assessing()
    assessor = create_assessor()
    factory_team(edition=edition, assessors=[assessor])
    other = factory_team(edition=edition)

    with pytest.raises(AlreadyInATeam):
        add_member(team=other, assessor=assessor, by=None, now=NOW)


def test_a_new_lead_takes_the_place_of_the_old_one():
    edition = assessing()
    team = factory_team(edition=edition)
    second = team.members.filter(is_lead=False).first()

    make_lead(member=second, by=None, now=NOW)
    add_member(team=team, assessor=create_assessor(), is_lead=True, by=None, now=NOW)

    assert TeamMember.objects.filter(team=team, is_lead=True).count() == 1


def test_a_member_who_has_begun_a_sheet_stays():
    edition = assessing()
    nomination = create_nomination(edition=edition)
    team = factory_team(edition=edition)
    create_assignment(nomination=nomination, team=team)
    member = team.members.first()
    create_sheet(nomination=nomination, assessor=member.assessor, submitted=False, value=None)

    with pytest.raises(SheetsBegun):
        remove_member(member=member, by=None, now=NOW)
    remove_member(member=team.members.exclude(pk=member.pk).first(), by=None, now=NOW)

    assert team.members.count() == 2


def test_entries_are_assigned_in_the_order_given_after_those_of_the_day():
    edition = assessing()
    team = factory_team(edition=edition)
    first, second, third = (create_nomination(edition=edition) for _ in range(3))
    assign(nomination=first, team=team, visit_on=DAY, by=None, now=NOW)

    count = assign_many(nominations=[third, second], team=team, visit_on=DAY, by=None, now=NOW)

    assert count == 2
    assert list(Assignment.objects.order_by("order").values_list("nomination", "order")) == [
        (first.pk, 1),
        (third.pk, 2),
        (second.pk, 3),
    ]
    assert TraceEntry.objects.filter(act="visit.assigned").count() == 3


def test_assigning_again_moves_the_visit():
    edition = assessing()
    nomination = create_nomination(edition=edition)
    old, new = factory_team(edition=edition), factory_team(edition=edition)
    assign(nomination=nomination, team=old, visit_on=DAY, by=None, now=NOW)

    assign(nomination=nomination, team=new, visit_on=None, by=None, now=NOW)

    visit = Assignment.objects.get()
    assert (visit.team, visit.visit_on) == (new, None)


@pytest.mark.parametrize(
    "status", [NominationStatus.SUBMITTED, NominationStatus.DISQUALIFIED, NominationStatus.NOT_ASSESSED]
)
def test_only_verified_entries_are_visited_and_all_or_none_is_assigned(status):
    edition = assessing()
    team = factory_team(edition=edition)
    entries = [create_nomination(edition=edition), create_nomination(edition=edition, status=status, reason="x")]

    with pytest.raises(NotToBeVisited):
        assign_many(nominations=entries, team=team, visit_on=DAY, by=None, now=NOW)

    assert not Assignment.objects.exists()


def test_entries_of_another_edition_are_refused():
    team = factory_team(edition=assessing())

    with pytest.raises(OtherEdition):
        assign(nomination=create_nomination(edition=assessing()), team=team, visit_on=DAY, by=None, now=NOW)


def test_a_team_with_a_pendamping_of_the_kecamatan_does_not_visit_there():
    assessor, nomination = pendamping()
    team = factory_team(edition=nomination.edition, assessors=[assessor])

    with pytest.raises(OwnKecamatan) as caught:
        assign(nomination=nomination, team=team, visit_on=DAY, by=None, now=NOW)

    assert assessor.name in str(caught.value)
    assert not Assignment.objects.exists()


def test_a_pendamping_does_not_join_a_team_that_visits_their_kecamatan():
    assessor, nomination = pendamping()
    team = factory_team(edition=nomination.edition)
    assign(nomination=nomination, team=team, visit_on=DAY, by=None, now=NOW)

    with pytest.raises(OwnKecamatan):
        add_member(team=team, assessor=assessor, by=None, now=NOW)


def test_a_visit_is_taken_back_unless_a_sheet_has_begun():
    edition = assessing()
    nomination = create_nomination(edition=edition)
    team = factory_team(edition=edition)
    assign(nomination=nomination, team=team, visit_on=DAY, by=None, now=NOW)
    unassign(assignment=Assignment.objects.get(), by=None, now=NOW)
    visit = assign(nomination=nomination, team=team, visit_on=DAY, by=None, now=NOW)
    create_sheet(nomination=nomination, assessor=team.members.first().assessor, submitted=False)

    with pytest.raises(SheetsBegun):
        unassign(assignment=visit, by=None, now=NOW)


def test_closing_a_visit_names_who_is_missing_and_carries_the_entry_out():
    edition = assessing()
    nomination = create_nomination(edition=edition)
    team = factory_team(edition=edition)
    visit = create_assignment(nomination=nomination, team=team)
    done, missing, contested = (member.assessor for member in team.members.all())
    create_sheet(nomination=nomination, assessor=done)
    mark_conflict(nomination=nomination, assessor=contested, reason="Saudara", by=None, now=NOW)

    with pytest.raises(SheetsMissing) as caught:
        close_visit(assignment=visit, by=None, now=NOW)
    closed = close_visit(assignment=visit, by=None, now=NOW, accept_missing=True)

    assert missing.name in str(caught.value)
    assert contested.name not in str(caught.value)
    assert closed.closed_at == NOW
    assert Nomination.objects.get(pk=nomination.pk).status == NominationStatus.CARRIED_OUT


def test_a_visit_is_closed_once_and_reopened_with_a_reason():
    edition = assessing()
    visit = create_assignment(nomination=create_nomination(edition=edition), team=factory_team(edition=edition))
    with pytest.raises(VisitNotClosed):
        reopen_visit(assignment=visit, reason="x", by=None, now=NOW)
    close_visit(assignment=visit, by=None, now=NOW, accept_missing=True)
    close_visit(assignment=visit, by=None, now=NOW)

    with pytest.raises(ReasonMissing):
        reopen_visit(assignment=visit, reason=" ", by=None, now=NOW)
    with pytest.raises(VisitClosed):
        assign(nomination=visit.nomination, team=visit.team, visit_on=DAY, by=None, now=NOW)
    reopened = reopen_visit(assignment=visit, reason="Terlambat", by=None, now=NOW)

    assert reopened.closed_at is None
    assert TraceEntry.objects.filter(act="visit.closed").count() == 1


def test_no_visit_is_closed_before_the_assessment():
    edition = create_edition(phase=Phase.VERIFICATION)
    visit = create_assignment(nomination=create_nomination(edition=edition), team=factory_team(edition=edition))

    with pytest.raises(AssessmentNotOpen):
        close_visit(assignment=visit, by=None, now=NOW, accept_missing=True)


def test_a_conflict_is_marked_once_lifted_once_and_stays_in_the_history():
    nomination, assessor = create_nomination(edition=assessing()), create_assessor()
    mark = mark_conflict(nomination=nomination, assessor=assessor, reason="Saudara", by=None, now=NOW)

    with pytest.raises(AlreadyInConflict):
        mark_conflict(nomination=nomination, assessor=assessor, reason="Lagi", by=None, now=NOW)
    with pytest.raises(ReasonMissing):
        lift_conflict(mark=mark, reason="", by=None, now=NOW)
    lift_conflict(mark=mark, reason="Salah orang", by=None, now=NOW)
    with pytest.raises(ConflictLifted):
        lift_conflict(mark=mark, reason="Lagi", by=None, now=NOW)

    assert nomination.conflicts.count() == 1
    assert [entry.act for entry in TraceEntry.objects.about(nomination)] == ["conflict.lifted", "conflict.marked"]


def test_a_closed_edition_takes_no_conflict_marks():
    nomination = create_nomination(edition=create_edition(phase=Phase.CLOSED))

    with pytest.raises(ConflictsClosed):
        mark_conflict(nomination=nomination, assessor=create_assessor(), reason="x", by=None, now=NOW)


@pytest.mark.parametrize("count", [1, 30])
def test_assigning_costs_the_same_for_one_entry_and_for_thirty(count, django_assert_num_queries):
    edition = assessing()
    team = factory_team(edition=edition)
    entries = [create_nomination(edition=edition) for _ in range(count)]

    with django_assert_num_queries(11):  # savepoints, edition, entries, visits, members, grants, last, insert, trace
        assign_many(nominations=entries, team=team, visit_on=DAY, by=None, now=NOW)
