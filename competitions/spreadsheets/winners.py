"""Winners of past years, one row per entry; a (year, period) without an edition gets an archive (CONTRACT 3, 6)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from competitions.domain.size_category import DEFAULT_CATEGORIES
from competitions.entry_names import MOST_RTS, entry_code, entry_label
from competitions.enums import AwardSource
from competitions.models import Award, Edition
from competitions.services.archives import create_archive
from competitions.services.awards import AwardValue, record_awards
from competitions.spreadsheets.archives import Editions
from competitions.spreadsheets.counts import wrong_counts
from competitions.spreadsheets.nominations import TOO_MANY_RTS, TRACK, parse_track
from rt_registry.models import RT, ImportBatch, Kelurahan
from rt_registry.spreadsheets.cells import CellProblem, parse_decimal, parse_int, parse_rt, parse_rupiah, parse_text
from rt_registry.spreadsheets.columns import ROMAN, Column
from rt_registry.spreadsheets.grid import Cell
from rt_registry.spreadsheets.kinds import Context, Outcome, Plan, Seen
from rt_registry.spreadsheets.places import PLACE_COLUMNS, RegionBook
from rt_registry.spreadsheets.report import Problem, Resolution, Severity
from rt_registry.spreadsheets.roster import RT_NUMBER
from rt_registry.spreadsheets.rts import RTBook
from rt_registry.spreadsheets.sums import wrong_totals
from rt_registry.spreadsheets.tables import DataRow, RowReader, Table
from rt_registry.spreadsheets.years import YEAR, default_year, year_of_row


PERIOD: Final = Column("periode", ("period", "periode ke", "tahap"), _("Period"))
CATEGORY: Final = Column("kategori", ("kategori pemenang", "kategori kk", "kelompok", "category"), _("Size category"))
TOTAL: Final = Column("nilai", ("nilai akhir", "skor", "total nilai", "nilai total", "jumlah nilai"), _("Total"))
PRIZE: Final = Column(
    "hadiah", ("uang pembinaan", "jumlah hadiah", "nominal", "besaran hadiah", "hadiah rp"), _("Prize (rupiah)")
)
MOST_PRIZE: Final = 10**12
NOISE: Final = Decimal("1e-9")
"""What a number cell may be off because spreadsheet programs count in binary."""

UNKNOWN_CATEGORY: Final = _("There is no such size category in that edition; there are: %(names)s.")
OUT_OF_RANGE: Final = _("The number is outside of what is possible here.")
TOO_FINE: Final = _("A total has at most two decimals.")
OTHER_ENTRY: Final = _("One of these RTs is stored for this edition within another entry: %(entry)s.")
CONTRADICTS: Final = _("For %(edition)s %(stored)s is stored; the sheet says %(sheet)s.")

Said = dict[str, Any]
"""What a row says of an entry, by the field of Award; a blank cell says nothing."""
FIELDS: Final = {CATEGORY.key: "category_code", TOTAL.key: "total", PRIZE.key: "prize", TRACK.key: "track"}


@dataclass(frozen=True)
class WonEntry:
    """One winning entry. `edition` None: its (year, period) has none yet."""

    row: int
    year: int
    period: int
    edition: Edition | None
    kelurahan: Kelurahan
    rts: tuple[RT, ...]
    said: Mapping[str, Any]

    @property
    def code(self) -> str:
        return entry_code(self.kelurahan.code, [rt.number for rt in self.rts])

    @property
    def label(self) -> str:
        return entry_label(self.kelurahan.name, [rt.number for rt in self.rts])

    @property
    def about(self) -> tuple[Any, ...]:
        return self.year, self.period, [rt.pk for rt in self.rts]

    def values(self) -> Iterator[AwardValue]:
        for rt in self.rts:
            yield AwardValue(rt=rt, entry_code=self.code, label=self.label, **self.said, row=self.row)

    def changes(self, before: Mapping[str, Any] | None) -> dict[str, Sequence[Any]]:
        """What the row would change, by the name of its column."""
        new: dict[str, Sequence[Any]] = {
            RT_NUMBER.key: [None, self.label],
            YEAR.key: [None, self.year],
            PERIOD.key: [None, self.period],
        }
        return (new if before is None else {}) | {
            key: [_simple((before or {}).get(name)), _simple(self.said[name])]
            for key, name in FIELDS.items()
            if name in self.said and (before or {}).get(name) != self.said[name]
        }


def _simple(value: Any) -> Any:
    return str(value) if isinstance(value, str | Decimal) else value


class WinnersKind:
    name = "winners"
    columns: Sequence[Column] = (*PLACE_COLUMNS, YEAR, PERIOD, RT_NUMBER, CATEGORY, TOTAL, PRIZE, TRACK)
    required: Sequence[frozenset[str]] = (frozenset({"kode_kelurahan", "kelurahan"}), frozenset({"rt"}))
    parts: Mapping[type[Model], Sequence[type[Model]]] = {}
    columns_of: Mapping[type[Model], Mapping[str, str]] = {
        Award: {**{name: key for key, name in FIELDS.items()}, "rt_id": RT_NUMBER.key}
    }

    def plan(self, table: Table, context: Context) -> Plan[WonEntry]:
        editions = Editions.load(context)
        reading = _Reading(editions, RegionBook.load(context.names), RTBook.load(), default_year(context))
        rows = [(row, entry) for row in table.rows if (entry := reading.read(row)) is not None]
        reading.plan.report(*wrong_totals(table, PRIZE.key, reading.prizes), *wrong_counts(table, reading.counted))
        stored = _Stored.load([entry for _, entry in rows])
        for row, entry in rows:
            reading.settle(row, entry, stored)
        return reading.plan

    def store(self, plan: Plan[WonEntry], context: Context, batch: ImportBatch) -> None:
        by_edition: dict[tuple[int, int, Edition | None], list[WonEntry]] = defaultdict(list)
        for entry in plan.work:
            by_edition[entry.year, entry.period, entry.edition].append(entry)
        for (year, period, known), entries in by_edition.items():
            edition = known or create_archive(year=year, period=period, by=context.by, now=context.now, batch=batch)
            record_awards(
                edition=edition,
                awards=[value for entry in entries for value in entry.values()],
                source=AwardSource.IMPORTED,
                by=context.by,
                now=context.now,
                batch=batch,
                keep_others=True,
            )


@dataclass
class _Stored:
    """The awards there are of the editions concerned: by entry, and by RT. One query."""

    by_entry: Mapping[tuple[int, str], list[Award]]
    by_rt: Mapping[tuple[int, int], Award]

    @classmethod
    def load(cls, entries: Sequence[WonEntry]) -> "_Stored":
        editions = {entry.edition.pk for entry in entries if entry.edition is not None}
        by_entry: dict[tuple[int, str], list[Award]] = defaultdict(list)
        by_rt: dict[tuple[int, int], Award] = {}
        for award in Award.objects.filter(edition_id__in=editions):
            by_entry[award.edition_id, award.entry_code].append(award)
            by_rt[award.edition_id, award.rt_id] = award
        return cls(by_entry, by_rt)


@dataclass
class _Reading:
    editions: Editions
    regions: RegionBook
    rts: RTBook
    default_year: int | None
    plan: Plan[WonEntry] = field(default_factory=Plan)
    seen: Seen = field(default_factory=Seen)
    prizes: dict[int, int] = field(default_factory=dict)
    counted: dict[int, int] = field(default_factory=dict)

    def read(self, row: DataRow) -> WonEntry | None:
        """What a row says by itself; None where something is wrong with it, or it says nothing new."""
        reader = RowReader(row)
        numbers = reader.take("rt", parse_rt, required=True)
        period = reader.take(PERIOD.key, parse_period)
        said: Said = {
            "category_code": reader.take(CATEGORY.key, parse_category),
            "total": reader.take(TOTAL.key, parse_total),
            "prize": reader.take(PRIZE.key, parse_prize),
            "track": reader.take(TRACK.key, parse_track),
        }
        said = {name: value for name, value in said.items() if value is not None}
        year, wrong = year_of_row(row, default=self.default_year)
        place = self.regions.kelurahan(row, year=year)
        self.plan.report(*reader.problems, *place.problems, *([wrong] if wrong else []))
        self.counted[row.number] = len(numbers or [0])
        if "prize" in said:
            self.prizes[row.number] = said["prize"]
        if not reader.is_clean or place.region is None or not numbers or year is None:
            return None
        period = period or row.table.period or self.editions.default_period
        edition, problem = self.editions.find(row, year, period)
        problems = [*([problem] if problem else []), *self._out_of_bounds(row, numbers, edition, said)]
        rts, missing = self.rts.rts_of(row, place.region, numbers, year)
        self.plan.report(*problems, *missing)
        if problems or missing or self._is_twice(row, (year, period, place.region.pk), numbers, said):
            return None
        return WonEntry(row.number, year, period, edition, place.region, tuple(rts), said)

    def _out_of_bounds(
        self, row: DataRow, numbers: Sequence[int], edition: Edition | None, said: Said
    ) -> Iterator[Problem]:
        if len(numbers) > MOST_RTS:
            message = str(TOO_MANY_RTS) % {"most": MOST_RTS}
            yield row.problem("rt", code="too_many_rts", message=message)
        known = self.editions.categories_of(edition) or [category.code for category in DEFAULT_CATEGORIES]
        if said.get("category_code", known[0]) not in known:
            message = str(UNKNOWN_CATEGORY) % {"names": ", ".join(known)}
            yield row.problem(CATEGORY.key, code="unknown_category", message=message)

    def _is_twice(self, row: DataRow, where: tuple[int, ...], numbers: tuple[int, ...], said: Said) -> bool:
        checks = [self.seen.check(row, (*where, number), (numbers, said)) for number in numbers]
        found = [problem for problem in checks if problem is not None]
        if not found:
            return False
        self.plan.report(min(found, key=lambda problem: problem.severity is not Severity.ERROR))
        self.plan.put(row, Outcome.UNCHANGED)
        return True

    def settle(self, row: DataRow, entry: WonEntry, stored: _Stored) -> None:
        """Compare with the awards there are: blanks are filled, what differs is a question."""
        edition_id = entry.edition.pk if entry.edition is not None else 0
        awards = stored.by_entry.get((edition_id, entry.code), [])
        held = {rt.pk: stored.by_rt[edition_id, rt.pk] for rt in entry.rts if (edition_id, rt.pk) in stored.by_rt}
        foreign = [award for award in held.values() if award.entry_code != entry.code]
        if foreign:
            message = str(OTHER_ENTRY) % {"entry": foreign[0].label}
            self.plan.report(row.problem("rt", code="already_entered", message=message))
            return
        if not awards:
            self.plan.put(row, Outcome.NEW, entry, entry.changes(None), entry.about)
            return
        before = {name: getattr(awards[0], name) for name in FIELDS.values()}
        differing = [name for name, value in entry.said.items() if before[name] != value]
        self.plan.report(*self._contradictions(row, entry, before))
        merged = {**{name: value for name, value in before.items() if value not in (None, "")}, **entry.said}
        merged["best_in_city"] = awards[0].best_in_city
        if differing:
            self.plan.put(row, Outcome.CHANGED, replace(entry, said=merged), entry.changes(before), entry.about)
        else:
            self.plan.put(row, Outcome.UNCHANGED)

    def _contradictions(self, row: DataRow, entry: WonEntry, before: Said) -> Iterator[Problem]:
        for key, name in FIELDS.items():
            stored, said = before[name], entry.said.get(name)
            if said is None or stored in (None, "", said):
                continue
            yield row.problem(
                key,
                code="contradicts_stored",
                message=str(CONTRADICTS) % {"edition": entry.edition, "stored": stored, "sheet": said},
                severity=Severity.DECISION,
                printed=said,
                computed=stored,
                resolved_by=Resolution.CONTRADICTION,
            )


def parse_period(cell: Cell) -> int | None:
    """1, "II", "Periode 2" -> the judging period."""
    text = cell.text.casefold().removeprefix("periode").strip(" .-")
    if text in ROMAN:
        return ROMAN[text]
    return parse_int(Cell(text, text, cell.address) if isinstance(cell.value, str) else cell, minimum=1, maximum=9)


def parse_category(cell: Cell) -> str | None:
    text = (parse_text(cell) or "").casefold().removeprefix("kategori").strip()
    return text or None


def parse_total(cell: Cell) -> Decimal | None:
    total = parse_decimal(cell, minimum=0, maximum=100)
    if total is None:
        return None
    rounded = round(total, 2)
    if abs(rounded - total) > NOISE:
        raise CellProblem("too_fine", TOO_FINE)
    return rounded


def parse_prize(cell: Cell) -> int | None:
    prize = parse_rupiah(cell)
    if prize is not None and not 0 <= prize <= MOST_PRIZE:
        raise CellProblem("out_of_range", OUT_OF_RANGE)
    return prize


WINNERS: Final = WinnersKind()
