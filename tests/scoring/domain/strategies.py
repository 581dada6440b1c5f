"""Random editions for the property tests: few patterns and few values, so that ties happen at every level."""

from typing import Any

from hypothesis import strategies as st

from scoring.domain.aggregation import sums_of_sheets
from scoring.domain.rules import ASPECT_OF_LETTER, AspectWeights, IndicatorWeight, Rules, rules_from_json
from scoring.domain.tally import EntryInput


CATEGORIES = [
    {"code": "kecil", "min_kk": 30, "max_kk": 59, "prize": 5_000_000},
    {"code": "sedang", "min_kk": 60, "max_kk": 99, "prize": 7_000_000},
    {"code": "besar", "min_kk": 100, "max_kk": None, "prize": 10_000_000},
]
LETTERS = "BAP"
Edition = dict[str, Any]
Entry = dict[str, Any]


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """An edition file (CONTRACT 4); every aspect has an indicator that weighs something."""
    per_aspect = draw(st.sampled_from([1, 2, 7]))
    weights = draw(st.lists(st.integers(0, 3), min_size=3 * per_aspect, max_size=3 * per_aspect))
    codes = [f"{letter}{number}" for letter in LETTERS for number in range(1, per_aspect + 1)]
    indicator_weights = dict(zip(codes, weights, strict=True))
    for letter in LETTERS:
        indicator_weights[f"{letter}1"] = max(1, indicator_weights[f"{letter}1"])
    marks = st.sampled_from(["0.00", "12.50", "33.33", "50.00", "58.34", "60.00", "66.67", "75.00", "100.00"])
    return {
        "scale_max": draw(st.sampled_from([1, 2, 4, 10])),
        "categories": CATEGORIES,
        "aspect_weights": {
            "bersih": draw(st.integers(1, 3)),
            "aman": draw(st.integers(0, 3)),
            "pintar": draw(st.integers(0, 3)),
        },
        "indicator_weights": indicator_weights,
        "indicator_aspects": {code: str(ASPECT_OF_LETTER[code[0]]) for code in codes},
        "aggregation": draw(st.sampled_from(["mean", "trimmed"])),
        "quorum": draw(st.integers(1, 5)),
        "pass_mark": draw(marks),
        "aspect_floor": draw(marks),
        "mode": draw(st.sampled_from(["threshold", "top_n"])),
        "top_n": draw(st.integers(1, 3)),
        "best_in_city_prize": draw(st.sampled_from([0, 15_000_000])),
        "budget": draw(st.sampled_from([None, 0, 17_000_000, 10**9])),
    }


@st.composite
def _sheets(draw: st.DrawFn, edition: Edition) -> list[dict[str, int]]:
    """One pattern of sheets of an edition."""
    codes = list(edition["indicator_weights"])
    low = draw(st.integers(0, edition["scale_max"]))
    value = st.integers(low, edition["scale_max"])
    sheet = st.lists(value, min_size=len(codes), max_size=len(codes))
    return [dict(zip(codes, draw(sheet), strict=True)) for _ in range(draw(st.sampled_from([0, 1, 3, 4, 5, 6, 7])))]


def _turned(sheets: list[dict[str, int]], letters: str) -> list[dict[str, int]]:
    """The same scores with the aspects changed about: the total stays where weights are equal, the aspects do not."""
    renamed = dict(zip(LETTERS, letters, strict=True))
    return [{renamed[code[0]] + code[1:]: value for code, value in sheet.items()} for sheet in sheets]


@st.composite
def pools(draw: st.DrawFn) -> tuple[Edition, list[Entry]]:
    """An edition and its entries, drawn from at most three patterns of sheets."""
    edition = draw(editions())
    if draw(st.booleans()):
        edition["aspect_weights"] = {"bersih": 1, "aman": 1, "pintar": 1}
        edition["indicator_weights"] = dict.fromkeys(edition["indicator_weights"], 1)
    patterns = draw(st.lists(_sheets(edition), min_size=1, max_size=3))
    entries = []
    for number in range(draw(st.integers(0, 9))):
        sheets = _turned(draw(st.sampled_from(patterns)), draw(st.sampled_from(["BAP", "ABP", "PAB", "BPA"])))
        if draw(st.integers(0, 3)) == 0 and sheets:
            code = draw(st.sampled_from(list(sheets[0])))
            sheets[0] = {**sheets[0], code: draw(st.integers(0, edition["scale_max"]))}
        state = draw(st.sampled_from(["counted"] * 9 + ["unvisited", "not_assessed", "disqualified"]))
        entries.append(
            {
                "entry": f"15.71.01.1001/{number:03d}" + draw(st.sampled_from(["", "", "+099"])),
                "track": draw(st.sampled_from(["reguler", "reguler", "reguler", "kencana"])),
                "kk": draw(st.sampled_from([30, 59, 60, 99, 100, 101, 1000])),
                "state": state,
                "sheets": [] if state == "unvisited" else sheets,
            }
        )
    return edition, draw(st.permutations(entries))


def rules_of(edition: Edition) -> Rules:
    return rules_from_json(edition)


def inputs_of(edition: Edition, entries: list[Entry]) -> list[EntryInput]:
    """The entries as the tally takes them."""
    rules = rules_of(edition)
    return [
        EntryInput(
            entry=entry["entry"],
            track=entry["track"],
            category=next(
                c["code"] for c in CATEGORIES if entry["kk"] >= c["min_kk"] and entry["kk"] <= (c["max_kk"] or 10**9)
            ),
            kk=entry["kk"],
            sums=sums_of_sheets(entry["sheets"], rules),
            state=entry["state"],
        )
        for entry in entries
    ]


def small_rules(*, per_aspect: int = 1, **changes: Any) -> Rules:
    """Default rules over few indicators, so that an example fits on a line."""
    indicators = tuple(
        IndicatorWeight(f"{letter}{number}", aspect)
        for letter, aspect in ASPECT_OF_LETTER.items()
        for number in range(1, per_aspect + 1)
    )
    weights = changes.pop("aspect_weights", (1, 1, 1))
    return Rules(indicators=indicators, aspect_weights=AspectWeights(*weights), **changes)
