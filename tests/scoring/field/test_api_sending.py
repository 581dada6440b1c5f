"""Sending through the door: every message gets its answer, and a wrong request one in words."""

import io
import json
import uuid
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from scoring.models import FieldMessage, HeldVisit, ScoreSheet
from scoring.offline import api
from tests.factories import create_assignment, create_nomination
from tests.scoring.field.phone import CODES, Phone, a_visit, values_of
from tests.scoring.field.test_api import API, post, problem, signed_in


pytestmark = pytest.mark.django_db


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
    assert problem(post(signed_in(other.user), "rencana", phone.asking())) == (403, "other_user")
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
    said = {one["operationId"]: one["summary"] for methods in schema["paths"].values() for one in methods.values()}
    assert said["scoring_offline_api_kirim"] == "Messages, each applied once however often it is sent"
    assert all(" " in summary for summary in said.values())
    english = Client().get(f"/en{API}/openapi.json").json()
    assert f"/en{API}/kirim" in english["paths"]
