"""An edition's tally out of the database: a fixed number of queries, sums made in SQL, tuples instead of objects."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bantar.web.errors import Refusal
from competitions.enums import NominationStatus
from competitions.models import Edition, Nomination
from competitions.rule_words import shown
from scoring.domain.aggregation import NO_SHEETS, EntrySums, divisor_for, sums_of_indicators
from scoring.domain.awards import TEXTS, Blocker, Decision
from scoring.domain.rules import ASPECTS, Aggregation, AspectWeights, IndicatorWeight, Rules
from scoring.domain.tally import EntryInput, EntryState, Tally, tally
from scoring.enums import SheetStatus
from scoring.models import ConflictMark, Indicator, RuleBook, Score, ScoreSheet, TeamMember
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


def rules_of(edition: Edition, *, book: RuleBook | None = None) -> Rules:
    """The rules of an edition as plain values: three queries, one less with the rule book a page has loaded."""
    book = book or RuleBook.objects.filter(edition_id=edition.pk).first()
    if book is None:
        raise NoRuleBook(edition=edition)
    return Rules(
        categories=edition.size_table(),
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


def _indicators(book: RuleBook) -> tuple[IndicatorWeight, ...]:
    own = StoredWeight.objects.filter(rulebook_id=book.pk, indicator_id=OuterRef("pk")).order_by().values("weight")
    rows = Indicator.objects.order_by("order").values_list("code", "aspect", Coalesce(Subquery(own), 1))
    return tuple(IndicatorWeight(code, aspect, weight) for code, aspect, weight in rows)


def decisions_of(edition: Edition) -> list[Decision]:
    """The recorded decisions, of those on the same facts only the newest."""
    rows = (
        StoredDecision.objects.filter(edition=edition)
        .order_by("decided_at", "pk")
        .values_list("kind", "facts", "chosen__code")
    )
    newest = {(kind, facts): Decision(kind, facts, chosen) for kind, facts, chosen in rows}
    return list(newest.values())


class EntryRow(NamedTuple):
    """One entry of the tally (everything verified, whatever happened afterwards) as the live tables have it.

    `submitted` counts all submitted sheets, `counting` those that are uncontested, `expected` (where asked for) the
    members of the visiting team who are not in conflict with the entry.
    """

    pk: int
    entry: str
    label: str
    track: str
    category: str
    kk: int
    status: str
    reason: str
    kelurahan_code: str
    kelurahan: str
    kecamatan_code: str
    kecamatan: str
    team: str | None
    closed_at: datetime | None
    submitted: int
    counting: int
    expected: int = 0

    @property
    def state(self) -> EntryState:
        """A contested sheet does not count, but proves the visit (DOMAIN 5, 7)."""
        if self.status in _TAKEN_OUT:
            return _TAKEN_OUT[self.status]
        carried_out = self.status == NominationStatus.CARRIED_OUT
        is_visited = carried_out or self.closed_at is not None or self.submitted > 0
        return EntryState.COUNTED if is_visited else EntryState.UNVISITED


def entry_rows(edition: Edition, *, with_expected: bool = False) -> list[EntryRow]:
    """The entries in the order of their codes; one query."""
    sheets = ScoreSheet.objects.filter(nomination_id=OuterRef("pk")).submitted()
    counts = [_count(sheets), _count(sheets.counting(ConflictMark.objects.in_force()))]
    if with_expected:
        counts.append(_count(_free_members()))
    rows = Nomination.objects.for_edition(edition).entered().order_by("code")
    return [EntryRow(*row) for row in rows.values_list(*_COLUMNS, *counts)]


_COLUMNS: Final = (
    *("pk", "code", "label", "track", "category_code", "kk", "status", "reason"),
    *("kelurahan__code", "kelurahan__name", "kelurahan__kecamatan__code", "kelurahan__kecamatan__name"),
    *("assignment__team__name", "assignment__closed_at"),
)


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many rows hang on the outer one, as a subquery."""
    return Coalesce(Subquery(rows.order_by().annotate(n=Func(Value(1), function="COUNT")).values("n")), 0)


def _free_members() -> QuerySet[TeamMember]:
    marks = ConflictMark.objects.in_force().filter(
        nomination_id=OuterRef(OuterRef("pk")), assessor_id=OuterRef("assessor_id")
    )
    return TeamMember.objects.filter(team_id=OuterRef("assignment__team_id")).exclude(Exists(marks))


def tally_of(
    edition: Edition,
    *,
    rules: Rules | None = None,
    rows: Sequence[EntryRow] | None = None,
    sums: Mapping[int, EntrySums] | None = None,
) -> Tally:
    """Tally an edition in whatever phase it is; nothing is stored. Six queries, less those whose answer is given."""
    rules = rules or rules_of(edition)
    rows = entry_rows(edition) if rows is None else rows
    if sums is None:
        sums = _sums(edition, rules, {row.pk: row.counting for row in rows})
    inputs = [
        EntryInput(row.entry, row.track, row.category, row.kk, sums.get(row.pk, NO_SHEETS), row.state) for row in rows
    ]
    try:
        return tally(rules, inputs, decisions_of(edition))
    except ValueError as error:
        raise UnreadableEdition(why=error) from error


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
    aspects = {f"sum_{aspect}": Sum(_weighted_value(rules, aspect)) for aspect in ASPECTS}
    rows = counting_scores(edition).values_list("sheet__nomination_id").annotate(n=Count("value"), **aspects)
    sums = {}
    for nomination, n, *weighted in rows:
        count = sheets.get(nomination, 0)
        _require_complete(n, count, rules)
        sums[nomination] = EntrySums(count, divisor_for(count, rules.aggregation), *weighted)
    return sums


class SheetSums(NamedTuple):
    """One counting sheet: its plain sum, and the weighted sum of each aspect."""

    nomination: int
    sheet: int
    scores: int
    plain: int
    bersih: int
    aman: int
    pintar: int


def sheet_sums(edition: Edition, rules: Rules) -> list[SheetSums]:
    """Every counting sheet with its sums; one query. Where they are read anyway the mean needs no second one."""
    aspects = {f"sum_{aspect}": Sum(_weighted_value(rules, aspect)) for aspect in ASPECTS}
    keys = ("sheet__nomination_id", "sheet_id")
    rows = counting_scores(edition).values_list(*keys).annotate(n=Count("value"), plain=Sum("value"), **aspects)
    return [SheetSums._make(row) for row in rows]


def sums_of_entries(sheets: Iterable[SheetSums], rules: Rules) -> dict[int, EntrySums] | None:
    """The sheets of each entry added up, where the plain mean is asked for; trimming needs more than sums."""
    if rules.aggregation != Aggregation.MEAN:
        return None
    by_entry: defaultdict[int, list[SheetSums]] = defaultdict(list)
    for sheet in sheets:
        _require_complete(sheet.scores, 1, rules)
        by_entry[sheet.nomination].append(sheet)
    return {
        nomination: EntrySums(
            len(own), len(own), sum(s.bersih for s in own), sum(s.aman for s in own), sum(s.pintar for s in own)
        )
        for nomination, own in by_entry.items()
    }


def _weighted_value(rules: Rules, aspect: str) -> Case:
    """weight x score for the indicators of the aspect, 0 for all others."""
    of_weight: defaultdict[int, list[str]] = defaultdict(list)
    for indicator in rules.indicators:
        if indicator.aspect == aspect:
            of_weight[indicator.weight].append(indicator.code)
    if len(of_weight) == 1:  # one comparison per score instead of seven
        whens = [When(indicator__aspect=aspect, then=F("value") * weight) for weight in of_weight]
    else:
        whens = [When(indicator__code__in=codes, then=F("value") * weight) for weight, codes in of_weight.items()]
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
