"""The data dictionary of an edition's result: every table and column in Indonesian and English (DOMAIN 7, CONTRACT 6).

Codes (states, tests, tracks) are those of hasil.json and the API, so that one word means one thing everywhere.
"""

from collections.abc import Sequence
from typing import Final

from scoring.open_data.codes import ASPECTS, FAILED_TESTS, STATES, STEPS, TRACKS
from scoring.open_data.fields import Field, ForeignKey, Table, Words


POINTS: Final = "poin (0-100)"
RUPIAH: Final = "rupiah"
HOUSEHOLDS: Final = "KK"
CODE_OF_KELURAHAN: Final = r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}"
CODE_OF_ENTRY: Final = CODE_OF_KELURAHAN + r"/[0-9]{3,}(\+[0-9]{3,})*"

ENTRY: Final = Field(
    "entri",
    "string",
    Words(
        "Kode entri yang tetap: kode kelurahan, garis miring, nomor RT tiga angka (RT gabungan disambung dengan +)",
        "Stable code of the entry: the kelurahan's code, a slash, the RT numbers in three digits (joined RTs with +)",
    ),
    key="entry",
    unique=True,
    pattern=CODE_OF_ENTRY,
)


def refers_to_entry(table: str = "entri", *, unique: bool = False) -> tuple[Field, ForeignKey]:
    """The column that says which entry a row is about."""
    about = Words("Kode entri, seperti di tabel entri", "Code of the entry, as in the table entri")
    one = Field("entri", "string", about, key="entry", unique=unique, pattern=CODE_OF_ENTRY)
    return one, ForeignKey("entri", table, "entri")


def _figure(name: str, means: Words, key: str = "") -> Field:
    return Field(name, "number", means, unit=POINTS, key=key or name, required=False, lowest=0, highest=100)


def _aspect(name: str, word: str) -> Field:
    return _figure(
        name,
        Words(
            f"Nilai aspek {word}, dibulatkan sekali; kosong tanpa lembar nilai yang cukup",
            f"Value of the aspect {word}, rounded once; empty without enough score sheets",
        ),
    )


TRACK: Final = Field("jalur", "string", Words("Jalur lomba", "Track of the contest"), key="track", codes=TRACKS)
CATEGORY: Final = Field(
    "kategori",
    "string",
    Words("Kategori ukuran menurut jumlah KK, lihat tabel kategori", "Size category by KK, see the table kategori"),
    key="category",
)
BEST: Final = Field("terbaik_se_kota", "boolean", Words("Terbaik se-kota", "Best in the city"), key="best_in_city")

ENTRIES: Final = Table(
    "entri",
    Words("Satu baris per entri lomba", "One row per entry of the contest"),
    (
        ENTRY,
        Field(
            "rt", "string", Words("Nama entri saat hasil ditetapkan", "Name of the entry as of the result"), key="label"
        ),
        Field("kode_kecamatan", "string", Words("Kode resmi kecamatan", "Official code"), key="kecamatan_code"),
        Field("kecamatan", "string", Words("Nama kecamatan", "Name of the kecamatan"), key="kecamatan"),
        Field(
            "kode_kelurahan",
            "string",
            Words("Kode resmi kelurahan", "Official code of the kelurahan"),
            key="kelurahan_code",
            pattern=CODE_OF_KELURAHAN,
        ),
        Field("kelurahan", "string", Words("Nama kelurahan", "Name of the kelurahan"), key="kelurahan"),
        TRACK,
        CATEGORY,
        Field(
            "jumlah_kk",
            "integer",
            Words("Jumlah kepala keluarga yang menentukan kategori", "Number of households that decides the category"),
            unit=HOUSEHOLDS,
            key="kk",
            lowest=1,
        ),
        Field("keadaan", "string", Words("Keadaan entri", "State of the entry"), key="state", codes=STATES),
        Field(
            "lembar_nilai",
            "integer",
            Words("Banyak lembar nilai yang dihitung", "Number of score sheets that count"),
            unit="lembar",
            key="sheets",
            lowest=0,
        ),
        _aspect("bersih", "Bersih"),
        _aspect("aman", "Aman"),
        _aspect("pintar", "Pintar"),
        _figure(
            "nilai",
            Words(
                "Nilai total dari nilai aspek yang belum dibulatkan, dibulatkan sekali",
                "Total over the unrounded aspect values, rounded once",
            ),
            "total",
        ),
        Field("lulus", "boolean", Words("Lulus nilai minimal", "Passed the marks"), key="passed"),
        Field(
            "gagal_pada",
            "string",
            Words("Ujian pertama yang tidak lulus", "First test not passed"),
            key="failed_test",
            required=False,
            codes=FAILED_TESTS,
        ),
        Field(
            "peringkat",
            "integer",
            Words("Peringkat dalam kategori dan jalur (1, 2, 2, 4)", "Rank in category and track (1, 2, 2, 4)"),
            key="rank",
            required=False,
            lowest=1,
        ),
        Field(
            "penentu_peringkat",
            "string",
            Words("Langkah yang menentukan peringkat", "Step that decided the rank"),
            key="decided_by",
            required=False,
            codes=STEPS,
        ),
        Field("pemenang", "boolean", Words("Pemenang", "Winner"), key="winner"),
        BEST,
        Field(
            "hadiah", "integer", Words("Hadiah entri ini", "Prize of this entry"), unit=RUPIAH, key="prize", lowest=0
        ),
    ),
    ("entri",),
    (ForeignKey("kode_kelurahan", "wilayah", "kode"), ForeignKey("kategori", "kategori", "kategori")),
)

REGIONS: Final = Table(
    "wilayah",
    Words("Satu baris per kecamatan atau kelurahan", "One row per kecamatan or kelurahan"),
    (
        Field(
            "kode",
            "string",
            Words("Kode resmi wilayah (Kemendagri)", "Official region code (Ministry of Home Affairs)"),
            key="code",
            unique=True,
            pattern=r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}(\.[0-9]{4})?",
        ),
        Field("nama", "string", Words("Nama wilayah", "Name of the region"), key="name"),
        Field(
            "tingkat",
            "string",
            Words("Tingkat wilayah", "Level of the region"),
            key="level",
            codes={
                "kecamatan": Words("kecamatan", "kecamatan (district)"),
                "kelurahan": Words("kelurahan", "kelurahan (urban village)"),
            },
        ),
        Field(
            "induk",
            "string",
            Words("Kode kecamatan dari kelurahan ini", "Code of the kelurahan's kecamatan"),
            key="parent",
            required=False,
        ),
    ),
    ("kode",),
)

RULES: Final = Table(
    "aturan",
    Words("Satu baris per aturan edisi ini", "One row per rule of this edition"),
    (
        Field(
            "aturan",
            "string",
            Words("Nama aturan, seperti di hasil.json", "Name of the rule, as in hasil.json"),
            unique=True,
        ),
        Field(
            "nilai", "string", Words("Nilainya; kosong: tidak ada", "Its value; empty: there is none"), required=False
        ),
        Field("arti", "string", Words("Arti aturan", "What the rule means")),
    ),
    ("aturan",),
)

CATEGORIES: Final = Table(
    "kategori",
    Words("Satu baris per kategori ukuran", "One row per size category"),
    (
        Field("kategori", "string", Words("Kode kategori", "Code of the category"), key="code", unique=True),
        Field("kk_min", "integer", Words("KK paling sedikit", "Fewest KK"), unit=HOUSEHOLDS, key="min_kk", lowest=0),
        Field(
            "kk_maks",
            "integer",
            Words("KK paling banyak (termasuk); kosong: tanpa batas", "Most KK (included); empty: no limit"),
            unit=HOUSEHOLDS,
            key="max_kk",
            required=False,
            lowest=0,
        ),
        Field("hadiah", "integer", Words("Hadiah", "Prize"), unit=RUPIAH, key="prize", lowest=0),
        Field(
            "hadiah_kencana",
            "integer",
            Words("Hadiah jalur Kencana; kosong: sama", "Prize on the track Kencana; empty: the same"),
            unit=RUPIAH,
            key="kencana_prize",
            required=False,
            lowest=0,
        ),
    ),
    ("kategori",),
)

INDICATORS: Final = Table(
    "indikator",
    Words("Satu baris per indikator, dengan bobotnya", "One row per indicator, with its weight"),
    (
        Field("indikator", "string", Words("Kode indikator", "Code of the indicator"), key="code", unique=True),
        Field("aspek", "string", Words("Aspek", "Aspect"), key="aspect", codes=ASPECTS),
        Field("bobot", "integer", Words("Bobot dalam aspeknya", "Weight in its aspect"), key="weight", lowest=0),
        Field("uraian", "string", Words("Bunyi resmi indikator", "Official wording"), key="wording", required=False),
    ),
    ("indikator",),
)

DECISIONS: Final = Table(
    "keputusan",
    Words("Satu baris per keputusan panitia yang berlaku", "One row per decision of the committee that holds"),
    (
        Field(
            "kode",
            "string",
            Words("Soal yang diputus", "What was decided on"),
            key="code",
            codes={
                "tie_at_cut": Words("nilai sama di tempat terakhir", "tied at the last place"),
                "best_in_city_tie": Words("nilai sama untuk terbaik se-kota", "tied for best in the city"),
                "over_budget": Words("hadiah melebihi anggaran", "prizes above the budget"),
            },
        ),
        Field("fakta", "string", Words("Keadaan saat diputus", "The facts it was made for"), key="facts"),
        Field("pilihan", "string", Words("Entri yang dipilih", "Entry chosen"), key="choice", required=False),
    ),
    ("kode", "fakta"),
)

_ABOUT, _OF_ENTRY = refers_to_entry()
WINNERS: Final = Table(
    "pemenang",
    Words(
        "Satu baris per RT pemenang; RT gabungan punya beberapa baris",
        "One row per winning RT; a joined entry has several",
    ),
    (
        _ABOUT,
        Field(
            "rt_id",
            "integer",
            Words("Nomor tetap RT di portal (alamat /rt/<rt_id>/)", "Permanent id of the RT (address /rt/<rt_id>/)"),
            key="rt",
            unique=True,
            lowest=1,
        ),
        Field("rt", "string", Words("Nama entri saat menang", "Name of the entry as of the award"), key="label"),
        Field(
            "hadiah_entri",
            "integer",
            Words(
                "Hadiah seluruh entri: jumlahkan sekali per entri, jangan per RT",
                "Prize of the whole entry: add it up once per entry, not per RT",
            ),
            unit=RUPIAH,
            key="prize",
            required=False,
            lowest=0,
        ),
        Field(
            "predikat_hilang",
            "date",
            Words("Tanggal predikat dinyatakan hilang", "Date on which the predikat was lost"),
            key="lost_on",
            required=False,
        ),
    ),
    ("rt_id",),
    (_OF_ENTRY,),
)


def sheets_table(codes: Sequence[str], scale_max: int) -> Table:
    """The anonymous scores: no row is a person."""
    about, key = refers_to_entry()
    place = Words(
        "Urutan k: baris ke-k memuat nilai terendah ke-k tiap indikator, jadi satu baris bukan satu penilai",
        "Place k: the k-th row holds the k-th lowest score of each indicator, so no row is one assessor",
    )
    scores = (
        Field(
            code,
            "integer",
            Words(f"Nilai indikator {code}, urutan ke-k dari terendah", f"Score of {code}, k-th from the lowest"),
            unit=f"skala 0-{scale_max}",
            lowest=0,
            highest=scale_max,
        )
        for code in codes
    )
    return Table(
        "lembar_nilai",
        Words("Nilai anonim entri yang lengkap", "Anonymous scores of the complete entries"),
        (about, Field("urutan", "integer", place, lowest=1), *scores),
        ("entri", "urutan"),
        (key,),
    )


def means_table(codes: Sequence[str], scale_max: int) -> Table:
    """The mean of each indicator of each complete entry."""
    about, key = refers_to_entry(unique=True)
    means = (
        Field(
            code,
            "number",
            Words(f"Rata-rata indikator {code}, dibulatkan sekali", f"Mean of {code}, rounded once"),
            unit=f"skala 0-{scale_max}",
            lowest=0,
            highest=scale_max,
        )
        for code in codes
    )
    row_is = Words("Rata-rata tiap indikator per entri yang lengkap", "Mean of each indicator per complete entry")
    return Table("rerata_indikator", row_is, (about, *means), ("entri",), (key,))
