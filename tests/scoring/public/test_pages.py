"""Home, search, statistics, indicators and the map; every page without data and small enough."""

import gzip
import importlib.util
import json
import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from competitions.domain.coverage import Coverage
from competitions.enums import Phase
from competitions.models import Edition, Recap, RecapRow
from rt_registry.models import RT, Kelurahan, RegionBoundary
from scoring.models import Result
from scoring.selectors.public_indicators import worked_example
from scoring.selectors.public_map import MapScale
from tests.factories import NOW, create_edition
from tests.scoring.public.conftest import Fill, Publish


PAGES = ["/", "/hasil/", "/cari/", "/cari/?q=rt+1", "/wilayah/", "/statistik/", "/indikator/", "/peta/"]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 22, 5, tzinfo=NOW.tzinfo))


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.django_db
@pytest.mark.parametrize("url", PAGES)
def test_page_without_any_data_says_so(client: Client, url: str) -> None:
    for address in (url, f"/en{url}"):
        response = client.get(address)
        assert response.status_code == 200
        assert b"<h1>" in response.content
        assert b'rel="canonical"' in response.content or "cari" in url
        assert b'<meta name="description"' in response.content


@pytest.mark.django_db
def test_empty_home_and_statistics_explain(client: Client) -> None:
    assert "No edition has opened yet." in text_of(client, "/en/")
    assert "There are no figures of any year yet." in text_of(client, "/en/statistik/")
    assert "No regions are recorded yet." in text_of(client, "/en/peta/")


def test_home_tells_where_the_newest_edition_stands(client: Client, published: Result) -> None:
    create_edition(slug="2027-1", year=2027, phase=Phase.NOMINATION)
    create_edition(slug="latihan", year=2024, phase=Phase.VERIFICATION)

    response = client.get("/en/")
    page = response.context["page"]
    assert [one.edition.slug for one in page.running] == ["2027-1"]
    assert [step.state for step in page.running[0].steps] == ["now", "next", "next", "next", "next", "next"]
    assert "Nominations are open." in text_of(client, "/en/")
    assert [(group.category, [one.label for one in group.winners]) for group in page.winners] == [
        ("besar", ["RT 01 Kenali Besar"]),
        ("sedang", ["RT 02 Kenali Besar"]),
    ]
    assert (page.newest.winner_count, page.newest.ranked_count, page.coverage.city.took_part) == (2, 3, 3)


@pytest.mark.parametrize("count", [1, 36])
def test_page_query_counts(
    client: Client, fill: Fill, publish: Publish, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    publish(fill(count))
    _recap(2015, Kelurahan.objects.get(), carried_out=9)

    for url, queries in [
        ("/", 10),  # results, running, winners, regions, history (4), outlines, simulated?
        ("/statistik/", 9),  # regions, recaps, results, archive, history (4), simulated?
        ("/indikator/", 6),  # rules of the newest edition (4), indicators, simulated?
        ("/peta/", 7),  # regions, history (4), outlines, simulated?
        ("/cari/?q=kenali", 2),  # regions, simulated?
    ]:
        with django_assert_num_queries(queries):
            assert client.get(url).status_code == 200


def test_search_goes_to_the_one_rt_and_lists_several(client: Client, published: Result, kelurahan: Kelurahan) -> None:
    rt = RT.objects.get(number=2)

    assert client.get("/cari/?q=rt+2+kenali+besar").headers["Location"] == f"/rt/{rt.pk}/"
    assert "Kenali Besar" in text_of(client, "/cari/?q=kenali")
    assert "Nothing is called “xyzzy”." in text_of(client, "/en/cari/?q=xyzzy")
    assert "There is no RT 99 there today." in text_of(client, "/en/cari/?q=rt+99+kenali+besar")
    assert "Nothing is called “rt 99 xyzzy”." in text_of(client, "/en/cari/?q=rt+99+xyzzy")
    assert client.get("/cari/?q=%00%27%3Cscript%3E").status_code == 200


def _recap(year: int, kelurahan: Kelurahan, **figures: int) -> None:
    recap = Recap.objects.create(year=year, source="Sumber uji")
    RecapRow.objects.create(recap=recap, kecamatan=kelurahan.kecamatan, rt_count=40, **figures)


def test_statistics_never_mix_nominated_and_carried_out(
    client: Client, published: Result, kelurahan: Kelurahan
) -> None:
    _recap(2015, kelurahan, nominated=16, carried_out=10)
    _recap(2016, kelurahan, nominated=15, carried_out=12)
    _recap(2020, kelurahan, nominated=30, winners=21)

    response = client.get("/en/statistik/")
    tables = {table.key: table for table in response.context["tables"].measures}
    assert {key: [(h.year, c) for h, c in zip(t.heads, t.city, strict=True)] for key, t in tables.items()} == {
        "nominated": [(2015, "16"), (2016, "15"), (2020, "30"), (2026, "3")],
        "carried_out": [(2015, "10"), (2016, "12"), (2026, "3")],
        "winners": [(2020, "21"), (2026, "2")],
    }
    city = response.context["statistics"].recap_sums[-1]
    assert (city.by_year, city.total, city.rts, city.percent) == ([10, 12], 22, 40, Decimal("55.00"))
    assert "One RT may be counted more than once" in text_of(client, "/en/statistik/")
    assert "Sumber uji" in response.content.decode()


def test_statistics_measure_each_year_by_its_own_rts(client: Client, fill: Fill, publish: Publish) -> None:
    publish(fill(3, slug="2025-1", year=2025))
    RT.objects.filter(number=3).update(active_until=datetime(2026, 3, 1, tzinfo=NOW.tzinfo).date())

    coverage = client.get("/statistik/").context["statistics"].coverage
    assert [(year.year, year.city) for year in coverage] == [(2025, Coverage(3, 3)), (2026, Coverage(2, 2))]


def test_indicators_explain_the_rules_in_force(client: Client, published: Result) -> None:
    create_edition(slug="2027-1", year=2027, phase=Phase.DRAFT, quorum=9)
    page = client.get("/indikator/").context["page"]

    assert (page.count, page.edition.slug, page.rules.quorum) == (21, "2026-1", 3)


def test_worked_example_is_what_the_tally_says() -> None:
    example = worked_example()

    assert [(row.points, row.most, row.value) for row in example.rows] == [
        ("71", 84, Decimal("84.52")),
        ("67", 84, Decimal("79.76")),
        ("61", 84, Decimal("72.62")),
    ]
    assert (example.first_scores, example.first_mean, example.total) == ([4, 3, 4], Decimal("3.67"), Decimal("78.97"))
    assert example.passed


def test_map_serves_outlines_with_names_and_an_etag(client: Client, published: Result, kelurahan: Kelurahan) -> None:
    square = [[[103.5, -1.5], [103.70004, -1.5], [103.70001, -1.5], [103.7, -1.7], [103.5, -1.5]]]
    for code, level in ((kelurahan.kecamatan.code, "kecamatan"), (kelurahan.code, "kelurahan")):
        RegionBoundary.objects.create(code=code, level=level, geometry={"type": "Polygon", "coordinates": square})

    answer = client.get("/peta/wilayah.json")
    again = client.get("/peta/wilayah.json", headers={"If-None-Match": answer["ETag"]})
    features = json.loads(answer.content)["features"]
    page = client.get("/en/peta/")
    assert [f["properties"]["nama"] for f in features] == ["Alam Barajo", "Kenali Besar"]
    assert features[0]["geometry"]["coordinates"][0] == [
        *([103.5, -1.5], [103.7, -1.5], [103.7, -1.7], [103.5, -1.5]),
    ]
    assert again.status_code == 304
    assert page.context["figures"][kelurahan.code][1] == "Kenali Besar: 3 of 3 RTs (100.0%)"
    assert b'<svg class="map-kec"' in page.content


@pytest.mark.parametrize(
    ("percents", "limits"),
    [([], (1, 2, 3, 4)), ([11, 25], (15, 20, 25, 30)), ([0, 60], (20, 40, 60, 80)), ([97, 100], (98, 99, 100, 101))],
)
def test_shades_fit_what_is_shown(percents: list[int], limits: tuple[int, ...]) -> None:
    assert MapScale.of(Coverage(percent, 100) for percent in percents).limits == limits


def test_first_view_stays_small(client: Client, fill: Fill, publish: Publish) -> None:
    """Compressed page and style sheets under 60 KB, the font aside; no script on public pages but the map's."""
    publish(fill(60))
    spec = importlib.util.find_spec("bootstrap")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    sheets = [
        Path(next(iter(spec.submodule_search_locations))) / "css" / "bootstrap.min.css",
        settings.BASE_DIR / "static/css/bantar.css",
        settings.BASE_DIR / "static/css/public.css",
    ]
    shared = sum(len(gzip.compress(sheet.read_bytes())) for sheet in sheets)

    for url in [*PAGES[:-1], "/hasil/2026-1/", f"/rt/{RT.objects.get(number=1).pk}/"]:
        body = client.get(url).content
        assert shared + len(gzip.compress(body)) < 60 * 1024, url
        assert b"<script" not in body, url
        assert b" style=" not in body, url


def test_simulated_results_are_marked(client: Client, fill: Fill, publish: Publish) -> None:
    edition = fill()
    Edition.objects.filter(pk=edition.pk).update(simulated=True)
    publish(Edition.objects.get(pk=edition.pk))

    assert "Simulated data" in text_of(client, "/en/hasil/2026-1/")
    assert json.loads(client.get("/hasil/2026-1/hasil.json").content)["simulated"] is True
