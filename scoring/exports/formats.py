"""A published result as files: hasil.json (CONTRACT 6), hasil.csv and hasil.xlsx with Indonesian headers."""

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from rt_registry.spreadsheets.reproducible import reproducible
from rt_registry.spreadsheets.writing import (
    RUPIAH,
    TEXT,
    TWO_DECIMALS,
    WHOLE,
    Formula,
    SheetColumn,
    SheetData,
    Writable,
    write_csv,
    write_xlsx,
)
from scoring.domain.rules import Rules
from scoring.exports.published import entries_of, entry_to_json, published_at, published_document
from scoring.exports.recount_tabs import RECOUNT, SCORES, Source, recount_tabs
from scoring.selectors.results import Version


VERSION: Final = "3"
"""Counts changes of these formats: a cached file of an older one is not the same file."""


def as_json(version: Version) -> bytes:
    """hasil.json of CONTRACT 6, in UTF-8."""
    return json.dumps(published_document(version), ensure_ascii=False, separators=(",", ":")).encode()


COLUMNS: Final = (
    SheetColumn("jalur", width=10),
    SheetColumn("kategori", width=10),
    SheetColumn("peringkat", WHOLE, 10),
    SheetColumn("rt", TEXT, 34),
    SheetColumn("kode_kecamatan", TEXT, 14),
    SheetColumn("kecamatan", width=18),
    SheetColumn("kode_kelurahan", TEXT, 16),
    SheetColumn("kelurahan", width=22),
    SheetColumn("nomor_rt", TEXT, 12),
    SheetColumn("jumlah_kk", WHOLE, 10),
    SheetColumn("lembar_nilai", WHOLE, 12),
    SheetColumn("bersih", TWO_DECIMALS, 10),
    SheetColumn("aman", TWO_DECIMALS, 10),
    SheetColumn("pintar", TWO_DECIMALS, 10),
    SheetColumn("nilai", TWO_DECIMALS, 10),
    SheetColumn("lulus", width=8),
    SheetColumn("gagal_pada", width=12),
    SheetColumn("penentu_peringkat", width=18),
    SheetColumn("pemenang", width=10),
    SheetColumn("terbaik_se_kota", width=15),
    SheetColumn("hadiah", RUPIAH, 16),
    SheetColumn("keadaan", width=18),
)

_STATE_WORDS: Final = {"not_assessed": "tidak dinilai", "disqualified": "didiskualifikasi"}
_TEST_WORDS: Final = {"quorum": "kuorum", "shared": "bersama"}


def as_csv(version: Version) -> bytes:
    entries = [entry_to_json(entry, []) for entry in entries_of(version)]
    return write_csv([column.header for column in COLUMNS], map(_row, entries), bom=True)


def as_xlsx(version: Version) -> bytes:
    """The entries, then rules, anonymous scores and formulas that compute the same anew, and what all this is."""
    book = workbook(published_document(version), version.rules, _about(version))
    written_at = version.result.published_at
    return reproducible(book, at=written_at) if written_at else book


def workbook(document: Mapping[str, Any], rules: Rules, about: Iterable[tuple[str, Writable]] = ()) -> bytes:
    """hasil.xlsx of a published document whose entries stand in the order of the pages."""
    source = Source(rules, document["indicators"], document["entries"], document["decisions"])
    tabs, names = recount_tabs(source) if source.is_readable else ([], {})
    explained = EXPLAINED if tabs else ()
    told = (SheetColumn("hal", width=24), SheetColumn("isi", TEXT, 90))
    sheets = [
        SheetData("Hasil", COLUMNS, map(_row, document["entries"])),
        *tabs,
        SheetData("Keterangan", told, [*about, *explained], has_filter=False),
    ]
    return write_xlsx(sheets, names=names)


def _row(entry: Mapping[str, Any]) -> tuple[Writable, ...]:
    return (
        entry["track"],
        entry["category"],
        entry["rank"],
        entry["label"],
        entry["kecamatan_code"],
        entry["kecamatan"],
        entry["kelurahan_code"],
        entry["kelurahan"],
        entry["entry"].partition("/")[2],
        entry["kk"],
        entry["sheets"],
        *(_figure(entry[name]) for name in ("bersih", "aman", "pintar", "total")),
        _yes(entry["passed"]),
        _TEST_WORDS.get(entry["failed_test"], entry["failed_test"]),
        _TEST_WORDS.get(entry["decided_by"], entry["decided_by"]),
        _yes(entry["winner"]),
        _yes(entry["best_in_city"]),
        entry["prize"],
        _STATE_WORDS.get(entry["state"], "belum lengkap" if entry["rank"] is None else "dinilai"),
    )


def _figure(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _yes(value: bool) -> str:
    return "ya" if value else "tidak"


_ANONYMOUS: Final = (
    "Nilai tanpa nama: baris ke-k memuat nilai ke-k terendah setiap indikator. Satu baris bukan satu penilai. "
    "Peserta yang tidak dinilai atau kurang dari kuorum tidak punya baris."
)
_COUNTED: Final = (
    "Menghitung semuanya dari Lembar nilai dan Aturan; kolom terakhir membandingkan dengan lembar Hasil. "
    "Nilai dalam perseratus: 8750 berarti 87,50. Jangan mengurutkan lembar Hasil."
)
_TRY: Final = (
    "Ubah satu nilai di Lembar nilai dan lihat apa yang berubah. "
    "Jika nilai terendah dan tertinggi tidak dihitung, tiap kolom harus tetap berurutan."
)
EXPLAINED: Final[Sequence[tuple[str, Writable]]] = (
    ("hitung ulang", Formula(f"'{RECOUNT}'!B1")),
    (f"lembar {SCORES}", _ANONYMOUS),
    (f"lembar {RECOUNT}", _COUNTED),
    ("pembulatan", "INT((2n+d)/(2d)) dengan bilangan bulat: tepat setengah dibulatkan ke atas."),
    ("coba sendiri", _TRY),
)
"""What the tabs are, for whoever opens the file."""


def _about(version: Version) -> Iterable[tuple[str, Writable]]:
    result, rules = version.result, version.rules
    yield "edisi", result.edition.name
    yield "versi", str(result.version)
    yield "diumumkan", published_at(result) or ""
    yield "sidik SHA-256", result.digest
    yield "data simulasi", _yes(result.simulated)
    yield "nilai lulus", str(rules.pass_mark)
    yield "batas minimal tiap aspek", str(rules.aspect_floor)
    yield "kuorum lembar nilai", str(rules.quorum)
    yield "jumlah hadiah (Rp)", str(result.prize_total)
    if version.is_replaced:
        yield "perhatian", f"Versi ini sudah digantikan oleh versi {version.newest.version}."
