"""The door for phones: who may, what a wrong request gets, and always JSON with a code and a sentence."""

import base64
import uuid
from typing import Any

import pytest
from django.test import Client

from bantar.accounts.models import User
from bantar.trace.models import TraceEntry
from rt_registry.enums import Role
from scoring.models import FieldDevice
from tests.factories import create_user
from tests.scoring.field.phone import Phone, a_visit


pytestmark = pytest.mark.django_db
API = "/penilaian/api"
UNKNOWN = uuid.UUID(int=0)


def signed_in(user: User | None, **more: Any) -> Client:
    client = Client(**more)
    if user is not None:
        client.force_login(user)
    return client


def post(client: Client, name: str, body: object, **more: Any) -> Any:
    return client.post(f"{API}/{name}", body, content_type="application/json", **more)


def problem(response: Any) -> tuple[int, str]:
    """Status and code of a refusal, which always comes with a sentence."""
    data = response.json()
    assert set(data) == {"code", "text"}
    assert data["text"]
    return response.status_code, data["code"]


# Who -----------------------------------------------------------------------------------------------------------------


def test_who_am_i() -> None:
    _, (assessor, _) = a_visit()

    response = signed_in(assessor.user).get(f"{API}/saya")

    data = response.json()
    assert data["user"] == {"id": assessor.user_id, "name": assessor.user.display_name}
    assert data["is_assessor"] is True
    assert data["csrf"]
    assert "csrftoken" in response.cookies
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("name", ["saya", f"perangkat/{UNKNOWN}/kunci", f"foto/{UNKNOWN}"])
def test_signed_out_gets_401_and_no_redirect(name) -> None:
    assert problem(Client().get(f"{API}/{name}")) == (401, "signed_out")
    assert problem(Client().get(f"/en{API}/{name}")) == (401, "signed_out")


@pytest.mark.parametrize("name", ["perangkat", "rencana", "kirim"])
def test_signed_out_is_said_before_anything_else(name) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert problem(post(strict, name, {})) == (401, "signed_out")
    assert problem(strict.put(f"{API}/foto/{uuid.uuid4()}/0", b"x")) == (401, "signed_out")


def test_an_account_that_is_no_assessor() -> None:
    assert problem(signed_in(create_user(role=Role.COMMITTEE)).get(f"{API}/saya")) == (403, "not_an_assessor")
    assert problem(signed_in(create_user(role=Role.ASSESSOR)).get(f"{API}/saya")) == (403, "not_an_assessor")


def test_without_a_csrf_token_nothing_is_taken() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    phone.line(entry.pk, "B1", 1)
    client = signed_in(assessor.user, enforce_csrf_checks=True)

    assert problem(post(client, "kirim", phone.delivery())) == (403, "csrf")
    token = client.get(f"{API}/saya").json()["csrf"]
    assert post(client, "kirim", phone.delivery(), headers={"X-CSRFToken": token}).status_code == 200


def test_a_session_that_ended_costs_a_sign_in_and_nothing_else() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    phone.line(entry.pk, "B1", 1)
    client = signed_in(assessor.user)
    client.logout()

    assert problem(post(client, "kirim", phone.delivery())) == (401, "signed_out")
    client.force_login(assessor.user)
    assert post(client, "kirim", phone.delivery()).json()["results"][0]["outcome"] == "applied"


# This phone ----------------------------------------------------------------------------------------------------------


def test_a_phone_is_set_up_once_and_gives_its_key_back_to_its_owner_alone() -> None:
    _, (assessor, other) = a_visit()
    client, device, key = signed_in(assessor.user), str(uuid.uuid4()), base64.b64encode(bytes(range(32))).decode()
    body = {"device": device, "label": " Samsung\0 A05 ", "key": key}

    assert [post(client, "perangkat", body).status_code for _ in range(2)] == [200, 200]

    assert FieldDevice.objects.get().label == "Samsung A05"
    assert TraceEntry.objects.filter(act="device.set_up").count() == 1
    assert client.get(f"{API}/perangkat/{device}/kunci").json() == {"key": key}
    stranger = signed_in(other.user)
    assert problem(stranger.get(f"{API}/perangkat/{device}/kunci")) == (404, "unknown_device")
    assert problem(post(stranger, "perangkat", body)) == (409, "device_taken")
    assert problem(post(client, "perangkat", {**body, "key": "A" * 43 + "="})) == (409, "device_taken")


@pytest.mark.parametrize("key", ["", "kunci", "QUJD", "%%%", "A" * 100])
def test_a_key_that_is_none_is_refused(key) -> None:
    _, (assessor, _) = a_visit()
    body = {"device": str(uuid.uuid4()), "label": "", "key": key}

    assert problem(post(signed_in(assessor.user), "perangkat", body)) == (422, "bad_value")
    assert not FieldDevice.objects.exists()
