"""Tables as they lie on real sheets: titles, merged headings, repeated headers, totals, notes, several on one sheet."""

from functools import partial

from tests.specimens.files import ods, text, xls, xlsx
from tests.specimens.model import Specimen


HEADER = ("Kelurahan", "RT", "KK")
TITLED = (
    ("PEMERINTAH KOTA JAMBI",),
    ("DATA RUKUN TETANGGA TAHUN 2020",),
    (),
    ("", "No", "Kelurahan", "", "RT", "KK", "Ket."),
    (),
    ("", 1, "Rawa Sari", "", 1, 88),
    (),
    ("", 2, "Rawa Sari", "", 2, 112, "baru"),
    (),
    ("", "Catatan: data sementara"),
    ("", "", "", "", "Jambi, 3 Maret 2020"),
    ("", "", "", "", "Lurah Rawa Sari"),
)
KK_2020 = {"Rawa Sari 001 2020": 88, "Rawa Sari 002 2020": 112}
TWO_YEARS = (
    ("Tahun 2019",),
    HEADER,
    ("Rawa Sari", 1, 70),
    ("Jumlah", "", 70),
    (),
    ("Tahun 2020",),
    HEADER,
    ("Rawa Sari", 1, 88),
    ("Rawa Sari", 2, 112),
    ("Jumlah", "", 200),
)
BESIDE = (
    ("Data RT Tahun 2020",),
    ("No", *HEADER, "", "No", *HEADER),
    (1, "Rawa Sari", 1, 88, "", 1, "Beliung", 1, 60),
    (2, "Rawa Sari", 2, 112, "", 2, "Beliung", 2, 61),
)
RECAP_TWO_ROWS = (
    ("REKAP KAMPUNG BANTAR",),
    ("No", "Kecamatan", "Jml RT", "2018", "", "2019", ""),
    ("", "", "", "Usul", "Terlaksana", "Usul", "Terlaksana"),
    (1, "Jambi Timur", 192, 17, 12, 33, 16),
    (2, "Telanaipura", 127, 26, 9, 32, 17),
)
RECAP_STORED = {
    "2018 Jambi Timur nominated": 17,
    "2018 Telanaipura carried_out": 9,
    "2019 Jambi Timur nominated": 33,
    "2019 Telanaipura carried_out": 17,
    "2019 Telanaipura rt_count": 127,
}
TWO_RECAPS = {"kind": "recap", "rows": (2, 0, 0, 0), "stored": RECAP_STORED}
RECAP_THREE_ROWS = (
    ("No", "Kecamatan", "Kampung BANTAR", "", "", ""),
    ("", "", "2018", "", "2019", ""),
    ("", "", "Usul", "Terlaksana", "Usul", "Terlaksana"),
    (1, "Jambi Timur", 17, 12, 33, 16),
    (2, "Telanaipura", 26, 9, 32, 17),
)
PAGES = (
    ("Data RT 2020",),
    HEADER,
    ("(1)", "(2)", "(3)"),
    ("Rawa Sari", 1, 88),
    ("Data RT 2020 (lanjutan)",),
    HEADER,
    ("Rawa Sari", 2, 112),
)
TWO = {"kind": "roster", "rows": (2, 0, 0, 0), "stored": KK_2020}


def headed(*headings: object) -> tuple[tuple[object, ...], ...]:
    """Two RTs under headings for kelurahan, RT and KK."""
    return (headings, ("Rawa Sari", 1, 88), ("Rawa Sari", 2, 112))


LAYOUTS = [
    Specimen(
        name="titles-and-notes",
        about="titles above, notes below, blank rows and columns in between",
        file="data.xlsx",
        data=partial(xlsx, TITLED, merges=["A1:G1", "A2:G2"]),
        **TWO,
    ),
    Specimen(name="titles-ods", about="the same as ods", file="data.ods", data=partial(ods, TITLED), **TWO),
    Specimen(name="titles-xls", about="the same as xls", file="data.xls", data=partial(xls, {"1": TITLED}), **TWO),
    Specimen(
        name="header-of-two-rows",
        about="a header over two rows, its headings merged",
        file="rekap.xlsx",
        data=partial(xlsx, RECAP_TWO_ROWS, merges=["A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2"]),
        **TWO_RECAPS,
    ),
    Specimen(
        name="header-of-two-rows-csv",
        about="the same as csv, which forgets what was merged",
        file="rekap.csv",
        data=partial(text, RECAP_TWO_ROWS, delimiter=";"),
        **TWO_RECAPS,
    ),
    Specimen(
        name="header-of-two-rows-ods",
        about="the same as ods",
        file="rekap.ods",
        data=partial(ods, RECAP_TWO_ROWS, spans={"A2": (2, 1), "B2": (2, 1), "C2": (2, 1), "D2": (1, 2), "F2": (1, 2)}),
        **TWO_RECAPS,
    ),
    Specimen(
        name="header-of-three-rows",
        about="a header over three rows",
        kind="recap",
        file="rekap.xlsx",
        data=partial(xlsx, RECAP_THREE_ROWS, merges=["A1:A3", "B1:B3", "C1:F1", "C2:D2", "E2:F2"]),
        rows=(2, 0, 0, 0),
        stored={"2018 Jambi Timur nominated": 17, "2019 Telanaipura carried_out": 17},
    ),
    Specimen(
        name="repeated-header",
        about="the header and its title on every page, numbered columns below the first",
        file="data.xlsx",
        data=partial(xlsx, PAGES),
        **TWO,
    ),
    Specimen(
        name="header-without-rows",
        about="a header without rows",
        kind="roster",
        file="data.xlsx",
        data=partial(xlsx, (("Data 2020",), HEADER, (), ("Sumber: kelurahan",))),
        problems=("error no_rows",),
        code=1,
    ),
    Specimen(
        name="no-table",
        about="headings that nobody could know: the page asks what they mean",
        kind="roster",
        file="data.xlsx",
        data=partial(xlsx, headed("Wilayah", "Urut", "Warga")),
        problems=("error no_table",),
        code=1,
    ),
    Specimen(
        name="missing-column",
        about="a header that lacks a column says which",
        kind="roster",
        file="data.xlsx",
        data=partial(xlsx, (("Kelurahan", "Jml KK", "Thn"), ("Rawa Sari", 88, 2020))),
        problems=("error missing_column",),
        code=1,
    ),
    Specimen(
        name="two-tables",
        about="two tables below each other: a person says which",
        kind="roster",
        file="data.xlsx",
        data=partial(xlsx, TWO_YEARS),
        problems=("error several_tables",),
        code=1,
    ),
    Specimen(
        name="second-table",
        about="one of two tables, chosen by the row of its header",
        file="data.xlsx",
        data=partial(xlsx, TWO_YEARS),
        sheet="Data!7",
        **TWO,
    ),
    Specimen(
        name="first-table",
        about="the other one, with its own title and total",
        kind="roster",
        file="data.xlsx",
        data=partial(xlsx, TWO_YEARS),
        sheet="Data!A2",
        rows=(1, 0, 0, 0),
        stored={"Rawa Sari 001 2019": 70},
    ),
    Specimen(
        name="side-by-side",
        about="a table beside the other, as paper is saved",
        file="data.xlsx",
        data=partial(xlsx, BESIDE),
        sheet="Data!A2",
        **TWO,
    ),
    Specimen(
        name="beside-it",
        about="the table beside it",
        kind="roster",
        file="data.xlsx",
        data=partial(xlsx, BESIDE),
        sheet="Data!F2",
        rows=(2, 0, 0, 0),
        stored={"Beliung 001 2020": 60, "Beliung 002 2020": 61},
    ),
    Specimen(
        name="short-headings",
        about="Kel., Jml. KK (2020)",
        file="data.xlsx",
        data=partial(xlsx, headed("Kel.", "No. RT", "Jml. KK (2020)")),
        **TWO,
    ),
    Specimen(
        name="long-headings",
        about="Kelurahan/Desa, Jumlah Kepala Keluarga Tahun 2020",
        file="data.xlsx",
        data=partial(xlsx, headed("KELURAHAN/DESA", "Nomor RT", "Jumlah Kepala Keluarga Tahun 2020")),
        **TWO,
    ),
    Specimen(
        name="plain-headings",
        about="KK alone; the year stands in the title",
        file="data.csv",
        data=partial(text, (("Data RT Thn. 2020", "", ""), *headed("Nama Kelurahan", "RT", "KK"))),
        **TWO,
    ),
    Specimen(
        name="year-of-the-file",
        about="the year stands in the name of the file alone",
        file="data rt 2020.csv",
        data=partial(text, headed("Kelurahan", "RT", "KK")),
        **TWO,
    ),
    Specimen(
        name="no-year",
        about="no year anywhere",
        kind="roster",
        file="data.csv",
        data=partial(text, headed("Kelurahan", "RT", "KK")),
        problems=("error year_unknown",),
        code=1,
    ),
    Specimen(
        name="two-years-across",
        about="one column of KK per year",
        kind="roster",
        file="data.xlsx",
        data=partial(xlsx, (("Kelurahan", "RT", "KK 2019", "KK 2020"), ("Rawa Sari", 1, 70, 88))),
        rows=(1, 0, 0, 0),
        stored={"Rawa Sari 001 2019": 70, "Rawa Sari 001 2020": 88},
    ),
    Specimen(
        name="same-column-twice",
        about="a second column of the same meaning is said and not read",
        kind="roster",
        file="data.xlsx",
        data=partial(xlsx, ((*HEADER, "Jumlah KK", "Tahun"), ("Rawa Sari", 1, 88, 90, 2020))),
        rows=(1, 0, 0, 0),
        problems=("warning repeated_column D1",),
        stored={"Rawa Sari 001 2020": 88},
    ),
    Specimen(
        name="merged-kelurahan",
        about="a merged cell holds for every row it covers",
        file="data.xlsx",
        data=partial(
            xlsx, ((*HEADER, "Tahun"), ("Rawa Sari", 1, 88, 2020), ("", 2, 112, "")), merges=["A2:A3", "D2:D3"]
        ),
        **TWO,
    ),
    Specimen(
        name="kelurahan-above",
        about="the kelurahan stands above the table, once for all rows",
        file="data.xlsx",
        data=partial(
            xlsx,
            (
                ("DATA RT TAHUN 2020",),
                ("Kecamatan", ":", "Alam Barajo"),
                ("Kelurahan", ":", "Rawasari"),
                ("No", "RT", "Jml KK"),
                (1, "RT 01", 88),
                (2, "RT 02", 112),
                ("Jumlah", "", 200),
            ),
        ),
        **TWO,
    ),
]
