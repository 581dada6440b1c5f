"""Blank sheets: the same bytes each time, two pages each, in Indonesian, whatever names people have.

That it is PDF/A-2a and PDF/UA-1 the typesetter checks itself: it gives no file that breaks them.
"""

import hashlib
import re
import zlib
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from scoring.documents.blank_sheets import blank_sheets_pdf
from scoring.documents.typesetting import printable
from scoring.models import ConflictMark, Indicator, RuleBook
from scoring.paper_refusals import NothingToPrint
from scoring.selectors.papers import expected_sheets, visits_to_score
from tests.factories import NOW, create_assessor, create_assignment, create_nomination, create_rt, create_sheet


ADDRESS = "https://contoh.test/panitia/uji/kertas/baru/"
LONGEST = (
    "Prof. Dr. Ir. Hj. Siti Nurhaliza Khairunnisa Wulandari Puspaningtyas Kusumawardhani, S.Pd., M.Pd., M.Si. " * 2
)


def pdf_of(desk, **more):
    given = {
        "edition": desk.edition,
        "team": desk.team,
        "sheets": expected_sheets(desk.edition, visits_to_score(desk.edition)),
        "indicators": list(Indicator.objects.order_by("order")),
        "typing_address": ADDRESS,
        **more,
    }
    return blank_sheets_pdf(**given)


def objects(pdf: bytes) -> bytes:
    """The file with its packed parts unpacked, as far as they are packed."""
    parts = [pdf]
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompress(found[1]))
        except zlib.error:
            continue
    return b"\n".join(parts)


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page(?![a-zA-Z])", objects(pdf)))


def sha(pdf: bytes) -> str:
    return hashlib.sha256(pdf).hexdigest()


def test_the_same_sheets_are_the_same_bytes_in_every_language(desk):
    first = pdf_of(desk)

    with translation.override("en"):
        second = pdf_of(desk)

    assert sha(first) == sha(second)
    assert pages(first) == 2 * 2


def test_other_words_are_other_bytes(desk):
    before = pdf_of(desk)
    Indicator.objects.filter(code="B1").update(wording="Lain")

    assert sha(pdf_of(desk)) != sha(before)


def test_a_sheet_of_a_simulated_edition_says_so(desk):
    real = pdf_of(desk)
    desk.edition.simulated = True
    simulated = pdf_of(desk)

    assert b"DATA SIMULASI" not in objects(real)
    assert b"DATA SIMULASI" in objects(simulated)
    assert (sha(simulated) == sha(pdf_of(desk)), pages(simulated)) == (True, 4)


def test_document_says_what_it_is_and_how_it_is_built(desk):
    content = objects(pdf_of(desk))

    for mark in (
        rb"<pdfaid:part>2</pdfaid:part>",
        rb"<pdfaid:conformance>A</pdfaid:conformance>",
        rb"<pdfuaid:part>1</pdfuaid:part>",
        rb"/MarkInfo",
        rb"/StructTreeRoot",
        rb"/Lang\s*\(id",
    ):
        assert re.search(mark, content), mark
    assert {name for name in (b"/H1", b"/H2", b"/Table", b"/TH", b"/TD", b"/Figure") if name not in content} == set()


@pytest.mark.parametrize("scale", [1, 4, 10, 100])
def test_the_longest_names_and_every_scale_fit_two_pages(desk, scale):
    words = {str(value): "tidak ada sama sekali / sangat buruk sekali, tidak dirawat" for value in range(scale + 1)}
    RuleBook.objects.filter(edition=desk.edition).update(scale_max=scale, levels=words)
    desk.edition.refresh_from_db()
    desk.edition.name = "Kampung BANTAR Kota Jambi, periode pertama tahun dua ribu dua puluh enam"
    for sheet in (sheets := expected_sheets(desk.edition, visits_to_score(desk.edition))):
        sheet.visit.nomination.label = ("RT 01+02+03+04+05+06+07+08+09+10+11 Mayang Mangurai " * 4)[:200]
        sheet.assessor.name = LONGEST[:150]
        sheet.assessor.office.name = ("Dinas Pemberdayaan Masyarakat, Perempuan dan Perlindungan Anak " * 2)[:120]

    assert pages(pdf_of(desk, sheets=sheets)) == 2 * len(sheets)


def test_words_are_data_and_what_cannot_be_printed_is_left_out():
    assert printable({"a": ["Pak \U0001f3c6 #panic() Żółć", 3, None], "b": "ｆｕｌｌ\u202eＷ 中 a\u200bb\tc"}) == {
        "a": ["Pak #panic() Żółć", 3, None],
        "b": "fullW · ab c",
    }


def test_odd_names_still_make_a_document(desk):
    sheets = expected_sheets(desk.edition, visits_to_score(desk.edition))
    sheets[0].assessor.name = '#panic("x") \\ $x$ *a* 中文 🏆 \x00\u202e`'

    assert pages(pdf_of(desk, sheets=sheets)) == 4


def test_nothing_missing_is_nothing_to_print(desk):
    with pytest.raises(NothingToPrint):
        pdf_of(desk, sheets=[])


def test_sheets_are_expected_of_whoever_has_handed_in_none_and_is_not_in_conflict(desk):
    lead = desk.team.members.get(is_lead=True).assessor
    create_sheet(nomination=desk.nomination, assessor=lead, submitted=False)
    another = create_nomination(edition=desk.edition, rts=[create_rt()])
    create_assignment(nomination=another, team=desk.team, visit_on=date(2026, 7, 2))
    create_sheet(nomination=another, assessor=desk.assessor)
    ConflictMark.objects.create(nomination=desk.nomination, assessor=desk.assessor, reason="Saudara", marked_at=NOW)
    create_assessor()

    expected = expected_sheets(desk.edition, visits_to_score(desk.edition))

    assert [(one.visit.nomination, one.assessor) for one in expected] == [(desk.nomination, lead), (another, lead)]


def test_page_gives_the_file_for_all_days_and_for_one(client, desk):
    another = create_nomination(edition=desk.edition, rts=[create_rt()])
    create_assignment(nomination=another, team=desk.team, visit_on=date(2026, 7, 2))
    client.force_login(desk.third)
    url = reverse("scoring:blank-sheets", args=[desk.edition.slug, desk.team.pk])

    counts = [pages(client.get(url + query).content) for query in ("", "?hari=2026-07-02", "?hari=2026-99-99")]
    english = client.get(f"/en{url}")
    plain = client.get(url)

    assert counts == [8, 4, 8]
    assert (plain["Content-Type"], plain.content == english.content) == ("application/pdf", True)
    assert "private" in plain["Cache-Control"]


def test_page_with_nothing_to_print_says_so(client, desk):
    client.force_login(desk.third)
    url = reverse("scoring:blank-sheets", args=[desk.edition.slug, desk.team.pk])

    response = client.get(url + "?hari=2026-12-31", follow=True)

    assert response.redirect_chain[-1][0] == reverse("scoring:team", args=[desk.edition.slug, desk.team.pk])
    assert [str(message) for message in response.context["messages"]]
