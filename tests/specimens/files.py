"""Writing small files of every form that agencies send, the odd corners included."""

import csv
import io
import re
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence

from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet


Row = Sequence[object]
Rows = Sequence[Row]
MACRO_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
XLSX_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def xlsx(
    rows: Rows,
    *,
    title: str = "Data",
    merges: Sequence[str] = (),
    others: Mapping[str, Rows] | None = None,
    hidden: Sequence[str] = (),
    results: Mapping[str, object] | None = None,
    change: Callable[[Worksheet], None] | None = None,
) -> bytes:
    """A workbook; `results`: what the formulas of the first sheet came to ("D5" -> 120), as their program stored it."""
    book = Workbook()
    sheets = {title: rows, **(others or {})}
    for at, (name, lines) in enumerate(sheets.items()):
        sheet = book.active if at == 0 else book.create_sheet()
        sheet.title = name
        for line in lines:
            sheet.append([None if value == "" else value for value in line])
        if name in hidden:
            sheet.sheet_state = "hidden"
    for merge in merges:
        book.worksheets[0].merge_cells(merge)
    if change:
        change(book.worksheets[0])
    out = io.BytesIO()
    book.active = next((at for at, sheet in enumerate(book.worksheets) if sheet.sheet_state == "visible"), 0)
    book.save(out)
    return with_results(out.getvalue(), results or {})


def with_results(data: bytes, results: Mapping[str, object]) -> bytes:
    """The same workbook with the results of its formulas."""

    def put(name: str, content: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return content
        for cell, value in results.items():
            pattern = rf'(<c r="{cell}"[^>]*>)(<f>.*?</f>)<v\s*(?:/>|></v>)'.encode()
            content = re.sub(pattern, rb"\g<1>\g<2><v>" + str(value).encode() + b"</v>", content)
        return content

    return repacked(data, put) if results else data


def repacked(data: bytes, change: Callable[[str, bytes], bytes], extra: Mapping[str, bytes] | None = None) -> bytes:
    """The same zip with its entries changed and others added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
        for name, content in (extra or {}).items():
            target.writestr(name, content)
    return out.getvalue()


def xlsm(rows: Rows) -> bytes:
    """A workbook with macros, which nobody runs."""
    return repacked(
        xlsx(rows),
        lambda name, content: content.replace(XLSX_TYPE, MACRO_TYPE) if name == "[Content_Types].xml" else content,
        {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 Sub Auto_Open()" + bytes(600)},
    )


def ods(rows: Rows, *, title: str = "Data", spans: Mapping[str, tuple[int, int]] | None = None) -> bytes:
    """An OpenDocument sheet; `spans`: "A2" -> rows and columns that the cell is merged over."""
    document, table, covered = OpenDocumentSpreadsheet(), Table(name=title), set()
    for number, line in enumerate(rows, 1):
        row = TableRow()
        table.addElement(row)
        for column, value in enumerate(line):
            down, across = (spans or {}).get(f"{chr(65 + column)}{number}", (1, 1))
            covered |= {(number + d, column + a) for d in range(down) for a in range(across)} - {(number, column)}
            row.addElement(CoveredTableCell() if (number, column) in covered else _ods_cell(value, down, across))
    document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def _ods_cell(value: object, down: int, across: int) -> TableCell:
    about: dict[str, object] = {}
    if down > 1 or across > 1:
        about |= {"numberrowsspanned": down, "numbercolumnsspanned": across}
    if isinstance(value, int | float):
        about |= {"valuetype": "float", "value": value}
    elif value not in (None, ""):
        about |= {"valuetype": "string"}
    cell = TableCell(**about)
    if value not in (None, ""):
        cell.addElement(P(text=str(value)))
    return cell


def text(rows: Rows, *, delimiter: str = ",", encoding: str = "utf-8", before: str = "", end: str = "\r\n") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return (before + out.getvalue()).encode(encoding)


# --- the old binary format


SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xls(
    sheets: Mapping[str, Rows],
    *,
    merges: Sequence[tuple[int, int, int, int]] = (),
    hidden: Sequence[str] = (),
    password: bool = False,
    far: tuple[int, int] | None = None,
) -> bytes:
    """A BIFF8 workbook in its OLE container, with no more in it than a reader needs.

    `merges`: top, left, bottom, right from 0; `password`: says so; `far`: row and column of a cell of the first sheet.
    """
    bodies = [
        _biff_sheet(rows, merges if at == 0 else (), far if at == 0 else None)
        for at, rows in enumerate(sheets.values())
    ]
    start = _record(0x809, _bof(5)) + (_record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48)) if password else b"")
    at = len(start) + sum(len(_bound_sheet(0, name, name in hidden)) for name in sheets) + len(_record(0x0A))
    bounds = b""
    for name, body in zip(sheets, bodies, strict=True):
        bounds += _bound_sheet(at, name, name in hidden)
        at += len(body)
    return _ole(start + bounds + _record(0x0A) + b"".join(bodies))


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _bof(kind: int) -> bytes:
    return struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0x41, 6)


def _bound_sheet(at: int, name: str, is_hidden: bool) -> bytes:
    return _record(0x85, struct.pack("<IBBBB", at, is_hidden, 0, len(name), 1) + name.encode("utf-16-le"))


def _biff_sheet(rows: Rows, merges: Sequence[tuple[int, int, int, int]], far: tuple[int, int] | None) -> bytes:
    out = _record(0x809, _bof(0x10))
    for number, line in enumerate(rows):
        for column, value in enumerate(line):
            place = struct.pack("<HHH", number, column, 0)
            if isinstance(value, int | float):
                out += _record(0x203, place + struct.pack("<d", value))
            elif value not in (None, ""):
                said = str(value)
                out += _record(0x204, place + struct.pack("<HB", len(said), 1) + said.encode("utf-16-le"))
    if far:
        out += _record(0x203, struct.pack("<HHHd", *far, 0, 1.0))
    if merges:
        spans = b"".join(struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in merges)
        out += _record(0xE5, struct.pack("<H", len(merges)) + spans)
    return out + _record(0x0A)


def _ole(stream: bytes) -> bytes:
    """Header, one sector of allocation, one of directory, then the stream."""
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // SECTOR)
    chain = [FAT, END, *range(3, 2 + sectors), END]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, END, 0, END, 0, 0) + struct.pack("<I", FREE) * 108
    table = b"".join(struct.pack("<I", entry) for entry in [*chain, *[FREE] * (128 - len(chain))])
    root = _directory("Root Entry", 5, 1, END, 0)
    book = _directory("Workbook", 2, FREE, 2, len(stream))
    return header + table + root + book + bytes(256) + stream.ljust(sectors * SECTOR, b"\0")


def _directory(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    said = (name + "\0").encode("utf-16-le")
    about = struct.pack("<HBBIII", len(said), kind, 1, FREE, FREE, child)
    return said.ljust(64, b"\0") + about + bytes(36) + struct.pack("<IQ", start, size)
