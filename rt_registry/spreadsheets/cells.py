"""What a cell says: whole numbers, decimals, rupiah, years, percentages and RT numbers as people type them."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rt_registry.domain import rt_code
from rt_registry.spreadsheets.grid import Cell


NOTHING: Final = frozenset({"", "-", "–", "—", "--"})
UNITS: Final = re.compile(
    r"\s*(?:rt|kk|kepala keluarga|keluarga|orang|jiwa|buah|unit|kelurahan|kel|poin|point|org)\.?\s*$", re.IGNORECASE
)
MONEY_PREFIX: Final = re.compile(r"^\s*(?:rp|idr)\s*\.?\s*", re.IGNORECASE)
MONEY_SUFFIX: Final = re.compile(r"(?:,\s*-+|\s*rupiah)\s*$", re.IGNORECASE)
MULTIPLES: Final = {
    "ribu": 10**3,
    "rb": 10**3,
    "juta": 10**6,
    "jt": 10**6,
    "miliar": 10**9,
    "milyar": 10**9,
}
MULTIPLE: Final = re.compile(r"^(.*?)\s*(ribu|rb|juta|jt|miliar|milyar)\.?$", re.IGNORECASE)
FOOTNOTE: Final = re.compile(r"\s*\*+\)?$")
GROUPED: Final = re.compile(r"[+-]?[1-9][0-9]{0,2}([., ])[0-9]{3}(?:\1[0-9]{3})*")
LEADING_NOUGHT: Final = re.compile(r"[+-]?0[0-9]*[.,][0-9]{3}")
PLAIN: Final = re.compile(r"[+-]?[0-9]{1,18}(?:[.,][0-9]{1,12})?")
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100
LONGEST: Final = 200  # no figure is as long; patterns are not let loose on whole books
BIGGEST: Final = Decimal(10) ** 15

NOT_A_NUMBER: Final = _("This is not a number.")
IS_A_DATE: Final = _("The cell holds a date, not a number; the spreadsheet program may have changed what was typed.")
NOT_WHOLE: Final = _("A whole number is expected.")
OUT_OF_RANGE: Final = _("The number is outside of what is possible here.")
AMBIGUOUS: Final = _("This may mean %(one)s or %(other)s; write the number without separators.")
NOT_A_YEAR: Final = _("A year of four digits is expected, such as 2020.")
DATE_TEXT: Final = re.compile(
    r"(?:[0-9]{1,2}\s*[-/. ]\s*(?:[0-9]{1,2}|[a-z]{3,9})\s*[-/. ]\s*([12][0-9]{3})"
    r"|([12][0-9]{3})-[0-9]{1,2}-[0-9]{1,2})"
    r"(?:[ T][0-9:.]{4,15})?",
    re.IGNORECASE,
)
DAY_NOUGHT: Final = date(1899, 12, 30)  # as spreadsheet programs count days
TOO_LONG: Final = _("The text is too long.")
RT_MESSAGES: Final[dict[str, str | Promise]] = {
    "not_a_number": _("This is not the number of an RT, such as 017 or RT 17."),
    "not_whole": _("The number of an RT is a whole number."),
    "out_of_range": _("The number of an RT lies between 1 and 999."),
    "range": _("A range names no RTs; write joined RTs one by one, such as 011+012."),
    "repeated": _("The same RT is named twice."),
    "slash": _("A slash may part two RTs, or an RT and its RW; write joined RTs as 011+012."),
}


class CellProblem(Exception):
    """Why a cell cannot be taken as what its column holds."""

    def __init__(self, code: str, message: str | Promise, suggestion: str | None = None) -> None:
        self.code = code
        self.message = message
        self.suggestion = suggestion
        super().__init__(code)


def parse_text(cell: Cell, *, max_length: int | None = None) -> str | None:
    """The text on one line, None when there is none."""
    text = " ".join(cell.text.split())
    if max_length is not None and len(text) > max_length:
        raise CellProblem("too_long", TOO_LONG)
    return text or None


def parse_int(cell: Cell, *, minimum: int = 0, maximum: int | None = None) -> int | None:
    """12, 12.0, "1.635", "1,635", "1635 RT" -> int; a blank or a dash -> None."""
    number = _number(cell, units=True)
    if number is None:
        return None
    if number != number.to_integral_value():
        thousands = number * 1000
        guess = str(int(thousands)) if abs(number) < 1000 and thousands == thousands.to_integral_value() else None
        raise CellProblem("not_whole", NOT_WHOLE, guess if isinstance(cell.value, Decimal) else None)
    return int(_within(number, minimum, maximum))


def parse_decimal(
    cell: Cell, *, minimum: Decimal | int | None = None, maximum: Decimal | int | None = None
) -> Decimal | None:
    """87.5, "87,50", "1.234,56" -> Decimal; "81,500" only where 81500 would be out of bounds."""
    number = _number(cell, units=False)
    if number is None:
        return None
    thousands = number * 1000
    if _is_one_group(_plain(cell)) and (maximum is None or thousands <= maximum):
        raise _ambiguous(number, thousands)
    return _within(number, minimum, maximum)


def parse_rupiah(cell: Cell) -> int | None:
    """10000000.0, "Rp10.000.000,00", "Rp. 7.500.000,-", "7,5 juta" -> whole rupiah."""
    if not isinstance(cell.value, str):
        return parse_int(cell)
    text = _plain(cell)
    bare = MONEY_SUFFIX.sub("", MONEY_PREFIX.sub("", FOOTNOTE.sub("", text))).strip()
    if text in NOTHING or (bare and bare in NOTHING):
        return None
    multiple = MULTIPLE.match(bare)
    if multiple:
        number, times = multiple[1].strip(), MULTIPLES[multiple[2].lower()]
        amount = _from_text(number, grouped=False) * times
        if _is_one_group(number):
            raise _ambiguous(amount, amount * 1000)
    else:
        amount = _from_text(bare, grouped=True)
    if amount != amount.to_integral_value():
        raise CellProblem("not_whole", NOT_WHOLE)
    return int(_within(amount, 0, None))


def parse_percent(cell: Cell) -> Decimal | None:
    """ "37%", "37,5 %" and a number cell shown as a percentage (0.37) -> 37, 37.5, 37."""
    if isinstance(cell.value, str):
        text = _plain(cell).removesuffix("%").strip()
        return None if text in NOTHING else _from_text(text, grouped=False)
    number = _number(cell, units=False)
    return number * 100 if number is not None and abs(number) <= 1 else number


def parse_year(cell: Cell) -> int | None:
    """2020, "2020", "Tahun 2020", a date in it as a date, a text or a number of days -> 2020."""
    if isinstance(cell.value, date | datetime):
        return cell.value.year
    text = re.sub(r"^(?:tahun|thn|th|ta)\b[\s.]*", "", _plain(cell), flags=re.IGNORECASE)
    if text in NOTHING:
        return None
    year = _year_in(text)
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellProblem("not_a_year", NOT_A_YEAR)
    return year


def _year_in(text: str) -> int | None:
    if re.fullmatch(r"[12]\.?[0-9]{3}(?:[.,]0+)?", text):
        return int(text.replace(".", "")[:4])
    if re.fullmatch(r"[1-9][0-9]{4}(?:\.0)?", text):
        return (DAY_NOUGHT + timedelta(days=int(text[:5]))).year
    dated = DATE_TEXT.fullmatch(text)
    return int(dated[1] or dated[2]) if dated else None


def parse_rt(cell: Cell) -> tuple[int, ...] | None:
    """One RT number, or several of RTs that enter joined, ascending."""
    if isinstance(cell.value, date | datetime | time | timedelta):
        raise CellProblem("is_a_date", IS_A_DATE)
    value = cell.value if isinstance(cell.value, Decimal | bool) else cell.text
    try:
        return rt_code.parse_rt(value)
    except rt_code.RtCodeError as wrong:
        if wrong.code == "empty":
            return None
        raise CellProblem(f"rt_{wrong.code}", RT_MESSAGES[wrong.code]) from wrong


def _plain(cell: Cell) -> str:
    if len(cell.text) > LONGEST:
        raise CellProblem("not_a_number", NOT_A_NUMBER)
    return " ".join(unicodedata.normalize("NFKC", cell.text).removeprefix("'").split())


def _number(cell: Cell, *, units: bool) -> Decimal | None:
    if isinstance(cell.value, date | datetime | time | timedelta):
        raise CellProblem("is_a_date", IS_A_DATE)
    if isinstance(cell.value, bool):
        raise CellProblem("not_a_number", NOT_A_NUMBER)
    if isinstance(cell.value, Decimal):
        return _within(cell.value, None, None)
    text = _plain(cell)
    if units:
        text = UNITS.sub("", FOOTNOTE.sub("", text))
        if not text and cell.text:
            raise CellProblem("not_a_number", NOT_A_NUMBER)
    return None if text in NOTHING else _from_text(text, grouped=units)


def _from_text(text: str, *, grouped: bool) -> Decimal:
    """A number typed as text. `grouped`: one separator followed by three digits parts thousands ("1.635")."""
    several = len(re.findall(r"[., ]", text)) > 1
    match = GROUPED.fullmatch(text)
    if match and (grouped or several or match[1] == " "):
        return _within(Decimal(re.sub(r"[., ]", "", text)), None, None)
    both = re.fullmatch(r"([+-]?[0-9]{1,3}(?:([., ])[0-9]{3})(?:\2[0-9]{3})*)([.,])([0-9]{1,12})", text)
    if both and both[2] != both[3]:
        return _within(Decimal(f"{re.sub('[., ]', '', both[1])}.{both[4]}"), None, None)
    if grouped and LEADING_NOUGHT.fullmatch(text):
        number = Decimal(text.replace(",", "."))
        raise _ambiguous(number, number * 1000)
    if not PLAIN.fullmatch(text):
        raise CellProblem("not_a_number", NOT_A_NUMBER)
    try:
        return _within(Decimal(text.replace(",", ".")), None, None)
    except InvalidOperation as wrong:
        raise CellProblem("not_a_number", NOT_A_NUMBER) from wrong


def _is_one_group(text: str) -> bool:
    """ "7.500": a decimal, or thousands."""
    return re.fullmatch(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}", text) is not None


def _ambiguous(one: Decimal, other: Decimal) -> CellProblem:
    return CellProblem("ambiguous_number", str(AMBIGUOUS) % {"one": f"{one.normalize():f}", "other": f"{other:.0f}"})


def _within(number: Decimal, minimum: Decimal | int | None, maximum: Decimal | int | None) -> Decimal:
    if not number.is_finite() or abs(number) > BIGGEST:
        raise CellProblem("out_of_range", OUT_OF_RANGE)
    if (minimum is not None and number < minimum) or (maximum is not None and number > maximum):
        raise CellProblem("out_of_range", OUT_OF_RANGE)
    return number
