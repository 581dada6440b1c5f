"""What was found in a sheet as people read it in a workbook: words for a comment, and a sheet that lists everything."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from openpyxl import Workbook as XlsxWorkbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.hyperlink import Hyperlink

from bantar.web import formats
from rt_registry.spreadsheets.report import Problem, Severity
from rt_registry.spreadsheets.writing import HEADER_FILL, HEADER_FONT, text_cell


SHEET_NAME: Final = "Temuan"
SIGN: Final = "Temuan BANTAR"
"""Stands in the first cell, by which a list of ours is known when the copy comes in again."""
MOST_LISTED: Final = 10_000
FILLS: Final = {
    Severity.ERROR: PatternFill("solid", fgColor="F8CBAD"),
    Severity.DECISION: PatternFill("solid", fgColor="FFE699"),
    Severity.WARNING: PatternFill("solid", fgColor="DDEBF7"),
}
WORDS: Final[dict[Severity, str | Promise]] = {
    Severity.ERROR: gettext_lazy("Error"),
    Severity.DECISION: gettext_lazy("Decision"),
    Severity.WARNING: gettext_lazy("Warning"),
}
TOP: Final = Alignment(vertical="top", wrap_text=True)
LINK: Final = Font(color="0563C1", underline="single")
TITLE: Final = Font(bold=True, size=14)
WIDTHS: Final = {"A": 24, "B": 14, "C": 28, "D": 70, "E": 34, "F": 16, "G": 16}

Locate = Callable[[Problem], str | None]
"""Where a problem stands, as an address inside the workbook ("'Data'!C3"), or None."""


def severest(problems: Sequence[Problem]) -> Severity:
    found = {problem.severity for problem in problems}
    return next(severity for severity in Severity if severity in found)


def in_words(problem: Problem) -> str:
    """Everything there is to say about a problem, its severity first: colour alone tells nobody."""
    parts = [f"{WORDS[problem.severity]}: {problem.message}"]
    if problem.suggestion:
        parts.append(_("Suggested: %(suggestion)s.") % {"suggestion": problem.suggestion})
    printed, true = problem.printed, problem.computed
    if printed is not None and true is not None:
        language = get_language() or "id"
        in_sheet = _("In the sheet: %(printed)s.") % {"printed": formats.exact(printed, language=language)}
        against = _("Stored: %(true)s.") if problem.code == "contradicts_stored" else _("Computed: %(true)s.")
        parts.append(f"{in_sheet} {against % {'true': formats.exact(true, language=language)}}")
    return "\n".join(parts)


def write_findings(book: XlsxWorkbook, name: str, problems: Sequence[Problem], locate: Locate) -> None:
    """The first sheet: how much was found, what the colours mean, and each problem with a link to its place."""
    sheet: WriteOnlyWorksheet = book.create_sheet(name)
    for letter, width in WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    top = [[_styled(sheet, SIGN, font=TITLE)], [text_cell(sheet, _counted(problems))], *_legend(sheet), []]
    sheet.freeze_panes = f"A{len(top) + 2}"
    for row in top:
        sheet.append(row)
    sheet.append([_styled(sheet, str(title), font=HEADER_FONT, fill=HEADER_FILL) for title in _titles()])
    listed = problems[:MOST_LISTED]
    for problem in listed:
        sheet.append(list(_cells(sheet, problem, locate(problem))))
    if len(problems) > len(listed):
        rest = _("%(count)s more are not listed.") % {"count": len(problems) - len(listed)}
        sheet.append([text_cell(sheet, rest)])
    sheet.auto_filter.ref = f"A{len(top) + 1}:G{len(top) + 1 + len(listed)}"


def _counted(problems: Sequence[Problem]) -> str:
    counts = Counter(problem.severity for problem in problems)
    words = {str(severity): counts[severity] for severity in Severity}
    return _("Errors: %(error)s. Decisions: %(decision)s. Warnings: %(warning)s.") % words


def _legend(sheet: WriteOnlyWorksheet) -> Iterator[list[WriteOnlyCell]]:
    meanings = {
        Severity.ERROR: _("Must be corrected in the sheet before it can be stored."),
        Severity.DECISION: _("Correct it in the sheet, or agree to it when the sheet is sent again."),
        Severity.WARNING: _("Is stored as it stands; only look whether it is meant so."),
    }
    for severity, meaning in meanings.items():
        yield [_styled(sheet, str(WORDS[severity]), fill=FILLS[severity]), text_cell(sheet, meaning)]


def _titles() -> list[str]:
    return [_("Cell"), _("Severity"), _("Value"), _("What is wrong"), _("Suggestion"), _("In the sheet"), _("Computed")]


def _cells(sheet: WriteOnlyWorksheet, problem: Problem, address: str | None) -> Iterator[WriteOnlyCell]:
    place = _styled(sheet, _place(problem))
    if address is not None:
        place.hyperlink = Hyperlink(ref="A1", location=address)
        place.font = LINK
    yield place
    yield _styled(sheet, str(WORDS[problem.severity]), fill=FILLS[problem.severity])
    texts = (problem.value, problem.message, problem.suggestion, problem.printed, problem.computed)
    for text in texts:
        yield _styled(sheet, "" if text is None else str(text))


def _place(problem: Problem) -> str:
    """ "C3 (Jumlah KK)", "row 3", or the whole sheet."""
    if problem.cell:
        return f"{problem.cell} ({problem.column})" if problem.column else problem.cell
    if problem.row:
        return _("row %(row)s") % {"row": problem.row}
    return _("whole sheet")


def _styled(
    sheet: WriteOnlyWorksheet, text: str, *, font: Font | None = None, fill: PatternFill | None = None
) -> WriteOnlyCell:
    cell = text_cell(sheet, text)
    cell.alignment = TOP
    if font is not None:
        cell.font = font
    if fill is not None:
        cell.fill = fill
    return cell
