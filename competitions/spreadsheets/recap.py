"""Recaps of past years per kecamatan, as agencies type them: one year, or several side by side (DOMAIN 9)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from competitions.models import RecapRow
from competitions.services.recaps import RecapValue, store_recap
from competitions.spreadsheets.lookalikes import lookalikes
from competitions.spreadsheets.recap_columns import (
    COLUMNS,
    FIELDS,
    PERCENT,
    REQUIRED,
    WINNERS,
    column_for,
    column_years,
)
from competitions.spreadsheets.recap_sums import (
    winners_by_size,
    wrong_percentage,
    wrong_total_percentages,
    wrong_winners,
)
from rt_registry.models import ImportBatch, Kecamatan
from rt_registry.spreadsheets.cells import parse_int
from rt_registry.spreadsheets.columns import Column
from rt_registry.spreadsheets.headers import FoundColumn
from rt_registry.spreadsheets.kinds import Context, Outcome, Plan, Seen
from rt_registry.spreadsheets.places import RegionBook
from rt_registry.spreadsheets.report import Problem, Resolution, Severity
from rt_registry.spreadsheets.sums import wrong_totals
from rt_registry.spreadsheets.tables import DataRow, RowReader, Table
from rt_registry.spreadsheets.years import default_year, year_of_row


MOST: Final = 30_000

OUT_OF_RANGE: Final = _("A recap is of a year between 2000 and 2100.")
CONTRADICTS: Final = _("For %(year)s %(stored)s is stored; the sheet says %(sheet)s.")

Figures = dict[str, int]


@dataclass(frozen=True)
class RecapEntry:
    """What one row says of one kecamatan in one year; a figure that it does not say is absent."""

    row: int
    year: int
    kecamatan: Kecamatan
    figures: Mapping[str, int]


class RecapKind:
    name = "recap"
    columns: Sequence[Column] = COLUMNS
    required: Sequence[frozenset[str]] = REQUIRED
    parts: Mapping[type[Model], Sequence[type[Model]]] = {}
    columns_of: Mapping[type[Model], Mapping[str, str]] = {RecapRow: {name: key for key, name in FIELDS.items()}}

    def plan(self, table: Table, context: Context) -> Plan[RecapEntry]:
        reading = _Reading(table, RegionBook.load(context.names), default_year(context))
        for row in table.rows:
            reading.read(row)
        reading.check_totals()
        reading.settle()
        return reading.plan

    def store(self, plan: Plan[RecapEntry], context: Context, batch: ImportBatch) -> None:
        stored = _stored({entry.year for entry in plan.work})
        by_year: dict[int, list[RecapValue]] = defaultdict(list)
        for entry in plan.work:
            figures = {**_figures_of(stored.get((entry.year, entry.kecamatan.pk))), **entry.figures}
            by_year[entry.year].append(RecapValue(entry.kecamatan, **figures, row=entry.row))
        for year, rows in sorted(by_year.items()):
            store_recap(year=year, rows=rows, source=batch.file_name, batch=batch, by=context.by, now=context.now)


def _stored(years: set[int]) -> dict[tuple[int, int], RecapRow]:
    rows = RecapRow.objects.filter(recap__year__in=years).select_related("recap")
    return {(row.recap.year, row.kecamatan_id): row for row in rows}


def _figures_of(row: RecapRow | None) -> Figures:
    figures = {name: getattr(row, name, None) for name in FIELDS.values()}
    return {name: figure for name, figure in figures.items() if figure is not None}


@dataclass
class _Reading:
    """One sheet being read; a row with columns of several years has an entry for each."""

    table: Table
    book: RegionBook
    default_year: int | None
    plan: Plan[RecapEntry] = field(default_factory=Plan)
    entries: list[tuple[DataRow, int | None, RecapEntry]] = field(default_factory=list)
    counted: dict[tuple[str, int | None], dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    seen: Seen = field(default_factory=Seen)

    def __post_init__(self) -> None:
        self.column_years = column_years(self.table)

    def read(self, row: DataRow) -> None:
        reader = RowReader(row)
        place = self.book.kecamatan(row)
        self.plan.report(*place.problems)
        said = {year: self._take(reader, year) for year in self.column_years}
        self.plan.report(*dict.fromkeys(reader.problems))
        for column_year, figures in said.items():
            year = self._year(row, column_year)
            if place.region is None or year is None or not reader.is_clean:
                continue
            self._check(row, column_year, figures)
            self._add(row, column_year, RecapEntry(row.number, year, place.region, figures))

    def _take(self, reader: RowReader, year: int | None) -> Figures:
        figures: Figures = {}
        for key, name in FIELDS.items():
            found = self._column(key, year)
            value = reader.take(key, parse_int, year=found.year, maximum=MOST) if found else None
            if found is not None and value is not None:
                figures[name] = self.counted[key, found.year][reader.row.number] = value
        return figures

    def _column(self, key: str, year: int | None) -> FoundColumn | None:
        return column_for(self.table, key, year, of_one_year=len(self.column_years) == 1)

    def _year(self, row: DataRow, column_year: int | None) -> int | None:
        year, wrong = (column_year, None) if column_year else year_of_row(row, default=self.default_year)
        if year is not None and not 2000 <= year <= 2100:
            year, wrong = None, row.problem("tahun", code="year_out_of_range", message=OUT_OF_RANGE)
        if wrong is not None:
            self.plan.report(wrong)
        return year

    def _check(self, row: DataRow, year: int | None, figures: Figures) -> None:
        """Recompute what the row prints twice; from here on the computed number of winners counts."""
        winners, computed = self._column(WINNERS.key, year), winners_by_size(figures)
        self.plan.report(*wrong_winners(row, figures, winners))
        if computed is not None:
            figures["winners"] = computed
            if winners is not None and row.number in self.counted[WINNERS.key, winners.year]:
                self.counted[WINNERS.key, winners.year][row.number] = computed
        percent = self._column(PERCENT.key, year)
        if percent is not None:
            self.plan.report(*wrong_percentage(row, figures, percent))

    def _add(self, row: DataRow, column_year: int | None, entry: RecapEntry) -> None:
        twice = self.seen.check(row, (entry.year, entry.kecamatan.pk), entry.figures, column="kecamatan")
        if twice is None:
            self.entries.append((row, column_year, entry))
            return
        self.plan.put(row, self.plan.outcomes.get(row.number, Outcome.UNCHANGED))
        self.plan.report(twice)

    def check_totals(self) -> None:
        for (key, year), figures in self.counted.items():
            self.plan.report(*wrong_totals(self.table, key, figures, year=year))
        for column_year in self.column_years:
            said = {row.number: entry.figures for row, year, entry in self.entries if year == column_year}
            percent = self._column(PERCENT.key, column_year)
            if percent is not None and said:
                self.plan.report(*wrong_total_percentages(self.table, said, percent))

    def settle(self) -> None:
        """Compare with what is stored: blanks are filled, and figures that differ are a question."""
        stored = _stored({entry.year for _, _, entry in self.entries})
        for row, column_year, entry in self.entries:
            known = stored.get((entry.year, entry.kecamatan.pk))
            before = _figures_of(known)
            changes = self._changes(column_year, entry, before, is_new=known is None)
            outcome = Outcome.NEW if known is None else Outcome.CHANGED if changes else Outcome.UNCHANGED
            most = max(outcome, self.plan.outcomes.get(row.number, Outcome.UNCHANGED), key=_ORDER.index)
            work, about = (
                (entry, (entry.year, entry.kecamatan.code)) if outcome is not Outcome.UNCHANGED else (None, ())
            )
            self.plan.put(row, most, work, changes, about)
            self.plan.report(*self._contradictions(row, column_year, entry, before))
        for year in self.column_years:
            said = [(entry.year, entry.kecamatan.pk, entry.figures) for _, of, entry in self.entries if of == year]
            self.plan.report(*lookalikes(self.table, said, stored, partial(self._column, year=year)))

    def _changes(
        self, column_year: int | None, entry: RecapEntry, before: Figures, *, is_new: bool
    ) -> dict[str, Sequence[Any]]:
        """By the name of the column, with its year where it has one."""
        changes: dict[str, Sequence[Any]] = {"kecamatan": [None, entry.kecamatan.name]} if is_new else {}
        if is_new and column_year is None:
            changes["tahun"] = [None, entry.year]
        for key, name in FIELDS.items():
            if name in entry.figures and before.get(name) != entry.figures[name]:
                changes[f"{key}@{column_year}" if column_year else key] = [before.get(name), entry.figures[name]]
        return changes

    def _contradictions(
        self, row: DataRow, column_year: int | None, entry: RecapEntry, before: Figures
    ) -> Iterator[Problem]:
        for key, name in FIELDS.items():
            said, stored = entry.figures.get(name), before.get(name)
            if said is None or stored is None or said == stored:
                continue
            found = self._column(key, column_year)
            yield row.problem(
                key,
                year=found.year if found else None,
                code="contradicts_stored",
                message=str(CONTRADICTS) % {"year": entry.year, "stored": stored, "sheet": said},
                severity=Severity.DECISION,
                printed=said,
                computed=stored,
                resolved_by=Resolution.CONTRADICTION,
            )


_ORDER: Final = (Outcome.UNCHANGED, Outcome.CHANGED, Outcome.NEW)
RECAP: Final = RecapKind()
