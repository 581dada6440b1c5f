"""Recount a stored result from its own inputs and rules, and compare it with its rows and with the live tables."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from competitions.enums import AwardSource
from competitions.models import Award
from scoring.domain.canonical import (
    Difference,
    UnreadableResult,
    differences,
    digest,
    in_present_form,
    recompute,
)
from scoring.domain.rules import rules_from_json
from scoring.enums import ResultStatus
from scoring.models import Result
from scoring.selectors.frozen import LiveResult, live_result, means_of
from scoring.selectors.tally import NoRuleBook, UnreadableEdition
from scoring.services.result_rows import columns_of, document_of, input_keys, stored_columns


LIVE = "live."
"""Prefix of a difference between what was frozen and what the tables hold now."""


def verify_result(*, result: Result) -> list[Difference]:
    """Everything about a stored result that a recount does not confirm; [] if it is true to the last figure.

    The newest result is compared with the live tables too: an older version was made before they were corrected.
    """
    try:
        recounted = recompute(document_of(result.rules, _mapping(result.inputs)))
        means = means_of(recounted, rules_from_json(recounted["rules"]))
    except (UnreadableResult, TypeError, ValueError, KeyError) as error:
        return [Difference(None, "inputs", _("unreadable: %(why)s") % {"why": error}, None)]
    found = [
        *_inputs(result, recounted),
        *_rows(result, recounted, means),
        *_whole(result, recounted),
    ]
    return [*found, *_awards(result), *_live(result, recounted)] if is_current(result) else found


def is_current(result: Result) -> bool:
    """Open drafts, and the newest published version."""
    if result.status != ResultStatus.PUBLISHED:
        return result.status in ResultStatus.open()
    return not Result.objects.filter(edition_id=result.edition_id, version__gt=result.version).exists()


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise UnreadableResult("the inputs are not an object")
    return value


def _inputs(result: Result, recounted: Mapping[str, Any]) -> list[Difference]:
    """Inputs that the recount reads otherwise: a category that its KK does not have, sheets out of order."""
    kept = {key: recounted[key] for key in result.inputs if key in recounted and key != "entries"}
    keys = input_keys(recounted["format"])
    rows = [{key: row[key] for key in keys if key in row} for row in recounted["entries"]]
    return [
        replace(found, field=f"inputs.{found.field}") for found in differences(result.inputs, {**kept, "entries": rows})
    ]


def _rows(result: Result, recounted: Mapping[str, Any], means: Mapping[str, Mapping[str, str]]) -> list[Difference]:
    """Every public column of every row, figure by figure."""
    expected = {row["entry"]: columns_of(row, means) for row in recounted["entries"]}
    stored = {entry.entry: stored_columns(entry) for entry in result.entries.order_by("entry")}
    found = []
    for entry in sorted(expected.keys() | stored.keys()):
        if entry in expected and entry in stored:
            found += _columns(entry, stored[entry], expected[entry])
        else:
            found.append(Difference(entry, "entry", *(entry if entry in side else None for side in (stored, expected))))
    return found


def _columns(entry: str, stored: Mapping[str, Any], expected: Mapping[str, Any], prefix: str = "") -> list[Difference]:
    return [
        Difference(entry, f"{prefix}{name}", stored[name], value)
        for name, value in expected.items()
        if stored[name] != value
    ]


def _whole(result: Result, recounted: Mapping[str, Any]) -> list[Difference]:
    stored = {
        "rules": result.rules,
        "prize_total": result.prize_total,
        "digest": result.digest,
        "version": result.version,
    }
    computed = {
        "rules": recounted["rules"],
        "prize_total": recounted["prize_total"],
        "digest": digest(recounted),
        "version": _number_of(result),
    }
    return differences(stored, computed)


def _number_of(result: Result) -> int | None:
    """Versions count from 1 in the order of their publication."""
    if result.status != ResultStatus.PUBLISHED:
        return None
    published = Result.objects.filter(edition_id=result.edition_id).published()
    return published.filter(pk__lte=result.pk).count()


def _awards(result: Result) -> list[Difference]:
    """The awards that RT pages read, against the rows of the published result."""
    if result.status != ResultStatus.PUBLISHED:
        return []
    names = ("label", "track", "category_code", "total", "prize", "best_in_city")
    awards = Award.objects.filter(edition_id=result.edition_id, source=AwardSource.PUBLISHED).order_by("pk")
    stored = {row[0]: dict(zip(names, row[1:], strict=True)) for row in awards.values_list("entry_code", *names)}
    winners = result.entries.filter(winner=True).values_list(
        "entry", "label", "track", "category", "total", "prize", "best_in_city"
    )
    expected = {row[0]: dict(zip(names, row[1:], strict=True)) for row in winners}
    found = []
    for entry in sorted(stored.keys() | expected.keys()):
        if entry in stored and entry in expected:
            found += _columns(entry, stored[entry], expected[entry], prefix="award.")
        else:
            found.append(Difference(entry, "award", *(entry if entry in side else None for side in (stored, expected))))
    return found


def _live(result: Result, recounted: Mapping[str, Any]) -> list[Difference]:
    """What sheets, rules, entries, decisions and conflict marks say now, against what was frozen."""
    try:
        live = live_result(result.edition)
    except (NoRuleBook, UnreadableEdition) as error:
        return [Difference(None, f"{LIVE}tables", None, str(error))]
    now, was = _comparable(live), in_present_form(recounted)
    frozen = {**{key: was[key] for key in now if key != "entries"}, "entries": was["entries"]}
    found = [
        replace(named, field=f"{LIVE}{named.field}")
        for found in differences(_only_inputs(frozen), now)
        for named in _by_indicator(found, recounted["indicators"])
    ]
    return [*found, *_belonging(result, live)]


def _belonging(result: Result, live: LiveResult) -> list[Difference]:
    """Rows must hang on the entries they speak of, and say whether they are simulated."""
    owners = dict(result.entries.order_by("entry").values_list("entry", "nomination_id"))
    found = [
        Difference(entry, f"{LIVE}nomination", owner, live.nomination_ids[entry])
        for entry, owner in owners.items()
        if live.nomination_ids.get(entry, owner) != owner
    ]
    if result.simulated != result.edition.simulated:
        found.append(Difference(None, f"{LIVE}simulated", result.simulated, result.edition.simulated))
    return found


def _comparable(live: LiveResult) -> dict[str, Any]:
    document = {key: live.document[key] for key in ("edition", "rules", "indicators", "decisions", "entries")}
    return _only_inputs(document)


_LIVE_INPUTS = ("entry", "track", "category", "kk", "state", "state_reason", "sheets", "values")
"""Names of regions may change later without touching a result; these may not."""


def _only_inputs(document: Mapping[str, Any]) -> dict[str, Any]:
    rows = [{key: row.get(key) for key in _LIVE_INPUTS} for row in document["entries"]]
    return {**document, "entries": rows}


def _by_indicator(found: Difference, codes: list[str]) -> Iterable[Difference]:
    """Name the indicators in which the sheets differ; other differences as they are."""
    if found.field != "values" or not isinstance(found.stored, list) or not isinstance(found.recomputed, list):
        return [found]
    if len(found.stored) != len(found.recomputed):
        return []  # another number of sheets, or taken out: a difference of its own says so
    columns = (
        Difference(found.entry, f"scores.{code}", sorted(stored), sorted(now))
        for code, stored, now in zip(
            codes, zip(*found.stored, strict=True), zip(*found.recomputed, strict=True), strict=True
        )
        if sorted(stored) != sorted(now)
    )
    return list(columns) or [found]


def describe(found: Difference) -> str:
    """One difference in words."""
    place = f"{found.entry} {found.field}" if found.entry else found.field
    if found.field.startswith(LIVE):
        words = _("%(place)s: the result holds %(stored)s, the portal now %(recomputed)s.")
    else:
        words = _("%(place)s: stored is %(stored)s, the recount gives %(recomputed)s.")
    return words % {"place": place, "stored": _shown(found.stored), "recomputed": _shown(found.recomputed)}


def _shown(value: object) -> str:
    return _("nothing") if value is None else str(value)
