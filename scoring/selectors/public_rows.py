"""Rows of a published result, ready to print: every text is made here, so that a long page costs no template logic."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Final

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from bantar.web import formats
from bantar.web.markup import badge, category
from competitions.models import Award, Edition
from scoring.domain.rules import Rules
from scoring.models import ResultEntry
from scoring.selectors.public_words import category_word, outcome_of, track_word, why


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One entry as the list prints it. `bars` is None without figures."""

    url: str
    label: str
    place: str
    rank: str
    is_winner: bool
    bars: SafeString
    total: str
    prize: str
    badge: SafeString
    why: str


@dataclass(frozen=True)
class RowGroup:
    """The rows of one track and category, under one heading."""

    track: str
    category: SafeString
    range: str
    rows: Sequence[ResultRow]


class RowMaker:
    """Makes the rows of one result in one language. Badges and prizes repeat, so each is made once."""

    def __init__(self, edition_slug: str, rules: Rules) -> None:
        self.rules = rules
        self.language = get_language() or "id"
        self.base = reverse("scoring:result", args=[edition_slug])
        self._badges: dict[tuple[object, ...], SafeString] = {}
        self._prizes: dict[int, str] = {0: ""}

    def groups(self, entries: Iterable[ResultEntry]) -> list[RowGroup]:
        return [
            RowGroup(track_word(track), category(code), self.kk_range(code), [self.row(entry) for entry in inside])
            for (track, code), inside in groupby(entries, key=lambda entry: (entry.track, entry.category))
        ]

    def row(self, entry: ResultEntry) -> ResultRow:
        return ResultRow(
            url=f"{self.base}{entry.entry}/",
            label=entry.label,
            place=f"{entry.kecamatan} · {formats.number(entry.kk, language=self.language)} KK",
            rank=formats.NOTHING if entry.rank is None else str(entry.rank),
            is_winner=entry.winner,
            bars=self.bars(entry),
            total=self.figure(entry.total),
            prize=self.prize(entry.prize),
            badge=self.badge(entry),
            why=why(entry, self.rules),
        )

    def figure(self, value: Decimal | None) -> str:
        """As formats.score, for a figure that has its two decimals already."""
        if value is None:
            return formats.NOTHING
        return f"{value:.2f}" if self.language.startswith("en") else f"{value:.2f}".replace(".", ",")

    def prize(self, value: int) -> str:
        if value not in self._prizes:
            self._prizes[value] = formats.rupiah(value, language=self.language)
        return self._prizes[value]

    def badge(self, entry: ResultEntry) -> SafeString:
        key = (entry.state, entry.best_in_city, entry.winner, entry.passed)
        if key not in self._badges:
            outcome = outcome_of(entry)
            self._badges[key] = badge(outcome.tone, outcome.word)
        return self._badges[key]

    def bars(self, entry: ResultEntry) -> SafeString:
        """The three aspects as the component draws them, without its parsing: a list prints it fifty times."""
        if entry.total is None:
            return SafeString("")
        bars = (
            _BAR.format(code, word, value, self.figure(value))
            for (code, word), value in zip(_ASPECTS, (entry.bersih, entry.aman, entry.pintar), strict=True)
        )
        return mark_safe(f'<dl class="aspects aspects-compact">{"".join(bars)}</dl>')

    def kk_range(self, code: str) -> str:
        """The KK a category holds: "60–99 KK"."""
        size = next((c for c in self.rules.categories if c.code == code), None)
        if size is None:
            return ""
        return f"{size.min_kk}–{size.max_kk} KK" if size.max_kk else f"≥ {size.min_kk} KK"


_BAR: Final = (
    '<div class="aspect-{0}"><dt>{1}</dt><dd><svg class="bar" aria-hidden="true"><rect width="{2}%" height="100%"/>'
    '</svg></dd><dd class="num">{3}</dd></div>'
)
_ASPECTS: Final = (("bersih", "Bersih"), ("aman", "Aman"), ("pintar", "Pintar"))


@dataclass(frozen=True, slots=True)
class ArchiveRow:
    """A winner of a year of which only the list of winners is left."""

    label: str
    kecamatan: str
    category: SafeString
    total: str
    prize: str
    rt_ids: tuple[int, ...]


def archive_rows(edition: Edition) -> list[ArchiveRow]:
    """The recorded winners of an archive edition, one row per entry. One query."""
    language = get_language() or "id"
    awards = (
        Award.objects.filter(edition=edition).with_territory().order_by("category_code", "entry_code", "rt__number")
    )
    rows = []
    for _entry, inside in groupby(awards, key=lambda award: award.entry_code):
        members = list(inside)
        first = members[0]
        rows.append(
            ArchiveRow(
                label=first.label,
                kecamatan=first.rt.kelurahan.kecamatan.name,
                category=category(first.category_code) if first.category_code else SafeString(formats.NOTHING),
                total=formats.score(first.total, language=language),
                prize=formats.rupiah(first.prize, language=language),
                rt_ids=tuple(award.rt_id for award in members),
            )
        )
    return rows


def options(pairs: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """<option> elements, the chosen one marked; a chosen value that nobody knows is kept to be seen."""
    listed = list(pairs)
    if chosen and chosen not in {value for value, _ in listed}:
        listed.append((chosen, chosen))
    return mark_safe(
        "".join(
            f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(word)}</option>'
            for value, word in listed
        )
    )


def category_options(codes: Iterable[str], chosen: str) -> SafeString:
    return options(((code, category_word(code)) for code in codes), chosen)
