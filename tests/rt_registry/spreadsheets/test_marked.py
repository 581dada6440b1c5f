"""The marked copy: the same table as the upload, with what is wrong said in the cells and on a list before it."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from rt_registry.models import RT
from rt_registry.spreadsheets import findings
from rt_registry.spreadsheets.files.books import read_book
from rt_registry.spreadsheets.files.limits import Limits
from rt_registry.spreadsheets.findings import FILLS
from rt_registry.spreadsheets.grid import Sheet, Workbook
from rt_registry.spreadsheets.marked import mark, marked_name
from rt_registry.spreadsheets.reading import read_workbook
from rt_registry.spreadsheets.report import Problem, Severity
from tests.factories import create_kelurahan
from tests.rt_registry.spreadsheets.books import csv, ods, old_xls, saved, sheet_of, xlsx
from tests.sheets import codes, counts, run


ROWS = [["Daftar RT"], [], ["kelurahan", "rt", "jumlah_kk"], ["Legok", "017", 80], ["Beliung", "RT 3", "'=1+1"]]
WRONG = Problem("not_a_number", "This is not a number.", row=5, column="jumlah_kk", cell="C5", value="=1+1")
ODD = Problem("x", "Odd.", Severity.WARNING, row=4, column="rt", cell="B4", suggestion="RT 17")
SUM = Problem("sum_mismatch", "Off.", Severity.DECISION, row=5, cell="B5", printed="9", computed="8")
ROW = Problem("y", "The row stands alone.", row=4)
WHOLE = Problem("z", "The sheet is small.", Severity.WARNING)


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def texts(sheet: Sheet) -> dict[str, str]:
    """What the reader makes of a sheet: address -> text, an error for a formula without a result."""
    last = sheet.first_row + len(sheet.rows)
    cells = [sheet.cell(row, column) for row in range(last) for column in range(sheet.width)]
    return {cell.address: "#" if cell.lacks_value else cell.text for cell in cells if not cell.is_blank}


def merged_xlsx() -> bytes:
    def change(sheet: Worksheet) -> None:
        sheet.merge_cells("A4:A5")
        sheet["C4"] = "=B4*2"
        sheet["D4"] = date(2020, 5, 17)
        sheet["D5"] = datetime(2020, 5, 17, 8, 30)  # noqa: DTZ001  # a cell has no time zone
        sheet["E4"] = True
        sheet["E5"] = "=HYPERLINK(1)"

    return xlsx(ROWS, change=change)


@pytest.mark.parametrize(
    "data",
    [
        xlsx(ROWS),
        merged_xlsx(),
        old_xls(),
        ods([["kelurahan", "rt"], ["Legok", 1.5], ["=x", "03"]]),
        csv("kelurahan;rt", "Legok;017", '"Beli,\nung";#N/A', "_x0041_;=1", ";"),
    ],
    ids=["xlsx", "merged", "xls", "ods", "csv"],
)
def test_the_copy_reads_as_the_upload(data):
    before = read_workbook(data)

    after = read_workbook(mark(before, None, [WHOLE]))

    assert after.sheets[0].name == "Temuan"
    assert [sheet.name for sheet in after.sheets[1:]] == [sheet.name or "Data" for sheet in before.sheets]
    for old, new in zip(before.sheets, after.sheets[1:], strict=True):
        assert (texts(new), sorted(new.merges), new.hidden) == (texts(old), sorted(old.merges), old.hidden)


NUMBERS = st.one_of(
    st.integers(-(10**15), 10**15).map(float), st.integers().map(lambda n: n % 10**9 / 100), st.just(1e300)
)
VALUES = st.one_of(
    st.text(max_size=8), st.sampled_from(["", "=1", "'=1", "\t'=x", "#REF!", "ﷺ"]), NUMBERS, st.booleans()
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(VALUES, max_size=4), max_size=5), st.integers(0, 3), st.integers(0, 2))
def test_any_cells_read_the_same_from_the_copy(rows, first_row, first_column):
    sheet = Sheet("Data", False, rows, first_row=first_row, first_column=first_column)

    [_, again] = read_book(mark(Workbook("csv", (sheet,)), "Data", [WHOLE]), Limits())["sheets"]

    copied = Sheet("Data", False, again["rows"], first_row=again["first_row"], first_column=again["first_column"])
    assert again["without_value"] == []
    assert _values(copied) == _values(sheet)


def _values(sheet: Sheet) -> dict[str, object]:
    return {cell.address: cell.value for row in sheet.filled_rows for _column, cell in sheet.cells(row)}


def test_cells_are_marked_by_colour_and_in_words():
    with translation.override("en"):
        data = mark(read_workbook(xlsx(ROWS)), "Data", [WRONG, ODD, SUM, ROW, WHOLE], header_row=3)

    sheet = opened(data)["Data"]
    fills = {name: sheet[name].fill.fgColor.rgb[-6:] for name in ("C5", "B5", "B4", "A4")}
    assert fills == {
        "C5": FILLS[Severity.ERROR].fgColor.rgb[-6:],
        "B5": FILLS[Severity.DECISION].fgColor.rgb[-6:],
        "B4": FILLS[Severity.WARNING].fgColor.rgb[-6:],
        "A4": FILLS[Severity.ERROR].fgColor.rgb[-6:],
    }
    comments = {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}
    assert comments == {
        "C5": "Error: This is not a number.",
        "B5": "Decision: Off.\nIn the sheet: 9. Computed: 8.",
        "B4": "Warning: Odd.\nSuggested: RT 17.",
        "A4": "Error: The row stands alone.",
    }
    assert (sheet["C5"].value, sheet["C5"].data_type, sheet.freeze_panes) == ("'=1+1", "s", "A4")


def test_everything_is_listed_with_a_link_to_its_place():
    with translation.override("en"):
        data = mark(read_workbook(xlsx(ROWS, title="Data 'a' 1")), "Data 'a' 1", [WRONG, ROW, WHOLE])

    book = opened(data)
    sheet = book.worksheets[0]
    listed = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=8)]
    links = [row[0].hyperlink.location if row[0].hyperlink else None for row in sheet.iter_rows(min_row=8)]
    assert sheet["A2"].value == "Errors: 2. Decisions: 0. Warnings: 1."
    assert listed == [
        ["C5 (jumlah_kk)", "Error", "'=1+1", "This is not a number.", None, None, None],
        ["row 4", "Error", None, "The row stands alone.", None, None, None],
        ["whole sheet", "Warning", None, "The sheet is small.", None, None, None],
    ]
    assert links == ["'Data ''a'' 1'!C5", "'Data ''a'' 1'!A4", None]
    assert book.active.title == "Temuan"


def test_a_merged_cell_is_marked_where_it_is_seen_and_once():
    problems = [Problem("x", "Unknown.", row=row, cell=f"A{row}") for row in (4, 5)]

    sheet = opened(mark(read_workbook(merged_xlsx()), "Data", problems))["Data"]

    marked = {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}
    assert list(marked) == ["A4"]
    assert marked["A4"].count("Unknown.") == 1


def test_merges_that_overlap_are_not_copied():
    sheet = sheet_of([["a", "b", "c"]], merges=[(0, 0, 0, 1), (0, 1, 0, 2), (0, 2, 2, 2), (5, 5, 5, 5)])

    copy = opened(mark(Workbook("xls", (sheet,)), None, []))["Data"]

    assert sorted(str(merge) for merge in copy.merged_cells.ranges) == ["A1:B1", "C1:C3"]


def test_a_list_of_an_earlier_copy_is_replaced():
    once = mark(read_workbook(xlsx(ROWS)), "Data", [WRONG])

    twice = read_workbook(mark(read_workbook(once), "Data", []))

    assert [sheet.name for sheet in twice.sheets] == ["Temuan", "Data"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a/b", "a:b"], ["a b", "a b 2"]),
        (["Temuan", "temuan"], ["Temuan 2", "temuan 3"]),
        (["x" * 40, "x" * 35], ["x" * 31, f"{'x' * 29} 2"]),
        (["", "'"], ["Data", "Data 2"]),
    ],
)
def test_names_of_sheets_are_such_that_xlsx_can_hold(names, expected):
    book = Workbook("ods", tuple(sheet_of([["a", 1]], name=name) for name in names))

    assert [sheet.name for sheet in read_workbook(mark(book, None, [])).sheets[1:]] == expected


def test_far_cells_are_marked_and_impossible_ones_let_be():
    problems = [Problem("x", "Far.", row=9, cell="H9"), Problem("x", "Nowhere.", row=2_000_000, cell="A2000000")]

    sheet = opened(mark(read_workbook(xlsx(ROWS)), "Data", problems))["Data"]

    assert [cell.coordinate for row in sheet for cell in row if cell.comment] == ["H9"]


def test_a_long_list_ends_with_how_much_is_missing(monkeypatch):
    monkeypatch.setattr(findings, "MOST_LISTED", 3)
    problems = [Problem("x", "Wrong.", row=n, cell=f"A{n}") for n in range(1, 6)]

    with translation.override("en"):
        sheet = opened(mark(read_workbook(csv("a,b")), None, problems)).worksheets[0]

    assert (sheet.max_row, sheet.cell(sheet.max_row, 1).value) == (11, "2 more are not listed.")


def test_a_sheet_with_nothing_wrong_and_one_that_is_unknown_have_their_copy():
    book = read_workbook(xlsx(ROWS))

    assert texts(read_workbook(mark(book, "Data", [])).sheets[1]) == texts(book.sheets[0])
    assert texts(read_workbook(mark(book, "Lain", [WRONG])).sheets[1]) == texts(book.sheets[0])


def test_the_copy_has_a_name_of_its_own():
    assert (marked_name("data 2019.xls"), marked_name("")) == ("data 2019 (diperiksa).xlsx", "lembar (diperiksa).xlsx")


@pytest.mark.django_db
@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_the_sender_corrects_the_copy_and_sends_it_back(file_format):
    kelurahan = create_kelurahan(name="Legok")
    rows = [["DAFTAR RT TAHUN 2020"], [], ["kelurahan", "rt", "kk"], ["Legok", "001", 80], ["Legok", "dua", 70]]
    data = xlsx(rows) if file_format == "xlsx" else csv(*(",".join(str(value) for value in row) for row in rows))
    refused = run("roster", data=data)
    workbook = refused.preview.workbook
    assert workbook is not None

    book = opened(mark(workbook, refused.sheet, refused.problems, header_row=refused.header_row))
    wrong = [cell for row in book["Data"] for cell in row if cell.comment]
    wrong[0].value = "002"
    report = run("roster", data=saved(book), file_name=marked_name("data.xlsx"))

    assert ([cell.coordinate for cell in wrong], codes(refused)) == (["B5"], ["rt_not_a_number"])
    assert (report.exit_code(), counts(report), report.sheet) == (0, (2, 0, 0, 0), "Data")
    assert list(RT.objects.values_list("kelurahan", "number")) == [(kelurahan.pk, 1), (kelurahan.pk, 2)]
