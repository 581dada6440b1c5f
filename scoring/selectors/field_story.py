"""What is publicly known of the RTs that somebody is about to visit, year by year, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bantar.web import formats
from competitions.models import Award, NominationRT
from rt_registry.selectors.rts import origins_of
from scoring.models import ResultEntry
from scoring.selectors.public_words import outcome_of
from scoring.selectors.results import latest_results


YEARS: Final = 6
"""So much of its past fits on a phone at the gate of an alley."""


@dataclass(frozen=True)
class StoryYear:
    year: int
    text: str


def stories_of(rt_ids: Collection[int]) -> dict[int, tuple[StoryYear, ...]]:
    """The newest years of each RT, with what it carries on; published figures only. Four queries."""
    origins = origins_of(rt_ids)
    sources = set().union(*origins.values()) if origins else set()
    told: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for rt, edition, year, text in [*_results(sources), *_awards(sources)]:
        told[rt].append((edition, year, text))
    return {rt: _newest(one for source in sorted(of) for one in told.get(source, ())) for rt, of in origins.items()}


def _newest(told: Iterable[tuple[int, int, str]]) -> tuple[StoryYear, ...]:
    """One text per edition; a result says more than the award that came of it, and comes first."""
    by_edition: dict[int, StoryYear] = {}
    for edition, year, text in told:
        by_edition.setdefault(edition, StoryYear(year, text))
    return tuple(sorted(by_edition.values(), key=lambda one: -one.year)[:YEARS])


def _results(sources: Collection[int]) -> list[tuple[int, int, int, str]]:
    rts: dict[int, list[int]] = defaultdict(list)
    for nomination, rt in NominationRT.objects.filter(rt_id__in=sources).values_list("nomination_id", "rt_id"):
        rts[nomination].append(rt)
    entries = (
        ResultEntry.objects.filter(nomination_id__in=list(rts), result__in=latest_results().order_by().values("pk"))
        .select_related("result__edition")
        .defer("result__inputs")
    )
    return [
        (rt, entry.result.edition_id, entry.result.edition.year, _result_text(entry))
        for entry in entries
        for rt in rts[entry.nomination_id or 0]
    ]


def _result_text(entry: ResultEntry) -> str:
    word = f"{entry.result.edition.name}: {outcome_of(entry).word}"
    if entry.total is None:
        return word
    return f"{word} ({formats.score(entry.total, language=get_language() or 'id')})"


def _awards(sources: Collection[int]) -> list[tuple[int, int, int, str]]:
    awards = Award.objects.filter(rt_id__in=sources).select_related("edition")
    return [
        (one.rt_id, one.edition_id, one.edition.year, _("%(edition)s: won the predikat") % {"edition": one.edition})
        for one in awards
    ]
