"""Messages that come when the sheet may not be changed: kept with the reason, nothing else touched."""

import pytest

from competitions.enums import NominationStatus, Phase
from competitions.models import Edition, Nomination
from scoring.models import Assignment, Score, ScoreSheet
from scoring.services.conflicts import mark_conflict
from scoring.services.teams import assign, close_visit
from tests.factories import NOW, create_team, grant_role
from tests.scoring.field.phone import CODES, Phone, a_visit, sheet_of, values_of


pytestmark = pytest.mark.django_db


def close(entry: Nomination) -> None:
    visit = Assignment.objects.with_nomination().get(nomination=entry)
    close_visit(assignment=visit, by=None, now=NOW, accept_missing=True)


def give_away(entry: Nomination) -> None:
    assign(nomination=entry, team=create_team(edition=entry.edition), by=None, now=NOW)


def to_tally(entry: Nomination) -> None:
    Edition.objects.filter(pk=entry.edition_id).update(phase=Phase.TALLY)


def disqualify(entry: Nomination) -> None:
    Nomination.objects.filter(pk=entry.pk).update(status=NominationStatus.DISQUALIFIED, reason="curang")


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (close, "visit_closed"),
        (give_away, "not_assigned"),
        (to_tally, "not_open"),
        (disqualify, "not_competing"),
    ],
)
@pytest.mark.parametrize("begun", [True, False])
def test_what_comes_too_late_is_kept_with_the_reason(act, reason, begun) -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    phone.device.held.create(nomination=entry, handed_at=NOW, seen_at=NOW)
    if begun:
        phone.send(phone.line(entry.pk, "B2", 2))
    act(entry)
    late, submit = phone.line(entry.pk, "B1", 1), phone.submit(entry.pk)

    results = phone.send(late, submit)

    assert [(r.outcome, r.reason and r.reason.code) for r in results] == [("kept", reason)] * 2
    assert all(result.receipt for result in results)
    assert ScoreSheet.objects.count() == begun
    assert not Score.objects.filter(indicator__code="B1").exists()


def test_a_conflict_of_interest_and_an_own_kecamatan_keep_it_too() -> None:
    entry, (assessor, other) = a_visit()
    mark_conflict(nomination=entry, assessor=assessor, reason="saudara", by=None, now=NOW)
    grant_role(other.user, "pendamping", kecamatan=entry.kelurahan.kecamatan)
    reasons = []

    for person in (assessor, other):
        phone = Phone.of(person)
        phone.line(entry.pk, "B1", 1)
        reasons += [result.reason.code for result in phone.send() if result.reason]

    assert reasons == ["in_conflict", "own_kecamatan"]


def test_a_submitted_sheet_takes_only_what_it_says_already() -> None:
    entry, (assessor, _) = a_visit()
    phone, other = Phone.of(assessor), Phone.of(assessor)
    phone.fill(entry.pk)
    phone.submit(entry.pk)
    phone.send()
    revision = sheet_of(entry, assessor).revision
    same, different = other.line(entry.pk, "B1", 3), other.line(entry.pk, "B2", 1)
    again, wrong = other.submit(entry.pk), other.submit(entry.pk, 2)

    results = other.send(same, different, again, wrong)

    assert [(r.outcome, r.reason and r.reason.code) for r in results] == [
        ("applied", None),
        ("kept", "locked"),
        ("applied", None),
        ("kept", "locked"),
    ]
    assert sheet_of(entry, assessor).revision == revision
    assert values_of(entry, assessor) == dict.fromkeys(CODES, 3)
