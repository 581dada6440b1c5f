"""Printed sums against the rows above them: what does not hold is a question for a person."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bantar.web import formats
from rt_registry.spreadsheets.cells import CellProblem, parse_rupiah
from rt_registry.spreadsheets.report import Problem, Resolution, Severity
from rt_registry.spreadsheets.tables import DataRow, Table


WRONG_SUM: Final = _("The sheet prints %(printed)s, but its rows add up to %(computed)s.")


def sum_mismatch(row: DataRow, key: str, printed: object, computed: object, *, year: int | None = None) -> Problem:
    """The decision about a printed figure that does not hold; figures are whole numbers or plain decimal texts."""
    language = get_language() or "id"
    words = {
        name: formats.exact(str(figure), language=language)
        for name, figure in (("printed", printed), ("computed", computed))
    }
    return row.problem(
        key,
        year=year,
        code="sum_mismatch",
        message=str(WRONG_SUM) % words,
        severity=Severity.DECISION,
        printed=printed,
        computed=computed,
        resolved_by=Resolution.CONTRADICTION,
    )


def wrong_totals(table: Table, key: str, figures: Mapping[int, int], *, year: int | None = None) -> Iterator[Problem]:
    """Total rows of a column that fit neither all rows above them nor those since the total before.

    `figures`: row number -> what the column says there. A total row without a figure says nothing.
    """
    rows, before = sorted(figures), 0
    running = list(accumulate((figures[row] for row in rows), initial=0))
    for total in table.totals:
        printed = _printed(total, key, year)
        if printed is None:
            continue
        end = bisect_left(rows, total.number)
        above = running[end]
        since = above - running[min(bisect_right(rows, before), end)]
        if before == 0 and not end:
            above = since = running[-1]
        if printed not in (above, since):
            is_last = total is table.totals[-1]
            yield sum_mismatch(total, key, printed, above if is_last else since, year=year)
        before = total.number


def _printed(total: DataRow, key: str, year: int | None) -> int | None:
    cell = total.get(key, year)
    if cell.lacks_value:
        return None
    try:
        return parse_rupiah(cell)
    except CellProblem:
        return None
