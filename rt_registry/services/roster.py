"""Keeping the roster, one act at a time: add an RT, correct it, count its households, close it, open it again."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from bantar.accounts.models import User
from bantar.trace.services import record
from rt_registry.models import RT, HouseholdCount, Kelurahan, RTSuccession
from rt_registry.services import checks
from rt_registry.services import refusals as no
from rt_registry.services.refusals import shown


@transaction.atomic
def add_rt(
    *,
    kelurahan: Kelurahan,
    number: int,
    active_from: date,
    by: User | None,
    now: datetime,
    head_name: str = "",
    kk: int | None = None,
    counted_on: date | None = None,
    source: str = "",
) -> RT:
    """Enter an RT; with `kk` its first count, of today unless `counted_on` says otherwise."""
    checks.check_not_future(active_from, now)
    checks.check_start(kelurahan, active_from)
    rt = create_rt(kelurahan=kelurahan, number=number, active_from=active_from, head_name=head_name)
    details = {"from": active_from.isoformat(), "head": rt.head_name, "KK": kk}
    record(act="rt.added", subject=rt, by=by, now=now, details=details)
    if kk is not None:
        day = counted_on or timezone.localdate(now)
        record_household_count(rt=rt, kk=kk, counted_on=day, source=source, by=by, now=now)
    return rt


def create_rt(
    *, kelurahan: Kelurahan, number: int, active_from: date, head_name: str = "", simulated: bool = False
) -> RT:
    """Store an RT under a free number; somebody may take the number between the look and the write."""
    checks.check_number_free(kelurahan, number, active_from)
    rt = RT(
        kelurahan=kelurahan,
        number=number,
        active_from=active_from,
        head_name=head_name.strip()[:120],
        simulated=simulated,
    )
    try:
        with transaction.atomic():
            rt.save()
    except IntegrityError as clash:
        raise no.NumberTaken(number=number, kelurahan=kelurahan, since=shown(active_from)) from clash
    return rt


def locked(rt: RT) -> RT:
    """Read the RT again and hold it until the act is done."""
    return RT.objects.select_for_update(of=("self",)).select_related("kelurahan").get(pk=rt.pk)


@transaction.atomic
def change_rt(
    *, rt: RT, by: User | None, now: datetime, head_name: str | None = None, active_from: date | None = None
) -> RT:
    """Correct the head's name or the first day; what is None stays. The number changes only by renumbering."""
    rt = locked(rt)
    checks.check_open(rt)
    details: dict[str, list[str]] = {}
    if head_name is not None and head_name.strip()[:120] != rt.head_name:
        details["head"] = [rt.head_name, head_name.strip()[:120]]
        rt.head_name = head_name.strip()[:120]
    if active_from is not None and active_from != rt.active_from:
        _check_new_start(rt, active_from, now)
        details["from"] = [rt.active_from.isoformat(), active_from.isoformat()]
        rt.active_from = active_from
    if details:
        rt.save(update_fields=["head_name", "active_from"])
        record(act="rt.changed", subject=rt, by=by, now=now, details=details)
    return rt


def _check_new_start(rt: RT, active_from: date, now: datetime) -> None:
    checks.check_not_future(active_from, now)
    checks.check_start(rt.kelurahan, active_from)
    checks.check_number_free(rt.kelurahan, rt.number, active_from, but=rt)
    if RTSuccession.objects.filter(successor=rt).exists():
        raise no.StartIsSuccession(rt=rt, since=shown(rt.active_from))
    first = rt.household_counts.order_by("counted_on").first()
    if first is not None and first.counted_on < active_from:
        raise no.StartAfterHistory(rt=rt, counted=shown(first.counted_on), on=shown(active_from))


@transaction.atomic
def close_rt(*, rt: RT, on: date, reason: str, by: User | None, now: datetime) -> RT:
    """End an RT on a day (that day no longer); what it won and was counted stays."""
    rt = locked(rt)
    checks.check_open(rt)
    checks.check_not_future(on, now)
    reason = checks.check_reason(reason)
    if on <= rt.active_from:
        raise no.EndsBeforeStart(rt=rt, since=shown(rt.active_from), on=shown(on))
    rt.active_until = on
    rt.save(update_fields=["active_until"])
    record(act="rt.closed", subject=rt, by=by, now=now, reason=reason, details={"until": [None, on.isoformat()]})
    return rt


@transaction.atomic
def reopen_rt(*, rt: RT, reason: str, by: User | None, now: datetime) -> RT:
    """Take a closing back; an RT that went over into others stays closed."""
    rt = locked(rt)
    if rt.active_until is None:
        raise no.RTIsOpen(rt=rt)
    reason = checks.check_reason(reason)
    if RTSuccession.objects.filter(predecessor=rt).exists():
        raise no.RTHasSuccessors(rt=rt)
    checks.check_number_free(rt.kelurahan, rt.number, rt.active_from, but=rt)
    details = {"until": [rt.active_until.isoformat(), None]}
    rt.active_until = None
    try:
        with transaction.atomic():
            rt.save(update_fields=["active_until"])
    except IntegrityError as clash:
        raise no.NumberTaken(number=rt.number, kelurahan=rt.kelurahan, since=shown(rt.active_from)) from clash
    record(act="rt.reopened", subject=rt, by=by, now=now, reason=reason, details=details)
    return rt


@transaction.atomic
def record_household_count(
    *, rt: RT, kk: int, counted_on: date, source: str, by: User | None, now: datetime
) -> HouseholdCount:
    """Record the KK of one day; a second count of the same day replaces the first and the trace keeps both."""
    rt = locked(rt)
    checks.check_kk(kk)
    checks.check_not_future(counted_on, now)
    checks.check_existed(rt, counted_on)
    newest = rt.household_counts.filter(counted_on__lte=counted_on).order_by("-counted_on").first()
    if newest is not None and (newest.counted_on, newest.kk) == (counted_on, kk):
        return newest
    count, _ = HouseholdCount.objects.update_or_create(
        rt=rt,
        counted_on=counted_on,
        defaults={"kk": kk, "source": source.strip()[:200], "recorded_by": by, "recorded_at": now},
    )
    details = {"KK": [newest.kk if newest else None, kk], "on": counted_on.isoformat(), "source": count.source}
    record(act="kk.recorded", subject=rt, by=by, now=now, details=details)
    return count
