import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rt_registry.spreadsheets.files.books import read_book
from rt_registry.spreadsheets.files.limits import Limits
from rt_registry.spreadsheets.grid import make_cell
from rt_registry.spreadsheets.writing import (
    DAY,
    TEXT,
    WHOLE,
    SheetColumn,
    SheetData,
    neutralise,
    restore,
    safe_text,
    write_csv,
    write_xlsx,
)


@pytest.mark.parametrize("text", ["=1+1", "+62811", "-5", "@x", "\tx", " =1", "'=1", "=cmd|' /C calc'!A0", "＝1"])
def test_what_could_start_a_formula_gets_an_apostrophe(text):
    assert neutralise(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Legok", "017", "011+012", "'Aziz", "a=b", "5-3"])
def test_other_text_stays(text):
    assert neutralise(text) == text


@given(st.one_of(st.text(max_size=12), st.text("'=+-@ \t\rx", max_size=6)))
def test_neutralised_text_is_restored_whatever_it_was(text):
    assert restore(neutralise(text)) == text


def test_csv_is_plain_and_exact():
    data = write_csv(["rt", "nilai", "nama"], [["017", Decimal("87.50"), "=x"], [1635, None, 'a,"b"']])

    assert data == b'rt,nilai,nama\n017,87.50,\'=x\n1635,,"a,""b"""\n'
    assert write_csv(["a"], [], bom=True) == b"\xef\xbb\xbfa\n"


def test_a_carriage_return_in_a_text_begins_no_new_row():
    assert write_csv(["nama", "kk"], [["a\rb", 1], ["c\r\nd", 2]]) == b'nama,kk\n"a\nb",1\n"c\nd",2\n'


def test_xlsx_carries_types_formats_and_no_formula():
    columns = [SheetColumn("rt", TEXT), SheetColumn("kk", WHOLE), SheetColumn("hari", DAY), SheetColumn("nama")]
    data = write_xlsx([SheetData("Hasil", columns, [["017", 1635, date(2020, 1, 2), "=1+1"]])])

    sheet = openpyxl.load_workbook(io.BytesIO(data))["Hasil"]
    assert [cell.value for cell in sheet[1]] == ["rt", "kk", "hari", "nama"]
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "d", "s"]
    assert (sheet["D2"].value, sheet["B2"].number_format, sheet["A2"].number_format) == ("'=1+1", WHOLE, TEXT)


@given(st.lists(st.tuples(st.text(max_size=20), st.integers(0, 10**9)), min_size=1, max_size=5))
def test_what_is_written_reads_back_the_same(rows):
    cleaned = [(make_cell(safe_text(text), "A1").text, number) for text, number in rows]
    columns = [SheetColumn("nama"), SheetColumn("kk")]
    for data in (write_xlsx([SheetData("S", columns, rows)]), write_csv(["nama", "kk"], rows)):
        [sheet] = read_book(data, Limits())["sheets"]
        read = [[make_cell(raw, "A1").text for raw in row] for row in sheet["rows"][1:]]
        assert read == [[text, str(number)] for text, number in cleaned]


@pytest.mark.parametrize(
    "text", ["#N/A", "#REF!", "_x0041_b", "_x005F_", "_x0041_x0042_", "a\uffffb", "'=1", "''", "TRUE"]
)
def test_xlsx_holds_a_text_as_a_text_whatever_it_spells(text):
    data = write_xlsx([SheetData("S", [SheetColumn("nama")], [[text]])])

    [sheet] = read_book(data, Limits())["sheets"]
    assert sheet["without_value"] == []
    assert make_cell(sheet["rows"][1][0], "A2").text == text.replace("\uffff", "")
