"""hasil.json, hasil.csv and hasil.xlsx: what they hold, and how caches see them."""

import csv
import io
import json

import pytest
from django.test import Client
from openpyxl import load_workbook

from competitions.models import Edition, Nomination
from scoring.domain.tally import to_json
from scoring.models import Result, Score
from scoring.selectors.tally import tally_of
from tests.scoring.public.conftest import Fill, Publish


NAMES = ("hasil.json", "hasil.csv", "hasil.xlsx")


def test_json_is_the_tally_with_names(client: Client, published: Result) -> None:
    document = json.loads(client.get("/hasil/2026-1/hasil.json").content)

    expected = to_json(tally_of(published.edition), "2026-1")
    places = {"kecamatan": "Alam Barajo", "kelurahan": "Kenali Besar"}
    by_code = {entry["entry"]: entry for entry in expected["entries"]}
    assert set(document) == {
        *("edition", "version", "digest", "published_at", "simulated", "rules", "entries", "prize_total"),
        *("format", "indicators", "decisions", "reason", "signature"),
    }
    added = {"kecamatan_code", "kelurahan_code", "state_reason", "values"}
    assert {entry["entry"]: {k: v for k, v in entry.items() if k not in added} for entry in document["entries"]} == {
        code: {**entry, **places, "label": f"RT {code[-2:]} Kenali Besar"} for code, entry in by_code.items()
    }
    assert document["prize_total"] == 17_000_000
    assert (document["version"], document["digest"], document["rules"]) == (1, published.digest, published.rules)
    assert document["published_at"].endswith("+07:00")


def test_csv_and_xlsx_hold_the_same_rows(client: Client, published: Result) -> None:
    text = client.get("/hasil/2026-1/hasil.csv").content.decode("utf-8-sig")
    book = load_workbook(io.BytesIO(client.get("/hasil/2026-1/hasil.xlsx").content))

    rows = list(csv.DictReader(io.StringIO(text)))
    sheet = [[cell.value for cell in row] for row in book["Hasil"]]
    assert [(row["rt"], row["nilai"], row["hadiah"], row["pemenang"]) for row in rows] == [
        ("RT 01 Kenali Besar", "100.00", "10000000", "ya"),
        ("RT 02 Kenali Besar", "75.00", "7000000", "ya"),
        ("RT 03 Kenali Besar", "50.00", "0", "tidak"),
    ]
    assert sheet[0] == list(rows[0])
    assert [line[3] for line in sheet[1:]] == [row["rt"] for row in rows]
    assert dict(book["Keterangan"].values)["sidik SHA-256"] == published.digest


def test_text_that_could_be_a_formula_is_neutralised(client: Client, fill: Fill, publish: Publish) -> None:
    edition = fill()
    Nomination.objects.filter(edition=edition, code__endswith="/001").update(label="=HYPERLINK(1)")
    publish(edition)

    assert "'=HYPERLINK(1)" in client.get("/hasil/2026-1/hasil.csv").content.decode()
    book = load_workbook(io.BytesIO(client.get("/hasil/2026-1/hasil.xlsx").content))
    assert book["Hasil"]["D2"].value == "'=HYPERLINK(1)"


@pytest.mark.parametrize("name", NAMES)
def test_etag_304_and_head(client: Client, published: Result, name: str) -> None:
    url = f"/hasil/2026-1/{name}"

    full, head = client.get(url), client.head(url)
    again = client.get(url, headers={"If-None-Match": full["ETag"]})
    other = client.get(url, headers={"If-None-Match": '"something else"'})

    assert published.digest in full["ETag"]
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", full["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", full["ETag"])
    assert other.status_code == 200
    assert full["Cache-Control"] == "public, no-cache"
    assert client.post(url).status_code == 405


def test_correction_changes_the_etag_and_the_old_version_stays(client: Client, fill: Fill, publish: Publish) -> None:
    edition = fill()
    publish(edition)
    before = client.get("/hasil/2026-1/hasil.json")
    Score.objects.filter(sheet__nomination__code__endswith="/003").update(value=4)
    publish(Edition.objects.get(pk=edition.pk), "Salah salin")

    after, old = client.get("/hasil/2026-1/hasil.json"), client.get("/hasil/2026-1/hasil.json?versi=1")
    assert after["ETag"] != before["ETag"]
    assert json.loads(after.content)["version"] == 2
    assert old.content == before.content


def test_file_is_the_same_under_both_languages(client: Client, published: Result) -> None:
    for name in ("hasil.json", "hasil.csv"):
        assert client.get(f"/hasil/2026-1/{name}").content == client.get(f"/en/hasil/2026-1/{name}").content
