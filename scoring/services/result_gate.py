"""What every act on a result asks first: the row as it stands, a second person, the right status, nothing changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from bantar.accounts.models import User
from bantar.trace.services import record
from bantar.web.errors import Refusal
from competitions.services.entries import lock_edition
from rt_registry.permissions import is_publisher
from scoring.enums import ResultStatus
from scoring.models import Result
from scoring.result_refusals import (
    AlreadyDiscarded,
    AlreadyPublished,
    InputsChanged,
    NobodyNamed,
    NotADraft,
    NotApproved,
    NotPublisher,
    OwnDraft,
)
from scoring.selectors.findings import describe
from scoring.services.verification import verify_result


def locked(result: Result) -> Result:
    """Read the result anew; nobody else changes it, its edition or an entry until this act is over."""
    edition = lock_edition(result.edition_id)
    fresh = Result.objects.select_for_update(no_key=True).get(pk=result.pk)
    fresh.edition = edition
    return fresh


def second_person(result: Result, by: User | None) -> User:
    if by is None:
        raise NobodyNamed
    if not is_publisher(by):
        raise NotPublisher
    if result.drafted_by_id is None or result.drafted_by_id == by.pk:
        raise OwnDraft
    return by


def require_approved(result: Result) -> None:
    if result.status == ResultStatus.DRAFT:
        raise NotApproved
    require_status(result, ResultStatus.APPROVED)


def require_status(result: Result, status: ResultStatus) -> None:
    if result.status == status:
        return
    if result.status == ResultStatus.PUBLISHED:
        raise AlreadyPublished(version=result.version)
    if result.status == ResultStatus.DISCARDED:
        raise AlreadyDiscarded
    raise NotADraft(status=result.get_status_display())


def refuse_changed(result: Result) -> None:
    """The whole recount, with the live tables: the draft must still be true to the last figure."""
    found = verify_result(result=result)
    if found:
        raise InputsChanged([describe(difference) for difference in found])


@contextmanager
def refusing(refusal: type[Refusal]) -> Iterator[None]:
    """The database's own constraint says no where two people pressed at once: say it in words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise refusal from error


def trace(act: str, result: Result, *, by: User | None, now: datetime, reason: str = "", **more: Any) -> None:
    details = {"digest": result.digest, "prize_total": result.prize_total, "version": result.version, **more}
    record(act=act, subject=result, by=by, now=now, scope=result.edition.slug, reason=reason, details=details)
