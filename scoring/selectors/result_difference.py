"""Two versions of a result, compared for people to read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from bantar.web import formats
from bantar.web.markup import CATEGORY_WORDS
from competitions.enums import Track
from scoring.domain.result_difference import Change, EntryChange, ResultDifference, result_difference
from scoring.enums import Aggregation, Aspect, EntryState, WinnerMode
from scoring.models import Result, ResultEntry
from scoring.selectors.cockpit import COMPARED, result_rows


FIELD_WORDS: Final[Mapping[str, str | Promise]] = {
    "label": gettext_lazy("Name"),
    "track": gettext_lazy("Track"),
    "category": gettext_lazy("Size category"),
    "kk": "KK",
    "state": gettext_lazy("State"),
    "bersih": "Bersih",
    "aman": "Aman",
    "pintar": "Pintar",
    "total": gettext_lazy("Total"),
    "rank": gettext_lazy("Rank"),
    "winner": gettext_lazy("Winner"),
    "best_in_city": gettext_lazy("Best in the city"),
    "prize": gettext_lazy("Prize"),
    "scale_max": gettext_lazy("Highest score"),
    "passed": gettext_lazy("Passed"),
    "failed_test": gettext_lazy("Test not passed"),
    "state_reason": gettext_lazy("Reason of the state"),
    "sheets": gettext_lazy("Sheets that count"),
    "indicators": gettext_lazy("Indicator"),
    "categories": gettext_lazy("Size category"),
    "min_kk": gettext_lazy("KK from"),
    "max_kk": gettext_lazy("KK to"),
    "aspect_weights": gettext_lazy("Weight of the aspect"),
    "indicator_weights": gettext_lazy("Weight of the indicator"),
    "indicator_aspects": gettext_lazy("Aspect of the indicator"),
    "aggregation": gettext_lazy("Aggregation"),
    "quorum": gettext_lazy("Quorum"),
    "pass_mark": gettext_lazy("Pass mark"),
    "aspect_floor": gettext_lazy("Aspect floor"),
    "mode": gettext_lazy("Winners"),
    "top_n": gettext_lazy("Winners per category"),
    "best_in_city_prize": gettext_lazy("Best-in-city bonus"),
    "budget": gettext_lazy("Budget"),
}
ASPECT_WORDS: Final = dict(Aspect.choices)
CHOICES: Final[Mapping[str, type[TextChoices]]] = {
    "track": Track,
    "state": EntryState,
    "aggregation": Aggregation,
    "mode": WinnerMode,
}
POINTS: Final = re.compile(r"[0-9]{1,4}\.[0-9]{2}")
MONEY: Final = frozenset({"prize", "budget", "best_in_city_prize"})
KINDS: Final[Mapping[str, str | Promise]] = {
    "new": gettext_lazy("New in this version"),
    "gone": gettext_lazy("No longer in this version"),
}


@dataclass(frozen=True)
class ShownEntry:
    """One entry that differs: in words, or figure by figure."""

    label: str
    entry: str
    kind: str
    changes: list[tuple[str, str, str]]
    is_moved: bool = False


@dataclass(frozen=True)
class ShownDifference:
    """A difference as a page prints it."""

    raw: ResultDifference
    entries: list[ShownEntry]
    rules: list[tuple[str, str, str]]

    @property
    def told(self) -> list[ShownEntry]:
        """Those with figures, state or prize of their own that differ: what a reader looks for first."""
        return [entry for entry in self.entries if not entry.is_moved]

    @property
    def moved(self) -> list[ShownEntry]:
        """Those that others passed or fell behind: nothing but their rank differs."""
        return [entry for entry in self.entries if entry.is_moved]


def difference_between(before: Result | None, now: Result | None) -> ShownDifference | None:
    """For officials, in full. None where there is nothing to compare with; one query."""
    if before is None or now is None:
        return None
    return _difference(before, now, result_rows([before, now]))


def public_difference(before: Result, now: Result) -> ShownDifference:
    """Two published versions by what everybody may read of them; one query."""
    rows = result_rows([before, now])
    return _difference(
        before, now, {pk: {code: _public(row) for code, row in inside.items()} for pk, inside in rows.items()}
    )


def is_corrected(before: Result | None, row: ResultEntry) -> bool:
    """Whether everybody reads this entry otherwise than in the version before; one query, none without one."""
    if before is None:
        return False
    return reads_otherwise(
        ResultEntry.objects.filter(result=before, entry=row.entry).order_by().values(*COMPARED).first(), row
    )


def reads_otherwise(old: Mapping[str, Any] | None, row: ResultEntry) -> bool:
    """Whether it says something else than the row of the version before, as far as everybody may read both."""
    return old is None or _public(old) != _public({name: getattr(row, name) for name in COMPARED})


def _public(row: Mapping[str, Any]) -> dict[str, Any]:
    """Without why an entry was taken out, and without means that follow from fewer sheets than the quorum."""
    shown = {name: value for name, value in row.items() if name != "state_reason"}
    return shown if row["rank"] is not None else {**shown, "indicators": {}}


def _difference(before: Result, now: Result, rows: Mapping[int, Mapping[str, Mapping[str, Any]]]) -> ShownDifference:
    raw = result_difference(
        rows[before.pk], rows[now.pk], (before.rules, now.rules), (before.prize_total, now.prize_total)
    )
    return ShownDifference(raw, [_entry(change) for change in raw.entries], list(_changes(raw.rules)))


def _entry(change: EntryChange) -> ShownEntry:
    is_moved = change.kind not in KINDS and [one.field for one in change.changes] == ["rank"]
    kind = str(KINDS.get(change.kind, ""))
    return ShownEntry(change.label, change.entry, kind, list(_changes(change.changes)), is_moved)


def _changes(changes: tuple[Change, ...]) -> Iterator[tuple[str, str, str]]:
    for change in changes:
        yield (
            name_of(change.field),
            shown(change.field, change.before),
            shown(change.field, change.now),
        )


def name_of(field: str) -> str:
    """`categories.besar.prize` -> Size category Large: Prize"""
    head, *inside = field.split(".")
    name = str(FIELD_WORDS.get(head, head))
    if not inside:
        return name
    of = f"{name} {ASPECT_WORDS.get(inside[0], CATEGORY_WORDS.get(inside[0], inside[0]))}"
    return ": ".join([of, *(str(FIELD_WORDS.get(part, part)) for part in inside[1:])])


def shown(name: str, value: object) -> str:
    """A figure of a result as people read it."""
    name = name.rpartition(".")[2]
    language = get_language() or "id"
    if value is None or value == "":
        return formats.NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return formats.score(value, language=language)
    if isinstance(value, int):
        return formats.rupiah(value, language=language) if name in MONEY else formats.number(value, language=language)
    return _word(name, str(value))


def _word(name: str, text: str) -> str:
    if name in CHOICES:
        return str(dict(CHOICES[name].choices).get(text, text))
    if name == "failed_test":
        return str(FIELD_WORDS.get(text, text))
    if POINTS.fullmatch(text):
        return formats.score(Decimal(text), language=get_language() or "id")
    return str(CATEGORY_WORDS.get(text, text)) if name == "category" else text
