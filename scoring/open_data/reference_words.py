"""The data dictionary of what is no result: archives of winners, recaps, regions, indicators, RTs."""

from typing import Final

from scoring.open_data.dictionary import INDICATORS, REGIONS, WINNERS
from scoring.open_data.entry_words import CODE_OF_ENTRY, KECAMATAN, KELURAHAN, KELURAHAN_CODE, POINTS, TRACK
from scoring.open_data.fields import Field, ForeignKey, Table, Words


_ENTRY, _RT_ID, _LABEL, _PRIZE, _LOST = WINNERS.fields
_INDICATOR, _ASPECT, *_ = INDICATORS.fields
_YEAR: Final = Field("tahun", "integer", Words("Tahun", "Year"), key="year", lowest=2000, highest=2100)
_CATEGORY: Final = Field(
    "kategori", "string", Words("Kategori ukuran", "Size category"), key="category", required=False
)
_TOTAL: Final = Field(
    "nilai",
    "number",
    Words("Nilai total, bila diketahui", "The total, where known"),
    unit=POINTS,
    key="total",
    required=False,
    lowest=0,
    highest=100,
)

ARCHIVE_WINNERS: Final = Table(
    "pemenang",
    WINNERS.row_is,
    (
        _ENTRY,
        _RT_ID,
        _LABEL,
        *KECAMATAN,
        KELURAHAN_CODE,
        KELURAHAN,
        TRACK,
        _CATEGORY,
        _TOTAL,
        _PRIZE,
        _LOST,
    ),
    ("rt_id",),
)


def _count(name: str, id_: str, en: str, key: str) -> Field:
    missing = Words(f"{id_}; kosong: sumber tidak menyebut", f"{en}; empty: the source does not say")
    return Field(name, "integer", missing, key=key, required=False, lowest=0)


RECAPS: Final = Table(
    "rekap",
    Words(
        "Satu baris per tahun dan kecamatan, dari rekap tercetak", "One row per year and kecamatan, from printed recaps"
    ),
    (
        _YEAR,
        *KECAMATAN,
        _count("jumlah_kelurahan", "Jumlah kelurahan", "Number of kelurahan", "kelurahan_count"),
        _count("jumlah_rt", "Jumlah RT", "Number of RTs", "rt_count"),
        _count("diusulkan", "RT yang diusulkan", "RTs nominated", "nominated"),
        _count("terlaksana", "RT yang terlaksana (dinilai)", "RTs carried out (assessed)", "carried_out"),
        _count("pemenang_besar", "Pemenang kategori besar", "Winners of the category besar", "winners_besar"),
        _count("pemenang_sedang", "Pemenang kategori sedang", "Winners of the category sedang", "winners_sedang"),
        _count("pemenang_kecil", "Pemenang kategori kecil", "Winners of the category kecil", "winners_kecil"),
        _count("pemenang", "Semua pemenang", "All winners", "winners"),
        Field(
            "sumber",
            "string",
            Words("Sumber angka tahun ini", "Source of this year's figures"),
            key="source",
            required=False,
        ),
    ),
    ("tahun", "kode_kecamatan"),
)

ALL_REGIONS: Final = Table(
    "wilayah",
    REGIONS.row_is,
    (
        *REGIONS.fields,
        Field(
            "ada_sejak",
            "date",
            Words("Ada sejak; kosong: sejak semula", "Exists since; empty: since always"),
            key="active_from",
            required=False,
        ),
    ),
    ("kode",),
    (ForeignKey("induk", "", "kode"),),
)

_LEVELS: Final = tuple(
    Field(
        f"tingkat_{level}",
        "string",
        Words(f"Gambaran nilai {level} pada skala 0-4", f"What a score of {level} looks like on the scale 0-4"),
        required=False,
    )
    for level in range(5)
)
INDICATOR_GUIDE: Final = Table(
    "indikator",
    Words("Satu baris per indikator resmi", "One row per official indicator"),
    (
        _INDICATOR,
        _ASPECT,
        Field("urutan", "integer", Words("Urutan", "Order"), key="order", lowest=1),
        Field("uraian", "string", Words("Bunyi resmi", "Official wording"), key="wording"),
        Field("petunjuk", "string", Words("Yang dilihat", "What to look at"), key="guide", required=False),
        *_LEVELS,
    ),
    ("indikator",),
)

RT_LIST: Final = Table(
    "rt",
    Words("Satu baris per RT yang ada atau pernah ada", "One row per RT that exists or existed"),
    (
        Field("rt_id", "integer", _RT_ID.means, key="id", unique=True, lowest=1),
        KELURAHAN_CODE,
        Field("nomor", "integer", Words("Nomor RT", "Number of the RT"), key="number", lowest=1, highest=999),
        Field("ada_sejak", "date", Words("Ada sejak", "Exists since"), key="active_from"),
        Field(
            "berakhir",
            "date",
            Words("Berakhir (hari itu sudah tidak ada)", "Ended on (this day no longer)"),
            key="active_until",
            required=False,
        ),
        Field("simulasi", "boolean", Words("Data simulasi", "Simulated data"), key="simulated"),
    ),
    ("rt_id",),
)
SUCCESSIONS: Final = Table(
    "suksesi",
    Words("Satu baris per RT lama dan RT penerusnya", "One row per RT and an RT that carries it on"),
    (
        Field("rt_lama", "integer", Words("rt_id sebelum", "rt_id before"), key="predecessor", lowest=1),
        Field("rt_baru", "integer", Words("rt_id sesudah", "rt_id after"), key="successor", lowest=1),
        Field("jenis", "string", Words("Jenis perubahan", "Kind of change"), key="kind"),
        Field("tanggal", "date", Words("Tanggal", "Date"), key="on"),
    ),
    ("rt_lama", "rt_baru"),
    (ForeignKey("rt_lama", "rt", "rt_id"), ForeignKey("rt_baru", "rt", "rt_id")),
)
AWARDS: Final = Table(
    "predikat",
    Words("Satu baris per RT dan edisi yang dimenangkannya", "One row per RT and edition that it won"),
    (
        Field("edisi", "string", Words("Edisi", "Edition"), key="edition"),
        _YEAR,
        Field("rt_id", "integer", _RT_ID.means, key="rt", lowest=1),
        Field(
            "entri",
            "string",
            Words("Kode peserta saat menang", "Code of the entry then"),
            key="entry",
            pattern=CODE_OF_ENTRY,
        ),
        _LABEL,
        TRACK,
        _CATEGORY,
        _TOTAL,
        _PRIZE,
        _LOST,
    ),
    ("edisi", "rt_id"),
    (ForeignKey("rt_id", "rt", "rt_id"),),
)
