"""Every route against every role and against a neighbour's object (HOUSE rules 12, 13).

The routes come from the URLconf: one without a line in `routes.py` fails here.
"""

import json
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.plugin import DjangoDbBlocker

from tests.access.routes import ABSENT, ANSWERS_FOR_ITSELF, LIBRARY, PUBLIC, ROUTES, Route
from tests.access.world import ROLES, World, create_world


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, inner)
        else:
            yield f"{namespace}{pattern.name}", pattern


ALL = dict(patterns(get_resolver()))
OURS = {name for name in ALL if not name.startswith(("admin:", "mfa_"))}
"""The admin is tested in tests/test_admin.py; two-step sign-in is allauth's."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for all routes; what a request changes is rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield create_world()
        transaction.set_rollback(True)


def test_every_route_has_an_entry_and_no_entry_is_stale():
    assert ROUTES.keys() | PUBLIC.keys() | LIBRARY | ABSENT == OURS


def test_no_route_is_without_a_name():
    unnamed = {str(p.pattern) for name, p in ALL.items() if name.endswith("None")}

    assert unnamed == {"(?P<url>.*)$"}  # the admin's own page for unknown addresses


def test_only_the_listed_routes_are_open_to_the_public():
    opened = {name for name, p in ALL.items() if name in OURS and not getattr(p.callback, "login_required", True)}

    assert opened - LIBRARY - ABSENT - ANSWERS_FOR_ITSELF == PUBLIC.keys()


def client_as(world: World, role: str) -> Client:
    client = Client(raise_request_exception=True)
    if role != "anonymous":
        client.force_login(world.people[role])
    return client


def ask(client: Client, route: Route, url: str, world: World) -> HttpResponse:
    if route.body is not None:
        return client.generic(route.method.upper(), url, json.dumps(route.body(world)), "application/json")
    return client.generic(route.method.upper(), url) if route.method == "put" else getattr(client, route.method)(url)


def answer(world: World, role: str, route: Route, url: str) -> str:
    """What a role gets: "login", "404", "403" or "in" (any other answer of the page itself)."""
    client = client_as(world, role)
    response = ask(client, route, url, world)
    if response.status_code == 401 and response.json()["code"] == "signed_out":
        return "login"
    if response.status_code == 302 and "/masuk/" in response["Location"]:
        return "login"
    assert response.status_code < 500, f"{url}: {response.status_code}"
    assert response.status_code != 405, f"{url} does not take {route.method}"
    return str(response.status_code) if response.status_code in (403, 404) else "in"


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_route_answers_each_role_as_listed(world, name):
    route = ROUTES[name]
    url = reverse(name, kwargs=route.kwargs(world)) + route.query(world)

    answers = {}
    for role in ROLES:
        with transaction.atomic():
            answers[role] = answer(world, role, route, url)
            transaction.set_rollback(True)

    assert answers == {role: route.expected(role) for role in ROLES}


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_public_route_answers_everybody(world, name):
    kwargs = PUBLIC[name](world)

    for role in ("anonymous", "nobody", "operator", "auditor"):
        response = client_as(world, role).get(reverse(name, kwargs=kwargs))
        assert response.status_code in (200, 302), f"{name} as {role}: {response.status_code}"
