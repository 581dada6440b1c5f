"""Kecamatan and kelurahan as the public reads them: RTs, coverage, predikat, winners by year."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Q
from django.urls import reverse

from competitions.domain.coverage import Coverage, bantar_threshold, is_kelurahan_bantar
from competitions.models import Award, NominationRT, RecapRow
from rt_registry.models import RT, Kecamatan, Kelurahan
from rt_registry.selectors.rts import kk_up_to, origins_of
from scoring.models import ResultEntry
from scoring.selectors.public_coverage import History, Won, load_history, load_regions
from scoring.selectors.results import latest_results


@dataclass(frozen=True)
class KelurahanLine:
    """A kelurahan in a list: RTs of this year, how many took part, how many hold the predikat."""

    kelurahan: Kelurahan
    rts: int
    coverage: Coverage
    holders: int

    @property
    def needed(self) -> int:
        return bantar_threshold(self.rts)

    @property
    def is_bantar(self) -> bool:
        return is_kelurahan_bantar(self.holders, self.rts)


@dataclass(frozen=True)
class KecamatanBlock:
    kecamatan: Kecamatan
    lines: Sequence[KelurahanLine]
    rts: int
    coverage: Coverage
    holders: int


def region_blocks(day: date, *, kecamatan_slug: str = "") -> list[KecamatanBlock]:
    """Every kecamatan with its kelurahan (or the one named), with the figures of this year. Five queries."""
    regions = load_regions()
    wanted = [one for one in regions.kecamatan if kecamatan_slug in ("", one.slug)]
    if not wanted:
        return []
    figures = _Figures.of(load_history([day.year]), day)
    return [_block(one, [k for k in regions.kelurahan if k.kecamatan_id == one.pk], figures) for one in wanted]


@dataclass(frozen=True)
class _Figures:
    """Per kelurahan of one year: its RTs, how many took part, how many hold the predikat."""

    rts: Mapping[int, int]
    took_part: Mapping[int, int]
    holders: Mapping[int, int]

    @classmethod
    def of(cls, history: History, day: date) -> "_Figures":
        by = "kelurahan_id"
        return cls(history.rts[day.year], history.took_part(day.year, by), history.holders(day, by))


def _block(kecamatan: Kecamatan, kelurahan: Sequence[Kelurahan], figures: _Figures) -> KecamatanBlock:
    lines = [_line(one, figures) for one in kelurahan]
    rts = sum(line.rts for line in lines)
    coverage = Coverage(sum(line.coverage.took_part for line in lines), rts or None)
    return KecamatanBlock(kecamatan, lines, rts, coverage, sum(line.holders for line in lines))


def _line(kelurahan: Kelurahan, figures: _Figures) -> KelurahanLine:
    rts, took_part = figures.rts.get(kelurahan.pk, 0), figures.took_part.get(kelurahan.pk, 0)
    return KelurahanLine(kelurahan, rts, Coverage(took_part, rts or None), figures.holders.get(kelurahan.pk, 0))


@dataclass(frozen=True)
class YearLine:
    """Winning entries of one territory in one edition or recap; None: the source does not tell."""

    year: int
    name: str
    url: str
    entries: int | None
    winners: int | None
    prize: int | None
    by_category: Mapping[str, int]
    from_recap: bool = False


def winners_by_year(territory: Q, *, recap_of: Kecamatan | None = None) -> list[YearLine]:
    """What a territory won, newest first, out of published results, archive lists and recaps. Three queries.

    `territory` filters entries of results by the codes copied into them.
    """
    lines = [*_from_results(territory), *_from_archive(territory), *(_from_recaps(recap_of) if recap_of else ())]
    return sorted(lines, key=lambda line: (-line.year, line.from_recap, line.name))


def _from_results(territory: Q) -> list[YearLine]:
    entries = (
        ResultEntry.objects.filter(territory, result__in=latest_results())
        .select_related("result__edition")
        .defer("indicators", "result__inputs", "result__rules")
        .order_by("result_id", "entry")
    )
    by_result: defaultdict[int, list[ResultEntry]] = defaultdict(list)
    for entry in entries:
        by_result[entry.result_id].append(entry)
    return [_result_line(rows) for rows in by_result.values()]


def _result_line(rows: Sequence[ResultEntry]) -> YearLine:
    edition, winners = rows[0].result.edition, [row for row in rows if row.winner]
    return YearLine(
        year=edition.year,
        name=edition.name,
        url=reverse("scoring:result", args=[edition.slug]),
        entries=len(rows),
        winners=len(winners),
        prize=sum(row.prize for row in winners),
        by_category=_count(row.category for row in winners),
    )


def _from_archive(territory: Q) -> list[YearLine]:
    """Archive lists know the RT of today; its territory is the kelurahan it lies in."""
    awards = Award.objects.filter(_of_awards(territory), edition__is_archive=True).select_related("edition")
    by_edition: defaultdict[int, dict[str, Award]] = defaultdict(dict)
    for award in awards.order_by("edition_id", "entry_code"):
        by_edition[award.edition_id][award.entry_code] = award
    return [_archive_line(list(entries.values())) for entries in by_edition.values()]


def _of_awards(territory: Q) -> Q:
    names = {"kecamatan_code": "rt__kelurahan__kecamatan__code", "kelurahan_code": "rt__kelurahan__code"}
    return Q(*[(names[key], value) for key, value in territory.children])  # type: ignore[misc]


def _archive_line(awards: Sequence[Award]) -> YearLine:
    edition = awards[0].edition
    return YearLine(
        year=edition.year,
        name=edition.name,
        url=reverse("scoring:result", args=[edition.slug]),
        entries=None,
        winners=len(awards),
        prize=sum(award.prize or 0 for award in awards),
        by_category=_count(award.category_code for award in awards),
    )


def _from_recaps(kecamatan: Kecamatan) -> list[YearLine]:
    rows = RecapRow.objects.filter(kecamatan=kecamatan).select_related("recap")
    return [
        YearLine(
            year=row.recap.year,
            name="",
            url="",
            entries=row.nominated,
            winners=row.winners,
            prize=None,
            by_category={
                code: value for code in _LARGEST_FIRST if (value := getattr(row, f"winners_{code}")) is not None
            },
            from_recap=True,
        )
        for row in rows
    ]


_LARGEST_FIRST: Final = {"besar": 0, "sedang": 1, "kecil": 2}


def _count(codes: Iterable[str]) -> dict[str, int]:
    """The city's own categories first, the largest neighbourhoods leading."""
    counted = Counter(codes)
    return {code: counted[code] for code in sorted(counted, key=lambda code: (_LARGEST_FIRST.get(code, 3), code))}


@dataclass(frozen=True)
class LastResult:
    """The newest published result of an RT; without a total it was not assessed."""

    year: int
    period: int
    total: Decimal | None
    won: bool


@dataclass(frozen=True)
class RTLine:
    """One RT in the list of its kelurahan, with what it and the RTs before it did."""

    rt: RT
    kk: int | None
    holds_since: int | None
    took_part: bool
    last: LastResult | None


def rt_lines(kelurahan: Kelurahan, day: date) -> list[RTLine]:
    """The RTs of a kelurahan today, each with its KK, predikat and last result. Five queries."""
    rts = list(RT.objects.in_kelurahan(kelurahan.pk).active_on(day).defer("head_name").order_by("number", "pk"))
    sources = origins_of([rt.pk for rt in rts])
    kk = kk_up_to(sources, day)
    every = frozenset[int]().union(*sources.values())
    awards, results = _awards_by_rt(every), _results_by_rt(every)
    return [
        _rt_line(
            rt,
            kk[rt.pk],
            [award for pk in sources[rt.pk] for award in awards[pk]],
            [result for pk in sources[rt.pk] for result in results[pk]],
            day,
        )
        for rt in rts
    ]


def _rt_line(rt: RT, kk: int | None, awards: Sequence[Won], results: Sequence[LastResult], day: date) -> RTLine:
    return RTLine(
        rt=rt,
        kk=kk,
        holds_since=min((award.year for award in awards if award.is_held(day)), default=None),
        took_part=bool(awards) or any(result.total is not None for result in results),
        last=max(results, key=lambda result: (result.year, result.period), default=None),
    )


def _awards_by_rt(rt_ids: Collection[int]) -> Mapping[int, list[Won]]:
    found: defaultdict[int, list[Won]] = defaultdict(list)
    rows = Award.objects.filter(rt_id__in=rt_ids).order_by().values_list("rt_id", "edition__year", "lost_on")
    for rt_id, year, lost_on in rows:
        found[rt_id].append(Won(year, lost_on))
    return found


def _results_by_rt(rt_ids: Collection[int]) -> Mapping[int, list[LastResult]]:
    found: defaultdict[int, list[LastResult]] = defaultdict(list)
    rows = (
        NominationRT.objects.filter(
            rt_id__in=rt_ids, nomination__result_entries__result__in=latest_results().order_by().values("pk")
        )
        .order_by()
        .values_list(
            "rt_id",
            "edition__year",
            "edition__period",
            "nomination__result_entries__total",
            "nomination__result_entries__winner",
        )
    )
    for rt_id, year, period, total, won in rows:
        found[rt_id].append(LastResult(year, period, total, won))
    return found
