"""The roster: RTs with their heads and KK, one row per RT and year (CONTRACT 6)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import repeat
from typing import Any, Final

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rt_registry.models import RT, HouseholdCount, ImportBatch, Kelurahan
from rt_registry.services.checks import FEWEST_KK, MOST_KK
from rt_registry.services.roster_bulk import Effect, PlannedEntry, RosterEntry, plan_roster
from rt_registry.services.roster_store import store_planned
from rt_registry.spreadsheets.cells import parse_int, parse_rt, parse_text
from rt_registry.spreadsheets.columns import Column
from rt_registry.spreadsheets.days import parse_day
from rt_registry.spreadsheets.kinds import Context, Outcome, Plan, Seen, Stage
from rt_registry.spreadsheets.places import PLACE_COLUMNS, RegionBook
from rt_registry.spreadsheets.report import Problem, Resolution, Severity
from rt_registry.spreadsheets.sums import wrong_totals
from rt_registry.spreadsheets.tables import DataRow, RowReader, Table, Taker
from rt_registry.spreadsheets.years import YEAR, default_year, year_of_row


RT_NUMBER: Final = Column("rt", ("nomor rt", "nama rt", "rt ke", "rukun tetangga", "nomor urut rt"), _("RT"))
HEAD: Final = Column("ketua_rt", ("ketua", "nama ketua", "nama ketua rt", "ketua rukun tetangga"), _("Head of the RT"))
KK: Final = Column(
    "jumlah_kk", ("kk", "jumlah kepala keluarga", "jumlah keluarga", "kepala keluarga"), _("Number of KK")
)

SINCE: Final = Column(
    "aktif_sejak", ("sejak", "berdiri sejak", "aktif dari", "terbentuk sejak", "active since"), _("Active since")
)

SEVERAL_RTS: Final = _("A roster has one RT per row.")
BEGAN_LATER: Final = _("An RT that is active since %(since)s did not exist in %(year)s.")
CONTRADICTS: Final = _("For %(year)s %(stored)s KK are stored; the sheet says %(sheet)s.")

ORDER: Final = (Effect.UNCHANGED, Effect.CHANGED, Effect.NEW)
COLUMN_OF: Final = {"from": YEAR.key, "head": HEAD.key, "KK": KK.key}
OUTCOMES: Final = {Effect.NEW: Outcome.NEW, Effect.CHANGED: Outcome.CHANGED, Effect.UNCHANGED: Outcome.UNCHANGED}

Place = tuple[Kelurahan, int]
"""A kelurahan in a year."""


class RosterKind:
    name = "roster"
    parts: Mapping[type[Model], Sequence[type[Model]]] = {}
    columns_of: Mapping[type[Model], Mapping[str, str]] = {
        RT: {"number": RT_NUMBER.key, "head_name": HEAD.key, "active_from": YEAR.key},
        HouseholdCount: {"kk": KK.key},
    }
    columns: Sequence[Column] = (*PLACE_COLUMNS, RT_NUMBER, HEAD, KK, YEAR, SINCE)
    required: Sequence[frozenset[str]] = (frozenset({"kode_kelurahan", "kelurahan"}), frozenset({"rt"}))

    def plan(self, table: Table, context: Context) -> Plan[PlannedEntry]:
        """Read all rows, then ask the registry once what storing them would do."""
        reading = _Reading(table, RegionBook.load(context.names), default_year(context))
        reading.read_all()
        reading.check_totals()
        reading.settle(this_year=timezone.localdate(context.now).year)
        return reading.plan

    def store(self, plan: Plan[PlannedEntry], context: Context, batch: ImportBatch) -> None:
        store_planned(
            planned=plan.work,
            source=batch.file_name,
            by=context.by,
            now=context.now,
            batch=batch,
            told=partial(context.progress, Stage.STORING),
        )


class _Reading:
    """One sheet being read. With KK columns of several years ("KK 2019", "KK 2020") a row has an entry for each."""

    def __init__(self, table: Table, book: RegionBook, default_year: int | None) -> None:
        self.table, self.book, self.default_year = table, book, default_year
        self.plan: Plan[PlannedEntry] = Plan()
        years = table.years(KK.key)
        self.column_years: list[int | None] = list(years) if len(years) > 1 else [None]
        self.entries: list[tuple[DataRow, RosterEntry]] = []
        self.counted: dict[int | None, dict[int, int]] = defaultdict(dict)
        self.seen = Seen()
        self.numbers = Taker(table, RT_NUMBER.key, parse_rt, required=True)
        self.heads = Taker(table, HEAD.key, parse_text, max_length=120)
        self.since = Taker(table, SINCE.key, parse_day) if table.has(SINCE.key) else None
        self.kk = {
            year: Taker(table, KK.key, parse_int, year=year, minimum=FEWEST_KK, maximum=MOST_KK)
            for year in self.column_years
        }
        self.said = [table.raws(column.key) for column in (*PLACE_COLUMNS, YEAR) if table.has(column.key)]
        self.places: dict[tuple[object, ...], Place] = {}

    def read_all(self) -> None:
        """Where a column says the same often: by column; a row in which anything is odd is read by itself."""
        if self.since or len(self.kk) > 1:
            for row in self.table.rows:
                self.read(row)
            return
        numbers = [row.number for row in self.table.rows[:]]
        columns = (self.numbers.column(numbers), self.heads.column(numbers), self.kk[None].column(numbers))
        for row, rt, head, kk, place in zip(self.table.rows, *columns, self._places(numbers), strict=True):
            if rt is None or rt[0] is None or len(rt[0]) != 1 or head is None or kk is None or place is None:
                self.read(row)
                continue
            if kk[0] is not None:
                self.counted[None][row.number] = kk[0]
            self._add(row, RosterEntry(place[0], rt[0][0], place[1], head[0] or "", kk[0], row.number))

    def _places(self, numbers: Sequence[int]) -> Iterator[Place | None]:
        """By row number: where all is clear, the kelurahan and year."""
        said = list(zip(*[list(map(raws.get, numbers)) for raws in self.said], strict=True))
        first = dict(zip(reversed(said), reversed(self.table.rows[:]), strict=True)) if said else {}
        for row in first.values():
            self._place(row, None, [])
        return (self.places.get((None, *texts)) for texts in said) if said else repeat(None, len(numbers))

    def read(self, row: DataRow) -> None:
        reader = RowReader(row)
        numbers = self.numbers.take(reader)
        head = self.heads.take(reader) or ""
        since = self.since.take(reader) if self.since else None
        counts = {year: kk.take(reader) for year, kk in self.kk.items()}
        for column_year, kk in counts.items():
            if kk is not None:
                self.counted[column_year][row.number] = kk
        if numbers and len(numbers) > 1:
            self.plan.report(row.problem("rt", code="several_rts", message=SEVERAL_RTS))
            numbers = None
        if reader.problems:
            self.plan.report(*reader.problems)
        wrong: list[Problem] = []
        places = [self._place(row, year, wrong) for year in counts]
        if wrong:
            self.plan.report(*dict.fromkeys(wrong))
        if numbers and reader.is_clean:
            for place, kk in zip(places, counts.values(), strict=True):
                if place is not None:
                    self._add(row, RosterEntry(place[0], numbers[0], place[1], head, kk, row.number, since))

    def _place(self, row: DataRow, column_year: int | None, wrong: list[Problem]) -> Place | None:
        """The kelurahan and the year a row speaks of, understood once for all rows that say the same."""
        said = (column_year, *[raws.get(row.number) for raws in self.said])
        known = self.places.get(said)
        if known is not None:
            return known
        year, bad_year = (column_year, None) if column_year else year_of_row(row, default=self.default_year)
        found = self.book.kelurahan(row, year=year)
        problems = [*found.problems, *([bad_year] if bad_year else [])]
        wrong += problems
        if found.region is None or year is None:
            return None
        if not problems and None not in said[1:]:
            self.places[said] = (found.region, year)
        return found.region, year

    def _add(self, row: DataRow, entry: RosterEntry) -> None:
        if entry.since is not None and entry.since.year > entry.year:
            if entry.kk is None and len(self.column_years) > 1:
                return  # a column of an earlier year, rightly blank
            message = str(BEGAN_LATER) % {"since": entry.since.isoformat(), "year": entry.year}
            self.plan.report(row.problem(SINCE.key, code="began_later", message=message))
            return
        said = (entry.head_name, entry.kk)
        twice = self.seen.check(row, (entry.kelurahan.code, entry.number, entry.year, entry.since), said)
        if twice is None:
            self.entries.append((row, entry))
            return
        self.plan.put(row, Outcome.UNCHANGED)
        self.plan.report(twice)

    def check_totals(self) -> None:
        for column_year, figures in self.counted.items():
            self.plan.report(*wrong_totals(self.table, KK.key, figures, year=column_year))

    def settle(self, *, this_year: int) -> None:
        """A row counts once, by the most that happens through it; a count of a past year is not silently replaced."""
        most: dict[int, Effect] = {}
        planned = plan_roster(entries=[entry for _, entry in self.entries])
        for (row, entry), one in zip(self.entries, planned, strict=True):
            before = most.get(row.number)
            effect = one.effect if before is None else max(before, one.effect, key=ORDER.index)
            most[row.number] = effect
            if one.effect is Effect.UNCHANGED:
                self.plan.put(row, OUTCOMES[effect])
            else:
                about = (entry.kelurahan.pk, entry.number, one.rt.pk)
                self.plan.put(row, OUTCOMES[effect], one, self._changes(one), about)
            if one.stored_kk is not None and entry.kk not in (None, one.stored_kk) and entry.year < this_year:
                self.plan.report(self._contradiction(row, one))

    def _changes(self, one: PlannedEntry) -> dict[str, Sequence[Any]]:
        """By column of the sheet; what is made from nothing has None before."""
        said = {COLUMN_OF[name]: change for name, change in one.details.items()}
        if one.effect is Effect.NEW:
            said[YEAR.key] = [None, said[YEAR.key]]
        if len(self.column_years) > 1 and KK.key in said:
            said[f"{KK.key}@{one.entry.year}"] = said.pop(KK.key)
        return said

    def _contradiction(self, row: DataRow, one: PlannedEntry) -> Problem:
        entry = one.entry
        words = {"year": entry.year, "stored": one.stored_kk, "sheet": entry.kk}
        return row.problem(
            KK.key,
            year=entry.year if len(self.column_years) > 1 else None,
            code="contradicts_stored",
            message=str(CONTRADICTS) % words,
            severity=Severity.DECISION,
            printed=entry.kk,
            computed=one.stored_kk,
            resolved_by=Resolution.CONTRADICTION,
        )


ROSTER: Final = RosterKind()
