"""An edition's tally out of the database: a fixed number of queries, sums made in SQL, tuples instead of objects."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Case, Count, Exists, F, IntegerField, Max, Min, OuterRef, QuerySet, Sum, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bantar.web.errors import Refusal
from competitions.domain.size_category import SizeCategory
from competitions.enums import NominationStatus
from competitions.models import Edition, Nomination
from competitions.rule_words import shown
from scoring.domain.aggregation import NO_SHEETS, EntrySums, divisor_for, sums_of_indicators
from scoring.domain.awards import TEXTS, Blocker, Decision
from scoring.domain.rules import ASPECTS, Aggregation, AspectWeights, IndicatorWeight, Rules
from scoring.domain.tally import EntryInput, EntryState, Tally, tally
from scoring.enums import SheetStatus
from scoring.models import ConflictMark, Indicator, RuleBook, Score, ScoreSheet
from scoring.models import Decision as StoredDecision
from scoring.models import IndicatorWeight as StoredWeight


class NoRuleBook(Refusal):
    message = gettext_lazy("%(edition)s has no rules to tally by: it is an archive of past winners.")


class UnreadableEdition(Refusal):
    message = gettext_lazy("The tally cannot be made: %(why)s.")


_TAKEN_OUT: Final = {
    str(NominationStatus.NOT_ASSESSED): EntryState.NOT_ASSESSED,
    str(NominationStatus.DISQUALIFIED): EntryState.DISQUALIFIED,
}


def rules_of(edition: Edition) -> Rules:
    """The rules of an edition as plain values; four queries."""
    book = RuleBook.objects.filter(edition=edition).first()
    if book is None:
        raise NoRuleBook(edition=edition)
    return Rules(
        categories=_categories(edition),
        indicators=_indicators(book),
        scale_max=book.scale_max,
        aspect_weights=AspectWeights(book.weight_bersih, book.weight_aman, book.weight_pintar),
        aggregation=book.aggregation,
        quorum=book.quorum,
        pass_mark=book.pass_mark,
        aspect_floor=book.aspect_floor,
        mode=book.mode,
        top_n=book.top_n,
        best_in_city_prize=book.best_in_city_prize,
        budget=edition.budget,
    )


def _categories(edition: Edition) -> tuple[SizeCategory, ...]:
    rows = edition.categories.order_by("min_kk").values_list("code", "min_kk", "max_kk", "prize", "kencana_prize")
    return tuple(SizeCategory(*row) for row in rows)


def _indicators(book: RuleBook) -> tuple[IndicatorWeight, ...]:
    weights = dict(
        StoredWeight.objects.filter(rulebook=book).order_by().values_list("indicator__code", "weight").iterator()
    )
    known = Indicator.objects.order_by("order").values_list("code", "aspect")
    return tuple(IndicatorWeight(code, aspect, weights.get(code, 1)) for code, aspect in known)


def decisions_of(edition: Edition) -> list[Decision]:
    """The recorded decisions, of those on the same facts only the newest."""
    rows = (
        StoredDecision.objects.filter(edition=edition)
        .order_by("decided_at", "pk")
        .values_list("kind", "facts", "chosen__code")
    )
    newest = {(kind, facts): Decision(kind, facts, chosen) for kind, facts, chosen in rows}
    return list(newest.values())


def state_of(status: str, *, is_closed: bool, submitted: int) -> EntryState:
    """What an entry counts as. A contested sheet does not count, but proves the visit (DOMAIN 5, 7)."""
    if status in _TAKEN_OUT:
        return _TAKEN_OUT[status]
    is_visited = status == NominationStatus.CARRIED_OUT or is_closed or submitted > 0
    return EntryState.COUNTED if is_visited else EntryState.UNVISITED


def tally_of(edition: Edition, *, rules: Rules | None = None) -> Tally:
    """Tally an edition in whatever phase it is; nothing is stored. Eight queries (four for the rules)."""
    rules = rules or rules_of(edition)
    inputs = entry_inputs(edition, rules)
    try:
        return tally(rules, inputs, decisions_of(edition))
    except ValueError as error:
        raise UnreadableEdition(why=error) from error


def entry_inputs(edition: Edition, rules: Rules) -> list[EntryInput]:
    """What the tally reads of each entry: three queries."""
    counts = sheet_counts(edition)
    sums = _sums(edition, rules, {pk: count.counting for pk, count in counts.items()})
    rows = (
        Nomination.objects.for_edition(edition)
        .entered()
        .order_by()
        .values_list("pk", "code", "track", "category_code", "kk", "status", "assignment__closed_at")
    )
    return [
        EntryInput(
            code,
            track,
            category,
            kk or 0,
            sums.get(pk, NO_SHEETS),
            state_of(status, is_closed=closed_at is not None, submitted=counts.get(pk, _NO_COUNT).submitted),
        )
        for pk, code, track, category, kk, status, closed_at in rows
    ]


@dataclass(frozen=True, slots=True)
class SheetCount:
    """Submitted sheets of one entry, and how many of them count."""

    submitted: int = 0
    counting: int = 0


_NO_COUNT: Final = SheetCount()


def sheet_counts(edition: Edition) -> dict[int, SheetCount]:
    """Per entry the submitted sheets and those that count (DOMAIN 7); one query."""
    submitted: dict[int, int] = defaultdict(int)
    counting: dict[int, int] = defaultdict(int)
    rows = (
        ScoreSheet.objects.filter(nomination__edition=edition)
        .submitted()
        .annotate(is_contested=Exists(_contested("nomination_id", "assessor_id")))
        .order_by()
        .values_list("nomination_id", "is_contested")
        .annotate(n=Count("pk"))
    )
    for nomination, is_contested, n in rows:
        submitted[nomination] += n
        counting[nomination] += 0 if is_contested else n
    return {nomination: SheetCount(n, counting[nomination]) for nomination, n in submitted.items()}


def _contested(nomination: str, assessor: str) -> QuerySet[ConflictMark]:
    return ConflictMark.objects.in_force().filter(nomination_id=OuterRef(nomination), assessor_id=OuterRef(assessor))


def counting_sheets(edition: Edition) -> QuerySet[ScoreSheet]:
    """Submitted and uncontested sheets of the edition (DOMAIN 7)."""
    of_edition = ScoreSheet.objects.filter(nomination__edition=edition)
    return of_edition.counting(ConflictMark.objects.in_force()).order_by()


def counting_scores(edition: Edition) -> QuerySet[Score]:
    """The scores of the sheets that count."""
    return (
        Score.objects.filter(sheet__nomination__edition=edition, sheet__status=SheetStatus.SUBMITTED)
        .exclude(Exists(_contested("sheet__nomination_id", "sheet__assessor_id")))
        .order_by()
    )


def _sums(edition: Edition, rules: Rules, sheets: Mapping[int, int]) -> dict[int, EntrySums]:
    by_aspect = rules.aggregation == Aggregation.MEAN
    return (_sums_by_aspect if by_aspect else _sums_by_indicator)(edition, rules, sheets)


def _sums_by_aspect(edition: Edition, rules: Rules, sheets: Mapping[int, int]) -> dict[int, EntrySums]:
    """For the plain mean the database adds up whole aspects: one row per entry."""
    ids = dict(Indicator.objects.values_list("code", "pk"))
    aspects = {f"sum_{aspect}": Sum(_weighted_value(rules, aspect, ids)) for aspect in ASPECTS}
    rows = counting_scores(edition).values_list("sheet__nomination_id").annotate(n=Count("value"), **aspects)
    sums = {}
    for nomination, n, *weighted in rows:
        count = sheets.get(nomination, 0)
        _require_complete(n, count, rules)
        sums[nomination] = EntrySums(count, divisor_for(count, rules.aggregation), *weighted)
    return sums


def _weighted_value(rules: Rules, aspect: str, ids: Mapping[str, int]) -> Case:
    """weight x score for the indicators of the aspect, 0 for all others."""
    of_weight: defaultdict[int, list[int]] = defaultdict(list)
    for indicator in rules.indicators:
        if indicator.aspect == aspect:
            of_weight[indicator.weight].append(ids[indicator.code])
    whens = [When(indicator_id__in=pks, then=F("value") * weight) for weight, pks in of_weight.items()]
    return Case(*whens, default=Value(0), output_field=IntegerField())


def _sums_by_indicator(edition: Edition, rules: Rules, sheets: Mapping[int, int]) -> dict[int, EntrySums]:
    """Trimming needs each indicator's lowest and highest score: one row per entry and indicator."""
    rows = (
        counting_scores(edition)
        .values_list("sheet__nomination_id", "indicator__code")
        .annotate(n=Count("value"), total=Sum("value"), lowest=Min("value"), highest=Max("value"))
    )
    by_entry: defaultdict[int, list[tuple[str, int, int, int]]] = defaultdict(list)
    given: defaultdict[int, int] = defaultdict(int)
    for nomination, code, n, total, lowest, highest in rows:
        by_entry[nomination].append((code, total, lowest, highest))
        given[nomination] += n
    for nomination, n in given.items():
        _require_complete(n, sheets.get(nomination, 0), rules)
    return {pk: sums_of_indicators(sheets[pk], scores, rules) for pk, scores in by_entry.items()}


def _require_complete(scores: int, sheets: int, rules: Rules) -> None:
    """A submitted sheet is complete (DOMAIN 6); anything else was not written by the portal."""
    if scores != sheets * len(rules.indicators):
        raise UnreadableEdition(why=_("a submitted sheet lacks scores"))


def say(blocker: Blocker, labels: Mapping[str, str] | None = None) -> str:
    """A blocker in plain words, in the reader's language; `labels` name entries as people do."""
    return _(TEXTS[blocker.code]) % {name: _shown(name, value, labels or {}) for name, value in blocker.params.items()}


def _shown(name: str, value: object, labels: Mapping[str, str]) -> str:
    if isinstance(value, tuple):
        return ", ".join(labels.get(entry, entry) for entry in value)
    return labels.get(str(value)) or shown(name, value)


def labels_of(edition: Edition, codes: Iterable[str]) -> dict[str, str]:
    """The names of some entries; one query."""
    named = Nomination.objects.for_edition(edition).entered().filter(code__in=list(codes)).order_by()
    return dict(named.values_list("code", "label"))
