"""Seals for results published before there were any: what is true today is sealed today, and says so."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from bantar.accounts.models import User
from rt_registry.permissions import is_publisher
from scoring.domain.canonical import recompute
from scoring.models import Result
from scoring.result_refusals import NotPublisher, ReasonNeeded
from scoring.selectors.findings import SEAL, describe
from scoring.selectors.seals import seal_of
from scoring.services.result_gate import locked, trace
from scoring.services.result_rows import document_of
from scoring.services.seals import seal_result
from scoring.services.verification import tampering_with


@dataclass
class Sealed:
    sealed: list[Result] = field(default_factory=list)
    refused: list[tuple[Result, list[str]]] = field(default_factory=list)


def seal_unsealed(*, by: User, reason: str, now: datetime) -> Sealed:
    """Seal every published result without a seal that is true otherwise, oldest first; tell why the others are not."""
    if not is_publisher(by):
        raise NotPublisher
    if not reason.strip():
        raise ReasonNeeded
    done = Sealed()
    for result in Result.objects.published().filter(seal=None).order_by("published_at", "pk"):
        _seal(result, done, by=by, reason=reason.strip(), now=now)
    return done


@transaction.atomic
def _seal(result: Result, done: Sealed, *, by: User, reason: str, now: datetime) -> None:
    result = locked(result)
    if seal_of(result) is not None:  # another hand was faster
        return
    found = [one for one in tampering_with(result=result) if one.field != SEAL]
    if found:
        done.refused.append((result, [describe(one) for one in found]))
        return
    seal_result(result=result, document=recompute(document_of(result.rules, result.inputs)), now=now)
    trace("result.sealed", result, by=by, now=now, reason=reason)
    done.sealed.append(result)
