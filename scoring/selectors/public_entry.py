"""One entry of a published result: its figures, its indicators beside the category's median, its cheapest gains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from bantar.web import formats
from bantar.web.markup import bar
from rt_registry.models import RT
from scoring.domain.aggregation import divisor_for
from scoring.domain.reasons import Gain, best_gains, rank_reason, result_reason
from scoring.domain.rules import Rules
from scoring.enums import Aspect
from scoring.models import ResultEntry
from scoring.selectors.entry_facts import Category, find_facts
from scoring.selectors.public_why import Neighbour, TestLine, neighbours_of, tests_of
from scoring.selectors.public_words import Outcome, outcome_of, say, track_word
from scoring.selectors.results import Version


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator of an entry: its mean and the median of its category, in scale points, and both in percent."""

    code: str
    wording: str
    mean: str
    median: str
    share: Decimal
    median_share: Decimal
    compared: str
    """above, below or equal"""


@dataclass(frozen=True)
class AspectLines:
    code: str
    name: str
    value: Decimal | None
    median: Decimal | None
    lines: Sequence[IndicatorLine]

    @property
    def rows(self) -> SafeString:
        """The lines as table rows, without the template's parsing: a publication draws thousands of them."""
        return mark_safe("".join(map(_row, self.lines)))


@dataclass(frozen=True)
class GainLine:
    """One more level in this indicator, and what it would bring to its aspect and to the total."""

    code: str
    aspect: str
    wording: str
    mean: str
    gain: str
    aspect_gain: str
    aspect_name: str
    lifts_floor: bool


@dataclass(frozen=True)
class Comparison:
    """An entry's figures beside the median of its category; empty below the quorum."""

    aspects: Sequence[AspectLines]
    gains: Sequence[GainLine]
    median_total: Decimal | None
    compared_with: int


@dataclass(frozen=True)
class EntryPage:
    """Everything the page of one entry prints."""

    row: ResultEntry
    label: str
    outcome: Outcome
    result_reason: str
    rank_reason: str
    track: str
    rts: Sequence[RT]
    group_size: int
    comparison: Comparison | None
    is_corrected: bool = False
    tests: Sequence[TestLine] = ()
    neighbours: Sequence[Neighbour] = ()


def entry_page(version: Version, code: str) -> EntryPage | None:
    """One entry of this version with all it is compared with; None if the version has no such entry.

    Four queries, one more after a correction; none where everything is held ready.
    """
    facts = find_facts(version, code)
    if facts is None:
        return None
    entry, rules, others = facts.entry, version.rules, facts.category.entries
    decided = rank_reason(entry)
    return EntryPage(
        row=entry,
        label=entry.label,
        outcome=outcome_of(entry),
        result_reason=say(result_reason(entry, rules)),
        rank_reason=say(decided) if decided else "",
        track=track_word(entry.track),
        rts=facts.rts,
        group_size=sum(other.track == entry.track for other in others),
        comparison=compare(entry, facts.category, rules, facts.wording),
        is_corrected=facts.is_corrected,
        tests=tests_of(entry, rules),
        neighbours=neighbours_of(entry, others),
    )


def compare(entry: ResultEntry, category: Category, rules: Rules, wording: Mapping[str, str]) -> Comparison | None:
    """None for an entry without figures: below the quorum nothing may be derived from what few assessors gave."""
    if entry.total is None or not entry.indicators:
        return None
    return Comparison(
        aspects=[
            AspectLines(
                code=aspect,
                name=str(aspect.label),
                value=getattr(entry, aspect),
                median=category.median(aspect),
                lines=_lines(entry, aspect, category.indicator_medians, rules, wording),
            )
            for aspect in Aspect
        ],
        gains=[_gain_line(gain, wording) for gain in best_gains(exact_means(entry, rules), rules)],
        median_total=category.median("total"),
        compared_with=len(category.entries),
    )


def exact_means(entry: ResultEntry, rules: Rules) -> dict[str, Fraction]:
    """The means before rounding: with so many scores kept, only one whole sum rounds to the published mean."""
    kept = divisor_for(entry.sheets, rules.aggregation)
    return {code: Fraction(round(Fraction(mean) * kept), kept) for code, mean in entry.indicators.items()}


def _lines(
    entry: ResultEntry, aspect: Aspect, medians: Mapping[str, Decimal], rules: Rules, wording: Mapping[str, str]
) -> list[IndicatorLine]:
    language, most = get_language() or "id", rules.scale_max
    lines = []
    for indicator in rules.indicators:
        if indicator.aspect != aspect:
            continue
        mean, middle = Decimal(entry.indicators[indicator.code]), medians[indicator.code]
        lines.append(
            IndicatorLine(
                code=indicator.code,
                wording=wording.get(indicator.code, indicator.code),
                mean=formats.number(mean, 2, language=language),
                median=formats.number(middle, 2, language=language),
                share=100 * mean / most,
                median_share=100 * middle / most,
                compared="above" if mean > middle else "below" if mean < middle else "equal",
            )
        )
    return lines


def _row(line: IndicatorLine) -> str:
    drawn = bar(line.share, mark=line.median_share)
    return _ROW.format(escape(line.code), escape(line.wording), drawn, line.mean, line.median)


_ROW: Final = (
    '<tr><th scope="row"><span class="indicator-code">{}</span><span class="fw-normal" lang="id">{}</span></th>'
    '<td class="bar-cell">{}</td><td class="num"><strong>{}</strong></td><td class="num hint">{}</td></tr>'
)


def _gain_line(gain: Gain, wording: Mapping[str, str]) -> GainLine:
    language = get_language() or "id"

    def shown(value: Fraction) -> str:
        return formats.number(Decimal(value.numerator) / value.denominator, 2, language=language)

    return GainLine(
        code=gain.code,
        aspect=gain.aspect,
        wording=wording.get(gain.code, gain.code),
        mean=shown(gain.mean),
        gain=shown(gain.gain),
        aspect_gain=shown(gain.aspect_gain),
        aspect_name=str(Aspect(gain.aspect).label),
        lifts_floor=gain.lifts_floor,
    )
