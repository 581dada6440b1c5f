"""The prize ledger as a sheet, for the treasurer and the auditor. Names of receivers are in it: it is never public."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.utils import timezone

from rt_registry.spreadsheets.writing import (
    DAY,
    RUPIAH,
    TEXT,
    SheetColumn,
    SheetData,
    Writable,
    write_csv,
    write_xlsx,
)
from scoring.domain.ledger import Standing
from scoring.models import PrizeHandover
from scoring.selectors.ledger import Ledger, Line


COLUMNS: Final = (
    SheetColumn("entri", TEXT, 22),
    SheetColumn("rt", TEXT, 34),
    SheetColumn("kecamatan", TEXT, 18),
    SheetColumn("kelurahan", TEXT, 22),
    SheetColumn("jalur", TEXT, 10),
    SheetColumn("kategori", TEXT, 10),
    SheetColumn("hadiah", RUPIAH, 16),
    SheetColumn("diserahkan", RUPIAH, 16),
    SheetColumn("belum_diserahkan", RUPIAH, 18),
    SheetColumn("lebih_diserahkan", RUPIAH, 18),
    SheetColumn("keadaan", TEXT, 20),
    SheetColumn("tanggal", DAY, 12),
    SheetColumn("nomor_kuitansi", TEXT, 20),
    SheetColumn("penerima", TEXT, 28),
    SheetColumn("versi_hasil", width=12),
    SheetColumn("nomor_keputusan", TEXT, 26),
    SheetColumn("catatan", TEXT, 30),
    SheetColumn("dicatat_oleh", TEXT, 20),
    SheetColumn("dicatat_pada", TEXT, 22),
)
CANCELLED: Final = (
    *(SheetColumn("rt", TEXT, 34), SheetColumn("diserahkan", RUPIAH, 16), SheetColumn("tanggal", DAY, 12)),
    *(SheetColumn("nomor_kuitansi", TEXT, 20), SheetColumn("penerima", TEXT, 28), SheetColumn("versi_hasil", width=12)),
    *(SheetColumn("dicatat_oleh", TEXT, 20), SheetColumn("dicatat_pada", TEXT, 22)),
    *(SheetColumn("dibatalkan_oleh", TEXT, 20), SheetColumn("dibatalkan_pada", TEXT, 22)),
    SheetColumn("alasan", TEXT, 40),
)
_WORDS: Final = {
    Standing.OUTSTANDING: "belum diserahkan",
    Standing.HANDED: "sudah diserahkan",
    Standing.UNDERPAID: "kurang diserahkan",
    Standing.OVERPAID: "lebih diserahkan",
    Standing.NOT_DUE: "tidak berhak",
}


def as_csv(ledger: Ledger) -> bytes:
    return write_csv([column.header for column in COLUMNS], map(_row, ledger.lines), bom=True)


def as_xlsx(ledger: Ledger, cancelled: Iterable[PrizeHandover]) -> bytes:
    """Three sheets: the prizes, the cancelled lines, and the sums with the version and decree they stand on."""
    about = (SheetColumn("hal", width=30), SheetColumn("isi", TEXT, 50))
    return write_xlsx(
        [
            SheetData("Hadiah", COLUMNS, map(_row, ledger.lines)),
            SheetData("Dibatalkan", CANCELLED, map(_cancelled_row, cancelled)),
            SheetData("Keterangan", about, _about(ledger)),
        ]
    )


def _row(line: Line) -> Sequence[Writable]:
    about = line.about
    return (
        about.entry,
        about.label,
        about.kecamatan,
        about.kelurahan,
        about.track,
        about.category,
        line.due,
        line.handed,
        max(line.due - line.handed, 0),
        max(line.handed - line.due, 0),
        _WORDS[line.standing],
        *_given(line.handover),
    )


def _given(handover: PrizeHandover | None) -> Sequence[Writable]:
    if handover is None:
        return (None,) * 8
    return (
        handover.handed_on,
        handover.receipt,
        handover.received_by,
        handover.result_entry.result.version,
        handover.decree.number,
        handover.note,
        str(handover.recorded_by),
        timezone.localtime(handover.recorded_at).isoformat(timespec="seconds"),
    )


def _cancelled_row(handover: PrizeHandover) -> Sequence[Writable]:
    at = handover.cancelled_at
    return (
        handover.result_entry.label,
        handover.amount,
        handover.handed_on,
        handover.receipt,
        handover.received_by,
        handover.result_entry.result.version,
        str(handover.recorded_by),
        timezone.localtime(handover.recorded_at).isoformat(timespec="seconds"),
        str(handover.cancelled_by),
        timezone.localtime(at).isoformat(timespec="seconds") if at else "",
        handover.cancel_reason,
    )


def _about(ledger: Ledger) -> Iterator[tuple[str, str]]:
    sums, result, decree = ledger.sums, ledger.result, ledger.decree
    yield "edisi", ledger.edition.name
    yield "versi hasil", str(result.version) if result else "belum ada hasil yang terbit"
    yield "sidik SHA-256", result.digest if result else ""
    yield "keputusan versi ini", decree.number if decree else "belum ada"
    yield "data simulasi", "ya" if ledger.edition.simulated else "tidak"
    yield "anggaran (Rp)", str(ledger.edition.budget or "")
    yield "hadiah menurut versi ini (Rp)", str(sums.due)
    yield "sudah diserahkan (Rp)", str(sums.handed)
    yield "belum diserahkan (Rp)", str(sums.outstanding)
    yield "diserahkan lebih (Rp)", str(sums.surplus)
