"""The data dictionary of an edition's result but for its entries: every table and column in both languages."""

from collections.abc import Sequence
from typing import Final

from scoring.open_data.codes import ASPECTS
from scoring.open_data.entry_words import HOUSEHOLDS, RUPIAH, refers_to_entry
from scoring.open_data.fields import Field, Table, Words


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
        Field("pilihan", "string", Words("Peserta yang dipilih", "Entry chosen"), key="choice", required=False),
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
        Field("rt", "string", Words("Nama peserta saat menang", "Name of the entry as of the award"), key="label"),
        Field(
            "hadiah_entri",
            "integer",
            Words(
                "Hadiah seluruh peserta: jumlahkan sekali per peserta, jangan per RT",
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
        Words("Nilai anonim peserta yang lengkap", "Anonymous scores of the complete entries"),
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
    row_is = Words("Rata-rata tiap indikator per peserta yang lengkap", "Mean of each indicator per complete entry")
    return Table("rerata_indikator", row_is, (about, *means), ("entri",), (key,))
