"""All years side by side, each figure with its source. Nominated and carried out are never mixed (DOMAIN 9)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q

from competitions.domain.coverage import Coverage, percent
from competitions.enums import Phase
from competitions.models import Award, Recap, RecapRow
from rt_registry.models import Kecamatan
from scoring.enums import EntryState
from scoring.models import ResultEntry
from scoring.selectors.public_coverage import History, Regions, load_history, load_regions
from scoring.selectors.results import latest_results


@dataclass(frozen=True)
class YearFigures:
    """One source of one year; per kecamatan id, None: the source does not tell."""

    key: str
    year: int
    label: str
    source: str
    url: str
    kind: str
    """recap, result or archive"""
    nominated: Mapping[int, int | None]
    carried_out: Mapping[int, int | None]
    winners: Mapping[int, int | None]
    rts: Mapping[int, int | None]
    simulated: bool = False

    def city(self, measure: str) -> int | None:
        """The sum over the kecamatan; None if no kecamatan has a figure."""
        values = [value for value in getattr(self, measure).values() if value is not None]
        return sum(values) if values else None


@dataclass(frozen=True)
class Statistics:
    kecamatan: Sequence[Kecamatan]
    years: Sequence[YearFigures]
    coverage: Sequence["CoverageYear"]
    recap_sums: Sequence["RecapSum"]
    recap_years: Sequence[int]
    recap_rt_year: int | None


@dataclass(frozen=True)
class CoverageYear:
    """Coverage of the city and each kecamatan at the end of one year, by the RTs of that year."""

    year: int
    city: Coverage
    by_kecamatan: Mapping[int, Coverage]


@dataclass(frozen=True)
class RecapSum:
    """Yearly participations of a recap added up: one RT may be counted more than once. `kecamatan` None: the city."""

    kecamatan: Kecamatan | None
    by_year: Sequence[int | None]
    total: int | None
    rts: int | None

    @property
    def percent(self) -> Decimal | None:
        return None if self.total is None else percent(self.total, self.rts)


def load_statistics(day: date) -> Statistics:
    """Eight queries, whatever the number of years."""
    regions = load_regions()
    kecamatan = regions.kecamatan
    recaps, results = _recaps(), _results(kecamatan)
    years = sorted([*recaps, *results, *_archives()], key=lambda figures: (figures.year, figures.kind != "recap"))
    wanted = sorted({figures.year for figures in years if figures.kind != "recap"} | {day.year})
    recap_years = [figures for figures in recaps if figures.city("carried_out") is not None]
    return Statistics(
        kecamatan=kecamatan,
        years=years,
        coverage=_coverage(load_history(wanted), regions, wanted),
        recap_sums=_recap_sums(kecamatan, recap_years),
        recap_years=[figures.year for figures in recap_years],
        recap_rt_year=recap_years[-1].year if recap_years else None,
    )


def _recaps() -> list[YearFigures]:
    rows: defaultdict[int, list[RecapRow]] = defaultdict(list)
    for row in RecapRow.objects.select_related("recap").order_by("recap__year"):
        rows[row.recap.year].append(row)
    return [_recap_figures(year, inside[0].recap, inside) for year, inside in rows.items()]


def _recap_figures(year: int, recap: Recap, rows: Iterable[RecapRow]) -> YearFigures:
    listed = list(rows)

    def column(name: str) -> dict[int, int | None]:
        return {row.kecamatan_id: getattr(row, name) for row in listed}

    return YearFigures(
        key=f"recap-{year}",
        year=year,
        label=str(year),
        source=recap.source,
        url="",
        kind="recap",
        nominated=column("nominated"),
        carried_out=column("carried_out"),
        winners=column("winners"),
        rts=column("rt_count"),
    )


_Facts = tuple[str, str, int, bool]
"""Slug, name, year and whether simulated, of an edition."""


def _results(kecamatan: Sequence[Kecamatan]) -> list[YearFigures]:
    """Entries of published results: all of them, those assessed, those that won. One query."""
    ids = {one.code: one.pk for one in kecamatan}
    edition = "result__edition__"
    rows = (
        ResultEntry.objects.filter(result__in=latest_results().order_by().values("pk"))
        .order_by()
        .values_list(f"{edition}slug", f"{edition}name", f"{edition}year", "result__simulated", "kecamatan_code")
        .annotate(
            n=Count("pk"),
            ranked=Count("pk", filter=Q(state=EntryState.RANKED)),
            winners=Count("pk", filter=Q(winner=True)),
        )
    )
    counted: defaultdict[_Facts, dict[int, tuple[int, int, int]]] = defaultdict(dict)
    for slug, name, year, simulated, code, *counts in rows:
        if code in ids:
            counted[slug, name, year, simulated][ids[code]] = (counts[0], counts[1], counts[2])
    return [_result_figures(facts, found, ids.values()) for facts, found in counted.items()]


def _result_figures(
    facts: _Facts, counted: Mapping[int, tuple[int, int, int]], kecamatan_ids: Iterable[int]
) -> YearFigures:
    def column(place: int) -> dict[int, int | None]:
        return {pk: counted.get(pk, (0, 0, 0))[place] for pk in kecamatan_ids}

    return _edition_figures(facts, "result", nominated=column(0), carried_out=column(1), winners=column(2))


def _archives() -> list[YearFigures]:
    """Years of which only the winners are left. One query."""
    rows = (
        Award.objects.filter(edition__is_archive=True)
        .exclude(edition__phase=Phase.DRAFT)
        .order_by()
        .values_list(
            *("edition__slug", "edition__name", "edition__year", "edition__simulated", "rt__kelurahan__kecamatan_id")
        )
        .annotate(n=Count("entry_code", distinct=True))
    )
    winners: defaultdict[_Facts, dict[int, int | None]] = defaultdict(dict)
    for slug, name, year, simulated, kecamatan, n in rows:
        winners[slug, name, year, simulated][kecamatan] = n
    return [_edition_figures(facts, "archive", winners=found) for facts, found in winners.items()]


def _edition_figures(
    facts: _Facts,
    kind: str,
    *,
    winners: Mapping[int, int | None],
    nominated: Mapping[int, int | None] | None = None,
    carried_out: Mapping[int, int | None] | None = None,
) -> YearFigures:
    slug, name, year, simulated = facts
    return YearFigures(
        key=slug,
        year=year,
        label=name,
        source="",
        url=slug,
        kind=kind,
        nominated=nominated or {},
        carried_out=carried_out or {},
        winners=winners,
        rts={},
        simulated=simulated,
    )


def _coverage(history: History, regions: Regions, years: Sequence[int]) -> list[CoverageYear]:
    inside = regions.kecamatan_of
    return [CoverageYear(year, history.city(year), history.kecamatan(year, inside)) for year in years]


def _recap_sums(kecamatan: Sequence[Kecamatan], years: Sequence[YearFigures]) -> list[RecapSum]:
    """Carried out, added up over the recaps that tell it; by the RTs of the last of these years."""
    if not years:
        return []

    def line(one: Kecamatan | None, value: Callable[[YearFigures, str], int | None]) -> RecapSum:
        by_year = [value(figures, "carried_out") for figures in years]
        known = [number for number in by_year if number is not None]
        return RecapSum(one, by_year, sum(known) if known else None, value(years[-1], "rts"))

    def of(one: Kecamatan) -> Callable[[YearFigures, str], int | None]:
        return lambda figures, measure: getattr(figures, measure).get(one.pk)

    lines = [line(one, of(one)) for one in kecamatan]
    return [*lines, line(None, lambda figures, measure: figures.city(measure))]
