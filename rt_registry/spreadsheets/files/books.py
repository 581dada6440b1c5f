"""Any file -> sheets of plain values, by content, whatever its name says. Runs in the reading child."""

import io
import re
import struct
from dataclasses import dataclass, field
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from rt_registry.spreadsheets.files import delimited, markup
from rt_registry.spreadsheets.files.archive import open_checked
from rt_registry.spreadsheets.files.limits import Limits, Unreadable


ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
XLS_BEGIN = b"\x09\x08\x10\x00\x00\x06\x05\x00"
XLS_FILEPASS, XLS_END = 0x2F, 0x0A
MAX_MERGES = 200_000
MAX_MERGED_ROWS = 1_000_000
OTHERS = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"{\\rtf": "RTF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
    b"\x7fELF": "ELF",
}


@dataclass
class RawSheet:
    """One sheet; `rows` begin at `first_row`, their cells at `first_column`, both from 0."""

    name: str
    hidden: bool
    rows: list[list[Any]]
    first_row: int = 0
    first_column: int = 0
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    without_value: list[tuple[int, int]] = field(default_factory=list)


def read_book(data: bytes, limits: Limits) -> dict[str, Any]:
    """{"format", "sheets"}, ready for JSON but for dates."""
    fmt, sheets = _read(data, limits)
    return {"format": fmt, "sheets": [vars(sheet) for sheet in sheets]}


def _read(data: bytes, limits: Limits) -> tuple[str, list[RawSheet]]:
    if not data.strip(b" \t\r\n\0"):
        raise Unreadable("empty")
    if data.startswith((ZIP, b"PK\x05\x06")):
        return _read_zip(data, limits)
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data or _xls_is_locked(data):
            raise Unreadable("encrypted")
        return "xls", _read_calamine(data, {}, limits)
    _refuse_others(data)
    return "csv", [RawSheet("", hidden=False, rows=delimited.rows_of(delimited.decode(data), limits))]


def _xls_is_locked(data: bytes) -> bool:
    """Whether one of the first records of the workbook says that the others are encrypted."""
    at = data.find(XLS_BEGIN)
    while 0 <= at < len(data) - 4:
        kind, length = struct.unpack_from("<HH", data, at)
        if kind in {XLS_FILEPASS, XLS_END} or length > 512:
            return bool(kind == XLS_FILEPASS)
        at += 4 + length
    return False


def _refuse_others(data: bytes) -> None:
    for magic, name in OTHERS.items():
        if data.startswith(magic):
            raise Unreadable("other_type", type=name)
    start = data[:1000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if re.match(rb"<(!doctype html|html|head|body|table|meta|div)", start):
        raise Unreadable("other_type", type="HTML")
    if start.startswith(b"<?xml"):
        raise Unreadable("other_type", type="XML")


def _read_zip(data: bytes, limits: Limits) -> tuple[str, list[RawSheet]]:
    archive = open_checked(data, limits)
    names = set(archive.namelist())
    if "content.xml" in names and archive_type(archive.read("mimetype") if "mimetype" in names else b""):
        if markup.ods_is_encrypted(archive):
            raise Unreadable("encrypted")
        notes = markup.ods_notes(archive, limits)
        return "ods", _read_calamine(data, dict(enumerate(notes)), limits)
    if "xl/workbook.xml" not in names and "xl/workbook.bin" not in names:
        raise Unreadable("other_type", type="Word" if "word/document.xml" in names else "zip")
    by_name: dict[int | str, markup.Notes] = {}
    for name, part in markup.xlsx_parts(archive).items():
        if markup.xlsx_check_area(archive, part, limits):
            by_name[name] = markup.Notes(without_value=markup.xlsx_without_value(archive, part))
    return "xlsx", _read_calamine(data, by_name, limits)


def archive_type(mimetype: bytes) -> bool:
    """An OpenDocument without a mimetype is taken for a sheet; a text or a presentation is not."""
    return not mimetype or b"spreadsheet" in mimetype


def _read_calamine(data: bytes, notes: dict[Any, markup.Notes], limits: Limits) -> list[RawSheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [
            _raw_sheet(book, index, notes.get(index) or notes.get(about.name) or markup.Notes(), limits)
            for index, about in enumerate(book.sheets_metadata)
            if about.typ == SheetTypeEnum.WorkSheet
        ]
    except PasswordError as locked:
        raise Unreadable("encrypted") from locked
    except (CalamineError, OSError, ValueError, IndexError, UnicodeDecodeError) as broken:
        if re.search(r"password|encrypt", str(broken), re.IGNORECASE):
            raise Unreadable("encrypted") from broken
        raise Unreadable("damaged") from broken


def _raw_sheet(book: CalamineWorkbook, index: int, notes: markup.Notes, limits: Limits) -> RawSheet:
    about, sheet = book.sheets_metadata[index], book.get_sheet_by_index(index)
    if sheet.height * sheet.width > limits.max_cells:
        raise Unreadable("too_many_cells", limit=limits.max_cells)
    merges = [(*start, *end) for start, end in sheet.merged_cell_ranges or []] or notes.merges
    if len(merges) > MAX_MERGES or sum(bottom - top for top, _, bottom, _ in merges) > MAX_MERGED_ROWS:
        raise Unreadable("too_many_cells", limit=limits.max_cells)
    row, column = sheet.start or (0, 0)
    return RawSheet(
        name=about.name,
        hidden=about.visible != SheetVisibleEnum.Visible,
        rows=sheet.to_python(skip_empty_area=True),
        first_row=row,
        first_column=column,
        merges=merges,
        without_value=notes.without_value,
    )
