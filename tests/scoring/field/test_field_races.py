"""The same delivery twice at the same moment is applied once; both are answered alike."""

import pytest

from bantar.trace.models import TraceEntry
from scoring.models import FieldDevice, FieldMessage, HeldVisit, PhotoPart, ScoreSheet, SheetPhoto
from scoring.services.field_devices import Holding, hear_from, set_up_device
from scoring.services.field_pictures import store_part
from scoring.services.sheets import save_draft, submit_sheet
from tests.adversary.test_races import at_once
from tests.factories import NOW
from tests.scoring.field.phone import CODES, Phone, a_visit, sheet_of, values_of


pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_delivery_twice_at_once_is_applied_once() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    phone.fill(entry.pk)
    phone.submit(entry.pk)

    first, second, third = at_once(*[phone.send] * 3)

    assert first == second == third
    assert FieldMessage.objects.count() == 22
    assert values_of(entry, assessor) == dict.fromkeys(CODES, 3)
    assert ScoreSheet.objects.get().revisions.count() == 1
    acts = list(TraceEntry.objects.filter(act__startswith="sheet.").order_by("pk").values_list("act", flat=True))
    assert acts == ["sheet.begun", "sheet.saved", "sheet.submitted"]


def test_two_phones_of_one_assessor_at_once_lose_nothing() -> None:
    entry, (assessor, _) = a_visit()
    one, two = Phone.of(assessor), Phone.of(assessor)
    for n, code in enumerate(CODES):
        (one if n % 2 else two).line(entry.pk, code, n % 5)
    one.line(entry.pk, "B1", 4)

    at_once(one.send, two.send)

    outcomes = list(FieldMessage.objects.values_list("outcome", flat=True))
    assert sorted(outcomes) == ["applied"] * 21 + ["conflict"]
    assert set(values_of(entry, assessor)) == set(CODES)


def test_two_assessors_with_visits_in_another_order_do_not_wait_in_a_circle() -> None:
    entry, (one, two) = a_visit()
    other, _ = a_visit()
    phones = [Phone.of(one), Phone.of(two)]
    for phone, visits in zip(phones, ((entry, other), (other, entry)), strict=True):
        phone.device.held.create(nomination=other, handed_at=NOW, seen_at=NOW)
        for visit in visits:
            phone.line(visit.pk, "B1", 2)

    at_once(*[phone.send for phone in phones] * 2)

    assert FieldMessage.objects.count() == 4
    assert ScoreSheet.objects.count() == 2


def test_the_form_and_a_phone_at_once() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    phone.send(phone.line(entry.pk, "B1", 1))
    phone.outbox.clear()
    sheet = sheet_of(entry, assessor)
    phone.fill(entry.pk)
    phone.submit(entry.pk)
    form = {"sheet": sheet, "notes": {}, "revision": sheet.revision, "by": phone.user, "now": NOW}

    at_once(
        phone.send,
        lambda: save_draft(scores={"B2": 0}, **form),  # type: ignore[arg-type]
        lambda: submit_sheet(scores=dict.fromkeys(CODES, 2), **form),  # type: ignore[arg-type]
    )

    sheet.refresh_from_db()
    assert sheet.revisions.count() == int(sheet.is_submitted)
    assert FieldMessage.objects.filter(kind="line").count() == 22  # each of them is somewhere: applied, open or kept


def test_one_part_twice_at_once_makes_one_photo() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    pk = phone.photo(entry.pk, "B1")
    phone.send()
    photo = SheetPhoto.objects.get(pk=pk)

    at_once(*[lambda: store_part(photo=photo, number=0, data=phone.pictures[pk], now=NOW)] * 3)

    photo.refresh_from_db()
    assert photo.received_at == NOW
    assert not PhotoPart.objects.exists()


def test_a_phone_set_up_and_heard_of_twice_at_once() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone(assessor.user)

    at_once(*[lambda: set_up_device(device=phone.id, label="x", key=phone.key, by=phone.user, now=NOW)] * 2)
    device = phone.device
    at_once(
        *[lambda: hear_from(device=device, holding=[Holding(entry.pk, 3)], handed=[entry.pk], sent_at=NOW, now=NOW)] * 2
    )

    assert FieldDevice.objects.count() == TraceEntry.objects.filter(act="device.set_up").count() == 1
    assert HeldVisit.objects.get().filled == 3
