"""Pages made before the publication are what Django answers after it, to the byte; nothing else is ever served."""

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from bantar.served.page import Page
from bantar.served.store import Store
from bantar.served.wrapper import ServedPages
from competitions.models import Edition
from rt_registry.enums import Role
from scoring.models import RenderedPage, Rendering, Result, Score
from scoring.selectors.entry_facts import all_facts
from scoring.selectors.results import as_if_published, find_version
from scoring.selectors.served import PublishedPages
from scoring.services import renderings
from scoring.services.publication import approve_result, draft_result
from scoring.services.rendered_pages import rendered
from scoring.services.renderings import look_over, make_current, prepare, refresh, remove_outdated, render_all
from tests.factories import NOW, create_user
from tests.scoring.public.conftest import Fill, Publish
from tests.scoring.served.asking import ask, django


HOME = "/hasil/2026-1/"
LATER = timedelta(seconds=3)


def loaded() -> Store:
    """A server's store some seconds from now."""
    store = Store(PublishedPages(), (timezone.now() + LATER).timestamp)
    store.poll()
    return store


def served(address: str = HOME) -> Page | None:
    return loaded().find(address)


def correct(edition: Edition, publish: Publish) -> Result:
    Score.objects.filter(sheet__nomination__edition=edition, sheet__nomination__code__endswith="/003").update(value=4)
    return publish(Edition.objects.get(pk=edition.pk), "Salah salin")


@pytest.mark.parametrize("versions", [1, 2])
def test_every_page_is_what_django_answers_to_the_byte(
    client: Client, fill: Fill, publish: Publish, versions: int
) -> None:
    edition = fill()
    publish(edition)
    if versions == 2:
        correct(edition, publish)

    app = ServedPages(django, loaded())
    pages = RenderedPage.objects.filter(rendering__is_current=True).values_list("address", flat=True)

    assert len(pages) == 2 * (2 + 3) + 4 + 2 * (versions - 1)  # what a correction changed
    for address in pages:
        ours, theirs = ask(app, address), client.get(address, headers={"Host": "localhost"})
        assert ours.body == theirs.content, address
        own = {"ETag", "Cache-Control", "X-Request-ID"}
        assert {k: v for k, v in ours.headers.items() if k not in own} == {
            k: v for k, v in theirs.headers.items() if k not in own
        }, address


def test_pages_of_entries_made_together_ask_the_database_nothing_each(
    fill: Fill, publish: Publish, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = fill()
    publish(edition)
    correct(edition, publish)
    version = find_version("2026-1")
    assert version is not None
    with django_assert_num_queries(4):  # entries, their RTs, indicators, both versions to compare
        ready = replace(version, facts=all_facts(version))

    with as_if_published(ready), django_assert_num_queries(0):
        made = [rendered(f"{prefix}{HOME}{code}/") for prefix in ("", "/en") for code in ready.facts or ()]

    assert len([page for page in made if page]) == 2 * 3


def test_pages_are_made_for_a_version_that_no_row_holds_yet(fill: Fill) -> None:
    edition = fill()
    committee, publisher = create_user(role=Role.COMMITTEE), create_user(role=Role.PUBLISHER)
    result = draft_result(edition=edition, by=committee, now=NOW)
    result = approve_result(result=result, by=publisher, now=NOW)

    rendering = prepare(result, version=1, published_at=NOW)

    assert rendering is not None
    assert (rendering.is_current, rendering.manifest["version"]) == (False, 1)
    result.refresh_from_db()
    assert (result.status, result.version, result.published_at) == ("approved", None, None)
    assert served() is None
    assert Client().get(f"{HOME}hasil.json").status_code == 404


def test_old_pages_stay_until_all_switch_and_never_mix(fill: Fill, publish: Publish) -> None:
    edition = fill()
    publish(edition)
    now = [timezone.now().timestamp() + 3]
    store = Store(PublishedPages(), lambda: now[0])
    store.poll()
    old = store.find(HOME)

    correct(edition, publish)
    now[0] = timezone.now().timestamp()
    store.poll()

    assert store.find(HOME) is old
    now[0] += 3
    new = store.find(HOME)
    assert old is not None
    assert new is not None
    assert ("Salah salin" in old.body.decode(), "Salah salin" in new.body.decode()) == (False, True)


@pytest.mark.parametrize("language", ["", "/en"])
def test_answering_asks_the_database_nothing(
    published: Result, django_assert_num_queries: Callable[..., object], language: str
) -> None:
    app = ServedPages(django, loaded())

    with django_assert_num_queries(0):
        assert ask(app, language + HOME).status == "200 OK"


TAMPERING: dict[str, Callable[[], object]] = {
    "bytes": lambda: pages().filter(address=HOME).update(brotli=b"\x0b\x02\x80evil\x03"),
    "plain bytes": lambda: pages().filter(address=HOME).update(gzip=b"evil"),
    "headers": lambda: (
        pages().filter(address=HOME).update(headers={"Content-Type": "text/html", "Refresh": "0;url=//x"})
    ),
    "address": lambda: pages().filter(address=HOME).update(address="/hasil/2026-1/lain/"),
    "a page more": lambda: RenderedPage.objects.create(
        rendering=Rendering.objects.get(), address="/", headers={}, sha256="0" * 64, brotli=b"", gzip=b"x"
    ),
    "a page less": lambda: pages().filter(address=HOME).delete(),
    "manifest": lambda: Rendering.objects.update(manifest={}),
    "nonsense for a manifest": lambda: Rendering.objects.update(manifest=[1.5]),
    "signature": lambda: Rendering.objects.update(signature="A" * 86 + "=="),
    "key": lambda: Rendering.objects.update(key="A" * 43 + "="),
    "another program": lambda: Rendering.objects.update(program="0" * 64),
    "the digest of the result": lambda: Result.objects.update(digest="0" * 64),
}


def pages() -> "RenderedPage.objects":  # type: ignore[valid-type]
    return RenderedPage.objects.filter(rendering=Rendering.objects.get())


def test_what_is_not_what_was_signed_by_this_program_is_not_served(published: Result) -> None:
    original = Rendering.objects.get()
    kept = list(RenderedPage.objects.all())
    before = served()

    for name, tamper in TAMPERING.items():
        tamper()
        assert loaded().find(HOME) is None, name
        assert loaded().find("/") is None, name
        RenderedPage.objects.all().delete()
        original.save()
        RenderedPage.objects.bulk_create(kept)
        published.save()

    assert before is not None
    assert served() == before


def test_an_older_version_put_back_by_hand_is_not_served(fill: Fill, publish: Publish) -> None:
    edition = fill()
    publish(edition)
    first = Rendering.objects.get()
    correct(edition, publish)

    Rendering.objects.update(is_current=False)
    Rendering.objects.filter(pk=first.pk).update(is_current=True)

    assert served() is None


def test_a_failure_stops_no_publication(
    fill: Fill, publish: Publish, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    edition = fill()
    publish(edition)
    monkeypatch.setattr(renderings, "rendered_pages", lambda version: 1 / 0)

    with caplog.at_level(logging.ERROR):
        second = correct(edition, publish)

    assert second.version == 2
    assert served() is None  # the pages of version 1 are gone: Django answers with version 2
    assert any("could not be made" in record.getMessage() for record in caplog.records)


def test_refresh_makes_anew_only_what_says_something_else(published: Result) -> None:
    first = Rendering.objects.get(is_current=True)

    same = refresh(published.edition, timezone.now())
    Edition.objects.update(name="Kampung BANTAR yang baru")
    second = refresh(published.edition, timezone.now())

    assert same == first
    assert Rendering.objects.get(is_current=True) == second != first
    page = served()
    assert page is not None
    assert "Kampung BANTAR yang baru" in page.body.decode()


def test_look_over_mends_what_is_missing_and_leaves_other_programs_alone(published: Result) -> None:
    Rendering.objects.all().delete()
    look_over(timezone.now())
    mended = served() is not None
    Rendering.objects.update(program="0" * 64)
    look_over(timezone.now())

    assert mended
    assert Rendering.objects.get().program == "0" * 64


def test_refresh_of_an_edition_without_a_result_serves_nothing(fill: Fill) -> None:
    assert refresh(fill(), NOW) is None
    assert not Rendering.objects.exists()


def test_the_command_makes_only_what_another_program_made(published: Result) -> None:
    nothing, made = StringIO(), StringIO()
    call_command("render_published", "--json", stdout=nothing)
    Rendering.objects.update(program="0" * 64)
    call_command("render_published", "--json", stdout=made)

    assert json.loads(nothing.getvalue()) == {"made": [], "up_to_date": ["2026-1"], "failed": []}
    assert json.loads(made.getvalue()) == {"made": ["2026-1"], "up_to_date": [], "failed": []}
    assert served() is not None


def test_what_is_served_no_more_is_removed_but_not_what_is_on_its_way(published: Result) -> None:
    Rendering.objects.update(made_at=timezone.now() - timedelta(hours=1))
    Edition.objects.update(name="Kampung BANTAR yang baru")
    current = refresh(published.edition, timezone.now())
    on_its_way = prepare(published, version=2, published_at=NOW)

    remove_outdated()

    assert set(Rendering.objects.all()) == {current, on_its_way}


def test_make_current_leaves_time_to_load(published: Result) -> None:
    rendering = prepare(published, version=1, published_at=NOW)

    make_current(rendering, edition=published.edition, now=NOW)

    assert rendering is not None
    rendering.refresh_from_db()
    assert rendering.serve_from is not None
    assert rendering.serve_from - timezone.now() > timedelta(seconds=1)


def test_nothing_is_made_where_pages_are_not_served(settings: LazySettings, published: Result) -> None:
    settings.SERVED_PAGES = ""
    count = Rendering.objects.count()

    assert prepare(published, version=2, published_at=NOW) is None
    assert render_all(now=NOW).made == []
    assert Rendering.objects.count() == count
