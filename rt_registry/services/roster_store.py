"""Storing a planned roster: a few statements however many rows, every change traced and in the import's journal."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from bantar.accounts.models import User
from bantar.bulk import insert_rows, reserve_keys, update_rows
from bantar.trace.services import Traced, record_many
from rt_registry.models import RT, HouseholdCount, ImportBatch
from rt_registry.services.import_journal import journal_many, plain
from rt_registry.services.roster_bulk import Effect, PlannedEntry, RosterEntry, plan_roster


RT_COLUMNS: Final = ("id", "kelurahan_id", "number", "head_name", "active_from", "active_until", "simulated")
COUNT_COLUMNS: Final = ("id", "rt_id", "counted_on", "kk", "source", "recorded_by_id", "recorded_at")
CORRECTED: Final = ("kk", "source", "recorded_by_id", "recorded_at")
STEPS: Final = 4

Journalled = tuple[int, int, dict[str, Any] | None, dict[str, Any]]
Told = Callable[[int, int], None]
"""How many of the steps are done."""


@dataclass(frozen=True)
class RosterStored:
    new: int = 0
    changed: int = 0
    unchanged: int = 0


def store_roster(
    *, entries: Iterable[RosterEntry], source: str, by: User | None, now: datetime, simulated: bool = False
) -> RosterStored:
    """Store what sheets say of many RTs: a row of year Y makes its RT active from 1 January Y at the latest."""
    with transaction.atomic():
        return store_planned(planned=plan_roster(entries=entries, simulated=simulated), source=source, by=by, now=now)


@transaction.atomic(savepoint=False)
def store_planned(
    *,
    planned: Sequence[PlannedEntry],
    source: str,
    by: User | None,
    now: datetime,
    batch: ImportBatch | None = None,
    told: Told = lambda done, of: None,
) -> RosterStored:
    """Write what `plan_roster` said in this transaction; with a batch, every record goes into its journal."""
    storing = _Storing(planned, (source.strip()[:200], by.pk if by else None, now))
    storing.write_rts()
    told(1, STEPS)
    storing.write_counts()
    told(2, STEPS)
    for effect, act in ((Effect.NEW, "rt.added"), (Effect.CHANGED, "rt.changed")):
        traced = (Traced(p.rt, details=p.details, reason=source) for p in planned if p.effect is effect)
        record_many(act=act, traced=traced, by=by, now=now)
    told(3, STEPS)
    if batch is not None:
        storing.journal(batch)
    told(4, STEPS)
    return RosterStored(*(sum(p.effect is effect for p in planned) for effect in Effect))


class _Storing:
    """The records behind a plan. `stamp`: source, who and when, as counts keep them."""

    def __init__(self, planned: Sequence[PlannedEntry], stamp: tuple[str, int | None, datetime]) -> None:
        by_year = sorted(planned, key=lambda one: one.entry.year)
        self.stamp = stamp
        self.new = [one for one in by_year if one.effect is Effect.NEW]
        self.changed = [one for one in by_year if one.before and one.rt.id is not None]
        self.counted = [one for one in by_year if one.counted_on is not None]
        self.corrected = [one for one in by_year if one.stored is not None and "KK" in one.details]
        self.last_row = {id(one.rt): one.entry.row for one in by_year if one.before or one.effect is Effect.NEW}
        for one in by_year:
            if one.effect is Effect.CHANGED and one.rt.id is not None:
                one.rt.kelurahan = one.entry.kelurahan  # the trace names it
        self.count_keys: list[int] = []
        self.counts_before: dict[int, dict[str, Any]] = {}

    def write_rts(self) -> None:
        for one, key in zip(self.new, reserve_keys(RT, len(self.new)), strict=True):
            one.rt.id = key
        insert_rows(RT, RT_COLUMNS, ([getattr(one.rt, name) for name in RT_COLUMNS] for one in self.new))
        changed = {one.rt.pk: one.rt for one in self.changed}
        update_rows(
            RT, ("id", "active_from", "head_name"), ((pk, rt.active_from, rt.head_name) for pk, rt in changed.items())
        )

    def write_counts(self) -> None:
        self.count_keys = reserve_keys(HouseholdCount, len(self.counted))
        new = zip(self.count_keys, self.counted, strict=True)
        insert_rows(
            HouseholdCount,
            COUNT_COLUMNS,
            ((key, one.rt.id, one.counted_on, one.entry.kk, *self.stamp) for key, one in new),
        )
        self.counts_before = self._as_stored()
        update_rows(
            HouseholdCount,
            ("id", *CORRECTED),
            ((one.stored.pk, one.entry.kk, *self.stamp) for one in self.corrected if one.stored),
        )

    def _as_stored(self) -> dict[int, dict[str, Any]]:
        """What stands in the counts to be corrected: one query for their kelurahan and years."""
        if not self.corrected:
            return {}
        wanted = {one.stored.pk for one in self.corrected if one.stored}
        years = [one.entry.year for one in self.corrected]
        counts = HouseholdCount.objects.filter(
            rt__kelurahan_id__in={one.entry.kelurahan.pk for one in self.corrected},
            counted_on__range=(date(min(years), 1, 1), date(max(years), 12, 31)),
        ).values("pk", *CORRECTED)
        return {count.pop("pk"): count for count in counts if count["pk"] in wanted}

    def journal(self, batch: ImportBatch) -> None:
        """Each record once, with the row that said last what it holds."""
        journal_many(batch=batch, model=RT, written=[*self._new_rts(), *self._changed_rts()])
        journal_many(batch=batch, model=HouseholdCount, written=self._new_counts())
        journal_many(batch=batch, model=HouseholdCount, written=self._corrected_counts())

    def _new_rts(self) -> Iterator[Journalled]:
        for one in self.new:
            rt = one.rt
            yield (
                self.last_row[id(rt)],
                rt.id,
                None,
                {
                    "kelurahan_id": rt.kelurahan_id,
                    "number": rt.number,
                    "head_name": rt.head_name,
                    "active_from": rt.active_from.isoformat(),
                    "active_until": rt.active_until.isoformat() if rt.active_until else None,
                },
            )

    def _changed_rts(self) -> Iterator[Journalled]:
        before: dict[int, dict[str, Any]] = {}
        for one in self.changed:
            before[one.rt.pk] = one.before | before.get(one.rt.pk, {})
        for rt in {one.rt.pk: one.rt for one in self.changed}.values():
            after = {name: getattr(rt, name) for name in before[rt.pk]}
            yield self.last_row[id(rt)], rt.pk, plain(before[rt.pk]), plain(after)

    def _new_counts(self) -> Iterator[Journalled]:
        for pk, one in zip(self.count_keys, self.counted, strict=True):
            day = one.counted_on.isoformat() if one.counted_on else None
            yield one.entry.row, pk, None, {"rt_id": one.rt.id, "counted_on": day, "kk": one.entry.kk}

    def _corrected_counts(self) -> Iterator[Journalled]:
        for one in self.corrected:
            if one.stored is not None:
                after = dict(zip(CORRECTED, (one.entry.kk, *self.stamp), strict=True))
                yield one.entry.row, one.stored.pk, plain(self.counts_before[one.stored.pk]), plain(after)
