"""The year a row speaks of, also where only `--edition` names it."""

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext_lazy as _

from rt_registry.spreadsheets.cells import CellProblem
from rt_registry.spreadsheets.columns import Column, years_in
from rt_registry.spreadsheets.kinds import Context, ImportStopped
from rt_registry.spreadsheets.report import Problem
from rt_registry.spreadsheets.tables import DataRow, year_for


YEAR: Final = Column("tahun", ("th", "thn", "tahun anggaran", "year"), _("Year"))
NO_YEAR: Final = _("No year is known: add a column “tahun”, a title with the year, or name the edition.")
BLANK: Final = _("The year is missing.")

_of_edition: list[Callable[[str], int | None]] = []


def register_edition_years(year_of: Callable[[str], int | None]) -> None:
    """The app that knows editions says of which year one is, by its address."""
    _of_edition[:] = [year_of]


def year_of_edition(context: Context) -> int | None:
    """The year of the edition named; of an unknown one, the year in its address."""
    if not context.edition_slug:
        return None
    for year_of in _of_edition:
        year = year_of(context.edition_slug)
        if year is not None:
            return year
    return _only_year_in(context.edition_slug)


def default_year(context: Context) -> int | None:
    """The year where neither rows, headers nor titles say one: the edition's, else the one in the file's name."""
    return year_of_edition(context) or _only_year_in(context.file_name)


def _only_year_in(text: str) -> int | None:
    named = years_in(text.replace("_", " "))
    return named.pop() if len(named) == 1 else None


def year_of_row(row: DataRow, *, default: int | None) -> tuple[int | None, Problem | None]:
    """The year of a row, or what keeps it from being known. A sheet that nowhere says one is stopped at once."""
    try:
        year = year_for(row, default=default)
    except CellProblem as wrong:
        return None, row.problem("tahun", code=wrong.code, message=wrong.message, suggestion=wrong.suggestion)
    if year is not None:
        return year, None
    if not row.table.has("tahun"):
        raise ImportStopped(NO_YEAR, code="year_unknown")
    return None, row.problem("tahun", code="year_unknown", message=BLANK)
