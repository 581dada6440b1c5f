"""Photos of sheets: private; copied into the evidence by the committee, and public without metadata only."""

import io
import uuid

import pytest
from django.urls import reverse
from PIL import Image

from bantar.trace.models import TraceEntry
from competitions.models import Evidence
from competitions.services.evidence import EvidenceTwice, release_photo
from rt_registry.enums import Role
from scoring.enums import KeptReason
from scoring.services.photo_evidence import (
    PhotoDoesNotCount,
    PhotoTakenBack,
    PictureNotHere,
    use_as_evidence,
)
from tests.factories import NOW, create_device, create_sheet, create_sheet_photo, create_user, picture
from tests.scoring.field_board.field import create_field


pytestmark = pytest.mark.django_db

GPS, CAMERA, PLACE = 0x8825, 0x0110, "Samsung A05 milik Ani"


def create_photo(**more):
    there = create_field()
    device = create_device(assessor=there.people["Ani"])
    return there, create_sheet_photo(device=device, nomination=there.entry, **more)


def picture_with_place() -> bytes:
    exif = Image.Exif()
    exif[CAMERA] = PLACE
    exif.get_ifd(GPS).update({1: "S", 2: (1.0, 36.0, 12.5), 3: "E", 4: (103.0, 36.0, 51.0)})
    return picture(exif=exif)


@pytest.mark.parametrize(
    ("who", "status"),
    [("own", 200), ("other assessor", 404), ("committee", 200), ("auditor", 200), ("operator", 404), ("nobody", 404)],
)
def test_the_picture_is_for_its_assessor_and_officials(client, who, status):
    there, photo = create_photo()
    people = {
        "own": lambda: there.people["Ani"].user,
        "other assessor": lambda: there.people["Budi"].user,
        "committee": lambda: create_user(role=Role.COMMITTEE),
        "auditor": lambda: create_user(role=Role.AUDITOR),
        "operator": lambda: create_user(role=Role.OPERATOR, kelurahan=there.entry.kelurahan),
        "nobody": create_user,
    }
    client.force_login(people[who]())

    assert client.get(reverse("scoring:sheet-photo", args=[photo.pk])).status_code == status


def test_the_picture_is_not_stored_anywhere_on_its_way(client):
    there, photo = create_photo(data=picture(width=900, height=600))
    client.force_login(there.people["Ani"].user)
    address = reverse("scoring:sheet-photo", args=[photo.pk])

    response, small = client.get(address), client.get(address + "?kecil=1")

    body = b"".join(response)
    assert body == picture(width=900, height=600)
    for answer in (response, small):
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["Content-Disposition"] == "inline"
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
    assert Image.open(io.BytesIO(small.content)).size == (320, 213)


def test_a_picture_that_is_not_here_or_no_picture_is_not_found(client):
    there, photo = create_photo(is_received=False)
    device = create_device(assessor=there.people["Ani"])
    page = create_sheet_photo(device=device, nomination=there.entry, data=b"<script>alert(1)</script>")
    client.force_login(there.people["Ani"].user)

    wanted = (photo.pk, page.pk, uuid.uuid4())
    found = {
        client.get(reverse("scoring:sheet-photo", args=[pk]) + small).status_code
        for pk in wanted
        for small in ("", "?kecil=1")
    }

    assert found == {404}


def test_a_photo_taken_back_is_left_to_officials(client):
    there, photo = create_photo(removed_at=NOW)
    address = reverse("scoring:sheet-photo", args=[photo.pk])

    client.force_login(there.people["Ani"].user)
    own = client.get(address).status_code
    client.force_login(create_user(role=Role.AUDITOR))

    assert (own, client.get(address).status_code) == (404, 200)


def test_the_sheet_shows_its_photos_with_where_they_were_taken(client):
    there, photo = create_photo(latitude="-1.6", longitude="103.6", accuracy_m=12, distance_m=240)
    device = photo.device
    create_sheet_photo(device=device, nomination=there.entry, code="A3", is_received=False)
    sheet = create_sheet(nomination=there.entry, assessor=there.people["Ani"])
    client.force_login(create_user(role=Role.PUBLISHER))

    page = client.get("/en" + reverse("scoring:official-sheet", args=[there.edition.slug, sheet.pk])).content.decode()

    assert f'src="/en/penilaian/foto/{photo.pk}/?kecil=1"' in page
    assert 'loading="lazy"' in page
    for words in ("240 m outside the kelurahan", "± 12 m", "Taken in the app", "The picture is still on its way"):
        assert words in page
    assert "Copy into the evidence" not in page  # the committee alone


def test_the_committee_copies_a_photo_into_the_evidence(client):
    there, photo = create_photo()
    committee = create_user(role=Role.COMMITTEE)
    client.force_login(committee)

    response = client.post(
        reverse("scoring:sheet-photo-evidence", args=[there.edition.slug, photo.pk]), {"reason": "Contoh selokan"}
    )

    evidence = Evidence.objects.get(nomination=there.entry)
    assert response["Location"] == reverse("competitions:entry", args=[there.edition.slug, there.entry.pk]) + "#bukti"
    assert (evidence.kind, evidence.uploaded_by, evidence.original_name) == (
        "photo",
        committee,
        "foto-B1-2026-07-01.jpg",
    )
    assert evidence.sha256 == photo.sha256
    assert evidence.file.name != photo.file.name
    trace = TraceEntry.objects.get(act="evidence.adopted")
    assert (trace.actor, trace.reason, trace.subject_id) == (committee, "Contoh selokan", str(there.entry.pk))


def test_without_a_reason_nothing_is_copied(client):
    there, photo = create_photo()
    client.force_login(create_user(role=Role.COMMITTEE))

    address = reverse("scoring:sheet-photo-evidence", args=[there.edition.slug, photo.pk])
    page = client.post(address, {"reason": " "}, follow=True).content.decode()

    assert not Evidence.objects.exists()
    assert "alasan" in page


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"is_received": False}, PictureNotHere),
        ({"removed_at": NOW}, PhotoTakenBack),
        ({"problem": KeptReason.TOO_MANY_PHOTOS}, PhotoDoesNotCount),
    ],
)
def test_what_is_not_here_or_does_not_count_is_no_evidence(more, refusal):
    _there, photo = create_photo(**more)

    with pytest.raises(refusal):
        use_as_evidence(photo=photo, reason="uji", by=create_user(role=Role.COMMITTEE), now=NOW)

    assert not Evidence.objects.exists()


def test_the_same_photo_is_evidence_once():
    _there, photo = create_photo()
    committee = create_user(role=Role.COMMITTEE)
    use_as_evidence(photo=photo, reason="uji", by=committee, now=NOW)

    with pytest.raises(EvidenceTwice):
        use_as_evidence(photo=photo, reason="uji", by=committee, now=NOW)


def test_place_and_camera_do_not_survive_into_the_public_copy():
    _there, photo = create_photo(data=picture_with_place())
    committee = create_user(role=Role.COMMITTEE)

    evidence = use_as_evidence(photo=photo, reason="uji", by=committee, now=NOW)
    released = release_photo(evidence=evidence, caption="", by=committee, now=NOW)

    ours = Image.open(evidence.file.open("rb")).getexif()
    public = released.file.open("rb").read()
    assert ours[CAMERA] == PLACE
    assert ours.get_ifd(GPS)[2] == (1.0, 36.0, 12.5)
    assert dict(Image.open(io.BytesIO(public)).getexif()) == {}
    assert PLACE.encode() not in public
    assert b"Exif" not in public


def test_an_assessor_cannot_copy_even_their_own(client):
    there, photo = create_photo()
    client.force_login(there.people["Ani"].user)

    response = client.post(
        reverse("scoring:sheet-photo-evidence", args=[there.edition.slug, photo.pk]), {"reason": "x"}
    )

    assert response.status_code == 403
    assert not Evidence.objects.exists()
