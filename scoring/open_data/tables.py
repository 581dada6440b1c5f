"""The tables of one edition's package, made out of nothing but its hasil.json: so the two cannot part."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from scoring.domain.canonical import anonymous
from scoring.open_data import dictionary as words
from scoring.open_data.codes import RULE_WORDS
from scoring.open_data.entry_words import ENTRIES
from scoring.open_data.fields import Filled, Row, Value


ENTRY_KEYS: Final = tuple(one.key for one in ENTRIES.fields)
_ASPECT_RULES: Final = "aspect_weights"


def entry_rows(document: Mapping[str, Any]) -> list[Row]:
    return [tuple(_cell(row.get(key)) for key in ENTRY_KEYS) for row in document["entries"]]


def _cell(value: Any) -> Value:
    """An empty text is no value."""
    return None if value == "" else value


def sheet_rows(document: Mapping[str, Any]) -> list[Row]:
    """Per complete entry its scores, the k-th row the k-th lowest of each indicator: sorted once more, to be sure."""
    return [
        (row["entry"], place, *scores)
        for row in document["entries"]
        for place, scores in enumerate(anonymous(row["values"]), start=1)
    ]


def mean_rows(document: Mapping[str, Any], means: Mapping[str, Mapping[str, str]]) -> list[Row]:
    codes = document["indicators"]
    return [
        (row["entry"], *(means[row["entry"]][code] for code in codes))
        for row in document["entries"]
        if row["entry"] in means
    ]


def rule_rows(document: Mapping[str, Any]) -> list[Row]:
    """Name, value and meaning of every rule that is one value."""
    flat: dict[str, Any] = {name: document.get(name) for name in ("edition", "version", "digest", "prize_total")}
    rules = document["rules"]
    flat |= {name: rules.get(name) for name in RULE_WORDS if name in rules}
    flat |= {f"{_ASPECT_RULES}.{name}": weight for name, weight in rules[_ASPECT_RULES].items()}
    return [(name, None if flat.get(name) is None else str(flat[name]), about.id) for name, about in RULE_WORDS.items()]


def category_rows(document: Mapping[str, Any]) -> list[Row]:
    return [
        (one["code"], one["min_kk"], one["max_kk"], one["prize"], one.get("kencana_prize"))
        for one in document["rules"]["categories"]
    ]


def indicator_rows(document: Mapping[str, Any], wording: Mapping[str, str]) -> list[Row]:
    rules = document["rules"]
    return [
        (code, rules["indicator_aspects"][code], rules["indicator_weights"][code], wording.get(code) or None)
        for code in document["indicators"]
    ]


def decision_rows(document: Mapping[str, Any]) -> list[Row]:
    return [(one["code"], one["facts"], one["choice"]) for one in document["decisions"]]


def region_rows(document: Mapping[str, Any]) -> list[Row]:
    """The regions that the entries name, as they were named then."""
    kecamatan = {row["kecamatan_code"]: row["kecamatan"] for row in document["entries"]}
    kelurahan = {row["kelurahan_code"]: (row["kelurahan"], row["kecamatan_code"]) for row in document["entries"]}
    rows: list[Row] = [(code, name, "kecamatan", None) for code, name in kecamatan.items()]
    rows += [(code, name, "kelurahan", parent) for code, (name, parent) in kelurahan.items()]
    return sorted(rows, key=lambda row: str(row[0]))


def tables_of(
    document: Mapping[str, Any],
    *,
    means: Mapping[str, Mapping[str, str]],
    wording: Mapping[str, str],
    winners: Sequence[Row],
) -> list[Filled]:
    """Every table of an edition's package. `winners`: the RTs that won, which only the register knows."""
    codes, scale = document["indicators"], document["rules"]["scale_max"]
    return [
        Filled(ENTRIES, entry_rows(document)),
        Filled(words.sheets_table(codes, scale), sheet_rows(document)),
        Filled(words.means_table(codes, scale), mean_rows(document, means)),
        Filled(words.RULES, rule_rows(document)),
        Filled(words.CATEGORIES, category_rows(document)),
        Filled(words.INDICATORS, indicator_rows(document, wording)),
        Filled(words.DECISIONS, decision_rows(document)),
        Filled(words.REGIONS, region_rows(document)),
        Filled(words.WINNERS, winners),
    ]
