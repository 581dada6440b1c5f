"""Requests made up from the API's own description: every answer is one that the description names, never a 500."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from bantar.wsgi import application
from tests.scoring.api.test_api import API, example_requests, openapi
from tests.scoring.open_data.site import Site


CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    unsupported_method,
]
OPERATIONS = (
    *("", "editions", "editions/{slug}", "editions/{slug}/result", "editions/{slug}/entries"),
    "editions/{slug}/entries/{kelurahan}/{numbers}",
    *("awards", "rts", "rts/{rt_id}", "regions", "indicators", "recaps", "statistics"),
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
def schema(site: Site) -> Any:
    return schemathesis.openapi.from_wsgi(f"{API}openapi.json", application)


def test_every_operation_is_asked(site: Site, client: Client) -> None:
    assert set(openapi(client)["paths"]) == {API + path for path in OPERATIONS}
    assert len(example_requests(openapi(client))) == len(OPERATIONS)


@pytest.mark.parametrize("path", OPERATIONS)
@pytest.mark.parametrize("mode", GenerationMode)
def test_no_request_is_answered_otherwise_than_described(
    site: Site, schema: Any, path: str, mode: GenerationMode
) -> None:
    operation = schema[API + path]["GET"]
    there = {p.name: p.definition["example"] for p in operation.path_parameters}
    reached = set[int]()

    @settings(max_examples=5, suppress_health_check=list(HealthCheck), deadline=None)
    @given(operation.as_strategy(mode))
    def ask(case: Case) -> None:
        answer(case, CHECKS)
        if mode == GenerationMode.POSITIVE and there:
            case.path_parameters = dict(there)
            answer(case, CHECKS)

    def answer(case: Case, checks: list[Any]) -> None:
        response = case.call(headers={"Accept-Encoding": "identity"})
        reached.add(response.status_code)
        case.validate_response(response, checks=checks)

    if mode == GenerationMode.NEGATIVE and not (operation.query or operation.path_parameters):
        return
    ask()
    assert 500 not in reached
    assert mode == GenerationMode.NEGATIVE or 200 in reached
