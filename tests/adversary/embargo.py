"""A result that waits for its minute with everything made ahead, in worlds that differ only in who wins."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bantar.accounts.models import DeskVisit
from competitions.enums import AwardSource, NominationStatus, Phase
from competitions.models import Award, Edition, Nomination
from rt_registry.models import RT
from scoring.enums import DocumentKind, DocumentStatus
from scoring.models import Assessor, Assignment, DocumentIssue, Rendering, Result, Score
from scoring.selectors.documents import number_of
from scoring.selectors.tally import tally_of
from scoring.services import renderings
from scoring.services.conflicts import mark_conflict
from scoring.services.decisions import record_decision
from scoring.services.decrees import DecreeFacts, MinutesFacts, record_decree, record_minutes
from scoring.services.documents import issue_document, make_certificates
from scoring.services.embargo import schedule_result
from scoring.services.publication import approve_result, draft_result
from tests.access.world import World, create_world
from tests.factories import (
    NOW,
    create_assessor,
    create_edition,
    create_nomination,
    create_rt,
    create_sheet,
    create_team,
)


WHEN = NOW + timedelta(hours=1)
"""The instant of all that happens here; the clock stands still."""
MINUTE = WHEN + timedelta(hours=1)
SECRET = "rahasia-embargo"
"""Stands in every text that belongs to the result on its way."""
SLUG = "embargo"
DESKS = {
    "/penilaian/": "scoring:assessor-day",
    "/penilaian/tim/": "scoring:lead",
    "/kelurahan/": "competitions:kelurahan-desk",
    "/kecamatan/": "competitions:kecamatan-desk",
    "/kecamatan/daftar/": "competitions:kecamatan-entries",
    "/jejak/": "rt_registry:trace",
    "/akun/": "rt_registry:accounts",
    "/impor/": "rt_registry:imports",
}
"""Where people work and are told what is new, with the name of the route."""

FIRST_WINS = (4, 0, 0, 0)
SECOND_WINS = (0, 4, 4, 0)
NOBODY_WINS = (0, 0, 0, 0)


@dataclass
class Ready:
    """What lies in the database for the minute."""

    result: Result
    rendering: Rendering | None = None
    documents: list[DocumentIssue] = field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        return [code for issue in self.documents for code in issue.codes.order_by("pk").values_list("code", flat=True)]


@dataclass(frozen=True)
class Embargo:
    """An edition with a full tally, seen from a world in which everybody else goes on working."""

    world: World
    edition: Edition
    entries: tuple[Nomination, ...]

    @property
    def rts(self) -> list[RT]:
        return [entry.members.get().rt for entry in self.entries]

    def score(self, values: tuple[int, ...]) -> None:
        """What the two assessors without an account gave; everybody who can sign in gave the same in every world."""
        for entry, value in zip(self.entries, values, strict=True):
            Score.objects.filter(sheet__nomination=entry, sheet__assessor__user=None).update(value=value)

    def draft(self) -> Ready:
        committee, edition = self.world.people["committee"], Edition.objects.get(pk=self.edition.pk)
        for flag in tally_of(edition).blockers:
            record_decision(
                edition=edition,
                kind=flag.code,
                facts=flag.facts or "",
                reason=f"{SECRET}-putusan",
                by=committee,
                now=WHEN,
            )
        return Ready(draft_result(edition=edition, by=committee, now=WHEN, reason=f"{SECRET}-alasan"))

    def approve(self) -> Ready:
        publisher = self.world.people["publisher"]
        return Ready(approve_result(result=self.draft().result, by=publisher, now=WHEN))

    def schedule(self, at: datetime = MINUTE) -> Ready:
        """Scheduled; decree and minutes entered, every document issued, every page made ahead."""
        ready, publisher = self.approve(), self.world.people["publisher"]
        ready.result = schedule_result(result=ready.result, publish_at=at, by=publisher, now=WHEN)
        _enter_papers(ready.result, self.world)
        has_winner = ready.result.entries.filter(winner=True).exists()
        for kind in DocumentKind:
            if has_winner or kind not in DocumentKind.on_decree():
                ready.documents.append(_issued(ready.result, kind, self.world))
        fresh = Result.objects.select_related("edition").get(pk=ready.result.pk)
        ready.rendering = renderings.prepare(fresh, version=number_of(fresh), published_at=at)
        assert ready.rendering is not None
        return ready

    def mark_conflict(self) -> None:
        """One sheet of the first entry counts no more: after a publication there is something to correct."""
        entry, committee = Nomination.objects.get(pk=self.entries[0].pk), self.world.people["committee"]
        assessor = Assessor.objects.filter(user=None, sheets__nomination=entry)[0]
        mark_conflict(nomination=entry, assessor=assessor, reason="saudara", by=committee, now=MINUTE)


def _enter_papers(result: Result, world: World) -> None:
    day, publisher = date(2026, 6, 30), world.people["publisher"]
    decree = DecreeFacts(f"{SECRET}/400/2026", day, "Jambi", f"{SECRET} Wali Kota", "Wali Kota Jambi")
    record_decree(result=result, facts=decree, by=publisher, now=WHEN)
    members = [(f"{SECRET} anggota", "Ketua", "DPMPPA")]
    minutes = MinutesFacts(f"{SECRET}/BA/2026", day, "Jambi", members)
    record_minutes(result=result, facts=minutes, by=publisher, now=WHEN)


def _issued(result: Result, kind: DocumentKind, world: World) -> DocumentIssue:
    issue = issue_document(result=result, kind=kind, site="https://uji.test", by=world.people["publisher"], now=WHEN)
    if issue.status == DocumentStatus.WAITING:
        make_certificates(issue.pk, now=timezone.now)
    issue.refresh_from_db()
    assert issue.status == DocumentStatus.READY
    return issue


def create_embargo() -> Embargo:
    """Four entries in the kelurahan of the world's operator, judged by the world's assessors and two more."""
    world = create_world()
    year = world.published.year
    edition = create_edition(slug=SLUG, year=year, period=2, phase=Phase.PROVISIONAL, best_in_city_prize=15_000_000)
    own = [Assessor.objects.get(user=world.people[name]) for name in ("lead", "assessor", "other_assessor")]
    others = [create_assessor(with_account=False) for _ in range(2)]
    team = create_team(edition=edition, assessors=own)
    entries = []
    for place, kk in enumerate((120, 80, 40, 85)):
        rt = create_rt(kelurahan=world.rt.kelurahan, year=year, kk=kk)
        is_out = place == 3
        entry = create_nomination(
            edition=edition,
            rts=[rt],
            status=NominationStatus.DISQUALIFIED if is_out else NominationStatus.CARRIED_OUT,
            reason="tidak di tempat" if is_out else "",
        )
        Assignment.objects.create(nomination=entry, team=team, visit_on=WHEN.date(), closed_at=NOW)
        for assessor in [*own, *others]:
            create_sheet(nomination=entry, assessor=assessor, value=3)
        entries.append(entry)
    embargo = Embargo(world, edition, tuple(entries))
    _win_before(embargo)
    return embargo


def _win_before(embargo: Embargo) -> None:
    """The first entry's RT has won twice in a row: a third time opens Kencana to it."""
    rt = embargo.rts[0]
    for year in (embargo.edition.year - 2, embargo.edition.year - 1):
        past = create_edition(slug=f"arsip-{year}", year=year, phase=Phase.PUBLISHED)
        Edition.objects.filter(pk=past.pk).update(is_archive=True)
        Award.objects.create(
            edition=past, rt=rt, entry_code=embargo.entries[0].code, label=str(rt), source=AwardSource.IMPORTED
        )


def visitors(embargo: Embargo, names: tuple[str, ...]) -> dict[str, Client]:
    """Somebody for each role, who was last at their desks a day ago."""
    clients = {}
    for name in names:
        clients[name] = client = Client()
        if name != "anonymous":
            client.force_login(embargo.world.people[name])
            for url in DESKS:
                client.get(url)
    DeskVisit.objects.update(seen_at=WHEN - timedelta(days=1))
    return clients


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside has not happened afterwards."""
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()


# What a visitor can observe ------------------------------------------------------------------------------------------

ONCE = re.compile(
    rb'(?<="X-CSRFToken": ")[^"]+|(?<=name="csrfmiddlewaretoken" value=")[^"]+|(?<="server_time": ")[^"]+'
    rb'|(?<=nonce=")[^"]+|(?<="csrf": ")[^"]+'
)
"""Made anew for every answer, in the same length."""
ONCE_IN_HEADERS = {"X-Request-ID", "Expires", "Set-Cookie"}
NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True)
class Seen:
    """One answer: status, headers, bytes, and what it cost."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    queries: tuple[int, ...]
    """The length of each, numbers apart."""

    def without(self, asked: str) -> "Seen":
        headers = tuple((name, value.replace(asked, "?")) for name, value in self.headers)
        return replace(self, headers=headers, body=self.body.replace(asked.encode(), b"?"))

    @property
    def text(self) -> str:
        """Everything that can be read, inside of archives too."""
        parts = [repr(self.headers).encode(), self.body]
        try:
            with ZipFile(BytesIO(self.body)) as archive:
                parts += [archive.read(name) for name in archive.namelist()]
        except BadZipFile:
            pass
        return b"\n".join(parts).decode("utf-8", "replace").lower()


def look(client: Client, url: str, *, method: str = "GET", hiding: str = "", **headers: str) -> Seen:
    """One answer; `hiding` is what two requests ask for, so that only what they get is compared."""
    connection.queries_log.clear()  # it holds so many and no more
    with CaptureQueriesContext(connection) as queries:
        response = client.generic(method, url, headers=headers)
        body = _body(response)
    is_workbook = "spreadsheetml" in response.headers.get("Content-Type", "")
    left_out = ONCE_IN_HEADERS | ({"Content-Length"} if is_workbook else set())
    kept = sorted((name, value) for name, value in response.headers.items() if name not in left_out)
    lengths = tuple(len(NUMBERS.sub("0", query["sql"].replace(hiding or "\0", ""))) for query in queries)
    seen = Seen(response.status_code, tuple(kept), _unzipped(body) if is_workbook else ONCE.sub(b"", body), lengths)
    return seen.without(hiding) if hiding else seen


def _unzipped(workbook: bytes) -> bytes:
    """The parts of a workbook without the moments at which they were written."""
    with ZipFile(BytesIO(workbook)) as archive:
        return b"\n".join(archive.read(name) for name in sorted(archive.namelist()) if "docProps" not in name)


def _body(response: HttpResponseBase) -> bytes:
    return b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]


def look_at_all(client: Client, urls: list[str]) -> dict[str, Seen]:
    return {url: look(client, url) for url in urls}


def differing(one: Mapping[str, Seen], other: Mapping[str, Seen]) -> dict[str, tuple[object, object]]:
    """Where two looks differ, and in what; the one may have looked at more."""
    assert one.keys() >= other.keys()
    parts = ("status", "headers", "queries", "body")
    return {
        f"{url} ({name})": (getattr(one[url], name), getattr(other[url], name))
        for url in other
        for name in parts
        if getattr(one[url], name) != getattr(other[url], name)
    }
