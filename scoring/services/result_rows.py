"""How a document becomes stored rows, and stored rows a document: the one place where drafting and verifying agree."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from scoring.domain.canonical import FORMAT, ROWS_PER_SHEET, digest, in_present_form, recompute
from scoring.domain.tally import TAKEN_OUT
from scoring.domain.tally import EntryState as TallyState
from scoring.enums import EntryState
from scoring.models import Result, ResultEntry


HEAD_KEYS: Final = ("format", "edition", "indicators", "decisions")
INPUT_KEYS: Final = (
    *("entry", "label", "kecamatan_code", "kecamatan", "kelurahan_code", "kelurahan", "state_reason"),
    *("track", "category", "kk", "state", "sheets", "values"),
)
FIGURES: Final = ("bersih", "aman", "pintar", "total")
COLUMNS: Final = (
    *("entry", "label", "kecamatan_code", "kecamatan", "kelurahan_code", "kelurahan", "track", "category", "kk"),
    *("state", "state_reason", "sheets", *FIGURES, "passed", "failed_test", "rank", "decided_by", "winner"),
    *("best_in_city", "prize", "indicators"),
)
"""Every column of ResultEntry that the public reads."""


def input_keys(form: object) -> tuple[str, ...]:
    """What of an entry is stored as input; the older form counted the sheets from its rows."""
    return tuple(key for key in INPUT_KEYS if key != "sheets") if form == ROWS_PER_SHEET else INPUT_KEYS


def inputs_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a result's document that is stored as its inputs: no figure, no rank, no prize."""
    head, keys = {key: document[key] for key in HEAD_KEYS}, input_keys(document["format"])
    return {**head, "entries": [{key: row[key] for key in keys} for row in document["entries"]]}


def document_of(rules: object, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What a recount starts from: stored rules and inputs, and nothing that it is to compute."""
    return {**inputs, "format": inputs.get("format", FORMAT), "rules": rules}


def present_digest(result: Result) -> str:
    """The digest of what a stored result says, in the present form: what a new draft is compared with."""
    if result.inputs.get("format") != ROWS_PER_SHEET:
        return result.digest
    return digest(in_present_form(recompute(document_of(result.rules, result.inputs))))


def columns_of(row: Mapping[str, Any], means: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The columns of a ResultEntry for one entry of the document, but why it was taken out, which no document tells."""
    copied = {name: row.get(name) for name in COLUMNS if name in row}
    if row["state"] in TAKEN_OUT:
        copied.pop("state_reason", None)
    else:
        copied["state_reason"] = ""
    return {
        **copied,
        **{name: None if row[name] is None else Decimal(row[name]) for name in FIGURES},
        "state": state_shown(row["state"], row["rank"]),
        "failed_test": row["failed_test"] or "",
        "decided_by": row["decided_by"] or "",
        "indicators": dict(means.get(row["entry"], {})),
    }


def state_shown(state: str, rank: int | None) -> EntryState:
    """The public word for what the tally made of an entry."""
    if state in (TallyState.NOT_ASSESSED, TallyState.DISQUALIFIED):
        return EntryState(state)
    return EntryState.RANKED if rank is not None else EntryState.INCOMPLETE


def stored_columns(entry: ResultEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in COLUMNS}
