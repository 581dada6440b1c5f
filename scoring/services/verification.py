"""Recount a stored result from its own inputs and rules, and compare it with its rows, its seal and the live tables."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _

from bantar.trace.models import TraceEntry
from competitions.models import Nomination
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
from scoring.models import ConflictMark, Result, ScoreSheet
from scoring.selectors.findings import GONE, LIVE, SEALED
from scoring.selectors.frozen import LiveResult, live_result, means_of
from scoring.selectors.tally import NoRuleBook, UnreadableEdition
from scoring.services.finding_labels import with_labels
from scoring.services.result_rows import columns_of, document_of, input_keys
from scoring.services.row_checks import awards_against, rows_against
from scoring.services.seal_checks import UNREADABLE, guarded, seal_findings, sheet_findings


def verify_result(*, result: Result) -> list[Difference]:
    """Everything about a stored result that a recount, its seal and the live tables do not confirm; [] if it is true.

    The newest result is compared with the live tables too: an older version was made before they were corrected.
    A part that cannot be read is a finding, and the others are still made.
    """
    return with_labels(result, _everything(result))


def _everything(result: Result) -> list[Difference]:
    found, recounted = _recount(result)
    if result.status == ResultStatus.PUBLISHED:
        said = {(one.entry, f"{SEALED}{one.field}") for one in found}
        found += [one for one in seal_findings(result, recounted) if (one.entry, one.field) not in said]
    if not is_current(result):
        return found
    found += [*guarded(lambda: awards_against(result), "awards"), *guarded(lambda: _gone(result), GONE)]
    if recounted is not None:
        document = recounted
        found += guarded(lambda: _live(result, document), f"{LIVE}tables")
    if result.status == ResultStatus.PUBLISHED:
        named = {one.entry for one in found if one.field.startswith(LIVE)}
        found += [one for one in guarded(lambda: sheet_findings(result), f"{LIVE}sheets") if one.entry not in named]
    return found


def tampering_with(*, result: Result) -> list[Difference]:
    """The same without what the portal's own acts since the publication explain: a sheet given back for a correction.

    This is what readers are warned of; those acts are traced, and what they lead to is published as a new version.
    Whatever is found is looked for again: half before and half after a publication, tables seem to say two things.
    """
    return _unexplained(result) and _unexplained(result)


def _unexplained(result: Result) -> list[Difference]:
    found = verify_result(result=result)
    since = result.published_at
    if since is None or not any(one.field.startswith(LIVE) for one in found):
        return found
    touched, decided = _touched_since(result), _decided_since(result)
    explained: set[tuple[str | None, str]] = {(code, f"{LIVE}{field}") for code in touched for field in _OF_AN_ENTRY}
    if touched or decided:  # decisions hold for the facts they were made for; what was decided is sealed by itself
        explained.add((None, f"{LIVE}decisions"))
    return [one for one in found if (one.entry, one.field.partition("scores.")[0]) not in explained]


def _recount(result: Result) -> tuple[list[Difference], dict[str, Any] | None]:
    """What the recount finds, and the document it gives; None if stored rules and inputs are no result at all."""
    try:
        recounted = recompute(document_of(result.rules, _mapping(result.inputs)))
        means = means_of(recounted, rules_from_json(recounted["rules"]))
    except UNREADABLE as error:
        return [Difference(None, "inputs", _("unreadable: %(why)s") % {"why": error}, None)], None
    expected = {row["entry"]: columns_of(row, means) for row in recounted["entries"]}
    found = [
        *guarded(lambda: _inputs(result, recounted), "inputs"),
        *guarded(lambda: rows_against(result, expected), "rows"),
        *guarded(lambda: _whole(result, recounted), "result"),
    ]
    return found, recounted


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


def _gone(result: Result) -> list[Difference]:
    """Versions that the trace saw published, and that are there no more, or are called something else."""
    there = {
        str(pk) for pk in Result.objects.filter(edition_id=result.edition_id).published().values_list("pk", flat=True)
    }
    seen = TraceEntry.objects.filter(act="result.published", scope=result.edition.slug).order_by("pk")
    return [
        Difference(None, GONE, None, details.get("version"))
        for pk, details in seen.values_list("subject_id", "details")
        if pk not in there
    ]


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


_OF_AN_ENTRY: Final = ("entry", "track", "category", "kk", "state", "state_reason", "sheets", "values", "sheet", "")
"""What of one entry the portal may say otherwise; the last is for single scores."""
_EXPLAINING: Final = ("sheet.", "conflict.", "nomination.", "visit.", "paper.")


def _touched_since(result: Result) -> set[str]:
    """Codes of the entries whose sheets, conflict marks or own facts the portal changed since the publication."""
    since = TraceEntry.objects.filter(scope=result.edition.slug, at__gte=result.published_at)
    acts = since.values_list("subject_type", "subject_id", "act")
    subjects: dict[str, set[int]] = {}
    for kind, pk, act in acts:
        if act.startswith(_EXPLAINING) and pk.isdecimal():
            subjects.setdefault(kind, set()).add(int(pk))
    nominations = set(subjects.get(Nomination._meta.label_lower, ()))
    for model in (ScoreSheet, ConflictMark):
        rows = model._default_manager.filter(pk__in=subjects.get(model._meta.label_lower, ()))
        nominations |= set(rows.values_list("nomination_id", flat=True))
    return set(Nomination.objects.filter(pk__in=nominations).values_list("code", flat=True))


def _decided_since(result: Result) -> bool:
    acts = TraceEntry.objects.filter(scope=result.edition.slug, act="decision.recorded", at__gte=result.published_at)
    return acts.exists()
