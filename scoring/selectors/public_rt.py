"""The public story of one RT: KK by year, awards, published results, where it came from and what it became."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.shortcuts import get_object_or_404

from competitions.domain.coverage import KENCANA_YEARS, win_streak
from competitions.models import Award, NominationRT, ReleasedPhoto
from rt_registry.models import RT, HouseholdCount
from rt_registry.selectors.roster import Passages, passages_of
from rt_registry.selectors.rts import origins_of
from scoring.domain.rules import Rules, rules_from_json
from scoring.models import ResultEntry
from scoring.selectors.entry_facts import category_of, wording_of_indicators
from scoring.selectors.public_entry import Comparison, compare
from scoring.selectors.public_words import Outcome, outcome_of
from scoring.selectors.results import latest_results


@dataclass(frozen=True)
class YearOfStory:
    """One year of the RT: its KK, and what it won or reached."""

    year: int
    kk: int | None
    results: Sequence["ResultOfStory"]
    awards: Sequence[Award]


@dataclass(frozen=True)
class ResultOfStory:
    """A published result, of the RT itself or of one it carries on."""

    entry: ResultEntry
    outcome: Outcome


@dataclass(frozen=True)
class Predikat:
    """Whether the RT holds the predikat today, since when, and if lost, when."""

    since: int | None
    lost_on: date | None
    streak: int
    needed: int = KENCANA_YEARS

    @property
    def missing(self) -> int:
        """Further years in a row until Kencana is open."""
        return max(self.needed - self.streak, 0)


@dataclass(frozen=True)
class RTPage:
    """Everything the page prints; no name of a person is loaded."""

    rt: RT
    is_active: bool
    kk: int | None
    kk_on: date | None
    predikat: Predikat
    years: Sequence[YearOfStory]
    passages: Passages
    latest: ResultOfStory | None
    comparison: Comparison | None
    rules: Rules | None
    photos: Sequence[ReleasedPhoto]

    @property
    def took_part(self) -> bool:
        """In a competition whose result is published or on record, itself or an RT it carries on."""
        return any(year.results or year.awards for year in self.years)


def rt_page(pk: int, day: date) -> RTPage:
    """The page of an RT, or 404. Nine queries at most."""
    rt = get_object_or_404(RT.objects.with_territory().defer("head_name"), pk=pk)
    sources = origins_of([rt.pk])[rt.pk]
    counts = list(HouseholdCount.objects.filter(rt=rt).up_to(day).order_by("-counted_on", "-pk"))
    awards = list(Award.objects.filter(rt_id__in=sources).select_related("edition").order_by("-edition__year", "-pk"))
    results = [ResultOfStory(entry, outcome_of(entry)) for entry in _entries(sources)]
    latest = next((one for one in results if one.entry.total is not None), None)
    return RTPage(
        rt=rt,
        is_active=rt.active_from <= day and (rt.active_until is None or rt.active_until > day),
        kk=counts[0].kk if counts else None,
        kk_on=counts[0].counted_on if counts else None,
        predikat=_predikat(awards, day),
        years=_years(counts, results, awards),
        passages=passages_of(rt),
        latest=latest,
        comparison=_comparison(latest.entry) if latest else None,
        rules=rules_from_json(latest.entry.result.rules) if latest else None,
        photos=_photos(results),
    )


def _entries(sources: Collection[int]) -> list[ResultEntry]:
    """Newest edition first; one query."""
    members = NominationRT.objects.filter(rt_id__in=sources).values("nomination_id")
    return list(
        ResultEntry.objects.filter(nomination_id__in=members, result__in=latest_results().order_by().values("pk"))
        .select_related("result__edition")
        .defer("result__inputs")
        .order_by("-result__edition__year", "-result__edition__period", "entry")
    )


def _predikat(awards: Sequence[Award], day: date) -> Predikat:
    held = [award for award in awards if award.lost_on is None or award.lost_on > day]
    years = frozenset(award.edition.year for award in held)
    lost = max((award.lost_on for award in awards if award.lost_on and award.lost_on <= day), default=None)
    newest = max(years, default=day.year)
    # This year counts once it is won; until then the streak still runs from last year.
    streak = win_streak(years, day.year + 1) or win_streak(years, day.year) if years else 0
    return Predikat(since=min(years, default=None), lost_on=None if newest in years else lost, streak=streak)


def _years(
    counts: Sequence[HouseholdCount], results: Sequence[ResultOfStory], awards: Sequence[Award]
) -> list[YearOfStory]:
    """Newest year first. An award whose result is listed is not told twice."""
    told = {one.entry.result.edition_id for one in results}
    left = [award for award in awards if award.edition_id not in told]
    kk = {count.counted_on.year: count.kk for count in reversed(counts)}
    years = {*kk, *(one.entry.result.edition.year for one in results), *(award.edition.year for award in left)}
    return [
        YearOfStory(
            year,
            kk.get(year),
            [one for one in results if one.entry.result.edition.year == year],
            [award for award in left if award.edition.year == year],
        )
        for year in sorted(years, reverse=True)
    ]


def _comparison(entry: ResultEntry) -> Comparison | None:
    category = category_of(entry.result, entry.category)
    return compare(entry, category, rules_from_json(entry.result.rules), wording_of_indicators())


def _photos(results: Sequence[ResultOfStory]) -> list[ReleasedPhoto]:
    """Released photos of entries whose result is published: others would tell who takes part."""
    nominations = [one.entry.nomination_id for one in results]
    if not nominations:
        return []
    photos = ReleasedPhoto.objects.filter(evidence__nomination_id__in=nominations).order_by("-released_at")
    return list(photos.select_related("evidence__nomination__edition")[:12])
