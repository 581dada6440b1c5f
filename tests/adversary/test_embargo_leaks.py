"""Before its minute nobody outside learns anything of a result, not even whether there is a winner; at it, all of it.

Worlds that differ only in who wins are made by the same steps. What somebody without a right to provisional figures
can observe in them (status, headers, bytes, number and length of queries) must be the same to the last byte.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from scoring.models import DocumentIssue, Result
from scoring.services.watch import publish_due
from tests.adversary.embargo import (
    FIRST_WINS,
    MINUTE,
    NOBODY_WINS,
    SECOND_WINS,
    SECRET,
    SLUG,
    WHEN,
    Embargo,
    Ready,
    Seen,
    create_embargo,
    differing,
    look,
    look_at_all,
    undone,
    visitors,
)
from tests.adversary.embargo_addresses import about_it, officials_only, precheck, public_addresses, signed_in_addresses
from tests.adversary.embargo_server import Server


OUTSIDERS = ("anonymous", "nobody", "operator", "verifier", "pendamping", "assessor", "lead", "admin")
TELLING = ("anonymous", "operator")
"""Those who also look while nothing is drafted at all; an administrator may know that something is."""
UNKNOWN_CODE, UNKNOWN_DIGEST = "7ZZZ-ZZZZ-ZZZZ-ZZZZ", "f" * 64


@dataclass(frozen=True)
class Stage:
    """The city before the minute, and everybody in it who would like to know."""

    embargo: Embargo
    clients: Mapping[str, Client]

    def look_around(self, addresses: Callable[[Embargo, str], list[str]], *names: str) -> dict[str, dict[str, Seen]]:
        """Everything public for everybody alike; with `addresses` for those who are signed in."""
        return {
            who: look_at_all(
                self.clients[who],
                public_addresses(self.embargo) if who == "anonymous" else addresses(self.embargo, who),
            )
            for who in names
        }


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    with (
        pytest.MonkeyPatch.context() as patch,
        override_settings(SERVED_PAGES="scoring.selectors.served.PublishedPages", PROXY_COUNT=1),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        patch.setattr(timezone, "now", lambda: WHEN)
        patch.setattr(logging.getLogger("django.request"), "disabled", True)  # every refusal would be told at length
        embargo = create_embargo()
        yield Stage(embargo, visitors(embargo, OUTSIDERS))
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def first_wins(stage: Stage) -> dict[str, dict[str, Seen]]:
    with undone():
        stage.embargo.score(FIRST_WINS)
        stage.embargo.schedule()
        mail.outbox = []
        seen = stage.look_around(signed_in_addresses, *OUTSIDERS)
        assert mail.outbox == []
        return seen


@pytest.fixture(scope="module")
def nobody_wins(stage: Stage) -> dict[str, dict[str, Seen]]:
    with undone():
        stage.embargo.score(NOBODY_WINS)
        ready = stage.embargo.schedule()
        assert (ready.result.prize_total, ready.result.entries.filter(winner=True).count()) == (0, 0)
        return stage.look_around(about_it, *OUTSIDERS)


@pytest.fixture(scope="module")
def nothing_drafted(stage: Stage) -> dict[str, dict[str, Seen]]:
    """Others would win, and no official has done anything yet."""
    with undone():
        stage.embargo.score(SECOND_WINS)
        return stage.look_around(about_it, *TELLING)


@pytest.fixture
def ready(stage: Stage) -> Iterator[Ready]:
    with undone():
        stage.embargo.score(FIRST_WINS)
        yield stage.embargo.schedule()


Worlds = dict[str, dict[str, Seen]]


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_outside_learns_whether_there_is_a_winner(first_wins: Worlds, nobody_wins: Worlds, who: str) -> None:
    assert {seen.status for seen in first_wins[who].values()} <= {200, 302, 403, 404}
    assert len(nobody_wins[who]) > 5
    assert differing(first_wins[who], nobody_wins[who]) == {}


@pytest.mark.parametrize("who", TELLING)
def test_nobody_outside_learns_that_anything_is_drafted(first_wins: Worlds, nothing_drafted: Worlds, who: str) -> None:
    assert differing(first_wins[who], nothing_drafted[who]) == {}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_text_of_a_result_on_its_way_is_read_outside(first_wins: Worlds, who: str) -> None:
    told = {url for url, seen in first_wins[who].items() if SECRET in seen.text}

    assert told == set()


@pytest.mark.parametrize("step", ["draft", "approve"])
def test_no_step_before_shows_either(stage: Stage, nothing_drafted: Worlds, step: str) -> None:
    told = [url for url in nothing_drafted["anonymous"] if SLUG in url or url in ("/", "/hasil/", "/statistik/")]
    with undone():
        stage.embargo.score(SECOND_WINS)
        getattr(stage.embargo, step)()
        seen = look_at_all(stage.clients["anonymous"], told)

    assert differing(nothing_drafted["anonymous"], seen) == {}


def test_the_code_of_a_document_on_its_way_is_a_code_nobody_knows(stage: Stage, ready: Ready) -> None:
    client = stage.clients["anonymous"]
    assert len(ready.codes) >= len(ready.documents) + 1
    held = [ready.result.digest, *(issue.sha256 for issue in ready.documents)]

    for reals, unknown in ((ready.codes, UNKNOWN_CODE), (held, UNKNOWN_DIGEST)):
        for address in ("/verifikasi/{}/", "/verifikasi/?kode={}", "/en/verifikasi/{}/"):
            nothing = look(client, address.format(unknown), hiding=unknown)
            assert nothing.status in (302, 404)
            for real in reals:
                assert look(client, address.format(real), hiding=real) == nothing, address


def test_guessed_etags_ranges_and_forged_headers_tell_no_more(stage: Stage, ready: Ready) -> None:
    assert ready.rendering is not None
    pages = {page.address: page.sha256 for page in ready.rendering.pages.all()}
    guesses = {f'"{sha[:32]}{form}"' for sha in pages.values() for form in ("", "-br", "-gzip")}
    guesses |= {f'"{kind}-v1-{ready.result.digest}"' for kind in ("json2", "csv2", "xlsx2", "json1")}
    guesses |= {f'"{issue.sha256}"' for issue in ready.documents}
    forged = [
        {"If-None-Match": ", ".join(sorted(guesses))},
        {"If-None-Match": "*"},
        {"If-Match": "*"},
        {"If-Modified-Since": "Fri, 31 Dec 2099 00:00:00 GMT"},
        {"If-Unmodified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"Range": "bytes=0-99"},
        {"X-Forwarded-Host": "localhost", "X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1"},
        {"X-Original-URL": f"/hasil/{SLUG}/hasil.json", "X-Rewrite-URL": f"/hasil/{SLUG}/hasil.json"},
    ]
    client, code = stage.clients["anonymous"], stage.embargo.entries[0].code
    at = f"/hasil/{SLUG}/"
    for address in (at, *(at + name for name in ("hasil.json", "hasil.xlsx", "lampiran.pdf")), f"{at}{code}/"):
        assert address in pages
        plain = look(client, address)
        assert plain.status == (200 if address == at else 404)
        for headers in forged:
            assert look(client, address, **headers) == plain, (address, headers)
        head = look(client, address, method="HEAD")
        assert (head.status, head.queries, head.body) == (plain.status, plain.queries, b"")
        assert look(client, address, Host="orang.lain.test").status == 400


def test_documents_and_ledger_are_refused_alike_whether_they_are_there_or_not(stage: Stage, ready: Ready) -> None:
    there, taken = ready.documents[0].pk, set(DocumentIssue.objects.values_list("pk", flat=True))
    nowhere = next(n for n in range(10 ** (len(str(there)) - 1), 10**9) if n not in taken)
    pairs = list(zip(officials_only(stage.embargo, there), officials_only(stage.embargo, nowhere), strict=True))

    for who, client in stage.clients.items():
        for real, none in pairs:
            seen = look(client, real, hiding=real)
            assert seen.status == (302 if who == "anonymous" else 403), (who, real)
            assert SECRET not in seen.text
            if real != none:
                assert seen == look(client, none, hiding=none)


# Pages served before Django ------------------------------------------------------------------------------------------


def test_pages_made_ahead_are_taken_into_no_servers_memory(stage: Stage, ready: Ready) -> None:
    assert ready.rendering is not None
    server = Server(stage.clients["anonymous"])
    server.store.poll()
    server.later = 10 * 24 * 3600

    own = [page.address for page in ready.rendering.pages.all()]
    assert {f"/hasil/{SLUG}/", f"/hasil/{SLUG}/hasil.json", f"/hasil/{SLUG}/lampiran.pdf"} <= set(own)
    for address in own:
        assert server.store.find(address) is None
        status, body = server.get(address)
        assert status == ("200" if address.endswith(f"/hasil/{SLUG}/") else "404"), address
        assert SECRET.encode() not in body.lower()


# The minute, and corrections ---------------------------------------------------------------------------


def _turning(stage: Stage, ready: Ready) -> list[str]:
    """Everything public that a publication changes."""
    embargo, place = stage.embargo, stage.embargo.world.rt.kelurahan
    at, entry = f"/hasil/{SLUG}/", embargo.entries[0]
    files = ("hasil.json", "hasil.csv", "hasil.xlsx", "hasil.json?versi=1", "lampiran.pdf", "ringkasan.pdf")
    return [
        *("/", "/en/", "/hasil/", "/statistik/", f"/rt/{embargo.rts[0].pk}/", f"/api/v1/editions/{SLUG}/entries"),
        *("/api/v1/statistics", "/api/v1/editions", f"/api/v1/awards?edition={SLUG}"),
        *(f"/wilayah/{place.kecamatan.slug}/", f"/wilayah/{place.kecamatan.slug}/{place.slug}/"),
        *(at, f"/en{at}", f"{at}?tampil=pemenang", f"{at}{entry.code}/", f"{at}hitung-ulang/"),
        *(at + name for name in files),
        *("/data/", "/data/katalog.jsonld", f"/data/{SLUG}/", f"/data/{SLUG}.zip", "/data/rt_predikat.zip"),
        *(f"/verifikasi/{code}/" for code in (ready.codes[0], ready.codes[-1], ready.result.digest)),
    ]


def test_at_the_minute_everything_turns_at_once_and_before_it_nothing(stage: Stage, ready: Ready) -> None:
    client, operator = stage.clients["anonymous"], stage.clients["operator"]
    turning, kencana = _turning(stage, ready), precheck(stage.embargo.rts[0].pk)
    server = Server(client)
    server.store.poll()
    look_at_all(client, turning)  # what is kept after a first visit is kept before both looks
    before, desk = look_at_all(client, turning), look(operator, kencana)

    assert publish_due(MINUTE - timedelta(microseconds=1)) == []
    assert differing(look_at_all(client, turning), before) == {}

    [published] = publish_due(MINUTE)

    assert (published.pk, published.version) == (ready.result.pk, 1)
    after = look_at_all(client, turning)
    assert {url for url in turning if after[url].body == before[url].body} == set()
    assert {url for url in turning if after[url].status != 200} == set()
    assert look(operator, kencana).body != desk.body
    assert SECRET in after[f"/hasil/{SLUG}/hasil.json"].text
    server.store.poll()
    server.later = MINUTE.timestamp() - WHEN.timestamp() + 5
    assert server.store.find(f"/hasil/{SLUG}/") is not None
    assert server.get(f"/hasil/{SLUG}/hasil.json") == ("200", after[f"/hasil/{SLUG}/hasil.json"].body)
    assert Result.objects.open().filter(edition=stage.embargo.edition).count() == 0


def test_a_correction_on_its_way_shows_nowhere_either(stage: Stage, ready: Ready) -> None:
    """The version in force, its documents and the check of their codes stay as they are until the next minute."""
    embargo, client = stage.embargo, stage.clients["anonymous"]
    publish_due(MINUTE)
    embargo.mark_conflict()
    changes = f"/hasil/{SLUG}/perubahan/"
    about = [f"/hasil/{SLUG}/{rest}" for rest in ("?versi=2", "hasil.json?versi=2", "berita-acara.pdf")]
    about += [changes, f"{changes}?versi=2"]
    about += _turning(stage, ready)
    cache.clear()
    before = look_at_all(client, about)
    assert {before[url].status for url in _turning(stage, ready)} == {200}

    correction = embargo.schedule(at=MINUTE + timedelta(hours=2))

    assert correction.result.version is None
    assert correction.rendering is not None
    cache.clear()  # a recount is shared for a second
    assert differing(look_at_all(client, about), before) == {}
    for code in (*correction.codes, correction.result.digest):
        assert look(client, f"/verifikasi/{code}/").status == 404
    [published] = publish_due(MINUTE + timedelta(hours=2))
    assert published.version == 2
    assert look(client, f"/verifikasi/{correction.codes[0]}/").status == 200
    assert look(client, f"/hasil/{SLUG}/").body != before[f"/hasil/{SLUG}/"].body
    assert (before[changes].status, look(client, changes).status) == (404, 200)
