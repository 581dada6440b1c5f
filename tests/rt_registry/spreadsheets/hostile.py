"""Files that are no sheets, or that were made to do harm, and the code of the sentence each ends in."""

import io
import struct
import zipfile

from rt_registry.spreadsheets.files.limits import Limits
from tests.rt_registry.spreadsheets.books import csv, ods, old_xls, repacked, xlsx
from tests.specimens.files import xls


SMALL = Limits(memory_bytes=512 * 1024 * 1024, seconds=10, max_unpacked_bytes=4 * 1024 * 1024, max_cells=50_000)
ROWS = [["kelurahan", "rt", "jumlah_kk"], ["Legok", "017", 120], ["Legok", 18, 87.5]]


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


def many_merges():
    merges = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (row, row) for row in range(1, 250_000))
    said = b"<mergeCells>" + merges + b"</mergeCells>"
    return repacked(xlsx(ROWS), lambda n, c: c.replace(b"</sheetData>", b"</sheetData>" + said))


HOSTILE = {
    "empty": (b"", "empty"),
    "blanks only": (b"  \r\n\t ", "empty"),
    "zip bomb": (bomb(), "bomb"),
    "zip bomb that lies": (lying_bomb(), "bomb"),
    "a cell at XFD1048576": (far_cell(), "too_many_cells"),
    "an ods that repeats a million rows": (far_ods(), "too_many_cells"),
    "an xls whose one cell would fill the memory": (xls({"Data": ROWS}, far=(65_535, 65_535)), "aborted"),
    "a million columns": (b"a," * 1_000_000, "too_many_cells"),
    "millions of empty cells": (b"," * 3_000_000, "too_many_cells"),
    "entities": (entities(), "entities"),
    "names that leave the zip": (repacked(xlsx(ROWS), lambda n, c: c, {"../../etc/passwd": b"x"}), "leaves_archive"),
    "absolute names": (repacked(xlsx(ROWS), lambda n, c: c, {"/etc/passwd": b"x"}), "leaves_archive"),
    "truncated xlsx": (xlsx(ROWS)[:2000], "damaged"),
    "truncated xls": (old_xls()[:3000], "damaged"),
    "truncated ods": (ods(ROWS)[:1500], "damaged"),
    "cut inside": (xlsx(ROWS)[:900] + xlsx(ROWS)[1100:], "damaged"),
    "password-protected xlsx": (encrypted_xlsx(), "encrypted"),
    "password-protected xls": (xls({"Data": ROWS}, password=True), "encrypted"),
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
