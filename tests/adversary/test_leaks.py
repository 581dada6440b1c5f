"""Before publication nothing tells a figure to those who may not know it; names and drafts stay inside, always."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import F
from django.test import Client
from django.utils import timezone

from bantar.accounts.models import DeskVisit, User
from competitions.enums import NominationStatus, Phase
from competitions.models import Edition, Nomination
from rt_registry.models import RT
from scoring.models import Assessor, Assignment, Decision, Result, ResultEntry, Score, ScoreSheet
from scoring.services.conflicts import mark_conflict
from scoring.services.publication import approve_result, draft_result
from tests.access.world import World, create_world
from tests.adversary.walking import Page, addresses, walk
from tests.factories import (
    NOW,
    create_edition,
    create_nomination,
    create_rt,
    create_sheet,
    create_team,
)


pytestmark = pytest.mark.django_db

OUTSIDERS = ("anonymous", "operator", "verifier", "assessor", "lead")
SAME_FOR_ALL = ("/rt/", "/wilayah/", "/hasil/terbit/", "/cari/", "/indikator/", "/statistik/", "/peta/")
"""Pages of a published result, and those that know no reader: walked as the public does."""
DESKS = ("/penilaian/", "/penilaian/tim/", "/kelurahan/", "/kecamatan/", "/panitia/")
SECRET_NOTE = "catatan-penilai-"


@dataclass
class Contest:
    """A world with a full tally in three phases, two of them with a draft on its way."""

    world: World
    tallied: list[Edition]

    def draft(self) -> None:
        """Draft anew what is on its way; the one in the provisional phase is approved too."""
        for edition in self.tallied:
            fresh = Edition.objects.get(pk=edition.pk)
            result = draft_result(edition=fresh, by=self.world.people["committee"], now=NOW)
            if edition.phase == Phase.PROVISIONAL:
                approve_result(result=result, by=self.world.people["publisher"], now=NOW)

    def rescore(self, *, but: User | None) -> None:
        """Turn every score and note round, except one's own, and draft the results that follow from them."""
        others = Score.objects.filter(sheet__nomination__edition__phase__in=Phase.before_publication())
        others = others.exclude(sheet__assessor__user=but) if but else others
        others.update(value=4 - F("value"), note="lain")
        sheets = ScoreSheet.objects.filter(nomination__edition__phase__in=Phase.before_publication())
        sheets.exclude(assessor__user=but).update(note="lain")
        ResultEntry.objects.filter(result__edition__in=self.tallied).delete()
        Result.objects.filter(edition__in=self.tallied).delete()
        self.draft()


@pytest.fixture
def contest() -> Contest:
    world = create_world()
    editions = [world.assessing]
    for phase, period in ((Phase.TALLY, 3), (Phase.PROVISIONAL, 4)):
        editions.append(create_edition(slug=f"belum-{phase}", year=world.assessing.year, period=period, phase=phase))
    for edition in editions:
        _score(world, edition)
    contest = Contest(world, editions[1:])
    contest.draft()
    return contest


def _score(world: World, edition: Edition) -> None:
    people = [Assessor.objects.get(user=world.people[name]) for name in ("lead", "assessor", "other_assessor")]
    team = world.team if edition == world.assessing else create_team(edition=edition, assessors=people)
    for place, values in enumerate([(4, 4, 3), (1, 0, 2), (3, 4, 4)]):
        rt = create_rt(kelurahan=world.rt.kelurahan, year=edition.year, kk=50 + 30 * place)
        entry = create_nomination(edition=edition, rts=[rt], status=NominationStatus.CARRIED_OUT)
        Assignment.objects.create(nomination=entry, team=team, visit_on=timezone.localdate(), closed_at=NOW)
        for assessor, value in zip(people, values, strict=True):
            sheet = create_sheet(nomination=entry, assessor=assessor, value=value)
            note = f"{SECRET_NOTE}{assessor.pk}."
            ScoreSheet.objects.filter(pk=sheet.pk).update(note=note)
            Score.objects.filter(sheet=sheet).update(note=note)


def enter(contest: Contest, who: str) -> Client:
    client = Client()
    if who != "anonymous":
        client.force_login(contest.world.people[who])
    return client


def look_around(contest: Contest, who: str) -> dict[str, Page]:
    starts = addresses(contest.world)
    for edition in contest.tallied:
        own = f"/hasil/{edition.slug}/"
        starts += [own, *(own + rest for rest in ("hasil.json", "hasil.csv", "hasil.xlsx", "?versi=1", "lampiran.pdf"))]
        starts += [own + f"{entry.code}/" for entry in Nomination.objects.filter(edition=edition)]
        starts += [f"/penilaian/{entry.pk}/" for entry in Nomination.objects.filter(edition=edition)]
        starts += [f"/panitia/{edition.slug}/", f"/panitia/{edition.slug}/peringkat/"]
    few = {"but": SAME_FOR_ALL, "most": 140} if who != "anonymous" else {}
    return walk(enter(contest, who), starts, **few)  # type: ignore[arg-type]


def open_desks(contest: Contest, who: str) -> Client:
    """Desks note a visit; opened again a day later they begin with what changed since."""
    client = enter(contest, who)
    for url in DESKS:
        client.get(url)
    DeskVisit.objects.update(seen_at=timezone.now() - timedelta(days=1))
    return client


@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_byte_depends_on_figures_that_are_not_public(
    contest: Contest, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both looks at one moment, since an open sheet offers the minute; in between the clock goes on."""
    open_desks(contest, who)
    moment = timezone.now()

    def look_then() -> dict[str, Page]:
        with monkeypatch.context() as clock:
            clock.setattr(timezone, "now", lambda: moment)
            return look_around(contest, who)

    before = look_then()

    contest.rescore(but=contest.world.people.get(who))

    after = look_then()
    assert len(before) > 70
    assert after.keys() == before.keys()
    differing = {url: (before[url], after[url]) for url in before if before[url] != after[url]}
    assert differing == {}
    assert mail.outbox == []


@pytest.mark.parametrize("who", ["lead", "pendamping"])
def test_nobody_outside_reads_what_another_assessor_wrote(contest: Contest, who: str) -> None:
    own = Assessor.objects.filter(user=contest.world.people[who]).first()
    others = [
        f"{SECRET_NOTE}{pk}."
        for pk in Assessor.objects.exclude(user=own.user if own else None).values_list("pk", flat=True)
    ]

    pages = look_around(contest, who)

    told = {url for url, page in pages.items() if any(note in page.text for note in others)}
    assert told == set()


def test_the_public_reads_no_name_of_a_person(contest: Contest) -> None:
    RT.objects.update(head_name="Pak Ketua Rahasia 0812-7777-8888")
    Assessor.objects.update(name=F("name_key"))
    names = {"Pak Ketua Rahasia", "0812-7777", *Assessor.objects.values_list("name", flat=True)}
    names |= set(User.objects.values_list("username", flat=True))

    pages = look_around(contest, "anonymous")

    public = {url: page.text for url, page in pages.items() if page.status == 200}
    assert len(public) > 30
    told = {(url, name) for url, text in public.items() for name in names if name.lower() in text.lower()}
    assert told == set()


def test_an_edition_being_set_up_is_known_to_officials_alone(contest: Contest) -> None:
    hidden = create_edition(slug="masih-dirancang", year=2031, phase=Phase.DRAFT)
    Edition.objects.filter(pk=hidden.pk).update(name="Edisi Dirancang")

    for who in ("anonymous", "operator", "verifier", "assessor"):
        client = enter(contest, who)
        pages = walk(client, ["/", "/hasil/", "/statistik/", "/indikator/", "/rt/1/", *DESKS], most=40)
        told = {url for url, page in pages.items() if "Edisi Dirancang" in page.text or "masih-dirancang" in page.text}
        assert told == set(), who
        for url in ("/hasil/masih-dirancang/", "/hasil/masih-dirancang/hasil.json"):
            assert client.get(url).status_code == 404


def test_the_administration_hides_results_on_their_way_from_an_administrator(contest: Contest) -> None:
    client = enter(contest, "admin")
    open_result = Result.objects.filter(edition__in=contest.tallied).first()
    assert open_result is not None
    entry = open_result.entries.first()
    assert entry is not None
    Decision.objects.create(
        edition=contest.tallied[0],
        kind="over_budget",
        facts="rahasia",
        reason="r",
        decided_by=contest.world.people["committee"],
        decided_at=NOW,
    )

    results = client.get("/admin/scoring/result/").content.decode()
    entries = client.get("/admin/scoring/resultentry/").content.decode()

    assert open_result.digest not in results
    assert all(result.digest in results for result in Result.objects.published())
    assert entry.label not in entries
    assert client.get(f"/admin/scoring/result/{open_result.pk}/change/").status_code == 302
    assert client.get(f"/admin/scoring/resultentry/{entry.pk}/change/").status_code == 302
    assert "rahasia" not in client.get("/admin/scoring/decision/").content.decode()


def test_a_conflict_is_told_to_the_one_it_is_held_against_and_to_officials(contest: Contest) -> None:
    """Neither kelurahan nor kecamatan nor team mates read whom a conflict is held against, or why."""
    world = contest.world
    assessor = Assessor.objects.get(user=world.people["assessor"])
    outsiders = ("operator", "pendamping", "assessor", "lead")
    clients = {who: open_desks(contest, who) for who in (*outsiders, "committee")}
    entry = Nomination.objects.get(pk=world.visited.pk)
    mark_conflict(
        nomination=entry,
        assessor=assessor,
        reason="saudara kandung ketua",
        by=world.people["committee"],
        now=timezone.now(),
    )

    told = {
        who
        for who in outsiders
        for page in walk(
            clients[who], [*DESKS, f"/usulan/{entry.pk}/", f"/kecamatan/usulan/{entry.pk}/"], most=25
        ).values()
        if "saudara kandung ketua" in page.text
    }

    assert told == {"assessor"}
    own = clients["committee"].get(f"/panitia/{entry.edition.slug}/entri/{entry.pk}/")
    assert "saudara kandung ketua" in own.content.decode()
