"""Sheets on the way out: xlsx and csv whose texts no spreadsheet program takes for formulas."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from rt_registry.spreadsheets.grid import FORMULA_START, NEUTRALISED, UNWANTED


@dataclass(frozen=True)
class Formula:
    """A formula of our own, without the equals sign; never made of what anybody typed in."""

    text: str


Writable = str | int | Decimal | bool | date | datetime | Formula | None

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""What a workbook is called on the web."""
TEXT: Final = "@"
WHOLE: Final = "#,##0"
TWO_DECIMALS: Final = "0.00"
RUPIAH: Final = '"Rp"#,##0'
DAY: Final = "yyyy-mm-dd"
MAX_CELL_TEXT: Final = 32_767
NO_XML: Final = re.compile("[\ufffe\uffff]")
"""What no XML may hold: a workbook with it is damaged."""
LOOKS_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""Before "x0041_" an underscore would be taken for the escape of a letter."""
HEADER_FONT: Final = Font(bold=True)
HEADER_FILL: Final = PatternFill("solid", fgColor="E8EEF4")


@dataclass(frozen=True)
class SheetColumn:
    header: str
    number_format: str = "General"
    width: int = 14


@dataclass(frozen=True)
class SheetData:
    """`above`: lines over the header. `frozen`: the first cell that scrolls, the one under the header unless named."""

    name: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Sequence[Writable]]
    above: Sequence[Sequence[Writable]] = ()
    frozen: str = ""
    has_filter: bool = True


ABOVE: Final = SheetColumn("")


def neutralise(text: str) -> str:
    """Put an apostrophe before what could start a formula, or would lose one on the way back in."""
    return f"'{text}" if FORMULA_START.match(text) or NEUTRALISED.match(text) else text


def restore(text: str) -> str:
    """Undo `neutralise`."""
    return text[1:] if NEUTRALISED.match(text) else text


def safe_text(text: str) -> str:
    """A text as every sheet of ours holds it: nothing unwanted, no formula, and line ends that begin no new row."""
    return neutralise(NO_XML.sub("", UNWANTED.sub("", text))).replace("\r\n", "\n").replace("\r", "\n")


def text_cell(sheet: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    """A cell that holds this text and nothing else, also where the text reads "#N/A" or "_x0041_"."""
    cell = WriteOnlyCell(sheet, value=LOOKS_ESCAPED.sub("_x005F_", safe_text(text)[:MAX_CELL_TEXT]))
    if cell.data_type == "e":  # it spells an error of a formula
        cell.data_type = "s"
    return cell


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Writable]], *, bom: bool = False) -> bytes:
    """UTF-8, commas, LF line ends; with a byte order mark where a spreadsheet program opens it by a double click."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([safe_text(name) for name in header])
    writer.writerows([_plain(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig" if bom else "utf-8")


def _plain(value: Writable) -> str:
    if value is None:
        return ""
    if isinstance(value, Formula):
        raise TypeError("a formula has no place in a csv")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime):
        return value.isoformat()
    return safe_text(value) if isinstance(value, str) else str(value)


def write_xlsx(sheets: Sequence[SheetData], *, names: Mapping[str, str] | None = None) -> bytes:
    """A workbook with a frozen, filtered header on every sheet, written row by row.

    `names` are what formulas call cells.
    """
    book = Workbook(write_only=True)
    for data in sheets:
        _write_sheet(book, data)
    for name, cells in (names or {}).items():
        book.defined_names[name] = DefinedName(name, attr_text=cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_sheet(book: Workbook, data: SheetData) -> None:
    sheet: WriteOnlyWorksheet = book.create_sheet(data.name[:31])
    header = len(data.above) + 1
    sheet.freeze_panes = data.frozen or f"A{header + 1}"
    for at, column in enumerate(data.columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    for line in data.above:
        sheet.append([_cell(sheet, value, ABOVE) for value in line])
    sheet.append([_header_cell(sheet, column.header) for column in data.columns])
    count = header
    for row in data.rows:
        sheet.append([_cell(sheet, value, column) for value, column in zip(row, data.columns, strict=True)])
        count += 1
    if data.has_filter:
        sheet.auto_filter.ref = f"A{header}:{get_column_letter(max(len(data.columns), 1))}{count}"


def _header_cell(sheet: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    cell = text_cell(sheet, text)
    cell.font, cell.fill, cell.alignment = HEADER_FONT, HEADER_FILL, Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: Writable, column: SheetColumn) -> WriteOnlyCell:
    if isinstance(value, Formula):
        cell = WriteOnlyCell(sheet, value=f"={value.text}")
        if column.number_format not in ("General", TEXT):
            cell.number_format = column.number_format
        return cell
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None)  # xlsx knows no time zones
    cell = text_cell(sheet, value) if isinstance(value, str) else WriteOnlyCell(sheet, value=value)
    if column.number_format != "General":
        cell.number_format = column.number_format
    return cell
