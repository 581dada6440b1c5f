"""Every GET address of the URLconf, as somebody who may: it writes nothing, and its queries do not grow with the rows.

The addresses come from the access list, which a test of its own keeps equal to the URLconf.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from tests.access.routes import PUBLIC, ROUTES
from tests.access.world import World, create_world
from tests.adversary.crowd import add_crowd


MANY = 14
MOST_QUERIES = 12
WRITING = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"(\w+)"', re.IGNORECASE)
NOTED_ON_READING = {"accounts_deskvisit", "django_session"}
"""When a desk was last opened, and the session itself."""

NOT_COUNTED = {
    "readyz": "asks each part of the machine on purpose, the table of migrations among them",
}

READERS = ("admin", "committee", "publisher", "auditor", "operator", "verifier", "lead", "assessor", "pendamping")
GETS = {name: _reader for name, route in ROUTES.items() if route.method == "get" for _reader in [route.allowed]}


@dataclass(frozen=True)
class Looked:
    """What one GET did: how it was answered, how many queries, and which tables it wrote to."""

    status: int
    queries: int
    written: frozenset[str]
    sql: str


def reader_of(name: str) -> str:
    return next(role for role in READERS if role in GETS[name])


def look(world: World, name: str) -> Looked:
    client = Client()
    if name in PUBLIC:
        url = reverse(name, kwargs=PUBLIC[name](world))
    else:
        client.force_login(world.people[reader_of(name)])
        url = reverse(name, kwargs=ROUTES[name].kwargs(world)) + ROUTES[name].query(world)
    client.get(url)  # the first visit of a desk is noted
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
        _read(response)
    statements = [query["sql"] for query in queries]
    written = {found[2] for sql in statements if (found := WRITING.match(sql))}
    return Looked(
        response.status_code,
        len(queries),
        frozenset(written) - NOTED_ON_READING,
        "\n".join(s[:300] for s in statements),
    )


def _read(response: HttpResponseBase) -> None:
    if response.streaming:
        b"".join(response)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def looks(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, tuple[Looked, Looked]]]:
    """Each address among few rows and among many."""
    names = [*GETS, *PUBLIC]
    with django_db_blocker.unblock(), transaction.atomic():
        world = create_world()
        add_crowd(world, 1)
        few = {name: look(world, name) for name in names}
        transaction.set_rollback(True)
    with django_db_blocker.unblock(), transaction.atomic():
        world = create_world()
        add_crowd(world, MANY)
        yield {name: (few[name], look(world, name)) for name in names}
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", sorted([*GETS, *PUBLIC]))
def test_reading_writes_nothing_and_costs_the_same_among_many(
    looks: dict[str, tuple[Looked, Looked]], name: str
) -> None:
    few, many = looks[name]

    assert (few.status, many.status) == ((few.status,) * 2)
    assert few.status in (200, 302)
    assert few.written | many.written == frozenset()
    if name not in NOT_COUNTED:
        assert many.queries == few.queries, f"\n{few.sql}\n---\n{many.sql}"
        assert many.queries <= MOST_QUERIES, many.sql
