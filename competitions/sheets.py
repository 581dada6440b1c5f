"""Lists on their way out, in the columns in which they come in again (CONTRACT 6)."""

from collections.abc import Iterator

from django.db.models import QuerySet

from competitions.enums import NominationStatus
from competitions.models import Award, Nomination, RecapRow
from competitions.spreadsheets.recap_columns import FIELDS
from rt_registry.domain.rt_code import format_entry
from rt_registry.sheets import PLACE_COLUMNS, place_of
from rt_registry.spreadsheets.writing import RUPIAH, TEXT, TWO_DECIMALS, WHOLE, SheetColumn, SheetData, Writable


PLACE = (*PLACE_COLUMNS, SheetColumn("rt", TEXT, 12))
NOMINATION_COLUMNS = (
    *PLACE,
    SheetColumn("jumlah_kk", WHOLE),
    SheetColumn("jalur", TEXT),
    SheetColumn("status_tersimpan", TEXT, 16),
    SheetColumn("edisi", TEXT),
)
AWARD_COLUMNS = (
    SheetColumn("tahun", "0", 8),
    SheetColumn("periode", "0", 8),
    *PLACE,
    SheetColumn("kategori", TEXT),
    SheetColumn("nilai", TWO_DECIMALS),
    SheetColumn("hadiah", RUPIAH, 18),
    SheetColumn("jalur", TEXT),
)
RECAP_COLUMNS = (
    SheetColumn("tahun", "0", 8),
    SheetColumn("kode_kecamatan", TEXT, 16),
    SheetColumn("kecamatan", TEXT, 20),
    *(SheetColumn(key, WHOLE, 18) for key in FIELDS),
)


def nomination_sheet(nominations: QuerySet[Nomination]) -> SheetData:
    """The entries of the contest; what was never verified is not one. Two queries."""
    entries = (
        nominations.filter(status__in=NominationStatus.entered())
        .select_related("kelurahan__kecamatan", "edition")
        .prefetch_related("members")
        .order_by("edition", "code")
    )
    return SheetData("Peserta", NOMINATION_COLUMNS, (_nomination(entry) for entry in entries))


def _nomination(entry: Nomination) -> list[Writable]:
    numbers = [member.number for member in entry.members.all()]
    return [*place_of(entry.kelurahan), format_entry(numbers), entry.kk, entry.track, entry.status, entry.edition.slug]


def award_sheet(awards: QuerySet[Award]) -> SheetData:
    """One row per winning entry, also of a joined one. One query."""
    return SheetData("Pemenang", AWARD_COLUMNS, _awards(awards))


def _awards(awards: QuerySet[Award]) -> Iterator[list[Writable]]:
    seen: set[tuple[int, str]] = set()
    rows = awards.select_related("edition", "rt__kelurahan__kecamatan")
    for award in rows.order_by("edition__year", "edition__period", "entry_code", "pk"):
        if (award.edition_id, award.entry_code) in seen:
            continue
        seen.add((award.edition_id, award.entry_code))
        edition, rt = award.edition, award.entry_code.partition("/")[2]
        rest = (award.category_code, award.total, award.prize, award.track)
        yield [edition.year, edition.period, *place_of(award.rt.kelurahan), rt, *rest]


def recap_sheet(rows: QuerySet[RecapRow]) -> SheetData:
    """One row per year and kecamatan. One query."""
    ordered = rows.select_related("recap", "kecamatan").order_by("recap__year", "kecamatan__code")
    return SheetData("Rekap", RECAP_COLUMNS, (_recap_row(row) for row in ordered))


def _recap_row(row: RecapRow) -> list[Writable]:
    figures = [getattr(row, name) for name in FIELDS.values()]
    return [row.recap.year, row.kecamatan.code, row.kecamatan.name, *figures]
