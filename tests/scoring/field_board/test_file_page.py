"""The page that takes in the file of a phone which cannot send."""

import json
from datetime import timedelta
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bantar.trace.models import TraceEntry
from rt_registry.enums import Role
from scoring.demo.phones import Phone, Taken
from scoring.models import FieldMessage, ScoreSheet, SheetPhoto
from scoring.offline.sealing import photo_context, to_text
from scoring.selectors.sheets import indicators
from scoring.services.field_files import FORMAT
from tests.factories import create_indicators, create_user
from tests.scoring.field_board.field import Field, create_field


pytestmark = pytest.mark.django_db

ADDRESS = "/en/penilaian/titipan/"


@pytest.fixture
def there() -> Field:
    create_indicators()
    return create_field(now=timezone.now())


def phone_of(there: Field, name: str = "Ani") -> Phone:
    return Phone(Random(name), there.people[name], "Redmi 12C", since=timezone.now() - timedelta(hours=5))


def whole_sheet(phone: Phone, there: Field, *, submitted: bool = True) -> list[Taken]:
    """21 scores and a photo, tapped an hour ago; nothing is sent."""
    at = timezone.now() - timedelta(hours=1)
    scores = {one.code: 3 for one in indicators()}
    phone.scores(there.visit, scores, at)
    photos = [phone.photo(there.visit, "B1", at)]
    if submitted:
        phone.submits(there.visit, scores, at, place="", note="", photos=photos)
    return photos


def as_file(phone: Phone, photos: list[Taken] | None = None) -> bytes:
    """What the app saves."""
    device = phone.device.pk
    content = {
        "format": FORMAT,
        "device": str(device),
        "made_at": timezone.now().isoformat(),
        "messages": [
            {"id": str(m.id), "seq": m.seq, "visit": m.visit, "kind": m.kind, "sealed": to_text(m.sealed)}
            for m in phone.waiting
        ],
        "photos": [
            {"id": str(one.id), "sealed": to_text(phone._seal(one.picture, photo_context(photo=one.id, device=device)))}
            for one in photos or []
        ],
    }
    return json.dumps(content).encode()


def upload(client: Client, data: bytes, name: str = "ponsel.bantar"):
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, data)})


def test_an_assessor_hands_in_the_file_of_their_own_phone(client, there):
    phone = phone_of(there)
    photos = whole_sheet(phone, there)
    client.force_login(there.people["Ani"].user)

    page = upload(client, as_file(phone, photos)).content.decode()

    sheet = ScoreSheet.objects.get(nomination=there.entry, assessor=there.people["Ani"])
    receipt = FieldMessage.objects.get(kind="submit").receipt
    assert (sheet.is_submitted, sheet.scores.count()) == (True, 21)
    assert SheetPhoto.objects.get().received_at is not None
    assert "It is here now." in page
    assert "21 of 21 scores are here" in page
    assert "1 of 1 photo<" in page
    assert receipt in page
    assert f'href="/en/penilaian/{there.entry.pk}/"' in page


def test_a_second_time_everything_was_here_already(client, there):
    phone = phone_of(there)
    data = as_file(phone, whole_sheet(phone, there))
    client.force_login(there.people["Ani"].user)
    upload(client, data)
    stored = list(FieldMessage.objects.order_by("seq").values())

    response = upload(client, data)

    report = response.context["report"]
    assert (report.new, report.received, report.new_pictures) == (0, 23, 0)
    assert "Everything in it was here already. Nothing has changed." in response.content.decode()
    assert list(FieldMessage.objects.order_by("seq").values()) == stored


def test_the_committee_delivers_the_file_of_anybody(client, there):
    phone = phone_of(there)
    whole_sheet(phone, there, submitted=False)
    committee = create_user(role=Role.COMMITTEE)
    client.force_login(committee)

    response = upload(client, as_file(phone))

    assert response.context["report"].new == 22
    place = f"/en/panitia/{there.edition.slug}/lapangan/{there.entry.pk}/{there.people['Ani'].pk}/"
    assert f'href="{place}"' in response.content.decode()
    assert set(FieldMessage.objects.values_list("delivered_by", flat=True)) == {committee.pk}
    assert ScoreSheet.objects.get().assessor == there.people["Ani"]


def test_the_trace_says_who_delivered_and_that_it_was_the_phones_file(client, there):
    phone = phone_of(there)
    data = as_file(phone, whole_sheet(phone, there))
    committee = create_user(role=Role.COMMITTEE)
    client.force_login(committee)

    upload(client, data)

    sheet = ScoreSheet.objects.get()
    told = TraceEntry.objects.about(sheet).filter(act__startswith="sheet.")
    assert set(told.values_list("act", flat=True)) == {
        "sheet.begun_from_file",
        "sheet.saved_from_file",
        "sheet.submitted_from_file",
    }
    assert {entry.details["file_of"] for entry in told} == {str(there.people["Ani"].user)}
    page = client.get(f"/en/panitia/{there.edition.slug}/lembar/{sheet.pk}/").content.decode()
    assert page.count(f"delivered by {committee}") == 3
    assert "Sheet saved from the phone’s file" in page


def test_the_file_of_another_assessor_is_refused_whole(client, there):
    phone = phone_of(there)
    whole_sheet(phone, there)
    client.force_login(there.people["Budi"].user)

    response = upload(client, as_file(phone))

    assert response.status_code == 422
    assert "This belongs to somebody else." in response.content.decode()
    assert not FieldMessage.objects.exists()


@pytest.mark.parametrize("role", [Role.PUBLISHER, Role.AUDITOR, None])
def test_nobody_else_takes_in_files(client, there, role):
    client.force_login(create_user(role=role))

    assert upload(client, b"{}").status_code == 403


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff\xd8\xff not a file of ours",
        b"%PDF-1.7",
        b"[]",
        b'{"format": "bantar-field-1"',
        b'{"format": "bantar-field-2", "device": "x", "messages": []}',
        b'{"format": "bantar-field-1", "device": 7, "messages": {}}',
        b"[" * 100_000,
    ],
)
def test_a_file_of_another_kind_is_told_what_it_should_be(client, there, data):
    client.force_login(there.people["Ani"].user)

    response = upload(client, data, "foto.jpg")

    assert response.status_code == 422
    assert "This is not a file that the app on a phone has made" in response.content.decode()


def test_no_file_at_all_is_asked_for(client, there):
    client.force_login(there.people["Ani"].user)

    response = client.post(ADDRESS)

    assert (response.status_code, "Please choose the file." in response.content.decode()) == (422, True)


def test_what_was_altered_is_refused_and_the_rest_taken(client, there):
    phone = phone_of(there)
    whole_sheet(phone, there, submitted=False)
    content = json.loads(as_file(phone))
    content["messages"][3]["sealed"] = content["messages"][4]["sealed"]
    client.force_login(there.people["Ani"].user)

    response = upload(client, json.dumps(content).encode())

    report = response.context["report"]
    assert (report.new, report.refused) == (21, 1)
    assert "altered on its way" in response.content.decode()


def test_what_comes_after_the_visit_was_closed_says_so(client, there):
    phone = phone_of(there)
    whole_sheet(phone, there)
    there.visit.closed_at = timezone.now()
    there.visit.save()
    client.force_login(there.people["Ani"].user)

    page = upload(client, as_file(phone)).content.decode()

    assert "Received, not counted" in page
    assert "The visit was closed before this arrived." in page
    assert not ScoreSheet.objects.exists()


def test_the_pages_of_file_and_board_find_each_other(client, there):
    client.force_login(create_user(role=Role.COMMITTEE))

    page = client.get(reverse("scoring:field-board", args=[there.edition.slug])).content.decode()

    assert f'href="{reverse("scoring:field-file")}"' in page


def test_an_assessor_finds_the_page_from_the_day_and_back(client, there):
    client.force_login(there.people["Ani"].user)

    day, page = (client.get(address).content.decode() for address in ("/en/penilaian/", ADDRESS))

    assert f'href="{ADDRESS}"' in day
    assert '<a href="/en/penilaian/">My visits</a>' in page
