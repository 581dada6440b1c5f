"""Two people press at the same moment: one act happens, the other is told so in a sentence, nothing is half-stored."""

from datetime import timedelta

import pytest

from bantar.accounts.models import SignInSlip
from bantar.accounts.services import issue_slips, redeem_slip
from bantar.trace.models import TraceEntry
from bantar.web.errors import Refusal
from competitions.enums import NominationStatus, Phase
from competitions.models import Nomination, NominationRT
from competitions.services.nominations import start_nomination, withdraw_nomination
from competitions.services.verification import verify_nomination
from rt_registry.enums import Role, SuccessionKind
from rt_registry.models import RT, RoleGrant, RTSuccession
from rt_registry.services.accounts import switch_off
from rt_registry.services.roles import end_role
from rt_registry.services.succession import record_succession
from rt_registry.spreadsheets.door import import_spreadsheet
from rt_registry.spreadsheets.report import ImportReport
from scoring.enums import ResultStatus, SheetStatus
from scoring.models import Assessor, Result, ScoreSheet
from scoring.services.assessors import add_assessor
from scoring.services.edition_file import create_edition as set_up_edition
from scoring.services.edition_file import dump_edition
from scoring.services.phases import move_phase
from scoring.services.publication import approve_result, draft_result
from scoring.services.sheets import open_sheet, reopen_sheet, save_draft, submit_sheet
from tests.at_once import Act, at_once
from tests.factories import (
    NOW,
    PASSWORD,
    create_assignment,
    create_edition,
    create_indicators,
    create_kelurahan,
    create_nomination,
    create_rt,
    create_scored_nomination,
    create_team,
    create_user,
)


pytestmark = pytest.mark.django_db(transaction=True)


def refused(answers: list[object]) -> int:
    return sum(isinstance(answer, Refusal) for answer in answers)


# Entries -------------------------------------------------------------------------------------------------------------


def test_two_operators_enter_the_same_rt() -> None:
    edition, kelurahan = create_edition(), create_kelurahan()
    rts = [create_rt(kelurahan=kelurahan) for _ in range(2)]
    people = [create_user(role=Role.OPERATOR, kelurahan=kelurahan) for _ in range(2)]

    def enter(place: int) -> Act:
        chosen = rts if place else rts[:1]
        return lambda: start_nomination(
            edition=edition, kelurahan=kelurahan, rts=chosen, track="reguler", by=people[place], now=NOW
        )

    assert refused(at_once(enter(0), enter(1))) == 1
    assert Nomination.objects.count() == 1
    assert NominationRT.objects.filter(rt=rts[0]).count() == 1
    assert TraceEntry.objects.filter(act="nomination.started").count() == 1


def test_verified_and_withdrawn_at_once() -> None:
    entry = create_nomination(status=NominationStatus.SUBMITTED)

    answers = at_once(
        lambda: verify_nomination(nomination=entry, kk=80, kk_source="KK", neighbours_confirmed=True, by=None, now=NOW),
        lambda: withdraw_nomination(nomination=entry, reason_code="not_ready", by=None, now=NOW),
    )

    entry.refresh_from_db()
    assert (
        entry.status == NominationStatus.WITHDRAWN
    )  # a verified entry may still be withdrawn; the other order refuses
    assert list(entry.members.values_list("is_live", flat=True)) == [False]
    assert TraceEntry.objects.about(entry).count() == 2 - refused(answers)


# Sheets --------------------------------------------------------------------------------------------------------------


def a_visit() -> tuple[Nomination, Assessor]:
    edition = create_edition(phase=Phase.ASSESSMENT)
    entry = create_nomination(edition=edition)
    team = create_team(edition=edition)
    create_assignment(nomination=entry, team=team)
    return entry, team.members.get(is_lead=True).assessor


def all_scores(value: int = 3) -> dict[str, int | None]:
    return {indicator.code: value for indicator in create_indicators()}


def test_a_sheet_is_begun_once() -> None:
    entry, assessor = a_visit()

    answers = at_once(*[lambda: open_sheet(nomination=entry, assessor=assessor, now=NOW)] * 2)

    assert refused(answers) == 0
    assert ScoreSheet.objects.count() == 1
    assert TraceEntry.objects.filter(act="sheet.begun").count() == 1


def test_a_sheet_submitted_twice_is_submitted_once() -> None:
    entry, assessor = a_visit()
    sheet = open_sheet(nomination=entry, assessor=assessor, now=NOW)
    scores = all_scores()

    answers = at_once(
        *[lambda: submit_sheet(sheet=sheet, scores=scores, notes={}, revision=0, by=assessor.user, now=NOW)] * 2
    )

    assert refused(answers) == 0
    assert TraceEntry.objects.filter(act="sheet.submitted").count() == 1
    assert sheet.revisions.count() == 1
    assert Nomination.objects.get(pk=entry.pk).status == NominationStatus.CARRIED_OUT


def test_of_two_saves_on_the_same_revision_one_is_told_of_the_other() -> None:
    entry, assessor = a_visit()
    sheet = open_sheet(nomination=entry, assessor=assessor, now=NOW)

    def save(value: int) -> Act:
        return lambda: save_draft(sheet=sheet, scores={"B1": value}, notes={}, revision=0, by=assessor.user, now=NOW)

    assert refused(at_once(save(1), save(2))) == 1
    assert TraceEntry.objects.filter(act="sheet.saved").count() == 1


def test_the_phase_moves_on_while_a_sheet_is_submitted() -> None:
    entry, assessor = a_visit()
    sheet = open_sheet(nomination=entry, assessor=assessor, now=NOW)
    scores = all_scores()

    answers = at_once(
        lambda: submit_sheet(sheet=sheet, scores=scores, notes={}, revision=0, by=assessor.user, now=NOW),
        lambda: move_phase(edition=entry.edition, phase=Phase.TALLY, by=None, now=NOW),
    )

    sheet.refresh_from_db()
    entry.edition.refresh_from_db()
    assert entry.edition.phase == Phase.TALLY
    was_refused = isinstance(answers[0], Refusal)
    assert sheet.status == (SheetStatus.DRAFT if was_refused else SheetStatus.SUBMITTED)
    assert sheet.scores.count() == (0 if was_refused else 21)


def test_the_rules_are_not_thawed_under_a_sheet_that_is_being_begun() -> None:
    entry, assessor = a_visit()

    answers = at_once(
        lambda: open_sheet(nomination=entry, assessor=assessor, now=NOW),
        lambda: move_phase(edition=entry.edition, phase=Phase.VERIFICATION, by=None, now=NOW, reason="keliru"),
    )

    assert refused(answers) == 1
    entry.edition.refresh_from_db()
    assert (entry.edition.phase == Phase.ASSESSMENT) == ScoreSheet.objects.exists()


# Results -------------------------------------------------------------------------------------------------------------


def test_approved_while_a_sheet_is_reopened() -> None:
    edition = create_edition(phase=Phase.TALLY)
    entry = create_scored_nomination(edition=edition, value=4)
    result = draft_result(edition=edition, by=create_user(role=Role.COMMITTEE), now=NOW)
    publisher, sheet = create_user(role=Role.PUBLISHER), entry.sheets.first()
    assert sheet is not None

    answers = at_once(
        lambda: approve_result(result=result, by=publisher, now=NOW),
        lambda: reopen_sheet(sheet=sheet, reason="keliru", by=None, now=NOW),
    )

    was_refused = isinstance(answers[0], Refusal)
    assert Result.objects.get().status == (ResultStatus.DRAFT if was_refused else ResultStatus.APPROVED)
    assert entry.sheets.filter(status=SheetStatus.DRAFT).count() == 1


# Imports -------------------------------------------------------------------------------------------------------------


def test_the_same_sheet_imported_twice_at_once_is_stored_once() -> None:
    edition, kelurahan = create_edition(), create_kelurahan()
    for number in (1, 2, 3):
        create_rt(kelurahan=kelurahan, number=number)
    rows = "".join(f"{kelurahan.code};{number};80;reguler\n" for number in (1, 2, 3))
    data = f"kode_kelurahan;rt;jumlah_kk;jalur\n{rows}".encode()

    def bring() -> ImportReport:
        return import_spreadsheet(
            kind="nominations", data=data, file_name="usulan.csv", by=None, now=NOW, edition_slug=edition.slug
        )

    reports = at_once(bring, bring)

    assert sorted(report.rows.new for report in reports) == [0, 3]  # type: ignore[attr-defined]
    assert Nomination.objects.count() == 3
    assert NominationRT.objects.filter(is_live=True).count() == 3


# People --------------------------------------------------------------------------------------------------------------


def live_admins() -> int:
    return RoleGrant.objects.filter(role=Role.ADMIN, active_until=None, user__is_active=True).count()


def test_two_administrators_end_each_others_role() -> None:
    first, second = create_user(role=Role.ADMIN), create_user(role=Role.ADMIN)
    grants = {user.pk: RoleGrant.objects.get(user=user) for user in (first, second)}

    answers = at_once(
        lambda: end_role(grant=grants[second.pk], by=first, now=NOW),
        lambda: end_role(grant=grants[first.pk], by=second, now=NOW),
    )

    assert refused(answers) == 1
    assert live_admins() == 1


def test_two_administrators_switch_each_other_off() -> None:
    first, second = create_user(role=Role.ADMIN), create_user(role=Role.ADMIN)

    answers = at_once(
        lambda: switch_off(user=second, reason="keluar", by=first, now=NOW),
        lambda: switch_off(user=first, reason="keluar", by=second, now=NOW),
    )

    assert refused(answers) == 1
    assert live_admins() == 1


def test_one_administrator_is_switched_off_while_the_other_loses_the_role() -> None:
    first, second = create_user(role=Role.ADMIN), create_user(role=Role.ADMIN)
    grant = RoleGrant.objects.get(user=first)

    answers = at_once(
        lambda: switch_off(user=second, reason="keluar", by=first, now=NOW),
        lambda: end_role(grant=grant, by=second, now=NOW),
    )

    assert refused(answers) == 1
    assert live_admins() == 1


def test_slips_of_one_person_printed_twice_at_once_leave_one_that_works() -> None:
    person, by = create_user(), create_user(role=Role.ADMIN)

    answers = at_once(*[lambda: issue_slips(users=[person], by=by, now=NOW)] * 2)

    assert refused(answers) == 0
    assert SignInSlip.objects.filter(user=person, used_at=None, voided_at=None).count() == 1
    assert SignInSlip.objects.count() == 2


def test_a_slip_used_twice_at_once_is_used_once() -> None:
    person = create_user()
    slip = issue_slips(users=[person], by=None, now=NOW)[0]

    def redeem() -> object:
        return redeem_slip(username=person.username, code=slip.code, password=PASSWORD, now=NOW + timedelta(days=1))

    assert refused(at_once(redeem, redeem)) == 1


def test_an_assessor_entered_twice_at_once_is_entered_once() -> None:
    people = [create_user(role=Role.ASSESSOR) for _ in range(2)]

    answers = at_once(
        *(lambda user=user: add_assessor(name="Bu Sri", office="PKK", user=user, by=None, now=NOW) for user in people)  # type: ignore[misc]
    )

    assert refused(answers) == 1
    assert Assessor.objects.count() == 1


def test_one_account_given_to_two_assessors_at_once_belongs_to_one() -> None:
    user = create_user(role=Role.ASSESSOR)

    answers = at_once(
        *(lambda name=name: add_assessor(name=name, user=user, by=None, now=NOW) for name in ("Bu Sri", "Pak Edi"))  # type: ignore[misc]
    )

    assert refused(answers) == 1
    assert Assessor.objects.count() == 1


def test_an_address_of_an_edition_taken_twice_at_once_is_taken_once() -> None:
    file = {**dump_edition(create_edition(slug="contoh")), "slug": "contoh-2", "calendar": {}}

    answers = at_once(*[lambda: set_up_edition(data=file, by=None, now=NOW)] * 2)

    assert refused(answers) == 1


# Roster --------------------------------------------------------------------------------------------------------------


def test_two_mergers_over_the_same_rts_do_not_wait_in_a_circle() -> None:
    kelurahan = create_kelurahan()
    rts = [create_rt(kelurahan=kelurahan, number=number) for number in (1, 2)]

    def merge(first: RT, second: RT) -> Act:
        return lambda: record_succession(
            kind=SuccessionKind.MERGE, predecessors=[first], successors=[second], on=NOW.date(), by=None, now=NOW
        )

    assert refused(at_once(merge(*rts), merge(*reversed(rts)))) == 1
    assert RTSuccession.objects.count() == 1
    assert RT.objects.filter(active_until=None).count() == 1
