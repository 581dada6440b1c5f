"""What every test stands on: seeded examples, an empty cache, Indonesian texts."""

import gc
import os
import unittest
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from bantar import planner
from bantar.catalogue import compile_catalogues


hypothesis.settings.register_profile("suite", max_examples=40, derandomize=True, deadline=None, database=None)
hypothesis.settings.register_profile("fuzz", max_examples=2000, deadline=None, database=None, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


gc.set_threshold(100_000, 50, 50)  # a sixth of the time went into looking for garbage among what stays anyway


def pytest_configure() -> None:
    compile_catalogues(Path(__file__).resolve().parent.parent / "locale")


def pytest_collection_finish() -> None:
    """What is loaded by now is there to stay: it is not looked through for garbage again."""
    gc.collect()
    gc.freeze()


OPENS_A_DATABASE = {"django_db_setup", "live_server"}
"""One of them stands behind every fixture that leads to a database, `db` and `demo` among them."""


def opens_a_database(item: pytest.Item) -> bool:
    """Without a mark, a fixture or a TestCase, pytest-django refuses every query of a test."""
    is_test_case = issubclass(getattr(item, "cls", None) or object, unittest.TestCase)
    fixtures = OPENS_A_DATABASE & set(getattr(item, "fixturenames", ()))
    return is_test_case or bool(fixtures) or item.get_closest_marker("django_db") is not None


LONG_FOLDERS = {"e2e", "faults", "undo"}
LONG_FILES = {"test_backup.py", "test_life_of_an_edition.py", "test_protocol.py", "test_random_editions.py"}
"""Few tests, each of many seconds."""


def longest_first(items: list[pytest.Item]) -> None:
    """Sort the files for workers that take one after the other: a long one at the end would leave the rest idle."""
    counts = Counter(item.path for item in items)

    def place(item: pytest.Item) -> tuple[bool, int, str]:
        is_long = bool(LONG_FOLDERS & set(item.path.parts)) or item.path.name in LONG_FILES
        return not is_long, -counts[item.path], str(item.path)

    items.sort(key=place)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What cannot reach a database is asked once, on SQLite, which always runs."""
    if connection.vendor != "sqlite":
        config.hook.pytest_deselected(items=[item for item in items if not opens_a_database(item)])
        items[:] = [item for item in items if opens_a_database(item)]
    if hasattr(config, "workerinput"):
        longest_first(items)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, django_db_modify_db_settings: None
) -> Iterator[None]:
    """Make the test database for whoever asks.

    pytest-django's own makes it only if some test carries its mark. A module that opens the database in a fixture of
    its own would, run alone, work in the real one.
    """
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"}, serialized_aliases=set())
        if connection.vendor == "postgresql":
            leave_tables_uncounted()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


def leave_tables_uncounted() -> None:
    """No server counts by the clock, whoever started it: inside a test's transaction tables look empty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        for (table,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table)} SET (autovacuum_enabled = off)")


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_counted() -> Iterator[None]:
    """PostgreSQL keeps a count beyond the test that had it made, whose rows are gone: it would take tables for empty
    that the next test fills, and a query of milliseconds takes hours.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planner, "count_tables", lambda: None)
        yield


@pytest.fixture(autouse=True)
def _fresh_start() -> Iterator[None]:
    """Begin with no sign-in counted and no language left over from the test before."""
    cache.clear()
    with translation.override("id"):
        yield
