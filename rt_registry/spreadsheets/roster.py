"""The roster: RTs with their heads and KK, one row per RT and year (CONTRACT 6)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rt_registry.models import ImportBatch
from rt_registry.services.checks import FEWEST_KK, MOST_KK
from rt_registry.services.roster_bulk import Effect, PlannedEntry, RosterEntry, plan_roster, store_roster
from rt_registry.spreadsheets.cells import parse_int, parse_rt, parse_text
from rt_registry.spreadsheets.columns import Column
from rt_registry.spreadsheets.kinds import Context, Outcome, Plan, Seen
from rt_registry.spreadsheets.places import PLACE_COLUMNS, RegionBook
from rt_registry.spreadsheets.report import Problem, Resolution, Severity
from rt_registry.spreadsheets.sums import wrong_totals
from rt_registry.spreadsheets.tables import DataRow, RowReader, Table
from rt_registry.spreadsheets.years import YEAR, year_of_edition, year_of_row


RT_NUMBER: Final = Column("rt", ("nomor rt", "nama rt", "rt ke", "rukun tetangga", "nomor urut rt"), _("RT"))
HEAD: Final = Column(
    "ketua_rt", ("ketua", "nama ketua", "nama ketua rt", "ketua rukun tetangga"), _("Head of the RT")
)
KK: Final = Column(
    "jumlah_kk", ("kk", "jumlah kepala keluarga", "jumlah keluarga", "kepala keluarga"), _("Number of KK")
)

SEVERAL_RTS: Final = _("A roster has one RT per row.")
CONTRADICTS: Final = _("For %(year)s %(stored)s KK are stored; the sheet says %(sheet)s.")


@dataclass
class _Roster:
    """The rows of one sheet, understood: entries with the row each came from."""

    entries: list[RosterEntry] = field(default_factory=list)
    rows: list[DataRow] = field(default_factory=list)
    counted: dict[int | None, dict[int, int]] = field(default_factory=dict)  # year of the column -> row -> KK
    seen: Seen = field(default_factory=Seen)


class RosterKind:
    name = "roster"
    columns: Sequence[Column] = (*PLACE_COLUMNS, RT_NUMBER, HEAD, KK, YEAR)
    required: Sequence[frozenset[str]] = (frozenset({"kode_kelurahan", "kelurahan"}), frozenset({"rt"}))

    def plan(self, table: Table, context: Context) -> Plan[RosterEntry]:
        """Read all rows, then ask the registry once what storing them would do."""
        plan: Plan[RosterEntry] = Plan()
        roster, book, default = _Roster(), RegionBook.load(), year_of_edition(context)
        for row in table.rows:
            plan.report(*_read(row, book, default, roster, plan))
        for column_year, figures in roster.counted.items():
            plan.report(*wrong_totals(table, KK.key, figures, year=column_year))
        this_year = timezone.localdate(context.now).year
        for row, planned in zip(roster.rows, plan_roster(entries=roster.entries), strict=True):
            _put(plan, row, planned, this_year)
        return plan

    def store(self, plan: Plan[RosterEntry], context: Context, batch: ImportBatch) -> None:
        store_roster(entries=plan.work, source=batch.file_name, by=context.by, now=context.now)


def _read(
    row: DataRow, book: RegionBook, default: int | None, roster: _Roster, plan: Plan[RosterEntry]
) -> list[Problem]:
    """Add what a row says, one entry per year it has a column for; return what is wrong with it."""
    reader = RowReader(row)
    numbers = reader.take("rt", parse_rt, required=True)
    head = reader.take("ketua_rt", parse_text, max_length=120) or ""
    column_years: list[int | None] = list(row.table.years(KK.key))
    if len(column_years) < 2:
        column_years = [None]
    kk = {
        year: reader.take(KK.key, parse_int, year=year, minimum=FEWEST_KK, maximum=MOST_KK) for year in column_years
    }
    problems = list(reader.problems)
    if numbers and len(numbers) > 1:
        problems.append(row.problem("rt", code="several_rts", message=SEVERAL_RTS))
    for column_year, counted in kk.items():
        if counted is not None:
            roster.counted.setdefault(column_year, {})[row.number] = counted
        problems += _add(row, book, (column_year, default), numbers, head, counted, roster, plan, problems, reader)
    return list(dict.fromkeys(problems))


def _add(
    row: DataRow,
    book: RegionBook,
    years: tuple[int | None, int | None],
    numbers: tuple[int, ...] | None,
    head: str,
    kk: int | None,
    roster: _Roster,
    plan: Plan[RosterEntry],
    known: list[Problem],
    reader: RowReader,
) -> list[Problem]:
    column_year, default = years
    year, wrong = (column_year, None) if column_year is not None else year_of_row(row, default=default)
    if wrong is not None:
        return [wrong]
    place = book.kelurahan(row, year=year)
    problems = list(place.problems)
    if known or reader.lacks_value or place.region is None or not numbers or year is None:
        return problems
    twice = roster.seen.check(row, (place.region.pk, numbers[0], year), (head, kk))
    if twice is not None:
        plan.put(row, Outcome.UNCHANGED)
        return [*problems, twice]
    roster.entries.append(RosterEntry(place.region, numbers[0], year, head, kk))
    roster.rows.append(row)
    return problems


_ORDER: Final = (Outcome.UNCHANGED, Outcome.CHANGED, Outcome.NEW)
_OUTCOMES: Final = {Effect.NEW: Outcome.NEW, Effect.CHANGED: Outcome.CHANGED, Effect.UNCHANGED: Outcome.UNCHANGED}


def _put(plan: Plan[RosterEntry], row: DataRow, planned: PlannedEntry, this_year: int) -> None:
    """A row counts once, by the most that happens through it; a count of a past year is not overwritten silently."""
    outcome = _OUTCOMES[planned.effect]
    before = plan.outcomes.get(row.number, Outcome.UNCHANGED)
    entry = planned.entry
    plan.put(
        row, max(outcome, before, key=_ORDER.index), entry if outcome is not Outcome.UNCHANGED else None
    )
    is_other = planned.stored_kk is not None and entry.kk not in (None, planned.stored_kk)
    if is_other and entry.year < this_year:
        plan.report(_contradiction(row, planned))


def _contradiction(row: DataRow, planned: PlannedEntry) -> Problem:
    entry = planned.entry
    wide = entry.year if len(row.table.years(KK.key)) > 1 else None
    words = {"year": entry.year, "stored": planned.stored_kk, "sheet": entry.kk}
    return row.problem(
        KK.key,
        year=wide,
        code="contradicts_stored",
        message=str(CONTRADICTS) % words,
        severity=Severity.DECISION,
        printed=entry.kk,
        computed=planned.stored_kk,
        resolved_by=Resolution.CONTRADICTION,
    )


ROSTER: Final = RosterKind()
