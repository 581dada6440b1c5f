"""A published result as files: hasil.json (CONTRACT 6), hasil.csv and hasil.xlsx with Indonesian headers."""

import json
from collections.abc import Iterable, Iterator
from typing import Final

from rt_registry.spreadsheets.reproducible import reproducible
from rt_registry.spreadsheets.writing import (
    RUPIAH,
    TEXT,
    TWO_DECIMALS,
    WHOLE,
    SheetColumn,
    SheetData,
    Writable,
    write_csv,
    write_xlsx,
)
from scoring.enums import EntryState
from scoring.exports.published import entries_of, published_at, published_document
from scoring.models import ResultEntry
from scoring.selectors.results import Version


VERSION: Final = "2"
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

_STATE_WORDS: Final = {
    EntryState.RANKED: "dinilai",
    EntryState.INCOMPLETE: "belum lengkap",
    EntryState.NOT_ASSESSED: "tidak dinilai",
    EntryState.DISQUALIFIED: "didiskualifikasi",
}
_TEST_WORDS: Final = {"quorum": "kuorum", "shared": "bersama"}


def as_csv(version: Version) -> bytes:
    return write_csv([column.header for column in COLUMNS], _rows(version), bom=True)


def as_xlsx(version: Version) -> bytes:
    """Two sheets: the entries, and what they are (version, digest, rules in short)."""
    book = write_xlsx(
        [
            SheetData("Hasil", COLUMNS, _rows(version)),
            SheetData("Keterangan", (SheetColumn("hal", width=24), SheetColumn("isi", TEXT, 70)), _about(version)),
        ]
    )
    written_at = version.result.published_at
    return reproducible(book, at=written_at) if written_at else book


def _rows(version: Version) -> Iterator[tuple[Writable, ...]]:
    return (_row(entry) for entry in entries_of(version))


def _row(entry: ResultEntry) -> tuple[Writable, ...]:
    return (
        entry.track,
        entry.category,
        entry.rank,
        entry.label,
        entry.kecamatan_code,
        entry.kecamatan,
        entry.kelurahan_code,
        entry.kelurahan,
        entry.entry.partition("/")[2],
        entry.kk,
        entry.sheets,
        entry.bersih,
        entry.aman,
        entry.pintar,
        entry.total,
        _yes(entry.passed),
        _TEST_WORDS.get(entry.failed_test, entry.failed_test),
        _TEST_WORDS.get(entry.decided_by, entry.decided_by),
        _yes(entry.winner),
        _yes(entry.best_in_city),
        entry.prize,
        _STATE_WORDS[EntryState(entry.state)],
    )


def _yes(value: bool) -> str:
    return "ya" if value else "tidak"


def _about(version: Version) -> Iterable[tuple[str, str]]:
    result, rules = version.result, version.rules
    yield "edisi", result.edition.name
    yield "versi", str(result.version)
    yield "diumumkan", published_at(result) or ""
    yield "sidik SHA-256", result.digest
    yield "data simulasi", _yes(result.simulated)
    yield "nilai lulus", str(rules.pass_mark)
    yield "batas bawah tiap aspek", str(rules.aspect_floor)
    yield "kuorum lembar nilai", str(rules.quorum)
    yield "jumlah hadiah (Rp)", str(result.prize_total)
    if version.is_replaced:
        yield "perhatian", f"Versi ini sudah digantikan oleh versi {version.newest.version}."
