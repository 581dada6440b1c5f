"""The whole tally of an edition as one function of its inputs (DOMAIN 7) and its JSON form (CONTRACT 6)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, NamedTuple

from scoring.domain.aggregation import NO_SHEETS, EntrySums, Figures, Scale, as_decimal
from scoring.domain.awards import Awards, Blocker, Complete, Decision, award, english
from scoring.domain.ranking import QUORUM, Standing, failed_test, rank
from scoring.domain.rules import Rules


TRACKS: Final = ("reguler", "kencana")


class EntryState(StrEnum):
    """What an entry counts as. Taken out by the committee it is listed, unranked, and blocks nothing (DOMAIN 5)."""

    COUNTED = "counted"
    UNVISITED = "unvisited"
    NOT_ASSESSED = "not_assessed"
    DISQUALIFIED = "disqualified"


_STATES: Final = frozenset(EntryState)
TAKEN_OUT: Final = frozenset({EntryState.NOT_ASSESSED, EntryState.DISQUALIFIED})


class EntryInput(NamedTuple):
    """One entry of the edition with what its counting sheets add up to. `kk` is the recorded count."""

    entry: str
    track: str
    category: str
    kk: int
    sums: EntrySums = NO_SHEETS
    state: str = EntryState.COUNTED


class TallyEntry(NamedTuple):
    """One line of the tally, as CONTRACT 6 names it; figures in points with 2 decimals, `prize` in rupiah."""

    entry: str
    track: str
    category: str
    kk: int
    state: str
    sheets: int
    bersih: Decimal | None
    aman: Decimal | None
    pintar: Decimal | None
    total: Decimal | None
    passed: bool
    failed_test: str | None
    rank: int | None
    decided_by: str | None
    winner: bool
    best_in_city: bool
    prize: int


@dataclass(frozen=True, slots=True)
class Tally:
    """`settled`: flags whose decision still holds. `stale`: decisions made for facts that are no longer so."""

    entries: tuple[TallyEntry, ...]
    prize_total: int
    blockers: tuple[Blocker, ...]
    settled: tuple[Blocker, ...] = ()
    stale: tuple[Decision, ...] = ()


def tally(rules: Rules, entries: Iterable[EntryInput], decisions: Iterable[Decision] = ()) -> Tally:
    """Tally an edition: figures, tests, ranks, winners, prizes and what blocks their publication.

    Raises ValueError on an entry named twice or with a category, track or state nobody knows.
    """
    listed, decisions = tuple(entries), tuple(decisions)
    _check(rules, listed)
    scale = Scale.of(rules)
    figures_of = {e.entry: scale.figures(e.sums) for e in listed if _is_complete(e, rules)}
    failed = {entry: failed_test(values, rules) for entry, values in figures_of.items()}
    standings = _standings(listed, figures_of)
    complete = [
        Complete(e.entry, e.track, e.category, figures_of[e.entry], failed[e.entry] is None)
        for e in listed
        if e.entry in figures_of
    ]
    awards = award(complete, rules, decisions)
    lines = [
        _complete_line(e, figures_of[e.entry], failed[e.entry], standings[e.entry], awards)
        if e.entry in figures_of
        else _incomplete_line(e)
        for e in listed
    ]
    answered = {(flag.code, flag.facts) for flag in awards.settled}
    return Tally(
        entries=tuple(sorted(lines, key=_order(rules))),
        prize_total=awards.prize_total,
        blockers=(*_entry_blockers(listed, figures_of, rules), *awards.blockers),
        settled=awards.settled,
        stale=tuple(d for d in decisions if (d.code, d.facts) not in answered),
    )


def _check(rules: Rules, entries: Sequence[EntryInput]) -> None:
    categories = {category.code for category in rules.categories}
    if len({entry.entry for entry in entries}) != len(entries):
        raise ValueError("an entry is named twice")
    for entry in entries:
        if entry.category not in categories or entry.track not in TRACKS or entry.state not in _STATES:
            raise ValueError(f"{entry.entry}: unknown category, track or state: {entry[1:3]}, {entry.state}")


def _is_complete(entry: EntryInput, rules: Rules) -> bool:
    """Fewer sheets than the quorum: incomplete and unranked. No score is neither zero nor first (DOMAIN 7.1)."""
    return entry.sums.sheets >= rules.quorum and entry.sums.sheets > 0 and entry.state == EntryState.COUNTED


def _standings(entries: Sequence[EntryInput], figures_of: Mapping[str, Figures]) -> dict[str, Standing]:
    groups: defaultdict[tuple[str, str], list[tuple[str, Figures]]] = defaultdict(list)
    for entry in entries:
        if entry.entry in figures_of:
            groups[entry.track, entry.category].append((entry.entry, figures_of[entry.entry]))
    return {standing.entry: standing for group in groups.values() for standing in rank(group)}


def _complete_line(
    entry: EntryInput, values: Figures, failed: str | None, standing: Standing, awards: Awards
) -> TallyEntry:
    return TallyEntry(
        entry=entry.entry,
        track=entry.track,
        category=entry.category,
        kk=entry.kk,
        state=entry.state,
        sheets=entry.sums.sheets,
        bersih=as_decimal(values.bersih),
        aman=as_decimal(values.aman),
        pintar=as_decimal(values.pintar),
        total=as_decimal(values.total),
        passed=failed is None,
        failed_test=failed,
        rank=standing.rank,
        decided_by=standing.decided_by,
        winner=entry.entry in awards.winners,
        best_in_city=entry.entry == awards.best_in_city,
        prize=awards.prizes.get(entry.entry, 0),
    )


def _incomplete_line(entry: EntryInput) -> TallyEntry:
    """Below the quorum, never visited, or taken out: no figure, no rank, no prize (CONTRACT 6)."""
    return TallyEntry(
        entry=entry.entry,
        track=entry.track,
        category=entry.category,
        kk=entry.kk,
        state=entry.state,
        sheets=entry.sums.sheets,
        bersih=None,
        aman=None,
        pintar=None,
        total=None,
        passed=False,
        failed_test=None if entry.state in TAKEN_OUT else QUORUM,
        rank=None,
        decided_by=None,
        winner=False,
        best_in_city=False,
        prize=0,
    )


def _entry_blockers(entries: Sequence[EntryInput], complete: Mapping[str, Figures], rules: Rules) -> list[Blocker]:
    blockers = []
    for entry in sorted(e for e in entries if e.entry not in complete):
        if entry.state == EntryState.UNVISITED:
            blockers.append(Blocker("unvisited", entry.entry, {"entry": entry.entry}))
        elif entry.state == EntryState.COUNTED:
            params = {"entry": entry.entry, "sheets": entry.sums.sheets, "quorum": rules.quorum}
            blockers.append(Blocker("quorum", entry.entry, params))
    return blockers


def _order(rules: Rules) -> Callable[[TallyEntry], tuple[int, int, bool, int, str]]:
    """By track, category as the rules list them, rank, code; the unranked last in their group."""
    categories = {category.code: place for place, category in enumerate(rules.categories)}
    return lambda e: (TRACKS.index(e.track), categories[e.category], e.rank is None, e.rank or 0, e.entry)


def entry_to_json(entry: TallyEntry) -> dict[str, Any]:
    """One entry with the keys of CONTRACT 6, plus `state`; figures are strings such as "87.50"."""
    return {
        "entry": entry.entry,
        "track": str(entry.track),
        "category": entry.category,
        "kk": entry.kk,
        "state": str(entry.state),
        "sheets": entry.sheets,
        "bersih": _text(entry.bersih),
        "aman": _text(entry.aman),
        "pintar": _text(entry.pintar),
        "total": _text(entry.total),
        "passed": entry.passed,
        "failed_test": entry.failed_test,
        "rank": entry.rank,
        "decided_by": entry.decided_by,
        "winner": entry.winner,
        "best_in_city": entry.best_in_city,
        "prize": entry.prize,
    }


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else str(figure)


def to_json(result: Tally, edition: str, say: Callable[[Blocker], str] = english) -> dict[str, Any]:
    """`tally --json` (CONTRACT 6); `say` puts a blocker into words for its reader."""
    return {
        "edition": edition,
        "entries": [entry_to_json(entry) for entry in result.entries],
        "prize_total": result.prize_total,
        "blockers": [{"code": b.code, "entry": b.entry, "message": say(b)} for b in result.blockers],
    }
