"""The canonical form of a result, its digest, and the recount that verifies it (DOMAIN 8).

Normative for "bantar-result/2":

A result is one JSON object with exactly these keys:

- `format`: "bantar-result/2"; `edition`: the edition's slug; `prize_total`: rupiah.
- `rules`: the rules under the keys of the edition file, every weight named, with `indicator_aspects`; categories in the
  order of `min_kk`.
- `indicators`: the codes of all indicators in the order of every row of `values`: Bersih, Aman, Pintar, then by number.
- `decisions`: those that count, each `code`, `facts` (what it was made for) and `choice`, in this order.
- `entries`: in the order of their codes. Each has the keys of the tally (`entry`, `track`, `category`, `kk`, `state`,
  `sheets`, `bersih`, `aman`, `pintar`, `total`, `passed`, `failed_test`, `rank`, `decided_by`, `winner`,
  `best_in_city`, `prize`), its names (`label`, `kecamatan_code`, `kecamatan`, `kelurahan_code`, `kelurahan`,
  `state_reason`, empty: why an entry was taken out may name people) and `values`.
- `values` of an entry: as many rows as sheets count. The k-th row holds the k-th lowest score of each indicator: every
  column is sorted by itself, so that no row is a person, and lowest and highest still stand at the ends to be trimmed.
  An entry without a rank (taken out, or below the quorum) has no rows at all, whatever sheets there are: nothing can be
  worked out from fewer sheets than the quorum. What counts of it is the number `sheets`, which is then an input.

The bytes: keys sorted by code point, no spaces, UTF-8 without escapes but those JSON demands, all text in Unicode NFC,
figures as strings of two decimals, whole numbers as they are, no floats. The digest is the SHA-256 of these bytes, in
hexadecimal. The version number is not part of it: it is given on publication, the digest on drafting. A change of this
form is a new `format`.

"bantar-result/1", older, differs in `values` only: one row per sheet of every entry, sorted as rows. It still recounts;
what the public gets of it has the values of the present form, so its digest can be recounted by the city alone.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from decimal import Decimal
from typing import Any, Final

from competitions.domain.size_category import SizeCategory, size_category_for
from scoring.domain.aggregation import EntrySums, sums_of_sheets
from scoring.domain.awards import Decision
from scoring.domain.rules import Rules, indicator_order, rules_from_json, rules_to_json, whole
from scoring.domain.tally import EntryInput, EntryState, Tally, TallyEntry, entry_to_json, tally


FORMAT: Final = "bantar-result/2"
ROWS_PER_SHEET: Final = "bantar-result/1"
"""The older form, whose rows of values are sheets."""

DIGESTED: Final = ("format", "edition", "rules", "indicators", "decisions", "prize_total")
"""Beside the entries, what of hasil.json the digest is made of."""

_TALLY_KEYS: Final = frozenset(TallyEntry._fields)
_NO_LABELS: Final[Mapping[str, str]] = {}


class UnreadableResult(ValueError):
    """A stored document that is not a result: a key is missing, or a value cannot be one."""


def canonical_bytes(document: Mapping[str, Any]) -> bytes:
    """The canonical form of a document. Raises TypeError on a value that has none, such as a float."""
    text = json.dumps(_plain(dict(document)), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits."""
    return hashlib.sha256(canonical_bytes(document)).hexdigest()


def _plain(value: object) -> object:
    """The same value with text in NFC and decimals as strings."""
    if isinstance(value, str):
        return _nfc(value)
    if isinstance(value, int) or value is None:
        return value
    if isinstance(value, dict):
        plain = {_nfc(key): _plain(item) for key, item in value.items()}
        if len(plain) != len(value):
            raise TypeError("two keys are the same text")
        return plain
    if isinstance(value, list | tuple):
        return list(value) if set(map(type, value)) == {int} else [_plain(item) for item in value]
    if isinstance(value, Decimal) and value.is_finite():
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _nfc(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def result_document(
    *,
    edition: str,
    rules: Rules,
    result: Tally,
    sheets: Mapping[str, Sequence[Mapping[str, int]]],
    decisions: Iterable[Decision] = (),
    labels: Mapping[str, Mapping[str, str]] | None = None,
    form: str = FORMAT,
) -> dict[str, Any]:
    """Inputs, rules and ranking of a result as one document of plain JSON values.

    `sheets` holds the counting sheets of each entry, `labels` what each entry is called as of the result (kecamatan,
    kelurahan, label ...), so that the digest covers the names too.
    """
    codes = [indicator.code for indicator in sorted(rules.indicators, key=indicator_order)]
    return {
        "format": form,
        "edition": edition,
        "rules": {**rules_to_json(rules), "categories": _categories_in_order(rules)},
        "indicators": codes,
        "decisions": sorted(
            ({"code": d.code, "facts": d.facts, "choice": d.choice} for d in decisions),
            key=lambda row: (row["code"], row["facts"], row["choice"] or ""),
        ),
        "entries": [
            {
                **(labels or {}).get(line.entry, _NO_LABELS),
                **entry_to_json(line),
                "values": _values(
                    line, [[sheet[code] for code in codes] for sheet in sheets.get(line.entry, ())], form
                ),
            }
            for line in sorted(result.entries, key=lambda line: line.entry)
        ],
        "prize_total": result.prize_total,
    }


def _values(line: TallyEntry, sheets: list[list[int]], form: str) -> list[list[int]]:
    if form == ROWS_PER_SHEET:
        return sorted(sheets)
    return anonymous(sheets) if line.rank is not None else []


def anonymous(sheets: Iterable[Sequence[int]]) -> list[list[int]]:
    """The same scores with every indicator's column sorted by itself: row k holds each one's k-th lowest score."""
    columns = [sorted(column) for column in zip(*sheets, strict=True)]
    return [list(row) for row in zip(*columns, strict=True)]


def in_present_form(document: Mapping[str, Any]) -> dict[str, Any]:
    """What a document of any form says, in the present one: no row a person, nothing of an entry without a rank."""
    rows = [
        {
            **{key: "" if key == "state_reason" else value for key, value in row.items()},
            "values": anonymous(row["values"]) if row["rank"] is not None else [],
        }
        for row in document["entries"]
    ]
    return {**document, "format": FORMAT, "entries": rows}


def public_document(published: Mapping[str, Any]) -> dict[str, Any]:
    """The digested document, taken out of a published one (hasil.json) that holds more and stands in another order."""
    head = {key: published[key] for key in DIGESTED}
    return {**head, "entries": sorted(published["entries"], key=lambda row: row["entry"])}


def _categories_in_order(rules: Rules) -> list[dict[str, Any]]:
    categories: list[dict[str, Any]] = rules_to_json(rules)["categories"]
    return sorted(categories, key=lambda category: (category["min_kk"], category["code"]))


def recompute(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document made anew from nothing but its own rules, KK, scores and decisions.

    Raises UnreadableResult where it cannot be read as a result at all.
    """
    try:
        return _recompute(document)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ZeroDivisionError) as error:
        raise UnreadableResult(f"{type(error).__name__}: {error}") from error


def _recompute(document: Mapping[str, Any]) -> dict[str, Any]:
    form = ROWS_PER_SHEET if document.get("format") == ROWS_PER_SHEET else FORMAT
    rules, codes = rules_from_json(document["rules"]), document["indicators"]
    decisions = [Decision(row["code"], row["facts"], row["choice"]) for row in document["decisions"]]
    sheets = {
        row["entry"]: [dict(zip(codes, map(whole, values), strict=True)) for values in row["values"]]
        for row in document["entries"]
    }
    inputs = [
        EntryInput(
            entry=row["entry"],
            track=row["track"],
            category=_category_of(row, rules.categories),
            kk=whole(row["kk"]),
            sums=_sums(row, sheets[row["entry"]], rules, form),
            state=row["state"],
        )
        for row in document["entries"]
    ]
    labels = {row["entry"]: {k: v for k, v in row.items() if k not in _TALLY_KEYS} for row in document["entries"]}
    return result_document(
        edition=document["edition"],
        rules=rules,
        result=tally(rules, inputs, decisions),
        sheets=sheets,
        decisions=decisions,
        labels=labels,
        form=form,
    )


def _sums(row: Mapping[str, Any], sheets: Sequence[Mapping[str, int]], rules: Rules, form: str) -> EntrySums:
    """Sums of the scores; where they are withheld only the number of sheets, which no figure may then follow from."""
    if sheets or form == ROWS_PER_SHEET:
        return sums_of_sheets(sheets, rules)
    count = whole(row["sheets"])
    if count < 0 or (count >= max(rules.quorum, 1) and row["state"] == EntryState.COUNTED):
        raise ValueError(f"{row['entry']}: scores of {count} sheets are missing")
    return EntrySums(count, count, 0, 0, 0)


def _category_of(row: Mapping[str, Any], categories: Sequence[SizeCategory]) -> str:
    """The category follows the recorded KK (DOMAIN 4); where none holds it, what is stored stands."""
    try:
        return size_category_for(row["kk"], categories).code
    except LookupError:
        return str(row["category"])


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that is not what a recount says; `entry` None: of the result as a whole. None: it is missing.

    `label`: how people know the entry, where that is sure.
    """

    entry: str | None
    field: str
    stored: object
    recomputed: object
    label: str = attribute(default="", compare=False, kw_only=True)


def differences(stored: Mapping[str, Any], recomputed: Mapping[str, Any]) -> list[Difference]:
    """Figure by figure what differs between two documents: first the whole, then entry by entry."""
    found: list[Difference] = []
    for key in sorted((stored.keys() | recomputed.keys()) - {"entries"}):
        ours, theirs = stored.get(key), recomputed.get(key)
        if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
            found += _fields(None, f"{key}.", ours, theirs)
        else:
            found += _fields(None, "", {key: ours}, {key: theirs})
    rows, recounted = _rows(stored), _rows(recomputed)
    for entry in sorted(rows.keys() | recounted.keys()):
        if entry in rows and entry in recounted:
            found += _fields(entry, "", rows[entry], recounted[entry])
        else:
            found.append(Difference(entry, "entry", *(entry if entry in side else None for side in (rows, recounted))))
    return found


def _rows(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {str(row.get("entry")): row for row in document.get("entries") or ()}


def _fields(
    entry: str | None, prefix: str, stored: Mapping[str, Any], recomputed: Mapping[str, Any]
) -> list[Difference]:
    return [
        Difference(entry, f"{prefix}{name}", stored.get(name), recomputed.get(name))
        for name in sorted(stored.keys() | recomputed.keys())
        if not same(stored.get(name), recomputed.get(name))
    ]


def same(one: object, other: object) -> bool:
    """Whether two values are the same in JSON: `True` and `1` are not, and what has no canonical form never is."""
    try:
        return canonical_bytes({"": one}) == canonical_bytes({"": other})
    except TypeError:
        return False
