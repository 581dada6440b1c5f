"""What phones, their files and their photos may not do to a sheet, or to each other."""

import json
import tracemalloc
import zlib
from datetime import timedelta

import pytest
from django.urls import reverse

from scoring.enums import KeptReason
from scoring.models import FieldMessage, SheetPhoto
from scoring.selectors.field_delivery import delivered_visits
from scoring.selectors.field_facts import facts_of
from scoring.services.field_files import NotAFieldFile, take_in_file
from scoring.services.sheets import reopen_sheet, submit_sheet
from tests.factories import NOW
from tests.scoring.field.phone import Phone, a_visit, sheet_of


pytestmark = pytest.mark.django_db


def put(client, photo, number, data):
    url = reverse("scoring:field-api:photo-part", args=[photo, number])
    return client.put(url, data, content_type="application/octet-stream")


def test_a_photo_that_another_phone_took_back_is_not_asked_for_for_ever(client):
    entry, (assessor, _) = a_visit()
    one, two = Phone.of(assessor), Phone.of(assessor)
    photo = one.photo(entry.pk, "B1")
    one.send()
    two.send(two.say(entry.pk, "photo_removed", {"photo": str(photo)}))
    client.force_login(assessor.user)

    told = put(client, photo, 0, one.pictures[photo])

    state = told.json()
    assert (told.status_code, state["received"], state["missing"]) == (200, False, [])
    assert state["problem"]["code"] == "taken_back"  # neither here nor asked for: the phone must hear why
    assert state["problem"]["text"]


def test_a_file_of_nothing_but_brackets_is_not_unfolded():
    _entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    head = json.dumps({"format": "bantar-field-1", "device": str(phone.id), "photos": [], "messages": []})
    data = (head[:-2] + ",".join(["{}"] * 200_000) + "]}").encode()

    tracemalloc.start()
    with pytest.raises(NotAFieldFile):
        take_in_file(data=data, by=phone.user, now=NOW)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 2 * len(data)


def bomb(edge):
    """A PNG of a few kB that unfolds to edge x edge pixels."""

    def chunk(kind, body):
        return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)

    head = edge.to_bytes(4) * 2 + bytes([1, 0, 0, 0, 0])
    rows = zlib.compress(bytes(edge // 8 + 1) * edge, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_small_file_that_unfolds_to_a_huge_picture_is_no_photo(client):
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    data = bomb(7200)  # far beyond what the app makes, and within what evidence may have
    photo = phone.photo(entry.pk, "B1", data, type="image/png")
    phone.send()
    client.force_login(assessor.user)

    told = put(client, photo, 0, phone.pictures[photo])

    assert told.json()["problem"]["code"] == KeptReason.NOT_A_PHOTO
    assert SheetPhoto.objects.get().received_at is None


def test_the_board_shows_no_receipt_of_a_phone_for_what_the_form_submitted():
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    phone.fill(entry.pk)
    receipt = phone.submit(entry.pk)
    phone.send()
    sheet = sheet_of(entry, assessor)
    key = (entry.pk, assessor.pk)
    told = delivered_visits(take_in_file(data=phone.file(), by=phone.user, now=NOW), by=phone.user)
    assert told[0].receipt == facts_of(entry.edition).receipts[key] == FieldMessage.objects.get(pk=receipt.id).receipt

    later = NOW + timedelta(hours=1)
    reopen_sheet(sheet=sheet, reason="Salah", by=None, now=later)
    sheet.refresh_from_db()
    submit_sheet(sheet=sheet, scores={"B1": 0}, notes={}, revision=sheet.revision, by=phone.user, now=later)

    assert key not in facts_of(entry.edition).receipts
    told = delivered_visits(take_in_file(data=phone.file(), by=phone.user, now=later), by=phone.user)
    assert [(one.is_submitted, one.receipt) for one in told] == [(True, "")]
