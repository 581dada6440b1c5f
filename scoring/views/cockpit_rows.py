"""The rows of the provisional ranking, drawn here: a list of 158 rows cannot afford a template for each of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bantar.web import formats
from bantar.web.markup import badge
from competitions.enums import Track
from competitions.models import Edition
from scoring.domain.tally import EntryState, TallyEntry
from scoring.selectors.cockpit import DISAGREEMENT, Standing
from scoring.selectors.tally import EntryRow


@dataclass(frozen=True)
class RankingFilter:
    """What the address asks for; nonsense asks for everything."""

    category: str = ""
    track: str = ""
    kecamatan: str = ""
    disagreement: bool = False

    @classmethod
    def of(cls, query: QueryDict) -> "RankingFilter":
        category, track, kecamatan = (query.get(name) or "" for name in ("kategori", "jalur", "kecamatan"))
        return cls(category, track, kecamatan, query.get("selisih") == "1")


@dataclass(frozen=True)
class RankingGroup:
    """One category and track: how many rows, and the rows drawn."""

    category: str
    track: str
    count: int
    body: SafeString


@dataclass(frozen=True)
class Brush:
    """What every row is drawn with, made once for the page."""

    base: str
    language: str
    states: Mapping[str, SafeString]
    words: Mapping[str, str]
    disagree: SafeString

    @classmethod
    def of(cls, edition: Edition) -> "Brush":
        words = {
            "rank": _("Rank"),
            "state": _("State"),
            "sheets": _("Sheets"),
            "spread": _("Spread"),
            "prize": _("Prize"),
        }
        return cls(
            base=reverse("scoring:entry-compare", args=[edition.slug, 0]).removesuffix("0/lembar/"),
            language=get_language() or "id",
            states=_states(),
            words={name: escape(word) for name, word in words.items()},
            disagree=badge("warn", _("Assessors disagree")),
        )


def ranking_groups(
    edition: Edition, standing: Standing, spreads: Mapping[int, Decimal], wanted: RankingFilter
) -> list[RankingGroup]:
    """Track by track, category by category, in the order of the tally."""
    entries = {row.entry: row for row in standing.rows}
    brush = Brush.of(edition)
    groups = []
    for (track, category), lines in groupby(standing.tally.entries, key=lambda e: (e.track, e.category)):
        if wanted.track not in ("", track) or wanted.category not in ("", category):
            continue
        pairs = ((line, entries[line.entry]) for line in lines)
        rows = [_row(line, row, spreads.get(row.pk), brush) for line, row in pairs if _is_wanted(row, spreads, wanted)]
        if rows:
            groups.append(RankingGroup(category, str(Track(track).label), len(rows), mark_safe("".join(rows))))
    return groups


def _is_wanted(row: EntryRow, spreads: Mapping[int, Decimal], wanted: RankingFilter) -> bool:
    if wanted.disagreement and spreads.get(row.pk, Decimal(0)) < DISAGREEMENT:
        return False
    return wanted.kecamatan in ("", row.kecamatan)


def _row(line: TallyEntry, row: EntryRow, spread: Decimal | None, brush: Brush) -> str:
    """One line of the table; everything that a person typed is escaped."""
    words = brush.words
    mark = brush.disagree if spread is not None and spread >= DISAGREEMENT else ""
    prize = formats.rupiah(line.prize, language=brush.language) if line.prize else ""
    return (
        f'<tr><td class="num rank-cell" data-label="{words["rank"]}">'
        f'<span class="rank-mark{" is-winner" if line.winner else ""}">{line.rank or formats.NOTHING}</span></td>'
        f'<th scope="row"><a href="{brush.base}{row.pk}/lembar/">{escape(row.label)}</a>'
        f'<span class="row-sub">{escape(row.kecamatan)}</span></th>'
        f"{_figure('Bersih', line.bersih, brush)}{_figure('Aman', line.aman, brush)}"
        f"{_figure('Pintar', line.pintar, brush)}{_figure('Total', line.total, brush, strong=True)}"
        f'<td data-label="{words["state"]}">{brush.states[_state(line)]}</td>'
        f'<td class="num" data-label="{words["sheets"]}">{line.sheets}</td>'
        f'<td class="num" data-label="{words["spread"]}">{_score(spread, brush)}{mark}</td>'
        f'<td class="num nowrap" data-label="{words["prize"]}">{prize}</td></tr>'
    )


def _figure(name: str, value: Decimal | None, brush: Brush, *, strong: bool = False) -> str:
    text = _score(value, brush)
    return f'<td class="num" data-label="{name}">{f"<strong>{text}</strong>" if strong else text}</td>'


def _score(value: Decimal | None, brush: Brush) -> str:
    """As `formats.score`, for figures that have their two decimals already."""
    if value is None:
        return formats.NOTHING
    return str(value) if brush.language.startswith("en") else str(value).replace(".", ",")


def _state(line: TallyEntry) -> str:
    if line.winner:
        return "best" if line.best_in_city else "winner"
    if line.state != EntryState.COUNTED:
        return line.state
    return line.failed_test or "passed"


def _states() -> dict[str, SafeString]:
    """The state of a line as a word, a shape and a colour."""
    return {
        "best": badge("award", _("Best in the city")),
        "winner": badge("award", _("Winner")),
        "passed": badge("ok", _("Passed")),
        "quorum": badge("warn", _("Below the quorum")),
        "bersih": badge("bad", _("Bersih too low")),
        "aman": badge("bad", _("Aman too low")),
        "pintar": badge("bad", _("Pintar too low")),
        "total": badge("bad", _("Total too low")),
        "unvisited": badge("wait", _("Not visited")),
        "not_assessed": badge("idle", _("Not assessed")),
        "disqualified": badge("bad", _("Disqualified")),
    }
