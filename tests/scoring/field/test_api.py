"""The door for phones: who may, what a wrong request gets, and always JSON with a code and a sentence."""

import base64
import io
import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from bantar.accounts.models import User
from bantar.trace.models import TraceEntry
from rt_registry.enums import Role
from scoring.models import FieldDevice, FieldMessage, HeldVisit, ScoreSheet
from scoring.offline import api
from scoring.services.teams import assign
from tests.factories import NOW, create_assignment, create_nomination, create_team, create_user
from tests.scoring.field.phone import CODES, Phone, a_visit, values_of


pytestmark = pytest.mark.django_db
API = "/penilaian/api"


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


@pytest.mark.parametrize("name", ["saya", f"perangkat/{uuid.uuid4()}/kunci", f"foto/{uuid.uuid4()}"])
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


# The plan ------------------------------------------------------------------------------------------------------------


def plan_request(phone: Phone, **more: object) -> dict[str, object]:
    return {"protocol": 1, "device": str(phone.id), "sent_at": "2026-07-01T03:00:00.000Z", "known": None, **more}


def test_the_plan_holds_all_that_is_needed_and_comes_once() -> None:
    entry, (assessor, _) = a_visit()
    phone, client = Phone.of(assessor), signed_in(assessor.user)

    first = post(client, "rencana", plan_request(phone)).json()

    plan = first["plan"]
    (visit,) = plan["visits"]
    assert (visit["id"], visit["label"], visit["state"]) == (entry.pk, entry.label, "new")
    assert visit["address"].startswith("RT 001, Kelurahan ")
    assert len(plan["indicators"]) == 21
    assert plan["rules"][entry.edition.slug]["scale_max"] == 4
    assert [sheet["status"] for sheet in first["sheets"]] == ["none"]
    held = HeldVisit.objects.get()
    assert (held.nomination, held.device_id) == (entry, phone.id)
    known = post(client, "rencana", plan_request(phone, known=first["digest"])).json()
    assert (known["unchanged"], known["plan"], len(known["sheets"])) == (True, None, 1)
    english = client.post(
        f"/en{API}/rencana", plan_request(phone, known=first["digest"]), content_type="application/json"
    )
    assert english.json()["unchanged"] is False


def test_the_server_knows_what_lies_on_the_phone() -> None:
    entry, (assessor, _) = a_visit()
    stranger, _ = a_visit()
    phone, client = Phone.of(assessor), signed_in(assessor.user)
    holding = [{"visit": visit, "filled": 7, "photos": 2, "unsent": 9} for visit in (entry.pk, stranger.pk)]

    post(client, "rencana", plan_request(phone))
    post(client, "rencana", plan_request(phone, holding=holding))

    held = HeldVisit.objects.get()  # a visit that is not theirs cannot be claimed
    assert (held.nomination, held.filled, held.photos, held.unsent) == (entry, 7, 2, 9)
    device = phone.device
    assert device.seen_at is not None
    assert timezone.now() - device.seen_at < timedelta(minutes=5)
    assert device.clock_offset_ms is not None


def test_a_visit_given_to_another_team_is_told_to_the_phone_that_holds_it() -> None:
    entry, (assessor, _) = a_visit()
    phone, client = Phone.of(assessor), signed_in(assessor.user)
    post(client, "rencana", plan_request(phone))
    assign(nomination=entry, team=create_team(edition=entry.edition), by=None, now=NOW)
    phone.line(entry.pk, "B1", 1)

    answer = post(client, "rencana", plan_request(phone, holding=[{"visit": entry.pk}])).json()
    sent = post(client, "kirim", phone.delivery()).json()

    assert answer["plan"]["visits"] == []
    assert answer["sheets"][0]["closed"]["code"] == "not_assigned"
    assert sent["results"][0]["outcome"] == "kept"
    assert [(kept["code"], kept["value"]) for kept in sent["sheets"][0]["kept"]] == [("B1", 1)]
    later = post(client, "rencana", plan_request(phone)).json()
    assert [(visit["id"], visit["state"]) for visit in later["plan"]["visits"]] == [(entry.pk, "gone")]
    assert later["sheets"][0]["kept"] == sent["sheets"][0]["kept"]


@pytest.mark.parametrize("visits", [1, 3])
def test_the_plan_costs_the_same_however_long_it_is(visits, django_assert_num_queries) -> None:
    entry, (assessor, _) = a_visit()
    team = entry.assignment.team
    for _ in range(visits - 1):
        create_assignment(nomination=create_nomination(edition=entry.edition), team=team)
    phone, client = Phone.of(assessor), signed_in(assessor.user)

    # session, user, roles, assessor, phone; plan 8; held 5; state 7
    with django_assert_num_queries(25):
        assert len(post(client, "rencana", plan_request(phone)).json()["plan"]["visits"]) == visits


# Messages ------------------------------------------------------------------------------------------------------------


def test_sending_answers_each_message_and_tells_the_state() -> None:
    entry, (assessor, _) = a_visit()
    phone, client = Phone.of(assessor), signed_in(assessor.user)
    phone.fill(entry.pk)
    phone.submit(entry.pk)

    answer = post(client, "kirim", phone.delivery()).json()

    assert {result["outcome"] for result in answer["results"]} == {"applied"}
    (state,) = answer["sheets"]
    assert (state["status"], state["counted"], state["receipt"]) == (
        "submitted",
        True,
        answer["results"][-1]["receipt"],
    )
    assert state["lines"]["B1"] == {"value": 3, "note": "", "version": 1}
    assert state["closed"]["code"] == "locked"
    assert values_of(entry, assessor) == dict.fromkeys(CODES, 3)


def test_what_two_phones_differ_on_is_told_to_both() -> None:
    entry, (assessor, _) = a_visit()
    one, two, client = Phone.of(assessor), Phone.of(assessor, label="Ponsel dua"), signed_in(assessor.user)
    one.line(entry.pk, "B1", 1)
    two.line(entry.pk, "B1", 2, "lain")
    post(client, "kirim", one.delivery())

    (state,) = post(client, "kirim", two.delivery()).json()["sheets"]

    (conflict,) = state["conflicts"]
    assert (conflict["code"], conflict["value"], conflict["note"], conflict["phone"]) == ("B1", 2, "lain", "Ponsel dua")
    assert state["lines"]["B1"] == {"value": 1, "note": "", "version": 2}


def test_a_phone_of_somebody_else() -> None:
    entry, (assessor, other) = a_visit()
    phone = Phone.of(assessor)
    phone.line(entry.pk, "B1", 1)
    body = phone.delivery()

    assert problem(post(signed_in(other.user), "kirim", body)) == (403, "other_user")
    assert problem(post(signed_in(other.user), "rencana", plan_request(phone))) == (403, "other_user")
    unknown = {**body, "device": str(uuid.uuid4())}
    assert problem(post(signed_in(assessor.user), "kirim", unknown)) == (404, "unknown_device")
    assert not ScoreSheet.objects.exists()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"protocol": 2}, "wrong_protocol"),
        ({"protocol": "1"}, "wrong_shape"),
        ({"device": "x"}, "wrong_shape"),
        ({"sent_at": "kemarin"}, "wrong_shape"),
        ({"sent_at": "2026-07-01T03:00:00"}, "wrong_shape"),
        ({"sent_at": "0001-01-01T00:00:00Z"}, "wrong_shape"),
        ({"holding": [{"visit": 2**70}]}, "wrong_shape"),
        ({"holding": [{"visit": 1, "filled": -1}]}, "wrong_shape"),
        ({"messages": [{}]}, "wrong_shape"),
        ({"messages": [{"id": "x"}] * 201}, "wrong_shape"),
        ({"messages": None}, "wrong_shape"),
    ],
)
def test_a_delivery_of_another_shape(change, expected) -> None:
    _, (assessor, _) = a_visit()
    phone = Phone.of(assessor)

    assert problem(post(signed_in(assessor.user), "kirim", phone.delivery() | change)) == (422, expected)


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 200_000, b"\xff", b"null", b"[]", b"1" * 6000])
def test_a_body_that_is_none(body) -> None:
    _, (assessor, _) = a_visit()

    response = signed_in(assessor.user).post(f"{API}/kirim", body, content_type="application/json")

    assert response.status_code in (400, 422)
    problem(response)


def test_a_body_that_is_too_large() -> None:
    _, (assessor, _) = a_visit()

    response = signed_in(assessor.user).post(f"{API}/kirim", b" " * 6_000_000, content_type="application/json")

    assert problem(response) == (413, "too_large")


class Cut(io.BytesIO):
    """A connection that falls while the body is read."""

    def read(self, *_args: object) -> bytes:
        raise OSError("connection reset")


def test_a_request_cut_in_the_middle() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    photo = phone.photo(entry.pk, "B1")
    phone.send()
    client = signed_in(assessor.user)
    cut = {"wsgi.input": Cut(), "CONTENT_LENGTH": "5000"}

    assert problem(post(client, "kirim", {}, **cut)) == (400, "unreadable")
    assert problem(client.put(f"{API}/foto/{photo}/0", b"x", **cut)) == (400, "unreadable")


def test_a_lock_that_does_not_come_free_is_said_and_nothing_is_stored(monkeypatch) -> None:
    entry, (assessor, _) = a_visit()
    phone, client = Phone.of(assessor), signed_in(assessor.user)
    phone.line(entry.pk, "B1", 1)

    def locked(**_more: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(api, "receive", locked)
        assert problem(post(client, "kirim", phone.delivery())) == (503, "busy")
    assert not HeldVisit.objects.exists()
    assert post(client, "kirim", phone.delivery()).json()["results"][0]["outcome"] == "applied"


def test_a_message_that_is_not_base64_is_refused_and_the_next_one_taken() -> None:
    entry, (assessor, _) = a_visit()
    phone, client = Phone.of(assessor), signed_in(assessor.user)
    phone.line(entry.pk, "B1", 1)
    phone.line(entry.pk, "B2", 2)
    body = phone.delivery()
    messages: Any = json.loads(json.dumps(body["messages"]))
    messages[0]["sealed"] = "bukan base64 \0 ñ"

    results = post(client, "kirim", {**body, "messages": messages}).json()["results"]

    assert [(r["outcome"], r["reason"] and r["reason"]["code"]) for r in results] == [
        ("refused", "unreadable"),
        ("applied", None),
    ]
    assert FieldMessage.objects.count() == 1


def test_reasons_are_told_in_the_language_of_the_address() -> None:
    entry, (assessor, _) = a_visit()
    phone, client = Phone.of(assessor), signed_in(assessor.user)
    phone.line(entry.pk, "B1", 9)
    body = phone.delivery()

    english = client.post(f"/en{API}/kirim", body, content_type="application/json").json()

    assert english["results"][0]["reason"]["text"] == "The score of B1 must be a whole number from 0 to 4, not “9”."


@pytest.mark.parametrize("sheets", [1, 3])
def test_states_cost_the_same_for_one_sheet_and_for_many(sheets, django_assert_num_queries) -> None:
    entry, (assessor, _) = a_visit()
    team, phone, client = entry.assignment.team, Phone.of(assessor), signed_in(assessor.user)
    entries = [entry, *(create_nomination(edition=entry.edition) for _ in range(sheets - 1))]
    for one in entries[1:]:
        create_assignment(nomination=one, team=team)
    for one in entries:
        phone.line(one.pk, "B1", 2)
        phone.photo(one.pk, "B2")
    post(client, "kirim", phone.delivery())

    # session, user, phone; held 5; what is locked and read 15; state 7
    with django_assert_num_queries(30):
        assert len(post(client, "kirim", phone.delivery()).json()["sheets"]) == sheets


def test_the_api_is_described() -> None:
    schema = Client().get(f"{API}/openapi.json").json()

    assert schema["openapi"].startswith("3.1")
    assert set(schema["paths"]) == {
        f"{API}/{path}"
        for path in (
            *("saya", "perangkat", "perangkat/{device}/kunci", "rencana", "kirim"),
            *("foto/{photo}", "foto/{photo}/{number}"),
        )
    }
    english = Client().get(f"/en{API}/openapi.json").json()
    assert f"/en{API}/kirim" in english["paths"]
