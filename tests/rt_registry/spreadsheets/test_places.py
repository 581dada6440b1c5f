from datetime import date

import pytest

from rt_registry.models import Kecamatan, Kelurahan
from rt_registry.spreadsheets.columns import Vocabulary
from rt_registry.spreadsheets.headers import find_header
from rt_registry.spreadsheets.places import PLACE_COLUMNS, RegionBook
from rt_registry.spreadsheets.tables import Table
from tests.rt_registry.spreadsheets.books import sheet_of


WORDS = Vocabulary.of(PLACE_COLUMNS, [frozenset(column.key for column in PLACE_COLUMNS)])


def kecamatan(number, name):
    return Kecamatan(pk=number, code=f"15.71.{number:02d}", name=name)


def kelurahan(above, number, name, since=None):
    return Kelurahan(pk=number, kecamatan=above, code=f"{above.code}.{number}", name=name, active_from=since)


@pytest.fixture(scope="module")
def book():
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
    )


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
