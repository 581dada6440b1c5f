from datetime import date

import pytest
from django.utils import timezone

from rt_registry.models import Kecamatan, Kelurahan
from rt_registry.spreadsheets.columns import Column, Vocabulary
from rt_registry.spreadsheets.headers import find_header
from rt_registry.spreadsheets.places import PLACE_COLUMNS, RegionBook
from rt_registry.spreadsheets.spellings import ConfirmedName, remember_names
from rt_registry.spreadsheets.tables import Table
from tests.factories import create_kecamatan, create_kelurahan
from tests.rt_registry.spreadsheets.books import sheet_of


WORDS = Vocabulary.of(PLACE_COLUMNS, [frozenset(column.key for column in PLACE_COLUMNS)])


def kecamatan(number, name):
    return Kecamatan(pk=number, code=f"15.71.{number:02d}", name=name)


def kelurahan(above, number, name, since=None):
    return Kelurahan(pk=number, kecamatan=above, code=f"{above.code}.{number}", name=name, active_from=since)


def make_book(*names):
    kota_baru, alam_barajo, telanaipura = (
        kecamatan(7, "Kota Baru"),
        kecamatan(9, "Alam Barajo"),
        kecamatan(1, "Telanaipura"),
    )
    return RegionBook(
        [kota_baru, alam_barajo, telanaipura],
        [
            kelurahan(kota_baru, 1005, "Kenali Asam Bawah"),
            kelurahan(kota_baru, 1006, "Kenali Asam Atas"),
            kelurahan(kota_baru, 1012, "Kenali Asam", date(2023, 1, 1)),
            kelurahan(alam_barajo, 1001, "Kenali Besar"),
            kelurahan(telanaipura, 1004, "Telanaipura"),
        ],
        names,
    )


@pytest.fixture(scope="module")
def book():
    return make_book()


def row(**cells):
    sheet = sheet_of([list(cells), list(cells.values())])
    return Table(sheet, find_header(sheet, WORDS), WORDS).rows[0]


def said(place):
    region = place.region
    return (region.name if region else None), [(str(p.severity), p.code, p.suggestion) for p in place.problems]


@pytest.mark.parametrize(
    ("cells", "year", "expected"),
    [
        ({"kode_kelurahan": "15.71.09.1001"}, None, ("Kenali Besar", [])),
        ({"kode_kelurahan": 1571091001}, None, ("Kenali Besar", [])),
        ({"kelurahan": "Kenalibesar"}, None, ("Kenali Besar", [])),
        ({"kecamatan": "Telanaipura", "kelurahan": "Telanaipura"}, None, ("Telanaipura", [])),
        ({"kecamatan": "Alambarajo", "kelurahan": "Kel. Kenali Besar"}, None, ("Kenali Besar", [])),
        ({"kelurahan": "Kenali Asam"}, 2024, ("Kenali Asam", [])),
        ({"kelurahan": "Kenali Asam"}, 2020, (None, [("decision", "not_yet_formed", None)])),
        ({"kode_kelurahan": "15.71.07.1012"}, 2020, (None, [("error", "not_yet_formed", None)])),
        (
            {"kelurahan": "Kenali Besr"},
            None,
            ("Kenali Besar", [("decision", "similar_name", "Kenali Besar (Alam Barajo)")]),
        ),
        (
            {"kecamatan": "Kota Baru", "kelurahan": "Kenali Besar"},
            None,
            ("Kenali Besar", [("decision", "other_kecamatan", "Kenali Besar (Alam Barajo)")]),
        ),
        (
            {"kecamatan": "Alam Barajoo", "kelurahan": "Kenali Besar"},
            None,
            ("Kenali Besar", [("decision", "similar_name", "Alam Barajo")]),
        ),
        (
            {"kode_kelurahan": "15.71.09.1001", "kelurahan": "Telanaipura"},
            None,
            ("Kenali Besar", [("error", "code_contradicts_name", None)]),
        ),
        ({"kode_kelurahan": "15.71.99.1001"}, None, (None, [("error", "unknown_region", None)])),
        ({"kode_kelurahan": "Kenali Besar"}, None, (None, [("error", "unknown_region", None)])),
        ({"kecamatan": "Palembang", "kelurahan": "Kenali Besar"}, None, (None, [("error", "unknown_region", None)])),
        ({"kelurahan": "Palembang"}, None, (None, [("error", "unknown_region", None)])),
        ({"kecamatan": "Kota Baru"}, None, (None, [("error", "missing", None)])),
    ],
)
def test_the_kelurahan_of_a_row(book, cells, year, expected):
    assert said(book.kelurahan(row(**cells), year=year)) == expected


def test_the_kecamatan_of_a_row(book):
    assert said(book.kecamatan(row(kecamatan="KOTABARU"))) == ("Kota Baru", [])
    assert said(book.kecamatan(row(kode_kecamatan="15.71.01"))) == ("Telanaipura", [])
    assert said(book.kecamatan(row(kecamatan="Kenali Besar"))) == (None, [("error", "unknown_region", None)])


def test_what_a_person_confirmed_is_certain_within_its_parent():
    book = make_book(
        ConfirmedName("kelurahan", "Kenali Bsr", "15.71.09", "15.71.09.1001"),
        ConfirmedName("kelurahan", "Kenali Asam", "15.71.07", "15.71.07.1006"),
        ConfirmedName("kelurahan", "Rumah Kenali", "", "15.71.09.1001"),
        ConfirmedName("kecamatan", "Barajo", "", "15.71.09"),
    )

    assert said(book.kelurahan(row(kecamatan="Alam Barajo", kelurahan="Kel. Kenali BSR"))) == ("Kenali Besar", [])
    assert said(book.kelurahan(row(kecamatan="Barajo", kelurahan="Rumah Kenali"))) == ("Kenali Besar", [])
    assert said(book.kelurahan(row(kecamatan="Kota Baru", kelurahan="Kenali Asam"), year=2020)) == (
        "Kenali Asam Atas",
        [],
    )
    assert said(book.kelurahan(row(kecamatan="Kota Baru", kelurahan="Kenali Asam"), year=2024)) == ("Kenali Asam", [])
    assert said(book.kelurahan(row(kecamatan="Kota Baru", kelurahan="Kenali Bsr")))[0] is None
    assert said(book.kecamatan(row(kecamatan="Rumah Kenali")))[0] is None


@pytest.mark.django_db
def test_the_book_knows_what_was_confirmed_before_and_for_this_import():
    above = create_kecamatan(name="Danau Sipin")
    legok, murni = (create_kelurahan(kecamatan=above, name=name) for name in ("Legok", "Murni"))
    before = [ConfirmedName("kelurahan", typed, "", legok.code) for typed in ("Lego", "Mur")]
    remember_names(names=before, by=None, now=timezone.now())

    book = RegionBook.load([ConfirmedName("kelurahan", "Mur", "", murni.code)])

    assert said(book.kelurahan(row(kelurahan="LEGO"))) == ("Legok", [])
    assert said(book.kelurahan(row(kelurahan="Mur"))) == ("Murni", [])


def test_a_name_that_stands_once_above_a_group_is_suggested_to_the_rows_below(book):
    words = Vocabulary.of([*PLACE_COLUMNS, Column("rt")], [frozenset({"kelurahan"}), frozenset({"rt"})])
    sheet = sheet_of([["kelurahan", "rt"], ["Kenali Besar", 1], ["", 2], ["Jumlah", 3], ["", 4], ["Telanaipura", 5]])

    found = [said(book.kelurahan(row)) for row in Table(sheet, find_header(sheet, words), words).rows]

    assert found == [
        ("Kenali Besar", []),
        (None, [("error", "missing", "Kenali Besar (Alam Barajo)")]),
        (None, [("error", "missing", None)]),
        ("Telanaipura", []),
    ]
