"""Phones, the committee and the lead at the same moment: nobody waits in a circle, and every word is somewhere."""

import pytest

from scoring.enums import MessageOutcome
from scoring.models import Assignment, FieldMessage, ScoreSheet
from scoring.services.field_kept import NothingKept, take_in_kept
from scoring.services.sheets import reopen_sheet
from scoring.services.teams import close_visit
from tests.adversary.test_races import at_once
from tests.factories import NOW, create_user
from tests.scoring.field.phone import CODES, Phone, a_visit, sheet_of


pytestmark = pytest.mark.django_db(transaction=True)


def test_taking_in_from_two_phones_while_both_send():
    entry, (assessor, _) = a_visit()
    one, two = Phone.of(assessor), Phone.of(assessor)
    Assignment.objects.update(closed_at=NOW)
    for phone in (one, two):
        phone.send(phone.line(entry.pk, "B1", 1), phone.line(entry.pk, "B2", 2))
        phone.outbox.clear()
        phone.line(entry.pk, "A1", 3)
        phone.line(entry.pk, "B1", 4)
    Assignment.objects.update(closed_at=None)
    committee = create_user()

    def take_in():
        return take_in_kept(nomination=entry, assessor=assessor, reason="Dibuka lagi", by=committee, now=NOW)

    answers = at_once(take_in, one.send, two.send, take_in)

    assert sum(isinstance(answer, NothingKept) for answer in answers) <= 1

    assert FieldMessage.objects.count() == 8
    assert not FieldMessage.objects.filter(outcome=MessageOutcome.KEPT).exists()


def test_the_lead_closes_and_the_committee_reopens_while_phones_submit():
    """Whoever is first: the sheet is submitted or its words are kept, and every phone hears the same of it twice."""
    entry, (assessor, _) = a_visit()
    one, two = Phone.of(assessor), Phone.of(assessor)
    one.fill(entry.pk)
    one.submit(entry.pk)
    two.line(entry.pk, "B1", 3)
    two.submit(entry.pk)
    lead = create_user()
    visit = Assignment.objects.get(nomination=entry)

    def close():
        return close_visit(assignment=visit, by=lead, now=NOW, accept_missing=True)

    def reopen():
        return reopen_sheet(sheet=sheet_of(entry, assessor), reason="Salah", by=lead, now=NOW)

    answers = at_once(one.send, two.send, close)
    if ScoreSheet.objects.submitted().exists():
        at_once(reopen, one.send, two.send)

    again = one.send()
    assert [one.outcome for one in again] == [one.outcome for one in answers[0]]
    assert [one.receipt for one in again] == [one.receipt for one in answers[0]]
    for sheet in ScoreSheet.objects.all():  # none at all if the lead was first
        acts = list(sheet.revisions.order_by("pk").values_list("act", flat=True))
        assert acts.count("submitted") == acts.count("reopened") + int(sheet.is_submitted)
    assert FieldMessage.objects.filter(device=one.id, kind="line").count() == len(CODES)
