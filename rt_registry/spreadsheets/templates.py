"""Empty sheets to fill in: what each column wants, an example, drop-downs, and below them the table.

Everything above the header is no data to the reader, so the guide and the example may stay when a sheet is sent.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from rt_registry.spreadsheets.kinds import ImportStopped
from rt_registry.spreadsheets.report import ExitCode
from rt_registry.spreadsheets.writing import HEADER_FILL, HEADER_FONT, Writable, safe_text


CHOICES: Final = "Pilihan"
GUIDE_ROW, EXAMPLE_ROW, HEADER_ROW = 3, 4, 6
LAST_ROW: Final = 20_000
TITLE_FONT: Final = Font(bold=True, size=14)
GUIDE_FONT: Final = Font(color="44546A", size=9)
EXAMPLE_FONT: Final = Font(color="7F7F7F", italic=True)
EXAMPLE_FILL: Final = PatternFill("solid", fgColor="F2F2F2")
LINE: Final = Border(bottom=Side(style="thin", color="8497B0"))
TOP: Final = Alignment(vertical="top", wrap_text=True)
GUIDE_HEIGHT: Final = 96


@dataclass(frozen=True)
class TemplateColumn:
    """One column. `choices` fill a drop-down; another value is questioned by the program, not refused.

    A guide that names a year names two: a single one above a table would be taken for the year of the table.
    """

    key: str
    guide: str | Promise
    example: Writable
    choices: Sequence[Writable] = ()
    number_format: str = "General"
    width: int = 14


Columns = Callable[[str], Sequence[TemplateColumn]]
"""The columns of a kind, for an edition where one is named by its address."""


@dataclass(frozen=True)
class Template:
    kind: str
    title: str | Promise
    columns: Columns


_TEMPLATES: dict[str, Template] = {}


def register_template(kind: str, title: str | Promise, columns: Columns) -> None:
    _TEMPLATES[kind] = Template(kind, title, columns)


def template_kinds() -> list[str]:
    return sorted(_TEMPLATES)


def template_name(kind: str) -> str:
    return f"templat-{kind}.xlsx"


def template(kind: str, edition_slug: str = "") -> bytes:
    """The workbook to fill in for a kind, which imports without a word once it is filled in as it says."""
    wanted = _TEMPLATES.get(kind)
    if wanted is None:
        raise ImportStopped(
            _("There is no template for “%(kind)s”."), code="unknown_kind", exit_code=ExitCode.UNREADABLE, kind=kind
        )
    columns = list(wanted.columns(edition_slug))
    book = Workbook()
    sheet: Worksheet = book.active
    sheet.title = "Isian"
    _write_top(sheet, str(wanted.title), columns)
    _write_choices(book, sheet, columns)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_top(sheet: Worksheet, title: str, columns: Sequence[TemplateColumn]) -> None:
    sheet["A1"], sheet["A2"] = safe_text(title), safe_text(_how(bool([c for c in columns if c.choices])))
    sheet["A1"].font, sheet["A2"].font = TITLE_FONT, GUIDE_FONT
    sheet.row_dimensions[GUIDE_ROW].height = GUIDE_HEIGHT
    for at, column in enumerate(columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(at)]
        dimension.width, dimension.number_format = column.width, column.number_format
        guide = _put(sheet.cell(GUIDE_ROW, at), str(column.guide))
        guide.font, guide.alignment = GUIDE_FONT, TOP
        example = _put(sheet.cell(EXAMPLE_ROW, at), column.example)
        example.font, example.fill, example.number_format = EXAMPLE_FONT, EXAMPLE_FILL, column.number_format
        header = _put(sheet.cell(HEADER_ROW, at), column.key)
        header.font, header.fill, header.border, header.alignment = HEADER_FONT, HEADER_FILL, LINE, TOP
        header.number_format = "General"
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"


def _how(has_choices: bool) -> str:
    words = {"guide": GUIDE_ROW, "example": EXAMPLE_ROW, "header": HEADER_ROW, "choices": CHOICES}
    text = _(
        "Fill in below row %(header)s, one line each. Row %(guide)s says what each column wants, row %(example)s is an "
        "example; both may stay."
    )
    if has_choices:
        text += " " + _("What there is to choose from stands on the sheet “%(choices)s”.")
    return text % words


def _put(cell: Cell, value: Writable) -> Cell:
    cell.value = safe_text(value) if isinstance(value, str) else value
    return cell


def _write_choices(book: Workbook, sheet: Worksheet, columns: Sequence[TemplateColumn]) -> None:
    """The second sheet, one list per column; it stays visible, since the reader names every hidden sheet."""
    lists: dict[tuple[Writable, ...], str] = {}
    for at, column in enumerate(columns, 1):
        if not column.choices:
            continue
        choices = tuple(column.choices)
        if choices not in lists:
            lists[choices] = _write_list(book, len(lists) + 1, column.key, choices)
        letter = get_column_letter(at)
        rule = DataValidation(type="list", formula1=lists[choices], allow_blank=True, errorStyle="warning")
        rule.errorTitle, rule.error = column.key, _("This is not on the list. Keep it all the same?")
        rule.showErrorMessage = True
        rule.add(f"{letter}{HEADER_ROW + 1}:{letter}{LAST_ROW}")
        sheet.add_data_validation(rule)


def _write_list(book: Workbook, at: int, key: str, choices: Sequence[Writable]) -> str:
    """Write one list and return where it stands."""
    sheet: Worksheet = book[CHOICES] if CHOICES in book.sheetnames else book.create_sheet(CHOICES)
    head = _put(sheet.cell(1, at), f"{CHOICES}: {key}")
    head.font, head.fill = HEADER_FONT, HEADER_FILL
    letter = get_column_letter(at)
    sheet.column_dimensions[letter].width = 26
    for row, choice in enumerate(choices, 2):
        _put(sheet.cell(row, at), choice)
    sheet.freeze_panes = "A2"
    return f"{CHOICES}!${letter}$2:${letter}${len(choices) + 1}"
