"""Photos: announced, sent in parts, opened, looked at, counted; three to an indicator; private and tamper-proof."""

import io
import uuid
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from rt_registry.enums import RegionLevel
from rt_registry.models import RegionBoundary
from scoring.models import PhotoPart, SheetPhoto
from scoring.services.field_pictures import PART_BYTES
from scoring.services.sheets import reopen_sheet
from tests.factories import NOW
from tests.scoring.field.phone import Phone, a_visit, sheet_of
from tests.scoring.field.test_api import API, problem, signed_in


pytestmark = pytest.mark.django_db


def noisy(edge: int = 330) -> bytes:
    """A picture of three parts: noise does not compress."""
    out = io.BytesIO()
    Image.effect_noise((edge, edge), 90).save(out, "PNG")
    return out.getvalue()


def parts_of(sealed: bytes) -> list[bytes]:
    return [sealed[start : start + PART_BYTES] for start in range(0, len(sealed), PART_BYTES)]


def put(client: Client, photo: uuid.UUID, number: object, data: bytes) -> Any:
    return client.put(f"{API}/foto/{photo}/{number}", data, content_type="application/octet-stream")


def send_picture(client: Client, phone: Phone, photo: uuid.UUID) -> Any:
    for number, part in enumerate(parts_of(phone.pictures[photo])):
        response = put(client, photo, number, part)
        assert response.status_code == 200
    return response.json()


def test_a_photo_comes_in_parts_in_any_order_and_each_part_once() -> None:
    entry, (assessor, _) = a_visit()
    phone, client, data = Phone.of(assessor), signed_in(assessor.user), noisy()
    photo = phone.photo(entry.pk, "B1", data, type="image/png")
    phone.send()
    parts = parts_of(phone.pictures[photo])
    assert len(parts) > 1

    last = put(client, photo, len(parts) - 1, parts[-1]).json()
    assert last["missing"] == list(range(len(parts) - 1))
    assert put(client, photo, len(parts) - 1, parts[-1]).json() == last
    assert client.get(f"{API}/foto/{photo}").json() == last
    for number, part in enumerate(parts[:-1]):
        state = put(client, photo, number, part).json()

    assert (state["received"], state["counted"], state["missing"], state["problem"]) == (True, False, [], None)
    stored = SheetPhoto.objects.get()
    with stored.file.open() as file:
        assert file.read() == data
    assert not PhotoPart.objects.exists()
    assert put(client, photo, 0, parts[0]).json() == state


def test_a_photo_counts_once_its_sheet_does() -> None:
    entry, (assessor, _) = a_visit()
    phone, client = Phone.of(assessor), signed_in(assessor.user)
    phone.fill(entry.pk)
    photo = phone.photo(entry.pk, "B1")
    phone.submit(entry.pk, photos=[photo])
    assert set(phone.outcomes()) == {"applied"}  # the picture may come later

    state = send_picture(client, phone, photo)

    assert (state["received"], state["counted"]) == (True, True)


@pytest.mark.parametrize(
    ("number", "data", "expected"),
    [
        (0, b"x" * (PART_BYTES + 1), (413, "too_large")),
        (0, b"", (422, "wrong_length")),
        (0, b"x", (422, "wrong_length")),
        (1, b"x", (422, "no_such_part")),
        (-1, b"x", (422, "no_such_part")),
        (10**30, b"x", (422, "no_such_part")),
        ("x", b"x", (422, "wrong_shape")),
    ],
)
def test_a_part_that_does_not_fit(number, data, expected) -> None:
    entry, (assessor, _) = a_visit()
    phone, client = Phone.of(assessor), signed_in(assessor.user)
    photo = phone.photo(entry.pk, "B1")
    phone.send()

    assert problem(put(client, photo, number, data)) == expected
    assert not PhotoPart.objects.exists()


def test_a_photo_of_somebody_else_does_not_exist() -> None:
    entry, (assessor, other) = a_visit()
    phone = Phone.of(assessor)
    photo = phone.photo(entry.pk, "B1")
    phone.send()
    stranger = signed_in(other.user)

    assert problem(stranger.get(f"{API}/foto/{photo}")) == (404, "unknown_photo")
    assert problem(put(stranger, photo, 0, phone.pictures[photo])) == (404, "unknown_photo")
    assert problem(put(signed_in(assessor.user), uuid.uuid4(), 0, b"x")) == (404, "unknown_photo")
    assert not PhotoPart.objects.exists()


def test_a_picture_altered_on_its_way_is_asked_for_once_more() -> None:
    entry, (assessor, _) = a_visit()
    phone, client = Phone.of(assessor), signed_in(assessor.user)
    photo = phone.photo(entry.pk, "B1")
    phone.send()
    sealed = phone.pictures[photo]

    state = put(client, photo, 0, sealed[:-1] + bytes([sealed[-1] ^ 1])).json()

    assert (state["received"], state["missing"], state["problem"]["code"]) == (False, [0], "altered")
    assert send_picture(client, phone, photo)["received"] is True


@pytest.mark.parametrize("data", [b"GIF89a" + b"\0" * 60, b"%PDF-1.4 x", b"<svg/>", b"\xff\xd8\xff\xe0" + b"\0" * 99])
def test_what_is_no_photo_is_not_stored(data) -> None:
    entry, (assessor, _) = a_visit()
    phone, client = Phone.of(assessor), signed_in(assessor.user)
    photo = phone.photo(entry.pk, "B1", data)
    phone.send()

    state = send_picture(client, phone, photo)

    assert (state["received"], state["missing"], state["problem"]["code"]) == (False, [], "not_a_photo")
    assert not SheetPhoto.objects.get().file
    assert send_picture(client, phone, photo) == state


def test_another_picture_than_the_announced_one_is_not_stored() -> None:
    entry, (assessor, _) = a_visit()
    phone, client = Phone.of(assessor), signed_in(assessor.user)
    photo = phone.photo(entry.pk, "B1", sha256="0" * 64)
    phone.send()

    assert send_picture(client, phone, photo)["problem"]["code"] == "not_a_photo"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": "image/gif"}, "bad_value"),
        ({"type": ["image/png"]}, "bad_value"),
        ({"size": 3 * 1024**2, "sealed_size": 3 * 1024**2 + 28}, "bad_value"),
        ({"size": 0}, "bad_value"),
        ({"sealed_size": 10**9}, "unreadable"),
        ({"sha256": "x" * 64}, "unreadable"),
        ({"origin": "internet"}, "unreadable"),
        ({"origin": {}}, "unreadable"),
        ({"photo": "../../etc/passwd"}, "unreadable"),
        ({"width": -1}, "unreadable"),
        ({"code": "Z1"}, "bad_value"),
        ({"position": {"latitude": 91, "longitude": 0, "accuracy_m": 1}}, "unreadable"),
        ({"position": {"latitude": True, "longitude": 0, "accuracy_m": 1}}, "unreadable"),
        ({"position": [1, 2]}, "unreadable"),
    ],
)
def test_an_announcement_that_cannot_be(change, code) -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    phone.photo(entry.pk, "B1", **change)

    (result,) = phone.send()

    assert (result.outcome, result.reason and result.reason.code) == ("refused", code)
    assert not SheetPhoto.objects.exists()


def test_an_id_of_another_photo_is_taken() -> None:
    entry, (assessor, other) = a_visit()
    phone, thief = Phone.of(assessor), Phone.of(other)
    photo = phone.photo(entry.pk, "B1")
    phone.send()
    thief.photo(entry.pk, "B1", photo=str(photo))
    removal = thief.say(entry.pk, "photo_removed", {"photo": str(photo)})
    again = phone.say(entry.pk, "photo", {})
    assert phone.outcomes(again) == ["refused"]

    results = thief.send()

    assert [result.reason and result.reason.code for result in results] == ["altered", "bad_value"]
    assert results[1].id == removal.id
    assert SheetPhoto.objects.get(removed_at=None).assessor == assessor


def test_three_photos_count_and_a_fourth_moves_up_when_one_is_taken_back() -> None:
    entry, (assessor, _) = a_visit()
    one, two = Phone.of(assessor), Phone.of(assessor)
    photos = [one.photo(entry.pk, "B1") for _ in range(3)]
    fourth, elsewhere = two.photo(entry.pk, "B1"), two.photo(entry.pk, "B2")
    one.send()
    two.send()
    problems = dict(SheetPhoto.objects.values_list("pk", "problem"))
    assert (problems[fourth], problems[elsewhere], problems[photos[2]]) == ("too_many_photos", "", "")

    assert two.outcomes(two.say(entry.pk, "photo_removed", {"photo": str(photos[0])})) == ["applied"]

    assert SheetPhoto.objects.get(pk=fourth).problem == ""
    assert SheetPhoto.objects.get(pk=photos[0]).removed_at == NOW


def test_a_photo_taken_back_before_it_was_announced_stays_off() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    photo = phone.photo(entry.pk, "B1")
    announced, removed = phone.outbox[-1], phone.say(entry.pk, "photo_removed", {"photo": str(photo)})

    assert [*phone.outcomes(removed), *phone.outcomes(announced)] == ["applied", "applied"]

    assert SheetPhoto.objects.get().removed_at is not None


def test_a_photo_that_comes_too_late_is_received_and_does_not_count() -> None:
    entry, (assessor, _) = a_visit()
    phone, client = Phone.of(assessor), signed_in(assessor.user)
    phone.fill(entry.pk)
    before = phone.photo(entry.pk, "B1")
    phone.submit(entry.pk, photos=[before])
    phone.send()
    late = phone.photo(entry.pk, "B1")

    assert phone.send()[-1].reason.code == "locked"  # type: ignore[union-attr]
    state = send_picture(client, phone, late)

    assert (state["received"], state["counted"], state["problem"]["code"]) == (True, False, "locked")
    assert send_picture(client, phone, before)["counted"] is True
    reopen_sheet(sheet=sheet_of(entry, assessor), reason="keliru", by=None, now=NOW)
    assert SheetPhoto.objects.get(pk=late).problem == "locked"


def test_the_distance_to_the_kelurahan_is_ours_to_say() -> None:
    entry, (assessor, _) = a_visit()
    ring = [[103.60, -1.60], [103.62, -1.60], [103.62, -1.62], [103.60, -1.62], [103.60, -1.60]]
    RegionBoundary.objects.create(
        code=entry.kelurahan.code,
        level=RegionLevel.KELURAHAN,
        geometry={"type": "Polygon", "coordinates": [ring]},
    )
    phone = Phone.of(assessor)
    for code, latitude in (("B1", -1.61), ("B2", -1.63)):
        phone.photo(entry.pk, code, position={"latitude": latitude, "longitude": 103.61, "accuracy_m": 12.4})
    phone.photo(entry.pk, "B3")

    assert set(phone.outcomes()) == {"applied"}

    found = SheetPhoto.objects.order_by("indicator__order").values_list("distance_m", "accuracy_m")
    assert list(found) == [(0, 12), (1112, 12), (None, None)]
