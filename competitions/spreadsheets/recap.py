"""Recaps of past years per kecamatan, as agencies type them: one year, or several side by side (DOMAIN 9)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from competitions.models import RecapRow
from competitions.services.recaps import RecapValue, store_recap
from rt_registry.models import ImportBatch, Kecamatan
from rt_registry.spreadsheets.cells import parse_int, parse_percent
from rt_registry.spreadsheets.columns import Column
from rt_registry.spreadsheets.headers import FoundColumn
from rt_registry.spreadsheets.kinds import Context, Outcome, Plan, Seen
from rt_registry.spreadsheets.places import KECAMATAN, KODE_KECAMATAN, RegionBook
from rt_registry.spreadsheets.report import Problem, Resolution, Severity
from rt_registry.spreadsheets.sums import sum_mismatch, wrong_totals
from rt_registry.spreadsheets.tables import DataRow, RowReader, Table
from rt_registry.spreadsheets.years import YEAR, default_year, year_of_row


KELURAHAN_COUNT: Final = Column("jumlah_kelurahan", ("kelurahan", "banyak kelurahan"), _("Number of kelurahan"))
RT_COUNT: Final = Column("jumlah_rt", ("rt", "total rt", "banyak rt"), _("Number of RTs"))
NOMINATED: Final = Column(
    "diusulkan",
    (
        *("rt diusulkan", "rt yang diusulkan", "jumlah rt diusulkan", "jumlah rt yang diusulkan", "jumlah diusulkan"),
        *("pengusulan", "jumlah pengusulan", "usulan", "jumlah usulan", "usul", "diusul"),
    ),
    _("Nominated"),
)
CARRIED_OUT: Final = Column(
    "terlaksana",
    (
        *("rt terlaksana", "rt yang terlaksana", "jumlah rt terlaksana", "jumlah rt yang terlaksana"),
        *("jumlah terlaksana", "pelaksanaan", "dilaksanakan", "realisasi"),
    ),
    _("Carried out"),
)
BESAR, SEDANG, KECIL = (
    Column(f"pemenang_{size}", (size, f"jumlah pemenang {size}", f"pemenang kategori {size}", f"rt {size}"), label)
    for size, label in (("besar", _("Winners besar")), ("sedang", _("Winners sedang")), ("kecil", _("Winners kecil")))
)
WINNERS: Final = Column(
    "pemenang_jumlah", ("jumlah pemenang", "pemenang", "total pemenang", "jumlah", "total"), _("Winners")
)
PERCENT: Final = Column(
    "persentase", ("persen", "prosentase", "capaian", "persentase terlaksana", "persentase capaian"), _("Percentage")
)

FIELDS: Final[Mapping[str, str]] = {
    KELURAHAN_COUNT.key: "kelurahan_count",
    RT_COUNT.key: "rt_count",
    NOMINATED.key: "nominated",
    CARRIED_OUT.key: "carried_out",
    BESAR.key: "winners_besar",
    SEDANG.key: "winners_sedang",
    KECIL.key: "winners_kecil",
    WINNERS.key: "winners",
}
OF_ALL_YEARS: Final = frozenset({KELURAHAN_COUNT.key, RT_COUNT.key})
"""Columns that a sheet of several years prints once, for all of them."""
SHARES: Final = (
    *(("carried_out", "nominated"), ("carried_out", "rt_count"), ("nominated", "rt_count")),
    *(("winners", "nominated"), ("winners", "carried_out"), ("winners", "rt_count")),
)
MOST: Final = 30_000

OUT_OF_RANGE: Final = _("A recap is of a year between 2000 and 2100.")
CONTRADICTS: Final = _("For %(year)s %(stored)s is stored; the sheet says %(sheet)s.")

Figures = dict[str, int]


@dataclass(frozen=True)
class RecapEntry:
    """What one row says of one kecamatan in one year; a figure that it does not say is absent."""

    year: int
    kecamatan: Kecamatan
    figures: Mapping[str, int]


class RecapKind:
    name = "recap"
    columns: Sequence[Column] = (
        *(KODE_KECAMATAN, KECAMATAN, YEAR, KELURAHAN_COUNT, RT_COUNT, NOMINATED, CARRIED_OUT),
        *(BESAR, SEDANG, KECIL, WINNERS, PERCENT),
    )
    required: Sequence[frozenset[str]] = (
        frozenset({"kode_kecamatan", "kecamatan"}),
        frozenset({NOMINATED.key, CARRIED_OUT.key, BESAR.key, SEDANG.key, KECIL.key, WINNERS.key, RT_COUNT.key}),
    )

    def plan(self, table: Table, context: Context) -> Plan[RecapEntry]:
        reading = _Reading(table, RegionBook.load(), default_year(context))
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
            by_year[entry.year].append(RecapValue(entry.kecamatan, **figures))
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
    printed: dict[tuple[str, int | None], dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    seen: Seen = field(default_factory=Seen)

    def __post_init__(self) -> None:
        dated = {year for key in (*FIELDS, PERCENT.key) for year in self.table.years(key)}
        self.column_years: list[int | None] = [*sorted(dated)] or [None]

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
            self.plan.report(*self._wrong_sums(row, column_year, figures))
            self._add(row, column_year, RecapEntry(year, place.region, figures))

    def _take(self, reader: RowReader, year: int | None) -> Figures:
        figures: Figures = {}
        for key, name in FIELDS.items():
            found = self._column(key, year)
            value = reader.take(key, parse_int, year=found.year, maximum=MOST) if found else None
            if found is not None and value is not None:
                figures[name] = self.printed[key, found.year][reader.row.number] = value
        parts = [figures.get(name) for name in ("winners_besar", "winners_sedang", "winners_kecil")]
        if "winners" not in figures and None not in parts:
            figures["winners"] = sum(part or 0 for part in parts)
        return figures

    def _column(self, key: str, year: int | None) -> FoundColumn | None:
        """The column that speaks of `year`: its own, or one printed once for all years."""
        found = [column for column in self.table.columns if column.key == key]
        own = next((column for column in found if column.year == year), None)
        is_shared = key in OF_ALL_YEARS or len(self.column_years) == 1
        return own or next((column for column in found if column.year is None and is_shared), None)

    def _year(self, row: DataRow, column_year: int | None) -> int | None:
        year, wrong = (column_year, None) if column_year else year_of_row(row, default=self.default_year)
        if year is not None and not 2000 <= year <= 2100:
            year, wrong = None, row.problem("tahun", code="year_out_of_range", message=OUT_OF_RANGE)
        if wrong is not None:
            self.plan.report(wrong)
        return year

    def _add(self, row: DataRow, column_year: int | None, entry: RecapEntry) -> None:
        twice = self.seen.check(row, (entry.year, entry.kecamatan.pk), entry.figures, column="kecamatan")
        if twice is None:
            self.entries.append((row, column_year, entry))
            return
        self.plan.put(row, self.plan.outcomes.get(row.number, Outcome.UNCHANGED))
        self.plan.report(twice)

    def _wrong_sums(self, row: DataRow, year: int | None, figures: Figures) -> Iterator[Problem]:
        sizes = [figures.get(name) for name in ("winners_besar", "winners_sedang", "winners_kecil")]
        said = [size for size in sizes if size is not None]
        if len(said) == len(sizes) and figures["winners"] != sum(said):
            found = self._column(WINNERS.key, year)
            column_year = found.year if found else None
            yield sum_mismatch(row, WINNERS.key, figures["winners"], sum(said), year=column_year)
        yield from self._wrong_percentage(row, year, figures)

    def _wrong_percentage(self, row: DataRow, year: int | None, figures: Figures) -> Iterator[Problem]:
        """A printed percentage holds if it is any of the shares that the row's own figures make."""
        found = self._column(PERCENT.key, year)
        if found is None:
            return
        reader = RowReader(row)
        printed = reader.take(PERCENT.key, parse_percent, year=found.year)
        self.plan.report(*reader.problems)
        shares = [
            Decimal(100 * figures[part]) / figures[whole]
            for part, whole in SHARES
            if part in figures and figures.get(whole)
        ]
        if printed is not None and shares and not any(_is_rounded(printed, share) for share in shares):
            yield sum_mismatch(row, PERCENT.key, f"{printed:f}", f"{shares[0]:.2f}", year=found.year)

    def check_totals(self) -> None:
        for (key, year), figures in self.printed.items():
            self.plan.report(*wrong_totals(self.table, key, figures, year=year))

    def settle(self) -> None:
        """Compare with what is stored: blanks are filled, and figures that differ are a question."""
        stored = _stored({entry.year for _, _, entry in self.entries})
        for row, column_year, entry in self.entries:
            known = stored.get((entry.year, entry.kecamatan.pk))
            before = _figures_of(known)
            differing = {n: f for n, f in entry.figures.items() if before.get(n) != f}
            outcome = Outcome.NEW if known is None else Outcome.CHANGED if differing else Outcome.UNCHANGED
            most = max(outcome, self.plan.outcomes.get(row.number, Outcome.UNCHANGED), key=_ORDER.index)
            self.plan.put(row, most, entry if outcome is not Outcome.UNCHANGED else None)
            self.plan.report(*self._contradictions(row, column_year, entry, before))

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


def _is_rounded(printed: Decimal, exact: Decimal) -> bool:
    """Whether the printed percentage is the exact one, rounded or cut off after its decimals."""
    exponent = printed.normalize().as_tuple().exponent
    decimals = min(max(-exponent, 0), 2) if isinstance(exponent, int) else 0
    return abs(printed - exact) < Decimal(1).scaleb(-decimals)


RECAP: Final = RecapKind()
