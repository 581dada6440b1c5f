"""hasil.xlsx: formulas from rules and anonymous scores to the result; `make bench` has LibreOffice compute them."""

import io
import re
import zipfile
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from competitions.models import Nomination
from scoring.exports.recount_tabs import EXACT, RECOUNT, RULES, SAFE, SCORES, Source, recount_tabs
from tests.scoring.public.conftest import Fill, Publish
from tests.scoring.recount.cases import Case, cases


FUNCTIONS = {
    *("AND", "COUNTIF", "COUNTIFS", "IF", "IFERROR", "INDEX", "INT", "MATCH", "MAX", "MOD", "OR", "SUM", "SUMIF"),
    "SUMPRODUCT",
}
"""In every spreadsheet program since 2007, and none of them depends on the language or rounds."""


@pytest.fixture
def book(client: Client, fill: Fill, publish: Publish) -> Workbook:
    publish(fill(4))
    return load_workbook(io.BytesIO(client.get("/hasil/2026-1/hasil.xlsx").content))


def formulas_of(book: Workbook) -> list[str]:
    rows = (row for sheet in book for row in sheet.iter_rows())
    return [str(cell.value) for row in rows for cell in row if cell.data_type == "f"]


def test_the_tabs_and_the_first_as_it_was(book: Workbook) -> None:
    assert book.sheetnames == ["Hasil", RULES, SCORES, RECOUNT, "Keterangan"]
    assert [cell.value for cell in book["Hasil"][1]][:5] == ["jalur", "kategori", "peringkat", "rt", "kode_kecamatan"]
    assert [sheet.freeze_panes for sheet in book] == ["A2", "A2", "D3", "D3", "A2"]
    assert not [cell for row in book["Hasil"].iter_rows() for cell in row if cell.data_type == "f"]


def test_every_row_of_scores_is_there_and_none_is_a_person(book: Workbook) -> None:
    _header, weights, *rows = book[SCORES].iter_rows(values_only=True)

    assert len(rows) == 4 * 3
    assert [row[2] for row in rows[:3]] == [1, 2, 3]
    assert set(rows[0][3:24]) == {4}
    assert weights[1] == "bobot"


def test_formulas_use_plain_functions_and_known_names(book: Workbook) -> None:
    formulas = formulas_of(book)
    names = set(book.defined_names)
    used = {word for text in formulas for word in re.findall(r"[A-Z]{2,}(?=\()", text)}
    bare = [re.sub(r"'[^']*'!|\"[^\"]*\"|Hasil!|Aturan!", "", text) for text in formulas]
    words = {word for text in bare for word in re.findall(r"\b[a-z][a-z_]+\b", text)}

    assert len(formulas) > 100
    assert used <= FUNCTIONS
    assert words == names & words, words - names


def test_texts_that_look_like_formulas_stay_texts(client: Client, fill: Fill, publish: Publish) -> None:
    edition = fill()
    Nomination.objects.filter(edition=edition, code__endswith="/001").update(label="=HYPERLINK(1)")
    publish(edition)

    book = load_workbook(io.BytesIO(client.get("/hasil/2026-1/hasil.xlsx").content))

    assert book[RECOUNT]["B3"].value == book[SCORES]["B3"].value == "'=HYPERLINK(1)"
    assert not [text for text in formulas_of(book) if "HYPERLINK" in text]


def test_the_same_bytes_each_time(client: Client, fill: Fill, publish: Publish) -> None:
    result = publish(fill())
    first, second = (client.get("/hasil/2026-1/hasil.xlsx").content for _ in range(2))

    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {part.date_time[:3] for part in parts.infolist()} == {result.published_at.timetuple()[:3]}


def source_of(case: Case) -> Source:
    document: Any = case.document
    return Source(case.rules, document["indicators"], document["entries"], document["decisions"])


def test_no_number_grows_too_long_for_a_spreadsheet() -> None:
    """Large weights are divided step by step; what the largest cell may hold stays below what is divided safely."""
    plain = [case for case in cases() if source_of(case).is_safe]
    large = [case for case in cases() if not source_of(case).is_safe]

    assert plain
    assert large
    assert SAFE < EXACT
    for case in large:
        weights, shares, n = case.rules.weight_sums(), case.rules.aspect_weights, case.rules.scale_max
        points = {aspect: 7 * n * weight for aspect, weight in weights.items()}
        in_steps = 20_000 * sum(shares.of(a) * points[a] // weights[a] + weights[a] for a in weights) + 7 * n * 3000
        rests = 3 * weights["bersih"] * weights["aman"] * weights["pintar"]
        assert max(in_steps, rests, *(20_000 * point for point in points.values())) < SAFE


def test_an_edition_without_a_ranked_entry_still_has_its_tabs() -> None:
    case = next(case for case in cases() if not any(row["values"] for row in case.document["entries"]))

    tabs, _names = recount_tabs(source_of(case))

    assert [tab.name for tab in tabs] == [RULES, SCORES, RECOUNT]
