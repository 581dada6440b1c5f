import io
import os
import struct
import subprocess
import time
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook as XlsxWorkbook

from rt_registry.spreadsheets.files.books import read_book
from rt_registry.spreadsheets.files.limits import Limits, Unreadable
from rt_registry.spreadsheets.reading import UnreadableFile, load_file, read_workbook
from tests.rt_registry.spreadsheets.books import csv, ods, old_xls, repacked, saved, xlsx


SMALL = Limits(memory_bytes=512 * 1024 * 1024, seconds=10, max_unpacked_bytes=4 * 1024 * 1024, max_cells=50_000)
ROWS = [["kelurahan", "rt", "jumlah_kk"], ["Legok", "017", 120], ["Legok", 18, 87.5]]


def texts(data, sheet=0):
    found = read_workbook(data, SMALL).sheets[sheet]
    return [[cell.text for _, cell in found.cells(row)] for row in found.filled_rows]


# --- what can be read


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


def test_the_old_binary_format_is_read_too():
    book = read_workbook(old_xls(), SMALL)

    assert (book.format, book.hidden_names) == ("xls", ["Lama"])
    assert texts(old_xls())[1:4] == [["kelurahan", "rt", "jumlah_kk"], ["Legok", "017", "120"], ["Legok", "18", "87.5"]]
    assert book.sheets[0].held_cell(5, 0).text == "Murni"


# --- what cannot


def bomb():
    rows = b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"A" * 6_000_000 + b"</t></is></c></row>"
    return repacked(xlsx(ROWS), lambda name, content: content.replace(b"<sheetData>", b"<sheetData>" + rows))


def lying_bomb():
    """Declares ten bytes and unpacks to millions."""
    data = bytearray(bomb())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        entry = next(e for e in archive.infolist() if e.filename.endswith("sheet1.xml"))
    central = data.find(b"PK\x01\x02")
    while central != -1:
        length = struct.unpack_from("<H", data, central + 28)[0]
        if data[central + 46 : central + 46 + length].decode() == entry.filename:
            struct.pack_into("<I", data, central + 24, 10)
        central = data.find(b"PK\x01\x02", central + 4)
    struct.pack_into("<I", data, entry.header_offset + 22, 10)
    return bytes(data)


def far_cell():
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return repacked(xlsx(ROWS), lambda name, content: content.replace(b"</sheetData>", cell))


def far_ods():
    cell = b'number-columns-repeated="16000" office:value-type="string"><text:p>x</text:p></table:table-cell>'
    row = b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:' + cell
    return repacked(ods(ROWS), lambda name, c: c.replace(b"</table:table>", row + b"</table:table-row></table:table>"))


def entities():
    evil = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

    def change(name, content):
        return content.replace(b"<worksheet", evil + b"<worksheet", 1) if "sheet1" in name else content

    return repacked(xlsx(ROWS), change)


def encrypted_xlsx():
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


def encrypted_ods():
    manifest = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    return repacked(ods(ROWS), lambda n, c: None if "manifest" in n else c, {"META-INF/manifest.xml": manifest})


def locked_zip():
    data = bytearray(xlsx(ROWS))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at != -1:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


HOSTILE = {
    "empty": (b"", "empty"),
    "blanks only": (b"  \r\n\t ", "empty"),
    "zip bomb": (bomb(), "bomb"),
    "zip bomb that lies": (lying_bomb(), "bomb"),
    "a cell at XFD1048576": (far_cell(), "too_many_cells"),
    "an ods that repeats a million rows": (far_ods(), "too_many_cells"),
    "entities": (entities(), "entities"),
    "names that leave the zip": (repacked(xlsx(ROWS), lambda n, c: c, {"../../etc/passwd": b"x"}), "leaves_archive"),
    "absolute names": (repacked(xlsx(ROWS), lambda n, c: c, {"/etc/passwd": b"x"}), "leaves_archive"),
    "truncated xlsx": (xlsx(ROWS)[:2000], "damaged"),
    "truncated xls": (old_xls()[:3000], "damaged"),
    "truncated ods": (ods(ROWS)[:1500], "damaged"),
    "cut inside": (xlsx(ROWS)[:900] + xlsx(ROWS)[1100:], "damaged"),
    "password-protected xlsx": (encrypted_xlsx(), "encrypted"),
    "password-protected ods": (encrypted_ods(), "encrypted"),
    "password-protected zip": (locked_zip(), "encrypted"),
    "an OLE file that is no workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x01" * 3000, "damaged"),
    "a PDF called xlsx": (b"%PDF-1.7\n...", "other_type"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "other_type"),
    "a web page called xls": (b"<html><table><tr><td>rt</td></tr></table></html>", "other_type"),
    "a Word document": (repacked(xlsx(ROWS), lambda n, c: None, {"word/document.xml": b"<w/>"}), "other_type"),
    "an empty zip": (b"PK\x05\x06" + b"\0" * 18, "other_type"),
    "random bytes": (bytes(range(256)) * 20, "not_a_sheet"),
    "random bytes without NUL": (bytes(range(1, 256)) * 20, "not_a_sheet"),
    "NUL bytes in text": (b"kelurahan,rt\nLe\0gok,1\n", "nul"),
    "a quote never closed": (csv('kelurahan,"rt', "Legok,1", "Murni,2"), "damaged_text"),
    "a hundred thousand columns": (b"a," * 100_000, "too_many_cells"),
    "a workbook whose XML breaks off": (
        repacked(xlsx([["=1+1"]]), lambda n, c: c[: len(c) // 2] if "sheet1" in n else c),
        "damaged",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_in_one_sentence(name):
    data, code = HOSTILE[name]

    with pytest.raises(UnreadableFile) as refused:
        read_workbook(data, SMALL)

    assert refused.value.code == code
    assert "%(" not in str(refused.value)
    assert str(refused.value).endswith(".")


def test_a_file_above_the_limit_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(300 * 1024 * 1024)

    with pytest.raises(UnreadableFile, match="25 MB"):
        load_file(path)


@pytest.mark.parametrize("name", ["absent.xlsx", ".", "nul\0name"])
def test_what_is_no_file_says_so(tmp_path, name):
    with pytest.raises(UnreadableFile) as refused:
        load_file(tmp_path / name)

    assert refused.value.code == "missing"


def test_the_child_ends_at_its_memory_limit():
    rows = [["x" * 200] * 200 for _ in range(200)]
    data = "\n".join(",".join(row) for row in rows).encode()

    with pytest.raises(UnreadableFile) as refused:
        read_workbook(data * 3, replace(SMALL, memory_bytes=48 * 1024 * 1024, max_cells=10**7))

    assert refused.value.code in {"aborted", "bomb"}


def test_the_child_ends_at_its_deadline():
    start = time.monotonic()

    with pytest.raises(UnreadableFile) as refused:
        read_workbook(xlsx(ROWS), replace(SMALL, seconds=0.001))

    assert refused.value.code == "too_slow"
    assert time.monotonic() - start < 5


def test_a_workbook_that_aborts_the_reader_ends_in_one_sentence():
    """Without the look beforehand, the far cell aborts the reading process; this one lives on."""
    unchecked = replace(SMALL, max_cells=10**12)

    with pytest.raises(UnreadableFile) as refused:
        read_workbook(far_cell(), unchecked)

    assert refused.value.code in {"aborted", "bomb"}


def test_mutated_files_are_read_or_refused_but_never_break_the_child():
    """A seeded share of what `make fuzz` does at length, inside this process for speed."""
    originals = [xlsx(ROWS), ods(ROWS)]
    for seed in range(150):
        data = bytearray(originals[seed % 2])
        for step in range(1 + seed % 7):
            data[(seed * 7919 + step * 104_729) % len(data)] = (seed * 31 + step) % 256
        try:
            book = read_book(bytes(data), SMALL)
        except Unreadable:
            continue
        assert book["format"] in {"xlsx", "ods", "csv"}


def test_the_child_sees_no_secrets(monkeypatch):
    monkeypatch.setitem(os.environ, "SECRET_KEY", "x" * 60)
    seen = {}

    def run(command, **options):
        seen.update(options["env"])
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr("rt_registry.spreadsheets.reading.subprocess.run", run)
    with pytest.raises(UnreadableFile):
        read_workbook(b"a,b", SMALL)

    assert "SECRET_KEY" not in seen
