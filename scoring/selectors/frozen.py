"""What a result made now would hold: inputs, rules and ranking, read once and put into one document (DOMAIN 8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _

from competitions.models import Edition
from scoring.domain.aggregation import (
    NO_SHEETS,
    EntrySums,
    divisor_for,
    half_up,
    is_trimmed,
    sums_of_indicators,
)
from scoring.domain.awards import Decision
from scoring.domain.canonical import digest, result_document
from scoring.domain.rules import Rules
from scoring.domain.tally import TAKEN_OUT, EntryInput, Tally, tally
from scoring.models import Indicator, Score
from scoring.selectors.tally import EntryRow, UnreadableEdition, counting_sheets, decisions_of, entry_rows, rules_of


Values = Sequence[Sequence[int]]
"""Anonymous sheets of one entry: per sheet its scores in the order of the indicators."""


@dataclass(frozen=True)
class LiveResult:
    """What a result drafted now would say. `means`: per entry the mean of each indicator as text, for complete ones."""

    rules: Rules
    tally: Tally
    document: Mapping[str, Any]
    nomination_ids: Mapping[str, int]
    labels: Mapping[str, str]
    means: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why entries were taken out: for officials, so not in the document, which everybody gets."""

    def digest(self) -> str:
        return digest(self.document)


def live_result(edition: Edition) -> LiveResult:
    """Read everything that a result freezes, and tally it; eight queries.

    The sums come from the very sheets that are stored, so that nothing submitted meanwhile can part the two.
    """
    rules = rules_of(edition)
    rows = entry_rows(edition)
    order = list(Indicator.objects.order_by("pk").values_list("code", flat=True))
    sheets = _scores_by_entry(edition, order, {row.pk: row.entry for row in rows})
    decisions = decisions_of(edition)
    result = _tally(rules, rows, sheets, order, decisions)
    counting = [d for d in decisions if (d.code, d.facts) in {(flag.code, flag.facts) for flag in result.settled}]
    document = result_document(
        edition=edition.slug,
        rules=rules,
        result=result,
        sheets={entry: [dict(zip(order, values, strict=True)) for values in own] for entry, own in sheets.items()},
        decisions=counting,
        labels={row.entry: _labels(row) for row in rows},
    )
    return LiveResult(
        rules,
        result,
        document,
        {row.entry: row.pk for row in rows},
        {row.entry: row.label for row in rows},
        means_of(document, rules),
        {row.entry: row.reason for row in rows if row.state in TAKEN_OUT},
    )


def _labels(row: EntryRow) -> dict[str, str]:
    """What the entry is called; the reason why it was taken out may name people, and is withheld."""
    return {
        "label": row.label,
        "kecamatan_code": row.kecamatan_code,
        "kecamatan": row.kecamatan,
        "kelurahan_code": row.kelurahan_code,
        "kelurahan": row.kelurahan,
        "state_reason": "",
    }


def _scores_by_entry(edition: Edition, order: Sequence[str], codes: Mapping[int, str]) -> dict[str, list[list[int]]]:
    """The counting sheets of each entry, each the scores in the order of `order`; two queries.

    They come in the order of their index, which costs no sorting.
    """
    owners = dict(counting_sheets(edition).values_list("pk", "nomination_id"))
    rows = (
        Score.objects.filter(sheet_id__in=counting_sheets(edition).values("pk"))
        .order_by("sheet_id", "indicator_id")
        .values_list("sheet_id", "value")
    )
    sheets: dict[str, list[list[int]]] = {}
    for sheet, scores in groupby(rows.iterator(chunk_size=2_000), key=itemgetter(0)):
        values = [value for _sheet, value in scores if value is not None]
        if len(values) != len(order):
            raise UnreadableEdition(why=_("a submitted sheet lacks scores"))
        code = codes.get(owners.get(sheet, 0))
        if code is not None:
            sheets.setdefault(code, []).append(values)
    return sheets


def _tally(
    rules: Rules,
    rows: Sequence[EntryRow],
    sheets: Mapping[str, Sequence[Sequence[int]]],
    order: Sequence[str],
    decisions: Sequence[Decision],
) -> Tally:
    sums = {entry: _sums(own, order, rules) for entry, own in sheets.items()}
    inputs = [
        EntryInput(row.entry, row.track, row.category, row.kk, sums.get(row.entry, NO_SHEETS), row.state)
        for row in rows
    ]
    try:
        return tally(rules, inputs, decisions)
    except ValueError as error:
        raise UnreadableEdition(why=error) from error


def _sums(sheets: Sequence[Sequence[int]], order: Sequence[str], rules: Rules) -> EntrySums:
    """The sums of one entry, column by column."""
    columns = list(zip(*sheets, strict=True))
    highest = list(map(max, columns))
    if max(highest) > rules.scale_max:
        raise UnreadableEdition(why=_("a score lies outside the scale"))
    totals = zip(order, map(sum, columns), map(min, columns), highest, strict=True)
    return sums_of_indicators(len(sheets), totals, rules)


def means_of(document: Mapping[str, Any], rules: Rules) -> dict[str, dict[str, str]]:
    """Per complete entry the mean of each indicator, rounded once, half up, to 2 decimals: {"B1": "3.33"}.

    Below the quorum nothing is told: from two sheets and a mean each assessor could work out the other's scores.
    """
    codes: Sequence[str] = document["indicators"]
    complete = (row for row in document["entries"] if row["rank"] is not None)
    return {row["entry"]: _means(row["values"], codes, rules) for row in complete}


def _means(values: Values, codes: Sequence[str], rules: Rules) -> dict[str, str]:
    n = len(values)
    divisor, trimmed = divisor_for(n, rules.aggregation), is_trimmed(n, rules.aggregation)
    means = {}
    for code, scores in zip(codes, zip(*values, strict=True), strict=True):
        kept = sum(scores) - (min(scores) + max(scores) if trimmed else 0)
        hundredths = half_up(100 * kept, divisor)
        means[code] = f"{hundredths // 100}.{hundredths % 100:02d}"
    return means
