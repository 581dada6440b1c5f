"""What the page of the recount prints: one entry of the edition worked through, and what the seal says."""

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from bantar.signing import fingerprint, is_trusted
from scoring.domain import canonical
from scoring.domain.reasons import rank_reason, result_reason
from scoring.domain.worked_example import Steps, steps_of, tells_most
from scoring.enums import Aspect, EntryState
from scoring.models import ResultEntry
from scoring.selectors.anonymous import Scores, anonymous_scores
from scoring.selectors.public_words import say
from scoring.selectors.result_difference import FIELD_WORDS
from scoring.selectors.results import Version
from scoring.selectors.seals import seal_of


@dataclass(frozen=True)
class Example:
    """One entry worked through. `above`: the entries ranked just above it in its category and track."""

    row: ResultEntry
    numbers: str
    steps: Steps
    names: Mapping[str, str]
    above: Sequence[ResultEntry]
    result_reason: str
    rank_reason: str


@dataclass(frozen=True)
class RecountPage:
    """`fingerprint`: of the key that sealed it, if this site knows that key; the settings say so, not the database."""

    example: Example | None
    entries: int
    scores: int
    is_old: bool
    form: str
    fingerprint: str


def recount_page(version: Version) -> RecountPage:
    """Two queries more than the version: its inputs and its entries; one for the seal."""
    result, scores, seal = version.result, anonymous_scores(version), seal_of(version.result)
    rows = list(ResultEntry.objects.filter(result=result).order_by("entry"))
    ranked = [row for row in rows if row.state == EntryState.RANKED and scores.values.get(row.entry)]
    return RecountPage(
        example=_example(version, ranked, scores),
        entries=len(rows),
        scores=sum(len(scores.values[row.entry]) for row in ranked) * len(scores.codes),
        is_old=scores.is_old,
        form=_normative_text(),
        fingerprint=fingerprint(seal.key) if seal and is_trusted(seal.key) else "",
    )


def _example(version: Version, ranked: Sequence[ResultEntry], scores: Scores) -> Example | None:
    rules = version.rules
    steps = {row.entry: steps_of(scores.values[row.entry], scores.codes, rules) for row in ranked}
    chosen = tells_most((row.entry, row.decided_by, row.rank or 0, steps[row.entry]) for row in ranked)
    if chosen is None:
        return None
    row = next(row for row in ranked if row.entry == chosen)
    group = [other for other in ranked if (other.track, other.category) == (row.track, row.category)]
    decided = rank_reason(row)
    return Example(
        row=row,
        numbers=row.entry.partition("/")[2],
        steps=steps[chosen],
        names={str(aspect): str(aspect.label) for aspect in Aspect},
        above=_just_above(row, group),
        result_reason=say(result_reason(row, rules)),
        rank_reason=say(decided) if decided else "",
    )


def _just_above(row: ResultEntry, group: Sequence[ResultEntry]) -> list[ResultEntry]:
    """Of several that share the rank above, the first by code; of a shared rank, the others who share it."""
    shared = [other for other in group if other.rank == row.rank and other.entry != row.entry]
    better = [other for other in group if (other.rank or 0) < (row.rank or 0)]
    nearest = max((other.rank or 0 for other in better), default=0)
    return shared[:2] or [other for other in better if other.rank == nearest][:1]


def _normative_text() -> str:
    """The description of the canonical form, as the code itself carries it."""
    text = inspect.cleandoc(canonical.__doc__ or "")
    return text.partition("\n\n")[2]


WORDS: Final[Mapping[str, str | Promise]] = {
    "loading": gettext_lazy("Fetching the scores and counting …"),
    "same": gettext_lazy("The same."),
    "same_long": gettext_lazy(
        "%(entries)s entries with %(figures)s figures, counted anew from %(scores)s scores: every one is as published."
    ),
    "differs": gettext_lazy("Not the same."),
    "differs_long": gettext_lazy("Figures that differ from what the recount gives: %(n)s."),
    "digest_same": gettext_lazy("The fingerprint of what was recounted is the published one:"),
    "digest_differs": gettext_lazy("The fingerprint of what was recounted is not the published one, but:"),
    "digest_https": gettext_lazy(
        "The fingerprint was not recounted: browsers do that only on a secure (https) connection."
    ),
    "digest_old": gettext_lazy(
        "This version was made in an older form, whose fingerprint only the city can recount; the figures are."
    ),
    "page_differs": gettext_lazy("The file has another fingerprint than this page. Load the page again."),
    "signature_good": gettext_lazy("The signature of the city over this fingerprint is genuine. Key:"),
    "signature_bad": gettext_lazy("The signature does not belong to this result."),
    "signature_none": gettext_lazy("This version carries no signature."),
    "signature_unable": gettext_lazy(
        "This browser cannot check the signature here; the command shown below and newer browsers can."
    ),
    "failed": gettext_lazy("The recount could not be made. Nothing was changed; try again, or use the spreadsheet."),
    "entry": gettext_lazy("Entry"),
    "figure": gettext_lazy("Figure"),
    "published": gettext_lazy("Published"),
    "recounted": gettext_lazy("Recounted"),
    "whole": gettext_lazy("the whole result"),
    "yes": gettext_lazy("yes"),
    "no": gettext_lazy("no"),
    "more": gettext_lazy("and %(n)s more"),
}
"""What the recount in the browser says."""

FIELDS: Final[Mapping[str, str | Promise]] = {
    **{name: FIELD_WORDS[name] for name in ("category", "bersih", "aman", "pintar", "total", "rank", "winner")},
    **{name: FIELD_WORDS[name] for name in ("best_in_city", "prize")},
    "sheets": gettext_lazy("Score sheets"),
    "passed": gettext_lazy("Passed"),
    "failed_test": gettext_lazy("Test not passed"),
    "decided_by": gettext_lazy("Rank decided by"),
    "values": gettext_lazy("Scores in order"),
    "prize_total": gettext_lazy("Prizes in all"),
}
"""What the recounted figures are called."""


def browser_words() -> dict[str, Any]:
    """Everything the script says, in the language of the page."""
    return {
        **{name: str(word) for name, word in WORDS.items()},
        "fields": {name: str(word) for name, word in FIELDS.items()},
    }
