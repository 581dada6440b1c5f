"""What the documents say and how they are built: read back from the files by programs of other people.

That they are PDF/A-2a and PDF/UA-1 the typesetter checks itself: it gives no file that breaks them.
"""

import copy
import hashlib
import io
import re
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from django.utils import translation

from bantar import signing
from scoring.documents.kinds import MAKERS
from scoring.domain.document_code import ALPHABET, read_code
from scoring.enums import DocumentKind, EntryState
from scoring.models import Decree, Minutes
from scoring.selectors.documents import draft_facts
from tests.factories import NOW
from tests.scoring.documents.conftest import SITE


KINDS = list(DocumentKind)
CODE = "7K3M-Q0ZD-4V9A-H2RT"
LONGEST = "RT " + "+".join(f"{n:02d}" for n in range(1, 34)) + " Simpang Tiga Sipin Ujung"
ODD = '#panic("x") \\ $x$ *a* 中文 \U0001f3c6 \x00\u202e` Żółć'


@pytest.fixture(scope="module")
def facts(shared_desk, django_db_blocker):
    """The facts of issued documents; none of them is stored, so that any may be changed."""
    with django_db_blocker.unblock():
        draft = draft_facts(shared_desk.approved(), site=SITE)
    codes = {entry.pk: f"{ALPHABET[n] * 4}-AAAA-BBBB-CCCC" for n, entry in enumerate(draft.winners)}
    members = [{"name": "Anggota Satu", "position": "Ketua", "office": "DPMPPA"}]
    return replace(
        draft,
        decree=Decree(
            number="412 TAHUN 2026",
            dated=NOW.date(),
            place="Jambi",
            signatory="Nama Wali Kota",
            signatory_position="Wali Kota Jambi",
        ),
        minutes=Minutes(number="BA-07", dated=NOW.date(), place="Aula", members=members),
        codes={None: CODE, **codes},
    )


@pytest.fixture(scope="module")
def pdfs(facts):
    return {kind: MAKERS[kind](facts) for kind in KINDS}


def text_of(pdf: bytes) -> str:
    """All words in reading order, spaces and breaks made one."""
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]
    return " ".join(" ".join(pages).split())


def codes_in(pdf: bytes) -> list[str]:
    """What a reader program finds in the QR codes, page by page."""
    pages = [page.render(scale=2.5).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    return [found.text for page in pages for found in zxingcpp.read_barcodes(page)]


def named(facts, label: str):
    """The facts with this name for every entry."""
    entries = [copy.copy(entry) for entry in facts.entries]
    for entry in entries:
        entry.label = label
    return replace(facts, entries=entries)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_facts_are_the_same_bytes_in_every_language(facts, pdfs, kind):
    with translation.override("en"):
        again = MAKERS[kind](facts)

    assert hashlib.sha256(again).digest() == hashlib.sha256(pdfs[kind]).digest()


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_is_archivable_tagged_and_whole(pdfs, kind):
    with pikepdf.open(io.BytesIO(pdfs[kind])) as pdf:
        root = pdf.Root
        xmp = bytes(root.Metadata.read_bytes()).decode()
        fonts = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"]
        files = [font.get("/FontDescriptor") for font in fonts if "/FontDescriptor" in font]
        figures = [one for one in _structure(root.StructTreeRoot) if one.get("/S") == "/Figure"]
        headers = [one for one in _structure(root.StructTreeRoot) if one.get("/S") == "/TH"]

        assert not pdf.is_encrypted
        assert pdf.check_pdf_syntax() == []
        assert (bool(root.MarkInfo.Marked), str(root.Lang)) == (True, "id")
        assert root.OutputIntents[0].S == "/GTS_PDFA1"
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        for mark in ("<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
            assert mark in xmp
        assert files
        assert all("/FontFile3" in one or "/FontFile2" in one for one in files)
        assert figures
        assert all(str(one.Alt).startswith("Kode QR") for one in figures)
        assert all(_scope(one) in ("/Column", "/Row", "/Both") for one in headers)
        assert bool(headers) == (kind != DocumentKind.CERTIFICATE)


def _structure(node):
    """All elements of the structure tree."""
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from _structure(child)


def _scope(header) -> str:
    attributes = header.get("/A", [])
    each = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    return next((str(one.Scope) for one in each if "/Scope" in one), "")


def test_annex_says_who_wins_what_in_figures_and_words(facts, pdfs):
    words = text_of(pdfs[DocumentKind.ANNEX])

    assert words.index("LAMPIRAN") < words.index("KEPUTUSAN WALI KOTA JAMBI") < words.index("412 TAHUN 2026")
    assert "PENETAPAN PEMENANG KAMPUNG BANTAR 2026-1" in words
    for row in (
        "1 RT 17 terbaik se-kota Simpang IV Sipin 100,00 25.000.000 dua puluh lima juta rupiah",
        "2 RT 03 Kencana Simpang IV Sipin 75,00 7.000.000 tujuh juta rupiah",
        "3 RT 01+02 Selamat 75,00 10.000.000 sepuluh juta rupiah",
        "Jumlah Kecamatan Telanaipura: 2 pemenang 32.000.000 tiga puluh dua juta rupiah",
        "Jumlah seluruhnya: 3 pemenang (4 RT) dengan hadiah Rp42.000.000 (empat puluh dua juta rupiah)",
        "Ditetapkan di Jambi pada tanggal 1 Juli 2026 WALI KOTA JAMBI, Nama Wali Kota",
        "halaman 1 dari",
        CODE,
    ):
        assert row in words
    assert "RT 09" not in words
    for digest in (facts.result.digest, signing.fingerprint()):
        assert digest in words.replace(" ", "")


def test_sheets_of_an_entry_without_a_rank_are_not_counted(facts):
    entries = [copy.copy(entry) for entry in facts.entries]
    taken_out = next(entry for entry in entries if entry.state == EntryState.RANKED)
    taken_out.state = EntryState.NOT_ASSESSED

    assert (
        replace(facts, entries=entries).sheets_counted == facts.sheets_counted - taken_out.sheets < facts.sheets_counted
    )


def test_minutes_say_what_was_counted_by_whom_and_the_digest(facts, pdfs):
    words = text_of(pdfs[DocumentKind.MINUTES])

    assert "Rabu, tanggal satu, bulan Juli, tahun dua ribu dua puluh enam (01-07-2026), bertempat di Aula" in words
    for row in (
        "Peserta yang direkapitulasi 4 empat",
        "Lembar nilai yang dihitung 12 dua belas",
        "Peserta yang menang 3 tiga",
        "Nihil.",
        "1 Anggota Satu Ketua DPMPPA 1.",
    ):
        assert row in words
    assert facts.result.digest in words.replace(" ", "")


def test_each_winner_has_one_certificate_that_says_its_honours(facts, pdfs):
    document = pypdfium2.PdfDocument(pdfs[DocumentKind.CERTIFICATE])
    pages = [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]

    assert len(pages) == 3
    assert [("Kencana" in page, "Terbaik se-Kota" in page) for page in pages] == [
        (False, True),
        (True, False),
        (False, False),
    ]
    assert "RT 17 Simpang IV Sipin Kelurahan Simpang IV Sipin, Kecamatan Telanaipura" in pages[0]
    assert all(page.count("PIAGAM PENGHARGAAN") == 1 for page in pages)


def test_press_summary_explains_every_figure(pdfs):
    words = text_of(pdfs[DocumentKind.PRESS])

    assert "3 dari 4 peserta yang dinilai lengkap" in words
    for row in (
        "Pemenang 3 Peserta yang menang",
        "RT penerima predikat 4 Semua RT dalam peserta yang menang.",
        "75,0%",
    ):
        assert row in words
    assert "EMBARGO" in words


@pytest.mark.parametrize("kind", KINDS)
def test_qr_codes_lead_to_the_check_of_the_code_in_print(facts, pdfs, kind):
    wanted = [facts.codes[entry.pk] for entry in facts.winners] if kind == DocumentKind.CERTIFICATE else [CODE]

    assert sorted(codes_in(pdfs[kind])) == sorted(f"{SITE}/verifikasi/{code}/" for code in wanted)
    assert all(read_code(code) == code and code in text_of(pdfs[kind]) for code in wanted)


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_says_so_on_every_page_and_leads_to_no_code(facts, kind):
    pdf = MAKERS[kind](replace(facts, codes={}, decree=None, minutes=None))

    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]
    assert all("DRAF · bukan dokumen resmi" in page for page in pages)
    assert set(codes_in(pdf)) == {f"{SITE}/verifikasi/draf/"}
    assert not re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", " ".join(pages))


def test_a_simulated_result_says_so_on_every_page(facts):
    result = copy.copy(facts.result)
    result.simulated = True

    for kind in KINDS:
        pdf = MAKERS[kind](replace(facts, result=result))
        assert all("DATA SIMULASI" in page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("label", [LONGEST, ODD, "x" * 200])
def test_no_name_breaks_a_document(facts, kind, label):
    pdf = MAKERS[kind](named(facts, label))

    assert kind != DocumentKind.CERTIFICATE or len(pypdfium2.PdfDocument(pdf)) == 3


@pytest.mark.parametrize("count", [1, 14, 17, 18, 19, 36])
def test_any_number_of_winners_makes_a_table_that_holds(facts, count):
    """Wherever a page ends: repeated headers must not break the structure that the typesetter checks."""
    entries = sorted((facts.winners[n % 3] for n in range(count)), key=lambda entry: entry.kecamatan_code)

    assert MAKERS[DocumentKind.ANNEX](replace(facts, entries=entries, codes={}))
