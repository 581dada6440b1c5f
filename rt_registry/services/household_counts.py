"""This year's KK of a whole kelurahan in one go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from bantar.accounts.models import User
from bantar.trace.services import Traced, record_many
from rt_registry.models import RT, HouseholdCount, Kelurahan
from rt_registry.selectors.rts import newest_counts
from rt_registry.services import checks


@dataclass(frozen=True)
class CountsStored:
    new: int = 0
    changed: int = 0
    unchanged: int = 0


@transaction.atomic
def record_counts(
    *, kelurahan: Kelurahan, counts: Mapping[int, int], counted_on: date, source: str, by: User | None, now: datetime
) -> CountsStored:
    """Store the KK per RT id of one kelurahan, all or nothing, in a fixed number of queries."""
    checks.check_not_future(counted_on, now)
    rts = list(RT.objects.in_kelurahan(kelurahan.pk).filter(pk__in=counts).select_related("kelurahan"))
    newest = newest_counts(counts, counted_on)
    for rt in rts:
        checks.check_open(rt)
        checks.check_kk(counts[rt.pk])
        checks.check_existed(rt, counted_on)
    before = {rt.pk: _before(newest.get(rt.pk), counted_on) for rt in rts}
    touched = [rt for rt in rts if before[rt.pk] != (counts[rt.pk], True)]
    _write(touched, counts, counted_on=counted_on, source=source.strip()[:200], by=by, now=now)
    _trace(touched, counts, before, counted_on=counted_on, by=by, now=now)
    changed = sum(before[rt.pk][1] for rt in touched)
    return CountsStored(new=len(touched) - changed, changed=changed, unchanged=len(rts) - len(touched))


def _before(count: HouseholdCount | None, counted_on: date) -> tuple[int | None, bool]:
    """The KK known until now, and whether it is of the very same day."""
    return (count.kk, count.counted_on == counted_on) if count else (None, False)


def _write(
    rts: list[RT], counts: Mapping[int, int], *, counted_on: date, source: str, by: User | None, now: datetime
) -> None:
    rows = [
        HouseholdCount(rt=rt, kk=counts[rt.pk], counted_on=counted_on, source=source, recorded_by=by, recorded_at=now)
        for rt in rts
    ]
    HouseholdCount.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["rt", "counted_on"],
        update_fields=["kk", "source", "recorded_by", "recorded_at"],
        batch_size=500,
    )


def _trace(
    rts: list[RT],
    counts: Mapping[int, int],
    before: Mapping[int, tuple[int | None, bool]],
    *,
    counted_on: date,
    by: User | None,
    now: datetime,
) -> None:
    traced = [Traced(rt, details={"KK": [before[rt.pk][0], counts[rt.pk]], "on": counted_on.isoformat()}) for rt in rts]
    record_many(act="kk.recorded", traced=traced, by=by, now=now)
