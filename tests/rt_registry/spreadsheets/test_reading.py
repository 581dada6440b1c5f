import re
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook as XlsxWorkbook

from rt_registry.spreadsheets.files.limits import Limits
from rt_registry.spreadsheets.reading import read_workbook
from tests.rt_registry.spreadsheets.books import csv, ods, old_xls, repacked, saved, xlsx


SMALL = Limits(memory_bytes=512 * 1024 * 1024, seconds=10, max_unpacked_bytes=4 * 1024 * 1024, max_cells=50_000)
ROWS = [["kelurahan", "rt", "jumlah_kk"], ["Legok", "017", 120], ["Legok", 18, 87.5]]


def texts(data, sheet=0):
    found = read_workbook(data, SMALL).sheets[sheet]
    return [[cell.text for _, cell in found.cells(row)] for row in found.filled_rows]


@pytest.mark.parametrize("make", [xlsx, ods])
def test_workbooks_are_read_whatever_they_are(make):
    assert texts(make(ROWS)) == [["kelurahan", "rt", "jumlah_kk"], ["Legok", "017", "120"], ["Legok", "18", "87.5"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_is_read_in_every_encoding_and_with_every_delimiter(encoding, delimiter):
    lines = ["kelurahan;rt;ketua", "Legok;017;José", "Murni;018;Siti – Aminah"]
    data = "\r\n".join(lines).replace(";", delimiter).encode(encoding)

    assert texts(data) == [["kelurahan", "rt", "ketua"], ["Legok", "017", "José"], ["Murni", "018", "Siti – Aminah"]]


def test_decimal_commas_do_not_confuse_the_delimiter():
    assert texts(csv("kecamatan;nilai", "Jelutung;87,50", "Kota Baru;90,25"))[1] == ["Jelutung", "87,50"]


def test_rows_and_columns_are_numbered_as_a_spreadsheet_program_shows_them():
    def put(sheet):
        sheet["C7"] = "x"

    [found] = read_workbook(xlsx([], change=put), SMALL).sheets
    [row] = found.filled_rows

    assert [(row + 1, cell.address, cell.text) for _, cell in found.cells(row)] == [(7, "C7", "x")]


def test_a_quoted_line_break_and_blank_lines_keep_the_numbering():
    [found] = read_workbook(csv("a,b", "", '"two\nlines",2', "3,4"), SMALL).sheets

    assert [row + 1 for row in found.filled_rows] == [1, 3, 4]
    assert found.cell(2, 0).text == "two\nlines"


def test_numbers_dates_and_truth_keep_their_kind():
    [found] = read_workbook(xlsx([[1.1, date(2020, 1, 31), True, 1571011001]]), SMALL).sheets

    assert [cell.value for _, cell in found.cells(0)] == [Decimal("1.1"), date(2020, 1, 31), True, Decimal(1571011001)]
    assert [cell.text for _, cell in found.cells(0)] == ["1.1", "2020-01-31", "TRUE", "1571011001"]


def test_hidden_sheets_are_marked():
    book = XlsxWorkbook()
    book.create_sheet("Lama").sheet_state = "hidden"

    assert read_workbook(saved(book), SMALL).hidden_names == ["Lama"]


def test_formulas_without_a_stored_value_are_found_in_xlsx():
    [found] = read_workbook(xlsx([["a", "b"], ["=1+1", 2]]), SMALL).sheets

    assert found.cell(1, 0).lacks_value
    assert not found.cell(1, 1).lacks_value


def test_formulas_without_a_stored_value_are_found_in_ods():
    def strip(name, content):
        cell = b'<table:table-cell table:formula="of:=1+1"/>'
        return content.replace(b"</table:table-row></table:table>", cell + b"</table:table-row></table:table>")

    [found] = read_workbook(repacked(ods(ROWS), strip), SMALL).sheets

    assert found.without_value == {(2, 3)}


def test_merged_cells_hold_for_the_rows_they_cover():
    [found] = read_workbook(
        xlsx([["kelurahan", "rt"], ["Legok", 1], [None, 2]], change=lambda sheet: sheet.merge_cells("A2:A3")), SMALL
    ).sheets

    assert found.held_cell(2, 0).text == "Legok"
    assert found.held_cell(2, 0).address == "A2"


def test_unseen_characters_go_and_emoji_and_accents_stay():
    [found] = read_workbook(csv("nama", "Jos\u202ee\u0301 👨‍👩‍👧\u0007"), SMALL).sheets
    cell = found.cell(1, 0)

    assert (cell.text, cell.was_cleaned) == ("José 👨‍👩‍👧", True)


def test_neutralised_text_loses_its_apostrophe():
    [found] = read_workbook(csv("nama", "'=1+1", "'Aziz", "''+x"), SMALL).sheets

    assert [found.cell(row, 0).text for row in (1, 2, 3)] == ["=1+1", "'Aziz", "'+x"]


def test_a_million_styled_but_empty_cells_are_no_table():
    def style(name, content):
        row = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
        return content.replace(b"</sheetData>", row) if name.endswith("sheet1.xml") else content

    assert len(texts(repacked(xlsx(ROWS), style))) == 3


def declared_area():
    """Says it is as large as a sheet can be, and holds three rows."""
    area = b'<dimension ref="A1:XFD1048576"/>'
    return repacked(xlsx(ROWS), lambda n, c: re.sub(rb'<dimension ref="[^"]*"/>', area, c))


def test_a_sheet_that_only_declares_a_huge_area_is_read():
    assert len(texts(declared_area())) == 3


def test_the_old_binary_format_is_read_too():
    book = read_workbook(old_xls(), SMALL)

    assert (book.format, book.hidden_names) == ("xls", ["Lama"])
    assert texts(old_xls())[1:4] == [["kelurahan", "rt", "jumlah_kk"], ["Legok", "017", "120"], ["Legok", "18", "87.5"]]
    assert book.sheets[0].held_cell(5, 0).text == "Murni"
