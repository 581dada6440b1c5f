"""How people know the entry that a finding speaks of: by the name that was sealed, not by what a table says now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from scoring.domain.canonical import Difference
from scoring.enums import ResultStatus
from scoring.models import Result, ResultSeal
from scoring.services.seal_checks import UNREADABLE, sealed_document, signature_findings


def with_labels(result: Result, found: Sequence[Difference]) -> list[Difference]:
    """The same findings, their entries named; one query, and none where no entry is concerned."""
    if not any(one.entry for one in found):
        return list(found)
    labels = _labels(result)
    return [replace(one, label=labels.get(one.entry or "", "")) for one in found]


def _labels(result: Result) -> Mapping[str, str]:
    """By code. Of a published result without a good seal none: the code alone cannot lie."""
    if result.status != ResultStatus.PUBLISHED:
        return dict(result.entries.values_list("entry", "label"))
    seal = ResultSeal.objects.filter(result=result).first()
    try:
        if seal is None or signature_findings(seal):
            return {}
        return {row["entry"]: str(row["label"]) for row in sealed_document(seal)["entries"]}
    except UNREADABLE:
        return {}
