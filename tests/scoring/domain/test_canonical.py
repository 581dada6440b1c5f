"""The canonical form, its digest, and the recount that notices one changed figure (DOMAIN 8)."""

import copy
import json
import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.aggregation import EntrySums, sums_of_sheets
from scoring.domain.awards import Decision
from scoring.domain.canonical import (
    Difference,
    UnreadableResult,
    canonical_bytes,
    differences,
    digest,
    in_present_form,
    public_document,
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

    assert digest(document) == "e6f77dded0e545ebfd367e02c4976370e41d0bc27d9addf916a2f788b3e6a8d0"


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


def test_a_row_of_values_is_no_persons() -> None:
    rules = small_rules(quorum=2)
    sheets = [{"B1": 4, "A1": 0, "P1": 1}, {"B1": 0, "A1": 3, "P1": 2}]
    result = tally(rules, [EntryInput("x", "reguler", "kecil", 30, sums_of_sheets(sheets, rules))])

    document = result_document(edition="e", rules=rules, result=result, sheets={"x": sheets})

    assert document["indicators"] == ["B1", "A1", "P1"]
    assert document["entries"][0]["values"] == [[0, 0, 1], [4, 3, 2]]


@given(pools(), st.randoms(use_true_random=False))
def test_scores_may_change_hands_column_by_column(pool: Pool, chance: random.Random) -> None:
    """Whichever assessor gave which score: the document is the same to the byte."""
    edition, entries = pool
    dealt = [{**entry, "sheets": _dealt(entry["sheets"], chance)} for entry in entries]

    assert canonical_bytes(_document((edition, dealt))) == canonical_bytes(_document(pool))


def _dealt(sheets: list[dict[str, int]], chance: random.Random) -> list[dict[str, int]]:
    columns = {code: chance.sample([sheet[code] for sheet in sheets], len(sheets)) for code in (sheets or [{}])[0]}
    return [{code: column[at] for code, column in columns.items()} for at in range(len(sheets))]


@given(pools(), st.integers(0, 1000))
def test_scores_of_an_entry_without_a_rank_leave_no_trace(pool: Pool, value: int) -> None:
    """Below the quorum or taken out: other scores, the same bytes; only the number of sheets is told."""
    edition, entries = pool
    unranked = {row["entry"] for row in _document(pool)["entries"] if row["rank"] is None}
    other = [
        {**entry, "sheets": [dict.fromkeys(sheet, min(value, edition["scale_max"])) for sheet in entry["sheets"]]}
        if entry["entry"] in unranked
        else entry
        for entry in entries
    ]

    document = _document((edition, other))

    assert canonical_bytes(document) == canonical_bytes(_document(pool))
    assert all((row["rank"] is None) == (row["values"] == []) for row in document["entries"])


@given(pools())
def test_a_document_of_the_older_form_recounts_to_itself(pool: Pool) -> None:
    stored = json.loads(canonical_bytes(_older(pool)))

    assert differences(stored, recompute(stored)) == []
    assert canonical_bytes(in_present_form(recompute(stored))) == canonical_bytes(_document(pool))


def _older(pool: Pool) -> Document:
    """ "bantar-result/1": a row per sheet of every entry."""
    sheets, now = {entry["entry"]: entry["sheets"] for entry in pool[1]}, _document(pool)
    rows = [
        {**row, "values": sorted([sheet[code] for code in now["indicators"]] for sheet in sheets[row["entry"]])}
        for row in now["entries"]
    ]
    return {**now, "format": "bantar-result/1", "entries": rows}


def test_missing_scores_of_a_complete_entry_are_unreadable(document: Document) -> None:
    document["entries"][0]["values"] = []

    with pytest.raises(UnreadableResult):
        recompute(document)


def test_values_that_should_be_withheld_are_named() -> None:
    rules = small_rules()
    result = tally(rules, [EntryInput("x", "reguler", "kecil", 30, EntrySums(1, 1, 0, 0, 0), "not_assessed")])
    document = result_document(edition="e", rules=rules, result=result, sheets={})
    document["entries"][0]["values"] = [[1, 2, 3]]

    assert differences(document, recompute(document)) == [Difference("x", "values", [[1, 2, 3]], [])]


@given(pools(), st.randoms(use_true_random=False))
def test_the_digested_document_is_found_in_a_published_one(pool: Pool, chance: random.Random) -> None:
    document = _document(pool)
    entries = chance.sample(document["entries"], len(document["entries"]))
    published = {**document, "entries": entries, "version": 3, "digest": "x", "signature": None, "simulated": True}

    assert canonical_bytes(public_document(published)) == canonical_bytes(document)
