"""The list of results, one edition's result, and one entry's page."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from competitions.enums import AwardSource, NominationStatus, Phase
from competitions.models import Edition
from competitions.services.awards import AwardValue, record_awards
from rt_registry.models import Kelurahan
from scoring.enums import ResultStatus
from scoring.models import Result, Score
from tests.factories import NOW, create_edition, create_nomination, create_rt, create_sheet
from tests.scoring.public.conftest import Fill, Publish


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_result_shows_figures_prize_and_reason(client: Client, published: Result) -> None:
    text = text_of(client, "/en/hasil/2026-1/")

    assert "2 of 3 assessed entries win Rp17,000,000 in all" in text
    assert "Wins: the total 100.00 reaches the pass mark of 75.00, and every aspect the floor of 60.00." in text
    assert "Rank 1: no entry of its category and track has a higher total (100.00)." in text
    assert "Not passed: Bersih is 50.00, below the floor of 60.00 for each aspect." in text
    assert published.digest in text


def test_groups_stand_largest_first_and_by_rank(client: Client, published: Result) -> None:
    response = client.get("/hasil/2026-1/")

    groups = [[row.label for row in group.rows] for group in response.context["groups"]]
    assert groups == [["RT 01 Kenali Besar"], ["RT 02 Kenali Besar"], ["RT 03 Kenali Besar"]]


def test_summary_adds_up_by_kecamatan_and_category(client: Client, published: Result) -> None:
    summary = client.get("/hasil/2026-1/").context["summary"]

    assert summary.categories == ("besar", "sedang", "kecil")
    assert [(row.name, row.by_category, row.totals.prize) for row in summary.rows] == [
        ("Alam Barajo", (1, 1, 0), 17_000_000)
    ]
    assert summary.city.totals.prize == published.prize_total


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("", ["RT 01", "RT 02", "RT 03"]),
        ("?tampil=pemenang", ["RT 01", "RT 02"]),
        ("?kategori=kecil", ["RT 03"]),
        ("?q=rt+02", ["RT 02"]),
        ("?q=RT.3+kenali", ["RT 03"]),
        ("?kecamatan=nowhere", []),
        ("?jalur=kencana", []),
        ("?kategori=x%00y&q=%27%22%3C&page=zzz", []),
    ],
)
def test_filters_stand_in_the_address(client: Client, published: Result, query: str, labels: list[str]) -> None:
    response = client.get(f"/hasil/2026-1/{query}")

    rows = [row.label[:5] for group in response.context["groups"] for row in group.rows]
    assert (response.status_code, rows) == (200, labels)
    assert response.context["page"].paginator.count == len(labels)


@pytest.mark.parametrize("count", [1, 36])
def test_result_query_count(
    client: Client, fill: Fill, publish: Publish, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    publish(fill(count))

    with django_assert_num_queries(4):  # versions, groups, entries of the page, issued documents
        response = client.get("/hasil/2026-1/")

    assert len(response.context["page"].object_list) == count


def test_list_of_results_query_count(
    client: Client, fill: Fill, publish: Publish, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for year in (2024, 2025, 2026):
        publish(fill(slug=f"{year}-1", year=year, first=10 * (year - 2000)))

    with django_assert_num_queries(4):  # results, archive, running, simulated?
        response = client.get("/hasil/")

    assert [result.winner_count for result in response.context["results"]] == [2, 2, 2]


def test_correction_replaces_and_the_old_version_says_so(client: Client, fill: Fill, publish: Publish) -> None:
    edition = fill()
    publish(edition)
    Score.objects.filter(sheet__nomination__code__endswith="/003").update(value=4)
    publish(Edition.objects.get(pk=edition.pk), "Salah salin RT 3")

    new, old = text_of(client, "/en/hasil/2026-1/"), text_of(client, "/en/hasil/2026-1/?versi=1")
    assert "3 of 3 assessed entries win" in new
    assert "2 of 3 assessed entries win" in old
    assert "Version 1 has been replaced by version 2. Reason: Salah salin RT 3" in old
    assert client.get("/hasil/2026-1/?versi=3").status_code == 404
    assert client.get("/hasil/2026-1/?versi=x").status_code == 404


def test_running_edition_says_not_yet_and_has_no_files(client: Client, fill: Fill) -> None:
    fill()

    assert "The result has not been announced yet" in text_of(client, "/en/hasil/2026-1/")
    for name in ("hasil.json", "hasil.csv", "hasil.xlsx"):
        assert client.get(f"/hasil/2026-1/{name}").status_code == 404


@pytest.mark.django_db
def test_draft_edition_is_nobodys_business(client: Client) -> None:
    create_edition(slug="2027-1", year=2027, phase=Phase.DRAFT)

    assert client.get("/hasil/2027-1/").status_code == 404
    assert "2027-1" not in text_of(client, "/hasil/") + text_of(client, "/")


def test_a_published_result_that_is_gone_is_missed(client: Client, published: Result) -> None:
    page = "/en/hasil/2026-1/"
    missing = "is no longer there: something was changed"
    assert missing not in text_of(client, page)

    Result.objects.filter(pk=published.pk).update(status=ResultStatus.DISCARDED, version=None)
    assert missing in text_of(client, page)
    assert "Nobody sees scores or ranks" not in text_of(client, page)
    Edition.objects.filter(pk=published.edition_id).update(is_archive=True)
    assert missing in text_of(client, page)


def test_archive_edition_lists_its_winners(client: Client, kelurahan: Kelurahan) -> None:
    edition = create_edition(slug="2018-1", year=2018, phase=Phase.CLOSED)
    Edition.objects.filter(pk=edition.pk).update(is_archive=True)
    rt = create_rt(kelurahan=kelurahan, number=9, year=2018)
    award = AwardValue(rt=rt, entry_code=f"{kelurahan.code}/009", label="RT 09 Kenali Besar", prize=7_000_000)
    record_awards(edition=edition, awards=[award], source=AwardSource.IMPORTED, by=None, now=NOW)

    text = text_of(client, "/en/hasil/2018-1/")
    assert "1 recorded winner." in text
    assert "RT 09 Kenali Besar" in text
    assert client.get("/hasil/2018-1/hasil.json").status_code == 404


def test_taken_out_entry_is_listed_without_figures_or_private_reason(
    client: Client, fill: Fill, publish: Publish, kelurahan: Kelurahan
) -> None:
    edition = fill()
    rt = create_rt(kelurahan=kelurahan, number=9)
    out = create_nomination(edition=edition, rts=[rt], status=NominationStatus.DISQUALIFIED, reason="Perkara pribadi X")
    create_sheet(nomination=out, value=4)
    publish(edition)

    pages = [f"/en/hasil/2026-1/{path}" for path in ("", f"{out.code}/")]
    texts = [text_of(client, url) for url in pages]
    assert "Disqualified (didiskualifikasi): listed without figures and without a rank." in texts[0]
    assert "There are no figures for this entry" in texts[1]
    assert all("Perkara" not in text for text in texts)
    assert b"Perkara" not in client.get("/hasil/2026-1/hasil.json").content


def test_entry_page_tells_medians_gains_and_no_assessor(client: Client, fill: Fill, publish: Publish) -> None:
    edition = fill(6, aspect_floor=40, pass_mark=45)
    Score.objects.filter(sheet__nomination__code__endswith="/003", indicator__code="A4").update(value=1)
    publish(edition)
    code = edition.nominations.get(code__endswith="/003").code

    response = client.get(f"/en/hasil/2026-1/{code}/")
    entry = response.context["entry"]
    assert entry.comparison.gains[0].code == "A4"
    line = next(one for aspect in entry.comparison.aspects for one in aspect.lines if one.code == "A4")
    assert (line.mean, line.median, line.compared) == ("1.00", "1.50", "below")
    assert entry.comparison.compared_with == 2
    assert b"Penilai" not in response.content.replace(b"Penilaian", b"")


@pytest.mark.parametrize("count", [3, 36])
def test_entry_query_count(
    client: Client, fill: Fill, publish: Publish, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    edition = fill(count)
    publish(edition)
    code = edition.nominations.get(code__endswith="/001").code

    with django_assert_num_queries(5):  # versions, entry, category, its RTs, indicators
        response = client.get(f"/hasil/2026-1/{code}/")

    assert response.context["entry"].comparison.compared_with == count // 3


def test_unknown_entry_is_404(client: Client, published: Result) -> None:
    assert client.get("/hasil/2026-1/15.71.01.1001/999/").status_code == 404
    assert client.get("/hasil/nowhere/15.71.01.1001/001/").status_code == 404
