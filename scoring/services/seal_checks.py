"""Is the seal good, and do the tables still say what was sealed? Everything they say otherwise is named."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _

from bantar.signing import is_signed, is_trusted
from scoring.domain.canonical import Difference, UnreadableResult, differences, digest, same
from scoring.domain.rules import rules_from_json
from scoring.domain.statement import sha256, statement_bytes, unpack
from scoring.models import Result, ResultSeal, ScoreSheet
from scoring.selectors.findings import LIVE, SEAL, SEALED
from scoring.selectors.frozen import means_of
from scoring.services.result_rows import columns_of
from scoring.services.row_checks import rows_against
from scoring.services.seals import acts_of, sheet_columns, sheets_of, statement_about


UNREADABLE: Final = (TypeError, ValueError, KeyError, IndexError, AttributeError, ArithmeticError, RecursionError)
"""What reading stored nonsense may raise."""
_BESIDE: Final = frozenset({"names", "salt", "columns", "sheets"})
"""In the acts for people, against guessing, and (the last two) for the newest version alone."""


def seal_findings(result: Result, recounted: Mapping[str, Any] | None) -> list[Difference]:
    """What the seal does not confirm; `recounted`: the document that the stored inputs give, if they can be read."""
    seal = ResultSeal.objects.filter(result=result).first()
    if seal is None:
        return [Difference(None, SEAL, None, result.digest)]
    parts: list[Callable[[], list[Difference]]] = [
        lambda: signature_findings(seal),
        lambda: _inside(seal),
        lambda: _statement(result, seal),
        lambda: _acts(result, seal),
        lambda: _document(result, seal, recounted),
    ]
    found = {(one.entry, one.field): one for part in reversed(parts) for one in reversed(guarded(part, SEAL))}
    return list(reversed(found.values()))


def sheet_findings(result: Result) -> list[Difference]:
    """Entries of which a sheet is no longer, to the last note, what it was when the newest version was published.

    None where this program has not all the columns any more that were sealed: the scores themselves are still compared.
    """
    seal = ResultSeal.objects.filter(result=result).only("acts").first()
    sealed, present = seal.acts.get("sheets") if seal else None, sheet_columns()
    if seal is None or sealed is None:
        return []
    columns = seal.acts.get("columns", present)
    if not all(set(columns[part]) <= set(present[part]) for part in present):
        return []
    now = sheets_of(result.edition_id, columns)
    changed = {int(pk) for pk in sealed.keys() | now.keys() if sealed.get(pk) != now.get(pk)}
    codes = ScoreSheet.objects.filter(pk__in=changed).values_list("nomination__code", flat=True).distinct()
    found = [Difference(code, f"{LIVE}sheet", _("changed"), None) for code in sorted(codes)]
    gone = changed - set(ScoreSheet.objects.filter(pk__in=changed).values_list("pk", flat=True))
    return [*found, *(Difference(None, f"{LIVE}sheet", None, pk) for pk in sorted(gone))]


def guarded(part: Callable[[], list[Difference]], field: str) -> list[Difference]:
    """The findings of one part; one that cannot be made is a finding, and the others are still asked."""
    try:
        return part()
    except UNREADABLE as error:
        return [Difference(None, field, _("unreadable: %(why)s") % {"why": error}, None)]


def sealed_document(seal: ResultSeal) -> dict[str, Any]:
    """Raises one of UNREADABLE on a document that is not the sealed one."""
    text = unpack(bytes(seal.document))
    if sha256(text) != seal.statement["digest"]:
        raise UnreadableResult(_("it is not what was signed"))
    document: dict[str, Any] = json.loads(text)
    return document


def signature_findings(seal: ResultSeal) -> list[Difference]:
    """Base64 is compared with its own normal form: it knows several spellings of the same bytes."""
    if not is_trusted(seal.key):
        return [Difference(None, f"{SEAL}.key", seal.key, None)]
    spelt = _is_normal(seal.signature) and _is_normal(seal.key)
    if not spelt or not is_signed(statement_bytes(seal.statement), signature=seal.signature, key=seal.key):
        return [Difference(None, f"{SEAL}.signature", seal.signature, None)]
    return []


def _is_normal(text: str) -> bool:
    try:
        return base64.b64encode(base64.b64decode(text)).decode() == text
    except ValueError:
        return False


def _inside(seal: ResultSeal) -> list[Difference]:
    """What the statement holds only the digest of."""
    if digest(seal.acts) != seal.statement["acts"]:
        return [Difference(None, f"{SEAL}.acts", digest(seal.acts), seal.statement["acts"])]
    return []


def _statement(result: Result, seal: ResultSeal) -> list[Difference]:
    """What is said of the version; whether the acts are those that it holds the digest of, `_inside` tells."""
    now = statement_about(result, acts=seal.acts)
    return _compared(now, _without(seal.statement, "acts"))


def _acts(result: Result, seal: ResultSeal) -> list[Difference]:
    """Who acted and when; which records stand behind the entries; the decisions, of which more may be made later."""
    sealed = {name: value for name, value in seal.acts.items() if name not in _BESIDE}
    now = acts_of(result, seal)
    now["decisions"] = {pk: row for pk, row in now["decisions"].items() if pk in sealed["decisions"]}
    found = _compared(_without(now, "entries", "decisions"), _without(sealed, "entries", "decisions"))
    for part in ("entries", "decisions"):
        found += [
            replace(one, entry=one.field.removeprefix(SEALED), field=f"{SEALED}{_RECORD[part]}")
            for one in _compared(now[part], sealed[part])
        ]
    return found


_RECORD: Final = {"entries": "record", "decisions": "decision"}


def _without(acts: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in acts.items() if name not in names}


def _compared(now: Mapping[str, Any], sealed: Mapping[str, Any]) -> list[Difference]:
    """What was sealed; what later programs seal beside it was not asked for then."""
    return [
        Difference(None, f"{SEALED}{name}", now.get(name), sealed[name])
        for name in sorted(sealed)
        if not same(now.get(name), sealed[name])
    ]


def _document(result: Result, seal: ResultSeal, recounted: Mapping[str, Any] | None) -> list[Difference]:
    """Figure by figure; rows are compared with the sealed ones where the stored inputs cannot be recounted."""
    sealed = sealed_document(seal)
    if recounted is not None:
        found = differences(recounted, sealed)
        return [replace(one, field=f"{SEALED}{one.field}") for one in found]
    return [*_inputs(result, sealed), *_rows(result, sealed)]


def _inputs(result: Result, sealed: Mapping[str, Any]) -> list[Difference]:
    """Stored rules and inputs that cannot be recounted, as far as they are still objects."""
    if not isinstance(result.rules, Mapping):
        return [Difference(None, f"{SEALED}rules", result.rules, sealed["rules"])]
    found = differences({"rules": result.rules}, {"rules": sealed["rules"]})
    if isinstance(result.inputs, Mapping) and isinstance(result.inputs.get("entries"), list):
        rows = [row for row in result.inputs["entries"] if isinstance(row, Mapping)]
        kept = [{key: row[key] for key in rows[0] if key in row} for row in sealed["entries"]] if rows else []
        found += differences(
            {**{key: value for key, value in result.inputs.items() if key in sealed}, "entries": rows},
            {**{key: sealed[key] for key in result.inputs if key in sealed}, "entries": kept},
        )
    return [replace(one, field=f"{SEALED}{one.field}") for one in found]


def _rows(result: Result, sealed: Mapping[str, Any]) -> list[Difference]:
    means = means_of(sealed, rules_from_json(sealed["rules"]))
    return rows_against(result, {row["entry"]: columns_of(row, means) for row in sealed["entries"]})
