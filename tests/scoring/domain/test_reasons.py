"""One sentence for every entry, and where a gain would count most."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from competitions.domain.messages import in_english
from scoring.domain.aggregation import EntrySums, indicator_means
from scoring.domain.reasons import TEXTS, Reason, best_gains, rank_reason, result_reason
from scoring.domain.rules import Rules
from scoring.domain.tally import EntryInput, TallyEntry, tally
from tests.scoring.domain.strategies import inputs_of, pools, rules_of, small_rules


def _say(reason: Reason) -> str:
    return in_english(reason.code, reason.params, TEXTS)


def _lines(rules: Rules, *sums: tuple[int, int, int]) -> list[TallyEntry]:
    """Entries a, b, c ... of one group, each with these sums over 4 sheets of small_rules."""
    entries = [
        EntryInput("abcdef"[n], "reguler", "besar", 100, EntrySums(4, 4, *three)) for n, three in enumerate(sums)
    ]
    return list(tally(rules, entries).entries)


def test_each_rank_says_what_decided_it() -> None:
    lines = _lines(small_rules(), (14, 14, 14), (14, 13, 15), (13, 16, 13), (13, 16, 13), (12, 15, 15), (11, 11, 11))

    assert [_say(reason) for line in lines if (reason := rank_reason(line))] == [
        "Rank 1: no entry of its category and track has a higher total (87.50).",
        "Rank 2: total and Bersih equal those of the entry ranked just above, and the lower Aman (81.25) decided.",
        "Rank 3 is shared: total, Bersih, Aman and Pintar are all equal to those of another entry.",
        "Rank 3 is shared: total, Bersih, Aman and Pintar are all equal to those of another entry.",
        "Rank 5: the total equals that of the entry ranked just above, and the lower Bersih (75.00) decided.",
        "Rank 6 by the total: 68.75 is lower than that of the entry ranked just above.",
    ]


@pytest.mark.parametrize(
    ("sums", "sentence"),
    [
        ((9, 16, 16), "Not passed: Bersih is 56.25, below the floor of 60.00 for each aspect."),
        ((16, 9, 16), "Not passed: Aman is 56.25, below the floor of 60.00 for each aspect."),
        ((16, 16, 9), "Not passed: Pintar is 56.25, below the floor of 60.00 for each aspect."),
        ((10, 10, 10), "Not passed: the total is 62.50, below the pass mark of 75.00."),
        ((12, 12, 12), "Wins: the total 75.00 reaches the pass mark of 75.00, and every aspect the floor of 60.00."),
    ],
)
def test_each_result_says_why(sums: tuple[int, int, int], sentence: str) -> None:
    rules = small_rules()

    [line] = _lines(rules, sums)

    assert _say(result_reason(line, rules)) == sentence


def test_top_n_says_who_is_among_the_first() -> None:
    rules = small_rules(mode="top_n", top_n=1)

    assert [result_reason(line, rules).code for line in _lines(rules, (16, 16, 16), (12, 12, 12))] == [
        "won_top_n",
        "passed_only",
    ]


@given(pools())
def test_every_line_has_a_sentence(pool: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
    edition, entries = pool
    rules = rules_of(edition)
    for line in tally(rules, inputs_of(edition, entries)).entries:
        assert _say(result_reason(line, rules))
        reason = rank_reason(line)
        assert (reason is None) == (line.rank is None)
        assert reason is None or _say(reason)


def test_gains_of_an_aspect_below_the_floor_come_first() -> None:
    means = {
        "B1": Fraction(3),
        "B2": Fraction(3),
        "A1": Fraction(3),
        "A2": Fraction(1),
        "P1": Fraction(2),
        "P2": Fraction(2),
    }
    rules = small_rules(per_aspect=2)

    gains = best_gains(means, rules, count=4)

    assert [(gain.code, gain.lifts_floor) for gain in gains] == [
        ("A2", True),
        ("A1", True),
        ("P1", True),
        ("P2", True),
    ]
    assert gains[0].gain == Fraction(25, 6)


def test_the_heaviest_indicator_counts_most_and_a_full_one_nothing() -> None:
    rules = small_rules(per_aspect=2, aspect_weights=(1, 2, 1))
    means = dict(
        zip(("B1", "B2", "A1", "A2", "P1", "P2"), map(Fraction, ("3.5", "4", "3", "4", "3", "2.75")), strict=True)
    )

    gains = best_gains(means, rules, count=9)

    assert [(gain.code, gain.gain) for gain in gains] == [
        ("A1", Fraction(25, 4)),
        ("P2", Fraction(25, 8)),
        ("P1", Fraction(25, 8)),
        ("B1", Fraction(25, 16)),
    ]


def test_no_means_no_gains() -> None:
    assert best_gains({}, Rules()) == []


def _exact_total(means: dict[str, Fraction], edition: dict[str, Any]) -> Fraction:
    total = Fraction()
    for aspect, weight in edition["aspect_weights"].items():
        weights = {c: w for c, w in edition["indicator_weights"].items() if edition["indicator_aspects"][c] == aspect}
        value = sum(w * means[c] for c, w in weights.items()) / (edition["scale_max"] * sum(weights.values()))
        total += 100 * weight * value
    return total / sum(edition["aspect_weights"].values())


@given(pools())
def test_a_gain_is_what_one_more_level_brings(pool: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
    edition, entries = pool
    rules = rules_of(edition)
    for means in filter(None, (indicator_means(entry["sheets"], rules) for entry in entries)):
        for gain in best_gains(means, rules, count=21):
            raised = {**means, gain.code: min(means[gain.code] + 1, Fraction(rules.scale_max))}

            assert _exact_total(raised, edition) - _exact_total(means, edition) == gain.gain
