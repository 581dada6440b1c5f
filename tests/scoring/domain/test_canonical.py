"""The canonical form, its digest, and the recount that notices one changed figure (DOMAIN 8)."""

import copy
import json
import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.awards import Decision
from scoring.domain.canonical import (
    Difference,
    UnreadableResult,
    canonical_bytes,
    differences,
    digest,
    recompute,
    result_document,
)
from scoring.domain.rules import Rules
from scoring.domain.tally import EntryInput, tally
from tests.scoring.domain.strategies import inputs_of, pools, rules_of, small_rules


Document = dict[str, Any]
Pool = tuple[dict[str, Any], list[dict[str, Any]]]


def _document(pool: Pool) -> Document:
    edition, entries = pool
    rules = rules_of(edition)
    return result_document(
        edition="2026-1",
        rules=rules,
        result=tally(rules, inputs_of(edition, entries)),
        sheets={entry["entry"]: entry["sheets"] for entry in entries},
        labels={entry["entry"]: {"label": f"RT {entry['entry'][-3:]}"} for entry in entries},
    )


@pytest.fixture
def document() -> Document:
    """Two entries tied for best in the city, decided for the second."""
    rules = small_rules(best_in_city_prize=15_000_000, quorum=2)
    sheets = {code: [{"B1": 4, "A1": 3, "P1": 4}, {"B1": 4, "A1": 4, "P1": 3}] for code in ("x/001", "x/002")}
    pool = [
        {"entry": code, "track": "reguler", "kk": 120, "state": "counted", "sheets": rows}
        for code, rows in sheets.items()
    ]
    inputs = inputs_of(result_document(edition="", rules=rules, result=tally(rules, []), sheets={})["rules"], pool)
    decisions = [Decision("best_in_city_tie", "x/001, x/002", "x/002")]
    result = tally(rules, inputs, decisions)
    return result_document(edition="2026-1", rules=rules, result=result, sheets=sheets, decisions=decisions)


def test_the_form_is_what_it_says() -> None:
    value = {"b": [3, 1], "a": "caf\u0065\u0301", "c": Decimal("87.50"), "d": {"z": None, "y": True}}

    assert canonical_bytes(value) == '{"a":"café","b":[3,1],"c":"87.50","d":{"y":true,"z":null}}'.encode()


def test_the_digest_of_an_empty_result_never_changes() -> None:
    """A literal: whoever changes the form must give it a new name."""
    rules = Rules()
    document = result_document(edition="2026-1", rules=rules, result=tally(rules, []), sheets={})

    assert digest(document) == "e468e9918540a5d9e5be0a87fe694a04b996c5ae84f56400bd5487b31eb4af9d"


@pytest.mark.parametrize("value", [1.5, float("nan"), Decimal("NaN"), {1, 2}, b"x"])
def test_values_without_a_canonical_form_are_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_bytes({"a": [value]})


def test_two_keys_of_the_same_text_are_refused() -> None:
    with pytest.raises(TypeError):
        canonical_bytes({"\u00e9": 1, "e\u0301": 2})


def test_a_newline_before_a_combining_accent_stays_readable() -> None:
    assert json.loads(canonical_bytes({"a": "\n\u0303"})) == {"a": "\n\u0303"}


@given(pools(), st.randoms(use_true_random=False))
def test_the_digest_knows_neither_order_nor_assessor(pool: Pool, chance: random.Random) -> None:
    edition, entries = pool
    shuffled = [{**entry, "sheets": chance.sample(entry["sheets"], len(entry["sheets"]))} for entry in entries]
    chance.shuffle(shuffled)

    assert digest(_document((edition, shuffled))) == digest(_document(pool))


@given(pools())
def test_a_true_document_recounts_to_itself(pool: Pool) -> None:
    document = _document(pool)
    stored = json.loads(canonical_bytes(document))

    assert differences(stored, recompute(stored)) == []
    assert digest(recompute(stored)) == digest(document)


def test_decisions_are_recounted_too(document: Document) -> None:
    recounted = recompute(document)

    assert differences(document, recounted) == []
    assert [row["best_in_city"] for row in recounted["entries"]] == [False, True]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("bersih", "99.99"),
        ("total", "93.74"),
        ("rank", 2),
        ("decided_by", "total"),
        ("passed", False),
        ("passed", 1),
        ("winner", False),
        ("prize", 9_999_999),
        ("sheets", 3),
        ("category", "sedang"),
        ("best_in_city", True),
    ],
)
def test_one_changed_figure_is_named(document: Document, field: str, value: object) -> None:
    true = document["entries"][0][field]
    document["entries"][0][field] = value

    found = differences(document, recompute(document))

    assert found == [Difference("x/001", field, value, true)]


def test_a_changed_score_shows_in_the_figures_it_makes(document: Document) -> None:
    before = digest(document)
    document["entries"][0]["values"][0][0] = 3

    found = {(difference.entry, difference.field) for difference in differences(document, recompute(document))}

    assert {("x/001", "bersih"), ("x/001", "total"), ("x/001", "rank"), ("x/002", "decided_by")} <= found
    assert digest(document) != before


def test_changed_rules_and_totals_are_named(document: Document) -> None:
    changed = copy.deepcopy(document)
    changed["prize_total"] += 1
    changed["rules"]["quorum"] = 1

    assert differences(changed, document) == [
        Difference(None, "prize_total", 35_000_001, 35_000_000),
        Difference(None, "rules.quorum", 1, 2),
    ]


def test_missing_and_added_entries_are_named(document: Document) -> None:
    shorter = {**document, "entries": document["entries"][:1]}

    assert differences(shorter, document) == [Difference("x/002", "entry", None, "x/002")]
    assert differences(document, shorter) == [Difference("x/002", "entry", "x/002", None)]


@pytest.mark.parametrize("key", ["rules", "indicators", "decisions", "entries", "edition"])
def test_a_document_with_a_part_missing_is_unreadable(document: Document, key: str) -> None:
    del document[key]

    with pytest.raises(UnreadableResult):
        recompute(document)


@pytest.mark.parametrize("values", [[[4, 4]], [[4, 4, 9]], ["444"], None, [[4, "4", 4]], [[4, 4.0, 4]], [[4, True, 4]]])
def test_scores_that_cannot_be_are_unreadable(document: Document, values: object) -> None:
    document["entries"][0]["values"] = values

    with pytest.raises(UnreadableResult):
        recompute(document)


def test_sheets_are_stored_without_a_trace_of_their_order() -> None:
    rules = small_rules()
    sheets = [{"B1": 4, "A1": 0, "P1": 1}, {"B1": 0, "A1": 3, "P1": 2}]
    result = tally(rules, [EntryInput("x", "reguler", "kecil", 30)])

    document = result_document(edition="e", rules=rules, result=result, sheets={"x": sheets})

    assert document["indicators"] == ["B1", "A1", "P1"]
    assert document["entries"][0]["values"] == [[0, 3, 2], [4, 0, 1]]
