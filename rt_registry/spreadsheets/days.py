"""A day as sheets hold it: a date, its serial number, or a text such as 2026-05-01, 1/5/2026 or 1 Mei 2026."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from rt_registry.spreadsheets.cells import CellProblem
from rt_registry.spreadsheets.grid import Cell


DAY_ZERO: Final = date(1899, 12, 30)
SERIALS: Final = range(20_000, 80_000)
"""1954 to 2119: no other number in a column of days is taken for one."""
ISO: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[t ].*)?")
DAY_FIRST: Final = re.compile(r"([0-9]{1,2})\s*[-/. ]\s*([0-9]{1,2}|[a-z]{3,9})\.?\s*[-/. ]\s*([0-9]{4})")
MONTHS: Final = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
OTHER_MONTHS: Final = {"may": 5, "aug": 8, "agt": 8, "ags": 8, "oct": 10, "dec": 12}

NOT_A_DAY: Final = _("This is not a day, such as 2026-05-01.")


def parse_day(cell: Cell) -> date | None:
    """The day, None where the cell is blank; of two numbers the day comes first, as everywhere in Indonesia."""
    value = cell.value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, Decimal) and int(value) in SERIALS:
        return DAY_ZERO + timedelta(days=int(value))
    text = " ".join(cell.text.casefold().split())
    if text in {"", "-"}:
        return None
    parts = _iso(text) or _day_first(text)
    try:
        return date(*parts) if parts else _refuse()
    except ValueError:
        return _refuse()


def _iso(text: str) -> tuple[int, int, int] | None:
    match = ISO.fullmatch(text)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def _day_first(text: str) -> tuple[int, int, int] | None:
    match = DAY_FIRST.fullmatch(text)
    if not match:
        return None
    month = int(match[2]) if match[2].isdigit() else _month(match[2][:3])
    return (int(match[3]), month, int(match[1]))


def _month(name: str) -> int:
    return MONTHS.index(name) + 1 if name in MONTHS else OTHER_MONTHS.get(name, 0)


def _refuse() -> date:
    raise CellProblem("not_a_day", NOT_A_DAY)
