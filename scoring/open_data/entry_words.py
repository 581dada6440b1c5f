"""The data dictionary of entries, and of what other tables say of them (DOMAIN 7, CONTRACT 6).

Codes (states, tests, tracks) are those of hasil.json and the API, so that one word means one thing everywhere.
"""

from typing import Final

from scoring.open_data.codes import FAILED_TESTS, STATES, STEPS, TRACKS
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
        "Kode peserta yang tetap: kode kelurahan, garis miring, nomor RT tiga angka (RT gabungan disambung dengan +)",
        "Stable code of the entry: the kelurahan's code, a slash, the RT numbers in three digits (joined RTs with +)",
    ),
    key="entry",
    unique=True,
    pattern=CODE_OF_ENTRY,
)


def refers_to_entry(*, unique: bool = False) -> tuple[Field, ForeignKey]:
    """The column that says which entry a row is about."""
    about = Words("Kode peserta, seperti di tabel entri", "Code of the entry, as in the table entri")
    one = Field("entri", "string", about, key="entry", unique=unique, pattern=CODE_OF_ENTRY)
    return one, ForeignKey("entri", "entri", "entri")


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


KECAMATAN: Final = (
    Field(
        "kode_kecamatan",
        "string",
        Words("Kode resmi kecamatan", "Official code of the kecamatan"),
        key="kecamatan_code",
    ),
    Field("kecamatan", "string", Words("Nama kecamatan", "Name of the kecamatan"), key="kecamatan"),
)
KELURAHAN_CODE: Final = Field(
    "kode_kelurahan",
    "string",
    Words("Kode resmi kelurahan", "Official code of the kelurahan"),
    key="kelurahan_code",
    pattern=CODE_OF_KELURAHAN,
)
KELURAHAN: Final = Field("kelurahan", "string", Words("Nama kelurahan", "Name of the kelurahan"), key="kelurahan")
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
    Words("Satu baris per peserta lomba", "One row per entry of the contest"),
    (
        ENTRY,
        Field(
            "rt",
            "string",
            Words("Nama peserta saat hasil ditetapkan", "Name of the entry as of the result"),
            key="label",
        ),
        *KECAMATAN,
        KELURAHAN_CODE,
        KELURAHAN,
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
        Field("keadaan", "string", Words("Keadaan peserta", "State of the entry"), key="state", codes=STATES),
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
            Words("Syarat pertama yang tidak dipenuhi", "First test not passed"),
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
            "hadiah", "integer", Words("Hadiah peserta ini", "Prize of this entry"), unit=RUPIAH, key="prize", lowest=0
        ),
    ),
    ("entri",),
    (ForeignKey("kode_kelurahan", "wilayah", "kode"), ForeignKey("kategori", "kategori", "kategori")),
)
