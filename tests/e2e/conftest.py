"""A real browser against a live server. Without Chromium these tests are skipped, in one line; CI insists on it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from tests.e2e.browsing import PHONE, Size, open_context
from tests.e2e.city import City
from tests.e2e.demo import Demo
from tests.e2e.field import Alley


CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
MISSING = "Chromium is missing, so browser tests do not run: apt-get install chromium (or set CHROMIUM=/path)"
HERE = Path(__file__).parent
WHOLE_STORIES = {"test_whole_edition.py", "test_field_offline.py", "test_import.py"}
"""Asked on every database. The others look at what a browser does, and are asked once, on SQLite, which always runs."""
ARGUMENTS = [
    "--no-sandbox",  # needed as root, in a container for one
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Playwright's loop runs in the test's thread, and the ORM would take that for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if connection.vendor != "sqlite":
        once = [item for item in items if HERE in item.path.parents and item.path.name not in WHOLE_STORIES]
        config.hook.pytest_deselected(items=once)
        left_out = set(once)
        items[:] = [item for item in items if item not in left_out]
    if CHROMIUM:
        return
    if os.environ.get("CI", "").lower() in {"true", "1"}:
        pytest.exit(MISSING, returncode=1)
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=MISSING))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        connections.close_all()  # while Playwright's loop runs, Django holds connections of its own for it
        chromium.close()


def phone_context(browser: Browser, base_url: str, size: Size = PHONE) -> BrowserContext:
    """Open a fresh profile of an Indonesian phone; one for each person who signs in."""
    return open_context(browser, base_url, size=size)


@pytest.fixture
def context(browser: Browser, live_server) -> Iterator[BrowserContext]:  # type: ignore[no-untyped-def]
    phone = phone_context(browser, live_server.url)
    yield phone
    phone.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page of a phone; relative addresses lead to the live server."""
    return context.new_page()


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Demo]:
    """The demo's database behind a live server, for a file of tests that only read it and do not ask for `db`."""
    with django_db_blocker.unblock():
        server = LiveServer("localhost")
        try:
            yield Demo.seed(server.url)
        finally:
            server.stop()
            call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def alley(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Alley]:
    """Assessors with many visits behind a live server, for a file of tests that each take visits of their own."""
    with django_db_blocker.unblock():
        server = LiveServer("localhost")
        try:
            yield Alley.open(server.url)
        finally:
            server.stop()
            call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def city(browser: Browser, live_server: LiveServer, transactional_db: None) -> Iterator[City]:
    city = City.found(browser, live_server.url)
    yield city
    city.empty()
