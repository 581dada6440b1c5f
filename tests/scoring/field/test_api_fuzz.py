"""Requests made up from the API's own description: every answer is one that the description names, never a 500."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.middleware.csrf import _get_new_csrf_string  # the cookie that a page of ours would have set
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bantar.wsgi import application
from scoring.offline.sealing import to_text
from tests.factories import NOW
from tests.scoring.field.phone import Phone, a_visit
from tests.scoring.field.test_api import API


CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
OPERATIONS = (
    ("GET", "saya"),
    ("POST", "perangkat"),
    ("GET", "perangkat/{device}/kunci"),
    ("POST", "rencana"),
    ("POST", "kirim"),
    ("GET", "foto/{photo}"),
    ("PUT", "foto/{photo}/{number}"),
)


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """A real request would close the test's connection behind it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def phone(db: None) -> Phone:
    """A phone that has said something, and has a photo on its way."""
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    phone.line(entry.pk, "B1", 2)
    phone.photo(entry.pk, "B2")
    phone.send()
    return phone


def signed_in(phone: Phone) -> dict[str, dict[str, str]]:
    """Session and CSRF token, as the app sends them."""
    client, token = Client(), _get_new_csrf_string()
    client.force_login(phone.user)
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": token}
    return {"cookies": cookies, "headers": {"X-CSRFToken": token, "Accept-Encoding": "identity"}}


def aim(case: Case, phone: Phone, mode: GenerationMode) -> None:
    """Let the request speak of what is there; one that is well made gets past the door."""
    if isinstance(case.body, dict) and mode == GenerationMode.POSITIVE:
        known = {"device": str(phone.id), "protocol": 1, "sent_at": NOW.isoformat(), "key": to_text(phone.key)}
        case.body |= {name: value for name, value in known.items() if name in case.body}
    for name, there in (("device", phone.id), ("photo", next(iter(phone.pictures)))):
        if name in (case.path_parameters or {}):
            case.path_parameters[name] = str(there)


@pytest.mark.parametrize(
    ("method", "path", "mode"),
    [
        (*one, mode)
        for one in OPERATIONS
        for mode in GenerationMode
        if mode == GenerationMode.POSITIVE or "saya" not in one
    ],
)
def test_no_request_is_answered_otherwise_than_described(phone: Phone, method: str, path: str, mode: GenerationMode):
    schema = schemathesis.openapi.from_wsgi(f"{API}/openapi.json", application)
    operation = schema[f"{API}/{path}"][method]
    sent, reached = signed_in(phone), set[int]()

    @settings(max_examples=6, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(mode))
    def ask(case: Case) -> None:
        answer(case, CHECKS)
        aim(case, phone, mode)
        answer(case, CHECKS[:-1])

    def answer(case: Case, checks: list[Any]) -> None:
        with transaction.atomic():
            response = case.call(**sent)
            transaction.set_rollback(True)
        reached.add(response.status_code)
        case.validate_response(response, checks=checks)

    ask()
    assert not reached & {401, 500}
    assert mode == GenerationMode.NEGATIVE or method == "PUT" or 200 in reached
