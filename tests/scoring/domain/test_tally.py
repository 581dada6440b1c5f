"""The whole tally against the reference, and what must hold for every edition."""

import random
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from scoring.domain.aggregation import EntrySums
from scoring.domain.awards import Blocker, Decision
from scoring.domain.rules import Rules
from scoring.domain.tally import EntryInput, Tally, entry_to_json, tally, to_json
from tests.scoring.domain import reference
from tests.scoring.domain.strategies import inputs_of, pools, rules_of


Pool = tuple[dict[str, Any], list[dict[str, Any]]]


def _about(blocker: Blocker) -> tuple[str, object]:
    """A blocker as the reference names it."""
    if blocker.code == "tie_at_cut":
        return blocker.code, f"{blocker.params['track']}/{blocker.params['category']}"
    if blocker.code == "best_in_city_tie":
        return blocker.code, str(blocker.params["entries"])
    if blocker.code == "over_budget":
        return blocker.code, blocker.params["prize_total"]
    return blocker.code, blocker.entry


def _tally(pool: Pool) -> Tally:
    edition, entries = pool
    return tally(rules_of(edition), inputs_of(edition, entries))


@settings(max_examples=max(200, settings().max_examples))
@given(pools())
def test_tally_equals_the_reference(pool: Pool) -> None:
    result = _tally(pool)

    rows, prize_total, blockers = reference.tally(*pool)
    assert {entry.entry: entry_to_json(entry) for entry in result.entries} == rows
    assert result.prize_total == prize_total
    assert sorted(map(_about, result.blockers), key=str) == blockers
    for code in {entry.decided_by for entry in result.entries} | {blocker.code for blocker in result.blockers}:
        event(f"met: {code}")


@given(pools(), st.randoms(use_true_random=False))
def test_order_of_entries_and_sheets_does_not_matter(pool: Pool, chance: random.Random) -> None:
    edition, entries = pool
    shuffled = [{**entry, "sheets": chance.sample(entry["sheets"], len(entry["sheets"]))} for entry in entries]
    chance.shuffle(shuffled)

    assert _tally((edition, shuffled)) == _tally(pool)


@given(pools())
def test_what_holds_for_every_tally(pool: Pool) -> None:
    result = _tally(pool)

    assert all(entry.prize >= 0 for entry in result.entries)
    assert all(entry.passed for entry in result.entries if entry.winner)
    assert all((entry.prize > 0) == entry.winner for entry in result.entries)
    assert result.prize_total == sum(entry.prize for entry in result.entries)
    assert sum(entry.best_in_city for entry in result.entries) <= 1
    assert {entry.entry for entry in result.entries} == {entry["entry"] for entry in pool[1]}


@given(pools())
def test_ranks_count_the_places_taken(pool: Pool) -> None:
    result = _tally(pool)

    groups: dict[tuple[str, str], list[int]] = {}
    for entry in result.entries:
        if entry.rank is not None:
            groups.setdefault((entry.track, entry.category), []).append(entry.rank)
    for ranks in groups.values():
        assert ranks == [ranks.index(rank) + 1 for rank in ranks]


def _entry(code: str, *aspects: int, **changes: Any) -> EntryInput:
    """An entry of three sheets whose aspect values are `aspects` points (of the default rules, 84 per sheet sum)."""
    bersih, aman, pintar = (value * 84 // 100 for value in aspects)
    values: dict[str, Any] = {"track": "reguler", "category": "besar", "kk": 120, **changes}
    return EntryInput(code, sums=EntrySums(3, 3, bersih, aman, pintar), **values)


def test_a_tie_at_the_cut_lets_all_win_and_blocks_until_decided() -> None:
    rules = Rules(mode="top_n", top_n=2)
    entries = [
        _entry("a", 100, 100, 100),
        _entry("b", 75, 100, 100),
        _entry("c", 75, 100, 100),
        _entry("d", 75, 75, 100),
    ]

    undecided = tally(rules, entries)
    [flag] = undecided.blockers
    decided = tally(rules, entries, [Decision("tie_at_cut", str(flag.facts))])

    assert [entry.entry for entry in undecided.entries if entry.winner] == ["a", "b", "c"]
    assert (flag.code, flag.params["entries"], flag.params["top_n"]) == ("tie_at_cut", ("b", "c"), 2)
    assert decided.blockers == ()
    assert decided.settled == (flag,)
    assert decided.entries == undecided.entries


def test_a_decision_made_for_other_entries_does_not_count() -> None:
    rules = Rules(mode="top_n", top_n=1)
    entries = [_entry("a", 100, 100, 100), _entry("b", 100, 100, 100)]
    [flag] = tally(rules, entries).blockers
    decision = Decision("tie_at_cut", str(flag.facts))

    now = tally(rules, [*entries, _entry("c", 100, 100, 100)], [decision])

    assert [blocker.params["entries"] for blocker in now.blockers] == [("a", "b", "c")]
    assert now.stale == (decision,)


def test_top_n_counts_only_entries_that_pass() -> None:
    """A high total with an aspect below the floor holds a rank, not a place among the winners."""
    rules = Rules(mode="top_n", top_n=1)

    result = tally(rules, [_entry("a", 100, 100, 25), _entry("b", 75, 75, 75)])

    assert [(e.entry, e.rank, e.failed_test, e.winner) for e in result.entries] == [
        ("a", 1, "pintar", False),
        ("b", 2, None, True),
    ]
    assert result.blockers == ()


def test_top_n_is_per_category_and_track() -> None:
    rules = Rules(mode="top_n", top_n=1)
    entries = [
        _entry("a", 100, 100, 100),
        _entry("b", 75, 75, 75, track="kencana"),
        _entry("c", 75, 75, 75, category="kecil", kk=30),
        _entry("d", 75, 75, 75),
    ]

    assert {e.entry for e in tally(rules, entries).entries if e.winner} == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("choice", "best", "blocked"), [("a", "a", False), ("b", "b", False), (None, None, False), ("c", None, True)]
)
def test_a_tie_for_best_in_city_is_decided_among_the_tied(choice: str | None, best: str | None, blocked: bool) -> None:
    rules = Rules(best_in_city_prize=15_000_000)
    entries = [
        _entry("a", 100, 100, 100),
        _entry("b", 100, 100, 100, category="kecil", kk=30),
        _entry("c", 75, 100, 100),
    ]
    undecided = tally(rules, entries)
    [flag] = undecided.blockers

    decided = tally(rules, entries, [Decision("best_in_city_tie", str(flag.facts), choice)])

    assert not any(entry.best_in_city for entry in undecided.entries)
    assert [entry.entry for entry in decided.entries if entry.best_in_city] == ([best] if best else [])
    assert decided.prize_total == undecided.prize_total + (15_000_000 if best else 0)
    assert bool(decided.blockers) is blocked


def test_best_in_city_is_among_reguler_winners_only() -> None:
    rules = Rules(best_in_city_prize=15_000_000)
    entries = [
        _entry("a", 100, 100, 100, track="kencana"),
        _entry("b", 100, 100, 25),
        _entry("c", 75, 75, 100, category="kecil", kk=59),
    ]

    result = tally(rules, entries)

    assert {e.entry: (e.best_in_city, e.prize) for e in result.entries} == {
        "a": (False, 10_000_000),
        "b": (False, 0),
        "c": (True, 20_000_000),
    }


def test_no_bonus_names_no_best_in_city_and_flags_no_tie() -> None:
    result = tally(Rules(), [_entry("a", 100, 100, 100), _entry("b", 100, 100, 100)])

    assert not any(entry.best_in_city for entry in result.entries)
    assert result.blockers == ()


@pytest.mark.parametrize(("budget", "blocked"), [(None, False), (20_000_000, False), (19_999_999, True)])
def test_over_budget_blocks_until_this_total_is_acknowledged(budget: int | None, blocked: bool) -> None:
    rules = Rules(budget=budget)
    entries = [_entry("a", 100, 100, 100), _entry("b", 75, 75, 75)]

    result = tally(rules, entries)
    decisions = [Decision(flag.code, str(flag.facts)) for flag in result.blockers]

    assert [flag.code for flag in result.blockers] == ["over_budget"] * blocked
    assert tally(rules, entries, decisions).blockers == ()
    assert bool(tally(rules, [*entries, _entry("c", 75, 75, 75)], decisions).blockers) is (budget is not None)


@pytest.mark.parametrize(
    ("state", "failed_test", "blockers"),
    [
        ("counted", "quorum", ["quorum"]),
        ("unvisited", "quorum", ["unvisited"]),
        ("not_assessed", None, []),
        ("disqualified", None, []),
    ],
)
def test_entries_without_figures(state: str, failed_test: str | None, blockers: list[str]) -> None:
    entry = EntryInput("a", "reguler", "kecil", 30, EntrySums(2, 2, 50, 50, 50), state)

    result = tally(Rules(), [entry])

    [line] = result.entries
    assert (line.failed_test, line.passed, line.rank, line.total, line.prize) == (failed_test, False, None, None, 0)
    assert [blocker.code for blocker in result.blockers] == blockers


def test_a_disqualified_entry_takes_no_place() -> None:
    entries = [_entry("a", 100, 100, 100, state="disqualified"), _entry("b", 75, 75, 75)]

    result = tally(Rules(), entries)

    assert [(e.entry, e.rank, e.winner) for e in result.entries] == [("b", 1, True), ("a", None, False)]


@pytest.mark.parametrize(
    "changes", [{"category": "raksasa"}, {"track": "umum"}, {"state": "absent"}], ids=["category", "track", "state"]
)
def test_unknown_words_are_refused(changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="unknown"):
        tally(Rules(), [_entry("a", 75, 75, 75, **changes)])


def test_the_same_entry_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        tally(Rules(), [_entry("a", 75, 75, 75), _entry("a", 75, 75, 75)])


def test_json_is_as_the_contract_says() -> None:
    sums = EntrySums(sheets=3, divisor=3, bersih=84, aman=63, pintar=63)
    inputs = [
        EntryInput("15.71.01.1001/017", "reguler", "besar", 120, sums),
        EntryInput("15.71.01.1001/018+019", "reguler", "kecil", 30),
    ]

    document = to_json(tally(Rules(), inputs), "2026-1", say=lambda blocker: f"say {blocker.code}")

    assert document == {
        "edition": "2026-1",
        "entries": [
            {
                "entry": "15.71.01.1001/018+019",
                "track": "reguler",
                "category": "kecil",
                "kk": 30,
                "state": "counted",
                "sheets": 0,
                "bersih": None,
                "aman": None,
                "pintar": None,
                "total": None,
                "passed": False,
                "failed_test": "quorum",
                "rank": None,
                "decided_by": None,
                "winner": False,
                "best_in_city": False,
                "prize": 0,
            },
            {
                "entry": "15.71.01.1001/017",
                "track": "reguler",
                "category": "besar",
                "kk": 120,
                "state": "counted",
                "sheets": 3,
                "bersih": "100.00",
                "aman": "75.00",
                "pintar": "75.00",
                "total": "83.33",
                "passed": True,
                "failed_test": None,
                "rank": 1,
                "decided_by": "total",
                "winner": True,
                "best_in_city": False,
                "prize": 10_000_000,
            },
        ],
        "prize_total": 10_000_000,
        "blockers": [{"code": "quorum", "entry": "15.71.01.1001/018+019", "message": "say quorum"}],
    }


def test_prizes_of_2020_under_the_defaults() -> None:
    """DOMAIN 9: 52 x 10 + 36 x 7 + 24 x 5 = Rp892 million."""
    sizes = [("besar", 100, 52), ("sedang", 60, 36), ("kecil", 30, 24)]
    entries = [
        _entry(f"{category}/{number}", 75, 75, 75, category=category, kk=kk)
        for category, kk, count in sizes
        for number in range(count)
    ]

    assert tally(Rules(), entries).prize_total == 892_000_000
