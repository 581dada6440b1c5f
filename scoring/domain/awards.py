"""Winners, prizes, best in the city and the budget (DOMAIN 7.8 to 7.10), and what blocks a publication."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from competitions.domain.messages import gettext_noop, in_english
from scoring.domain.aggregation import Figures
from scoring.domain.ranking import merit
from scoring.domain.rules import Mode, Rules


REGULER: Final = "reguler"

TEXTS: Final = {
    "quorum": gettext_noop(
        "%(entry)s has %(sheets)s sheets that count; %(quorum)s are needed. Send another assessor, or mark "
        "the entry as not assessed."
    ),
    "unvisited": gettext_noop(
        "%(entry)s was verified but never visited. Have the team close the visit, or mark the entry as not assessed."
    ),
    "tie_at_cut": gettext_noop(
        "More entries than the %(top_n)s places win in category %(category)s, track %(track)s: "
        "%(entries)s are tied at the last place. Record a decision that they all win."
    ),
    "best_in_city_tie": gettext_noop(
        "%(entries)s are tied for best in the city. Record a decision which of them it is, or that "
        "there is none this time."
    ),
    "over_budget": gettext_noop(
        "The prizes add up to Rp%(prize_total)s, Rp%(excess)s more than the budget of Rp%(budget)s. "
        "Acknowledge it with a reason."
    ),
}


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something that keeps a result from being published.

    `facts` says in words what a decision on it must have been made for; None: no decision can set it aside.
    """

    code: str
    entry: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)
    facts: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A recorded decision on a blocker. It counts only while the facts it was made for are still the facts.

    `choice` answers "best_in_city_tie": one of the tied entries, or None for nobody.
    """

    code: str
    facts: str
    choice: str | None = None


class Complete(NamedTuple):
    """A complete entry as the awards see it."""

    entry: str
    track: str
    category: str
    figures: Figures
    passed: bool


class Awards(NamedTuple):
    """Who wins what. `prizes` in rupiah holds every winner; `best_in_city` is an entry, or None."""

    winners: frozenset[str]
    best_in_city: str | None
    prizes: dict[str, int]
    prize_total: int
    blockers: tuple[Blocker, ...]
    settled: tuple[Blocker, ...]


def english(blocker: Blocker) -> str:
    """The untranslated sentence of a blocker."""
    return in_english(blocker.code, blocker.params, TEXTS)


def award(entries: Sequence[Complete], rules: Rules, decisions: Iterable[Decision] = ()) -> Awards:
    """Winners by the edition's mode, their prizes, the best in the city, and the flags that need a decision."""
    made = {(decision.code, decision.facts): decision for decision in decisions}
    winners, flags = _winners(entries, rules)
    best, best_flag = _best_in_city([e for e in entries if e.entry in winners], rules, made)
    prizes = _prizes(entries, winners, best, rules)
    prize_total = sum(prizes.values())
    flags += [flag for flag in (best_flag, _over_budget(prize_total, rules)) if flag]
    return Awards(
        winners,
        best,
        prizes,
        prize_total,
        blockers=tuple(flag for flag in flags if not _is_settled(flag, made)),
        settled=tuple(flag for flag in flags if _is_settled(flag, made)),
    )


_Made = Mapping[tuple[str, str], Decision]


def _is_settled(flag: Blocker, made: _Made) -> bool:
    decision = made.get((flag.code, flag.facts or ""))
    return decision is not None and _is_answer(flag, decision)


def _is_answer(flag: Blocker, decision: Decision) -> bool:
    """Nobody but a tied entry can be chosen; the other flags are only acknowledged."""
    tied = flag.params.get("entries", ())
    return flag.code != "best_in_city_tie" or decision.choice is None or decision.choice in _names(tied)


class _EntryList(tuple[str, ...]):
    """Entry codes that print as "A, B, C"."""

    __slots__ = ()

    def __str__(self) -> str:
        return ", ".join(self)


def _names(entries: object) -> Sequence[str]:
    return entries if isinstance(entries, tuple) else ()


def _winners(entries: Sequence[Complete], rules: Rules) -> tuple[frozenset[str], list[Blocker]]:
    """Threshold: everyone who passes. Top N: per category and track, ties at the last place included (DOMAIN 7.8)."""
    passed = [entry for entry in entries if entry.passed]
    if rules.mode == Mode.THRESHOLD:
        return frozenset(entry.entry for entry in passed), []
    if rules.top_n is None:
        raise ValueError("top_n rules without a number of winners")
    groups: defaultdict[tuple[str, str], list[Complete]] = defaultdict(list)
    for entry in passed:
        groups[entry.track, entry.category].append(entry)
    winners: set[str] = set()
    flags: list[Blocker] = []
    for (track, category), group in sorted(groups.items()):
        merits = sorted((merit(entry.figures) for entry in group), reverse=True)
        cut = merits[min(rules.top_n, len(merits)) - 1]
        winning = [entry.entry for entry in group if merit(entry.figures) >= cut]
        winners.update(winning)
        if len(winning) > rules.top_n:
            tied = _EntryList(sorted(entry.entry for entry in group if merit(entry.figures) == cut))
            flags.append(_tie_at_cut(track, category, rules.top_n, tied))
    return frozenset(winners), flags


def _tie_at_cut(track: str, category: str, top_n: int, tied: _EntryList) -> Blocker:
    return Blocker(
        "tie_at_cut",
        params={"track": track, "category": category, "top_n": top_n, "entries": tied},
        facts=f"{track}/{category}/{top_n}: {tied}",
    )


def _best_in_city(winners: Sequence[Complete], rules: Rules, made: _Made) -> tuple[str | None, Blocker | None]:
    """The reguler winner first in merit over all categories; tied: whom the decision names (DOMAIN 4, 7.9)."""
    reguler = [entry for entry in winners if entry.track == REGULER]
    if not rules.best_in_city_prize or not reguler:
        return None, None
    best = max(merit(entry.figures) for entry in reguler)
    tied = _EntryList(sorted(entry.entry for entry in reguler if merit(entry.figures) == best))
    if len(tied) == 1:
        return tied[0], None
    flag = Blocker("best_in_city_tie", params={"entries": tied}, facts=str(tied))
    decision = made.get((flag.code, str(tied)))
    return (decision.choice if decision and _is_answer(flag, decision) else None), flag


def _prizes(entries: Sequence[Complete], winners: frozenset[str], best: str | None, rules: Rules) -> dict[str, int]:
    """The category's prize for each winning entry, joined or not, plus the bonus for the best (DOMAIN 7.9)."""
    categories = {category.code: category for category in rules.categories}
    return {
        entry.entry: categories[entry.category].prize_on(entry.track)
        + (rules.best_in_city_prize if entry.entry == best else 0)
        for entry in entries
        if entry.entry in winners
    }


def _over_budget(prize_total: int, rules: Rules) -> Blocker | None:
    if rules.budget is None or prize_total <= rules.budget:
        return None
    return Blocker(
        "over_budget",
        params={"prize_total": prize_total, "budget": rules.budget, "excess": prize_total - rules.budget},
        facts=f"Rp{prize_total} > Rp{rules.budget}",
    )
