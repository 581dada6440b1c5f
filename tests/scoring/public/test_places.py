"""Regions, RT pages, coverage and the predikat, following the succession of RTs."""

import re
from datetime import date, datetime

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from competitions.enums import DocumentKind
from competitions.models import Evidence, ReleasedPhoto
from competitions.services.awards import record_loss
from rt_registry.enums import SuccessionKind
from rt_registry.models import RT, Kelurahan
from rt_registry.services.succession import NewRT, record_succession
from scoring.models import Result
from scoring.selectors.places import region_blocks
from scoring.selectors.public_coverage import load_history
from tests.factories import NOW, create_rt, create_user
from tests.scoring.public.conftest import Fill, Publish


TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 22, 5, tzinfo=NOW.tzinfo))


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_coverage_counts_assessed_rts_of_the_year(published: Result, kelurahan: Kelurahan) -> None:
    create_rt(kelurahan=kelurahan, number=8)
    history = load_history([2025, 2026])

    assert (history.city(2026).took_part, history.city(2026).rts) == (3, 4)
    assert (history.city(2025).took_part, history.city(2025).rts) == (0, 4)
    assert history.holders(TODAY, "kelurahan_id")[kelurahan.pk] == 2


def test_both_halves_of_a_split_rt_carry_its_history_on(published: Result, kelurahan: Kelurahan) -> None:
    old = RT.objects.get(kelurahan=kelurahan, number=1)
    halves = [NewRT(kelurahan=kelurahan, number=21), NewRT(kelurahan=kelurahan, number=22)]
    _split(old, halves)

    history = load_history([2026])
    assert (history.city(2026).took_part, history.city(2026).rts) == (4, 4)
    assert history.holders(TODAY, "kelurahan_id")[kelurahan.pk] == 3


def _split(old: RT, halves: list[NewRT]) -> list[RT]:
    later = datetime(2026, 10, 1, 3, tzinfo=NOW.tzinfo)
    return record_succession(
        kind=SuccessionKind.SPLIT, predecessors=[old], successors=halves, on=date(2026, 9, 1), by=None, now=later
    )


def test_kelurahan_and_kecamatan_tell_the_same(client: Client, published: Result, kelurahan: Kelurahan) -> None:
    _split(RT.objects.get(kelurahan=kelurahan, number=1), [NewRT(kelurahan=kelurahan, number=n) for n in (21, 22)])
    record_loss(rt=RT.objects.get(kelurahan=kelurahan, number=2), on=TODAY, reason="Kumuh", by=None, now=NOW)

    page = client.get(f"/wilayah/{kelurahan.kecamatan.slug}/{kelurahan.slug}/").context
    line = region_blocks(TODAY)[0].lines[0]
    assert (page["took_part"], page["holders"], page["needed"]) == (4, 2, 3)
    assert (line.coverage.took_part, line.holders, line.needed, line.is_bantar) == (4, 2, 3, False)


@pytest.mark.parametrize(("count", "is_bantar"), [(2, True), (3, False)])
def test_kelurahan_bantar_needs_three_quarters_rounded_up(  # noqa: PLR0917
    client: Client, fill: Fill, publish: Publish, kelurahan: Kelurahan, count: int, is_bantar: bool
) -> None:
    publish(fill(count))

    page = client.get(f"/wilayah/{kelurahan.kecamatan.slug}/{kelurahan.slug}/")
    assert page.context["is_bantar"] is is_bantar
    assert region_blocks(TODAY)[0].lines[0].is_bantar is is_bantar


def test_kelurahan_lists_its_rts(client: Client, published: Result, kelurahan: Kelurahan) -> None:
    lines = client.get(f"/wilayah/{kelurahan.kecamatan.slug}/{kelurahan.slug}/").context["lines"]

    assert [(line.rt.number, line.kk, line.holds_since, line.last.won) for line in lines] == [
        (1, 120, 2026, True),
        (2, 80, 2026, True),
        (3, 40, None, False),
    ]


def test_kecamatan_tells_winners_by_year(client: Client, published: Result, kelurahan: Kelurahan) -> None:
    (year,) = client.get(f"/wilayah/{kelurahan.kecamatan.slug}/").context["years"]

    assert (year.year, year.entries, year.winners, year.prize) == (2026, 3, 2, 17_000_000)
    assert list(year.by_category.items()) == [("besar", 1), ("sedang", 1)]


def test_rt_page_tells_its_story_and_no_name(client: Client, published: Result, kelurahan: Kelurahan) -> None:
    rt = RT.objects.get(kelurahan=kelurahan, number=1)
    heir, _ = _split(rt, [NewRT(kelurahan=kelurahan, number=n) for n in (21, 22)])

    response = client.get(f"/rt/{heir.pk}/")
    text = text_of(client, f"/en/rt/{heir.pk}/")
    page = response.context["page"]
    assert (page.predikat.since, page.predikat.streak, page.predikat.missing) == (2026, 1, 2)
    assert "Holds the predikat since 2026" in text
    assert "as RT 01 Kenali Besar" in text
    assert "from RT 01 Kenali Besar" in text
    assert "Ketua" not in response.content.decode()
    assert f"became {heir}" in text_of(client, f"/en/rt/{rt.pk}/")
    assert "https://wa.me/?text=" in response.content.decode()


def test_rt_page_of_one_that_never_took_part_says_so(client: Client, published: Result, kelurahan: Kelurahan) -> None:
    newcomer = create_rt(kelurahan=kelurahan, number=31, kk=50)
    winner = RT.objects.get(kelurahan=kelurahan, number=1)

    says = "This RT is in no published result yet."

    assert says in text_of(client, f"/en/rt/{newcomer.pk}/")
    assert says not in text_of(client, f"/en/rt/{winner.pk}/")


def test_rt_page_says_when_the_predikat_was_lost(client: Client, published: Result, kelurahan: Kelurahan) -> None:
    rt = RT.objects.get(kelurahan=kelurahan, number=1)
    record_loss(rt=rt, on=date(2026, 11, 2), reason="Alasan internal", by=None, now=NOW)

    text = text_of(client, f"/en/rt/{rt.pk}/")
    assert "Predikat lost on 2 November 2026" in text
    assert "Alasan internal" not in text


def test_streak_runs_until_this_year_is_decided(
    client: Client, fill: Fill, publish: Publish, kelurahan: Kelurahan
) -> None:
    publish(fill(1, slug="2025-1", year=2025, first=30))

    page = client.get(f"/rt/{RT.objects.get(number=30).pk}/").context["page"]
    assert (page.predikat.streak, page.predikat.missing) == (1, 2)


@pytest.mark.parametrize("count", [1, 36])
def test_place_query_counts(  # noqa: PLR0917
    client: Client,
    fill: Fill,
    publish: Publish,
    kelurahan: Kelurahan,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    publish(fill(count))
    place = f"/wilayah/{kelurahan.kecamatan.slug}/"
    rt = RT.objects.get(number=1)

    for url, queries in [
        ("/wilayah/", 6),  # regions, records, successions, RTs, RTs per kelurahan, simulated?
        (place, 9),  # as above, and winners by year: results, archive, recaps
        (f"{place}{kelurahan.slug}/", 9),  # kelurahan, RTs, succession, KK, awards, results, 2 by year, simulated?
        (f"/rt/{rt.pk}/", 9),  # RT, origins, KK, awards, entries, passages, category, indicators, photos
    ]:
        with django_assert_num_queries(queries):
            assert client.get(url).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/wilayah/nope/", "/wilayah/nope/nope/", "/rt/987654/"])
def test_unknown_place_is_404(client: Client, url: str) -> None:
    assert client.get(url).status_code == 404


def test_kelurahan_of_another_kecamatan_is_404(client: Client, kelurahan: Kelurahan) -> None:
    assert client.get(f"/wilayah/elsewhere/{kelurahan.slug}/").status_code == 404


def test_rt_page_shows_released_photos_of_published_entries_only(
    client: Client, fill: Fill, publish: Publish, kelurahan: Kelurahan
) -> None:
    edition = fill()
    for nomination in edition.nominations.all():
        evidence = Evidence.objects.create(
            nomination=nomination,
            kind=DocumentKind.PHOTO,
            file="x",
            content_type="image/jpeg",
            size=1,
            sha256="0" * 64,
            original_name="Ketua Budi.jpg",
            uploaded_at=NOW,
        )
        ReleasedPhoto.objects.create(
            evidence=evidence, file="y.jpg", width=4, height=3, released_by=create_user(), released_at=NOW
        )
    rt = RT.objects.get(kelurahan=kelurahan, number=1)

    before = client.get(f"/rt/{rt.pk}/")
    publish(edition)
    after = client.get(f"/rt/{rt.pk}/")

    assert before.context["page"].photos == []
    (photo,) = after.context["page"].photos
    assert f"/foto/{photo.public_id}.jpg" in after.content.decode()
    assert "Budi" not in after.content.decode()
