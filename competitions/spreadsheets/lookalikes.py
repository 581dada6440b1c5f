"""Columns of two sheets with different names and the same figures: "took part" here, "nominated" there (DOMAIN 9)."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import permutations
from typing import Final

from django.utils.translation import gettext_lazy as _

from competitions.models import RecapRow
from competitions.spreadsheets.recap_columns import CARRIED_OUT, NOMINATED, WINNERS
from rt_registry.selectors.imports import origins_of
from rt_registry.spreadsheets.headers import FoundColumn
from rt_registry.spreadsheets.report import Problem, Resolution, Severity
from rt_registry.spreadsheets.tables import Table


COMPARED: Final = {NOMINATED.key: "nominated", CARRIED_OUT.key: "carried_out", WINNERS.key: "winners"}
LABELS: Final = {column.key: column.label for column in (NOMINATED, CARRIED_OUT, WINNERS)}
FEWEST: Final = 3
"""Rows that must be compared: two equal figures are chance."""
SAME: Final = _(
    "For %(year)s this column (%(column)s) has the figures stored as “%(other)s”%(source)s in %(same)s of %(count)s "
    "rows. One of the two headings may be wrong: these are different things."
)
FROM_FILE: Final = _(" from %(file)s")

Said = tuple[int, int, Mapping[str, int]]
"""Year, kecamatan and figures of one row."""
Stored = Mapping[tuple[int, int], RecapRow]


def lookalikes(
    table: Table, said: Sequence[Said], stored: Stored, column: Callable[[str], FoundColumn | None]
) -> Iterator[Problem]:
    """Per year and column of the sheet: the stored column of another meaning that it repeats."""
    by_year: dict[int, list[Said]] = defaultdict(list)
    for one in said:
        by_year[one[0]].append(one)
    for year, rows in sorted(by_year.items()):
        for key, other in permutations(COMPARED, 2):
            found, alike = column(key), _alike(rows, stored, COMPARED[key], COMPARED[other])
            if found is not None and alike:
                yield _problem(table, found, year, other, alike)


def _alike(rows: Sequence[Said], stored: Stored, name: str, other: str) -> tuple[list[RecapRow], int] | None:
    """The stored rows with the same figure under the other name and how many were compared, if they are nearly all.

    A sheet that says again what is stored under its own name brings nothing new and is no question.
    """
    same: list[RecapRow] = []
    compared = news = 0
    for year, kecamatan, figures in rows:
        row = stored.get((year, kecamatan))
        if row is None or name not in figures or getattr(row, other) is None:
            continue
        compared += 1
        news += getattr(row, name) != figures[name]
        if getattr(row, other) == figures[name]:
            same.append(row)
    telling = sum(getattr(row, other) > 0 for row in same)
    is_alike = telling >= FEWEST and 10 * len(same) >= 9 * compared and 2 * news >= compared
    return (same, compared) if is_alike else None


def _problem(table: Table, found: FoundColumn, year: int, other: str, alike: tuple[list[RecapRow], int]) -> Problem:
    same, compared = alike
    words = {
        "year": year,
        "column": found.header,
        "other": LABELS[other],
        "source": _source(same, COMPARED[other]),
        "same": len(same),
        "count": compared,
    }
    return Problem(
        code="same_as_other_column",
        message=str(SAME) % words,
        severity=Severity.DECISION,
        row=table.header_row,
        column=found.header,
        cell=f"{found.letter}{table.header_row}",
        value=found.header,
        resolved_by=Resolution.CONTRADICTION,
    )


def _source(rows: Sequence[RecapRow], name: str) -> str:
    """The files that the figures stood in; of figures without an import, what their recap says."""
    origins = origins_of(rows)
    files = [origins[row.pk][name].file_name for row in rows if name in origins[row.pk]]
    names = list(dict.fromkeys(files or [row.recap.source for row in rows if row.recap.source]))
    return str(FROM_FILE) % {"file": ", ".join(f"“{name}”" for name in names[:2])} if names else ""
