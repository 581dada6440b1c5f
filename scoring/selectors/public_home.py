"""The home page: where the edition stands, three figures, the newest winners, coverage by kecamatan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from bantar.web import formats
from competitions.domain.coverage import Coverage
from competitions.models import Edition
from rt_registry.models import Kecamatan
from scoring.domain.rules import rules_from_json
from scoring.models import Result, ResultEntry
from scoring.selectors.public_coverage import load_history, load_regions
from scoring.selectors.public_words import Step, timeline, track_word, where_it_stands
from scoring.selectors.results import category_codes, results_with_counts
from scoring.selectors.running import running_editions


BEST = 3


@dataclass(frozen=True)
class EditionNow:
    """An edition under way: its phase in words and its timeline."""

    edition: Edition
    stands: str
    steps: Sequence[Step]


@dataclass(frozen=True)
class WinnerLine:
    entry: str
    label: str
    kecamatan: str
    rank: int | None
    total: str
    prize: str
    best_in_city: bool


@dataclass(frozen=True)
class CategoryWinners:
    """The best of one category; `more` further winners stand on the result's page."""

    category: str
    track: str
    winners: Sequence[WinnerLine]
    more: int


@dataclass(frozen=True)
class KecamatanLine:
    kecamatan: Kecamatan
    coverage: Coverage
    holders: int


@dataclass(frozen=True)
class CityCoverage:
    """Coverage of the city and each kecamatan, by the RTs at the end of `year`."""

    year: int
    city: Coverage
    holders: int
    lines: Sequence[KecamatanLine]


@dataclass(frozen=True)
class HomePage:
    """`simulated`: something on the page is known to be made up."""

    running: Sequence[EditionNow]
    newest: Result | None
    winners: Sequence[CategoryWinners]
    coverage: CityCoverage

    @property
    def simulated(self) -> bool:
        return any(one.edition.simulated for one in self.running) or bool(self.newest and self.newest.simulated)


def home_page(day: date) -> HomePage:
    """Eight queries."""
    results = results_with_counts()
    newest = results[0] if results else None
    running = [EditionNow(e, where_it_stands(e, day), timeline(e)) for e in running_editions()]
    return HomePage(running, newest, best_of(newest) if newest else [], city_coverage(day))


def best_of(result: Result) -> list[CategoryWinners]:
    """The first winners of each category and track, the largest neighbourhoods first. One query."""
    winners = ResultEntry.objects.filter(result=result, winner=True).order_by("rank", "entry").defer("indicators")
    listed = list(winners)
    groups = []
    for track in ("reguler", "kencana"):
        for code in category_codes(rules_from_json(result.rules)):
            inside = [entry for entry in listed if (entry.track, entry.category) == (track, code)]
            if inside:
                word = track_word(track) if track != "reguler" else ""
                groups.append(CategoryWinners(code, word, [_line(e) for e in inside[:BEST]], len(inside[BEST:])))
    return groups


def _line(entry: ResultEntry) -> WinnerLine:
    language = get_language() or "id"
    return WinnerLine(
        entry=entry.entry,
        label=entry.label,
        kecamatan=entry.kecamatan,
        rank=entry.rank,
        total=formats.score(entry.total, language=language),
        prize=formats.rupiah(entry.prize, language=language),
        best_in_city=entry.best_in_city,
    )


def city_coverage(day: date) -> CityCoverage:
    """Five queries: the regions and the history."""
    regions, history = load_regions(), load_history([day.year])
    found, holders = history.kecamatan(day.year, regions.kecamatan_of), history.holders(day, "kecamatan_id")
    return CityCoverage(
        year=day.year,
        city=history.city(day.year),
        holders=sum(holders.values()),
        lines=[KecamatanLine(one, found.get(one.pk, Coverage(0, None)), holders[one.pk]) for one in regions.kecamatan],
    )
