"""A minute set for the publication of an approved result. Until then nothing is public; at it everything is."""

from datetime import datetime

from django.db import transaction

from bantar.accounts.models import User
from scoring.enums import ResultStatus
from scoring.models import Result
from scoring.result_refusals import MomentPast, NotScheduled, OwnDraft, ReasonNeeded
from scoring.services.result_gate import locked, refuse_changed, refusing, require_approved, second_person, trace


FIELDS = ("publish_at", "scheduled_at", "scheduled_by", "schedule_problem")


@transaction.atomic
def schedule_result(*, result: Result, publish_at: datetime, by: User | None, now: datetime) -> Result:
    """Set, or set anew, the minute of publication. A publisher answers for it as for publishing at once."""
    result = locked(result)
    publisher = second_person(result, by)
    require_approved(result)
    if publish_at <= now:
        raise MomentPast
    refuse_changed(result)
    result.publish_at, result.scheduled_at, result.scheduled_by = publish_at, now, publisher
    result.schedule_problem = ""
    with refusing(OwnDraft):
        result.save(update_fields=FIELDS)
    trace("result.scheduled", result, by=publisher, now=now, publish_at=publish_at.isoformat())
    return result


@transaction.atomic
def unschedule_result(*, result: Result, reason: str, by: User | None, now: datetime) -> Result:
    """Take the minute back, with a reason; the result stays approved and waits."""
    result = locked(result)
    publisher = second_person(result, by)
    require_approved(result)
    if result.publish_at is None:
        raise NotScheduled
    if not reason.strip():
        raise ReasonNeeded
    was = result.publish_at.isoformat()
    none_set = {"publish_at": None, "scheduled_at": None, "scheduled_by": None, "schedule_problem": ""}
    Result.objects.filter(pk=result.pk).update(**none_set)
    result.refresh_from_db(fields=list(none_set))
    trace("result.unscheduled", result, by=publisher, now=now, reason=reason.strip(), publish_at=was)
    return result


@transaction.atomic
def note_failed_publication(*, result: Result, why: str, now: datetime) -> None:
    """Say why the set minute passed without a publication; it is not tried again until a minute is set anew."""
    fresh = locked(result)
    same_minute = fresh.publish_at == result.publish_at and fresh.scheduled_at == result.scheduled_at
    if fresh.status != ResultStatus.APPROVED or not same_minute or fresh.schedule_problem:
        return
    fresh.schedule_problem = why
    fresh.save(update_fields=["schedule_problem"])
    trace("result.publication_failed", fresh, by=None, now=now, reason=why)
