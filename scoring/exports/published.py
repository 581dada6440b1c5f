"""hasil.json (CONTRACT 6): a published result with everything that a recount needs.

`canonical.public_document` takes out of it what is digested; the entries of both are the same objects.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.utils import timezone

from scoring.domain.tally import EntryState as TallyState
from scoring.enums import EntryState
from scoring.models import Result, ResultEntry
from scoring.selectors.anonymous import anonymous_scores
from scoring.selectors.results import ResultFilter, Version, entries_in_order
from scoring.selectors.seals import proof_of


_TALLY_STATES: Final[Mapping[str, str]] = {
    EntryState.NOT_ASSESSED: TallyState.NOT_ASSESSED,
    EntryState.DISQUALIFIED: TallyState.DISQUALIFIED,
}


def published_document(version: Version) -> dict[str, Any]:
    """The whole of hasil.json as plain values; three queries, one more where the inputs are not loaded."""
    result, scores = version.result, anonymous_scores(version)
    return {
        "format": scores.form,
        "edition": result.edition.slug,
        "version": result.version,
        "digest": result.digest,
        "published_at": published_at(result),
        "simulated": result.simulated,
        "reason": result.reason,
        "rules": result.rules,
        "indicators": scores.codes,
        "decisions": scores.decisions,
        "entries": [entry_to_json(entry, scores.values.get(entry.entry, [])) for entry in entries_of(version)],
        "prize_total": result.prize_total,
        "signature": proof_of(result),
    }


def entries_of(version: Version) -> list[ResultEntry]:
    """All entries of a version in the order of the pages; one query."""
    return list(entries_in_order(version.result, version.rules, ResultFilter()))


def published_at(result: Result) -> str | None:
    return timezone.localtime(result.published_at).isoformat() if result.published_at else None


def entry_to_json(entry: ResultEntry, values: list[list[int]]) -> dict[str, Any]:
    """One entry as in the tally, where it is, and its scores: the keys of the canonical form and no others."""
    return {
        "entry": entry.entry,
        "track": entry.track,
        "category": entry.category,
        "kk": entry.kk,
        "state": str(_TALLY_STATES.get(entry.state, TallyState.COUNTED)),
        "state_reason": "",  # why an entry was taken out may name people: it stays with the officials
        "sheets": entry.sheets,
        "bersih": _figure(entry.bersih),
        "aman": _figure(entry.aman),
        "pintar": _figure(entry.pintar),
        "total": _figure(entry.total),
        "passed": entry.passed,
        "failed_test": entry.failed_test or None,
        "rank": entry.rank,
        "decided_by": entry.decided_by or None,
        "winner": entry.winner,
        "best_in_city": entry.best_in_city,
        "prize": entry.prize,
        "kecamatan_code": entry.kecamatan_code,
        "kecamatan": entry.kecamatan,
        "kelurahan_code": entry.kelurahan_code,
        "kelurahan": entry.kelurahan,
        "label": entry.label,
        "values": values,
    }


def _figure(value: object) -> str | None:
    return None if value is None else str(value)
