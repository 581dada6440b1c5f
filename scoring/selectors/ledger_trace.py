"""What the trace says of the prizes handed over: a line put in, changed or taken out by hand is not traced so."""

from collections.abc import Iterable, Mapping
from typing import Any

from bantar.trace.models import TraceEntry
from competitions.models import Edition
from scoring.models import PrizeHandover


Traced = Mapping[str, Mapping[str, Any]]


def facts_of(handover: PrizeHandover) -> dict[str, Any]:
    """What the trace keeps of a hand-over: not the receiver's name, which the line itself keeps."""
    return {
        "entry": handover.result_entry.entry,
        "version": handover.result_entry.result.version,
        "amount": handover.amount,
        "receipt": handover.receipt,
        "handed_on": handover.handed_on.isoformat(),
        "decree": handover.decree.number,
    }


def traced_handovers(edition: Edition) -> Traced:
    """What the trace says of each hand-over of an edition that was not cancelled; one query."""
    acts = TraceEntry.objects.filter(scope=edition.slug, act__in=("prize.handed_over", "prize.cancelled"))
    rows = list(acts.order_by("pk").values_list("act", "subject_id", "details"))
    cancelled = {pk for act, pk, _details in rows if act == "prize.cancelled"}
    return {pk: details for act, pk, details in rows if act == "prize.handed_over" and pk not in cancelled}


def is_as_traced(handover: PrizeHandover, traced: Traced) -> bool:
    return traced.get(str(handover.pk)) == facts_of(handover)


def missing_of(traced: Traced, standing: Iterable[PrizeHandover]) -> list[Mapping[str, Any]]:
    """What is said of those that nobody cancelled, and that do not stand in the ledger."""
    there = {str(handover.pk) for handover in standing}
    return [details for pk, details in traced.items() if pk not in there]
