"""What the open API answers. Names are those of hasil.json; what they mean comes from the data dictionary."""

from datetime import date, datetime
from typing import Any, Final, Generic, Literal, TypeVar

from ninja import Schema
from pydantic import Field

from scoring.open_data.entry_words import ENTRIES
from scoring.open_data.fields import Words


Item = TypeVar("Item")
_ENTRY_FIELDS: Final = {one.key: one for one in ENTRIES.fields}
FIGURE: Final = r"^[0-9]{1,3}\.[0-9]{2}$"


def says(id_: str, en: str, example: Any = None, **rules: Any) -> Any:
    """A field with its meaning in both languages, and an example."""
    examples = None if example is None else [example]
    return Field(description=Words(id_, en).both, examples=examples, **rules)


def as_in_entries(key: str, example: Any, **rules: Any) -> Any:
    """A field that the dictionary explains."""
    about = _ENTRY_FIELDS[key].means
    return says(about.id, about.en, example, **rules)


class Problem(Schema):
    """Why there is no answer."""

    code: str = says("Kode masalah, untuk program", "Code of the problem, for programs", "not_found")
    text: str = says("Penjelasan", "Explanation", "Alamat ini tidak ada.")


class Page(Schema, Generic[Item]):
    """One page of a list, and where the others are."""

    page: int = says("Nomor halaman", "Number of the page", 1, ge=1)
    per_page: int = says("Isi per halaman", "Items per page", 50, ge=1, le=100)
    total: int = says("Banyak isi seluruhnya", "Items in all", 158, ge=0)
    next: str | None = says("Alamat halaman berikut", "Address of the next page")
    previous: str | None = says("Alamat halaman sebelumnya", "Address of the page before")
    items: list[Item]


class Span(Schema):
    """A span of days, both included."""

    first: date = says("Hari pertama", "First day", "2026-05-01")
    last: date = says("Hari terakhir (termasuk)", "Last day (included)", "2026-05-31")


class EditionOut(Schema):
    """An edition of the contest and where it stands."""

    slug: str = says("Alamat edisi", "Address of the edition", "2020-1")
    name: str = says("Nama edisi", "Name of the edition", "Kampung BANTAR 2020")
    year: int = says("Tahun", "Year", 2020)
    period: int = says("Periode", "Period", 1)
    kind: Literal["result", "archive", "running"] = says(
        "result: hasil diumumkan; archive: hanya daftar pemenang; running: masih berjalan",
        "result: published; archive: only the list of winners; running: under way",
        "result",
    )
    phase: str = says("Tahap lomba", "Phase of the contest", "published")
    simulated: bool = says("Data simulasi", "Simulated data", True)
    calendar: dict[str, Span | None] = says("Jadwal", "Calendar")
    version: int | None = says("Versi hasil yang berlaku", "Version of the result in force", 1)
    digest: str | None = says("Sidik SHA-256 hasil", "SHA-256 of the result")
    published_at: datetime | None = says("Waktu pengumuman", "Time of publication")
    entries: int | None = says("Banyak peserta", "Number of entries", 158)
    winners: int | None = says("Banyak peserta yang menang", "Number of winning entries", 112)


class VersionOut(Schema):
    """One published version of a result."""

    version: int = says("Nomor versi", "Number of the version", 1)
    digest: str = says("Sidik SHA-256", "SHA-256")
    published_at: datetime | None = says("Waktu pengumuman", "Time of publication")
    reason: str = says("Alasan perbaikan", "Reason of the correction", "")


class ResultOut(Schema):
    """A published result as a whole: its rules, its sums, and all its versions."""

    edition: str = says("Alamat edisi", "Address of the edition", "2020-1")
    version: int = says("Versi yang ditampilkan", "The version shown", 1)
    newest: int = says("Versi yang berlaku", "The version in force", 1)
    digest: str = says("Sidik SHA-256 bentuk baku", "SHA-256 over the canonical form")
    published_at: datetime | None = says("Waktu pengumuman", "Time of publication")
    simulated: bool = says("Data simulasi", "Simulated data", True)
    reason: str = says("Alasan perbaikan", "Reason of the correction", "")
    rules: dict[str, Any] = says("Aturan, seperti di hasil.json", "The rules, as in hasil.json")
    entries: int = says("Banyak peserta", "Number of entries", 158)
    ranked: int = says("Peserta yang lengkap dinilai", "Entries with a rank", 158)
    winners: int = says("Peserta yang menang", "Winning entries", 112)
    prize_total: int = says("Jumlah hadiah (rupiah)", "All prizes (rupiah)", 892000000)
    versions: list[VersionOut]


class EntryOut(Schema):
    """One entry of a published result, as in hasil.json."""

    entry: str = as_in_entries("entry", "15.71.01.1001/017")
    label: str = as_in_entries("label", "RT 17 Kenali Besar")
    kecamatan_code: str = as_in_entries("kecamatan_code", "15.71.01")
    kecamatan: str = as_in_entries("kecamatan", "Telanaipura")
    kelurahan_code: str = as_in_entries("kelurahan_code", "15.71.01.1001")
    kelurahan: str = as_in_entries("kelurahan", "Telanaipura")
    track: Literal["reguler", "kencana"] = as_in_entries("track", "reguler")
    category: str = as_in_entries("category", "besar")
    kk: int = as_in_entries("kk", 120, ge=0)
    state: Literal["counted", "unvisited", "not_assessed", "disqualified"] = as_in_entries("state", "counted")
    sheets: int = as_in_entries("sheets", 5, ge=0)
    bersih: str | None = as_in_entries("bersih", "87.50", pattern=FIGURE)
    aman: str | None = as_in_entries("aman", "80.36", pattern=FIGURE)
    pintar: str | None = as_in_entries("pintar", "75.00", pattern=FIGURE)
    total: str | None = as_in_entries("total", "80.95", pattern=FIGURE)
    passed: bool = as_in_entries("passed", True)
    failed_test: Literal["quorum", "bersih", "aman", "pintar", "total"] | None = as_in_entries("failed_test", "total")
    rank: int | None = as_in_entries("rank", 1, ge=1)
    decided_by: Literal["total", "bersih", "aman", "pintar", "shared"] | None = as_in_entries("decided_by", "total")
    winner: bool = as_in_entries("winner", True)
    best_in_city: bool = as_in_entries("best_in_city", False)
    prize: int = as_in_entries("prize", 10000000, ge=0)


class MeanOut(Schema):
    code: str = says("Kode indikator", "Code of the indicator", "B1")
    mean: str = says("Rata-rata, dibulatkan sekali", "Mean, rounded once", "3.33")


class EntryWithIndicators(EntryOut):
    """One entry with its indicators and its RTs."""

    edition: str = says("Alamat edisi", "Address of the edition", "2020-1")
    version: int = says("Versi hasil", "Version of the result", 1)
    scale_max: int = says("Nilai tertinggi tiap indikator", "Highest score of an indicator", 4)
    indicators: list[MeanOut] = says("Kosong di bawah kuorum", "Empty below the quorum")
    rts: list[int] = says("Nomor tetap RT pada peserta ini", "Permanent ids of the RTs of this entry")


class AwardOut(Schema):
    """An RT won the predikat in an edition."""

    edition: str = says("Alamat edisi", "Address of the edition", "2020-1")
    year: int = says("Tahun", "Year", 2020)
    rt: int = says("Nomor tetap RT", "Permanent id of the RT", 17)
    entry: str = says("Kode peserta saat menang", "Code of the entry then", "15.71.01.1001/017")
    label: str = says("Nama saat menang", "Name as of the award", "RT 17 Kenali Besar")
    kelurahan_code: str = says("Kode kelurahan RT", "Code of the RT's kelurahan", "15.71.01.1001")
    track: Literal["reguler", "kencana"] = as_in_entries("track", "reguler")
    category: str = says("Kategori ukuran, kosong bila tidak diketahui", "Size category, empty if not known", "besar")
    total: str | None = as_in_entries("total", "80.95", pattern=FIGURE)
    prize: int | None = says(
        "Hadiah seluruh peserta (rupiah): jumlahkan sekali per peserta",
        "Prize of the whole entry (rupiah): add it up once per entry",
        10000000,
    )
    best_in_city: bool = as_in_entries("best_in_city", False)
    lost_on: date | None = says("Tanggal predikat hilang", "Date on which the predikat was lost")


class RTOut(Schema):
    """One RT, by its permanent id."""

    id: int = says("Nomor tetap RT", "Permanent id of the RT", 17)
    number: int = says("Nomor RT", "Number of the RT", 17)
    kelurahan_code: str = says("Kode kelurahan", "Code of the kelurahan", "15.71.01.1001")
    kelurahan: str = says("Nama kelurahan", "Name of the kelurahan", "Kenali Besar")
    kecamatan_code: str = says("Kode kecamatan", "Code of the kecamatan", "15.71.01")
    kecamatan: str = says("Nama kecamatan", "Name of the kecamatan", "Alam Barajo")
    active_from: date = says("Ada sejak", "Exists since", "2014-01-01")
    active_until: date | None = says("Berakhir (hari itu sudah tidak ada)", "Ended on (this day no longer)")
    simulated: bool = says("Data simulasi", "Simulated data", True)


class RTResultOut(Schema):
    """What an RT reached in a published result."""

    edition: str = says("Alamat edisi", "Address of the edition", "2020-1")
    version: int = says("Versi hasil", "Version of the result", 1)
    entry: str = as_in_entries("entry", "15.71.01.1001/017")
    total: str | None = as_in_entries("total", "80.95", pattern=FIGURE)
    rank: int | None = as_in_entries("rank", 1)
    winner: bool = as_in_entries("winner", True)
    prize: int = as_in_entries("prize", 10000000)


class SuccessionOut(Schema):
    """An RT before or after this one."""

    rt: int = says("Nomor tetap RT itu", "Permanent id of that RT", 18)
    kind: str = says("Jenis perubahan", "Kind of change", "split")
    on: date = says("Tanggal", "Date", "2023-01-01")


class RTWithHistory(RTOut):
    """One RT, its awards and results, and the RTs before and after it."""

    awards: list[AwardOut]
    results: list[RTResultOut]
    predecessors: list[SuccessionOut]
    successors: list[SuccessionOut]


class RegionOut(Schema):
    """A kecamatan or kelurahan by its official code."""

    code: str = says("Kode resmi (Kemendagri)", "Official code (Ministry of Home Affairs)", "15.71.01.1001")
    name: str = says("Nama", "Name", "Telanaipura")
    level: Literal["kecamatan", "kelurahan"] = says("Tingkat", "Level", "kelurahan")
    parent: str | None = says("Kode kecamatan dari kelurahan", "Code of the kelurahan's kecamatan", "15.71.01")
    active_from: date | None = says("Ada sejak; kosong: sejak semula", "Exists since; empty: since always")


class IndicatorOut(Schema):
    """An official indicator."""

    code: str = says("Kode", "Code", "B1")
    aspect: Literal["bersih", "aman", "pintar"] = says("Aspek", "Aspect", "bersih")
    order: int = says("Urutan", "Order", 1)
    wording: str = says("Bunyi resmi", "Official wording")
    guide: str = says("Yang dilihat (bawaan portal)", "What to look at (the portal's default)")


class RecapOut(Schema):
    """One year of one kecamatan from a printed recap; null: the source does not say."""

    year: int = says("Tahun", "Year", 2020)
    kecamatan_code: str = says("Kode kecamatan", "Code of the kecamatan", "15.71.01")
    kecamatan: str = says("Nama kecamatan", "Name of the kecamatan", "Telanaipura")
    kelurahan_count: int | None = says("Jumlah kelurahan", "Number of kelurahan", 6)
    rt_count: int | None = says("Jumlah RT", "Number of RTs", 160)
    nominated: int | None = says("RT yang diusulkan", "RTs nominated", 15)
    carried_out: int | None = says("RT yang terlaksana", "RTs carried out", 12)
    winners_besar: int | None = says("Pemenang besar", "Winners of the category besar", 5)
    winners_sedang: int | None = says("Pemenang sedang", "Winners of the category sedang", 3)
    winners_kecil: int | None = says("Pemenang kecil", "Winners of the category kecil", 2)
    winners: int | None = says("Semua pemenang", "All winners", 10)
    source: str = says("Sumber", "Source")


class KecamatanFigures(Schema):
    """Figures of one kecamatan; null: the source does not say."""

    kecamatan_code: str = says("Kode kecamatan", "Code of the kecamatan", "15.71.01")
    nominated: int | None = says("Diusulkan", "Nominated", 15)
    carried_out: int | None = says("Terlaksana", "Carried out", 12)
    winners: int | None = says("Pemenang", "Winners", 10)


class YearOut(Schema):
    """One source of one year. Nominated and carried out are never to be mixed."""

    year: int = says("Tahun", "Year", 2020)
    kind: Literal["recap", "result", "archive"] = says("Jenis sumber", "Kind of source", "result")
    edition: str | None = says("Alamat edisi, bila ada", "Address of the edition, if any", "2020-1")
    simulated: bool = says("Data simulasi", "Simulated data", True)
    nominated: int | None = says("Diusulkan, sekota", "Nominated, in the city", 158)
    carried_out: int | None = says("Terlaksana, sekota", "Carried out, in the city", 158)
    winners: int | None = says("Pemenang, sekota", "Winners, in the city", 112)
    kecamatan: list[KecamatanFigures]


class CoverageOut(Schema):
    """RTs that ever took part, of the RTs at the end of that year."""

    year: int = says("Tahun", "Year", 2020)
    kecamatan_code: str | None = says("Kode kecamatan; null: sekota", "Code of the kecamatan; null: the city")
    took_part: int = says("RT yang pernah ikut", "RTs that ever took part", 158)
    rts: int | None = says("Jumlah RT tahun itu", "RTs of that year", 1635)
    percent: str | None = says("Persen, satu desimal", "Percent, one decimal", "9.7")


class StatisticsOut(Schema):
    """All years side by side."""

    years: list[YearOut]
    coverage: list[CoverageOut]


class IndexOut(Schema):
    """Where everything is."""

    name: str = says("Nama", "Name", "Kampung BANTAR")
    version: str = says("Versi API", "Version of the API", "1")
    description: str = says("Deskripsi OpenAPI 3.1", "OpenAPI 3.1 description")
    licence: str = says("Lisensi data", "Licence of the data")
    addresses: dict[str, str] = says("Alamat daftar", "Addresses of the lists")
