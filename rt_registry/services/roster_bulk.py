"""A whole roster at once, from a sheet or a generator: a few queries however many rows, every change traced."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from django.db import transaction

from bantar.accounts.models import User
from bantar.trace.services import Traced, record_many
from rt_registry.models import RT, HouseholdCount, Kelurahan, RTSuccession


@dataclass(frozen=True)
class RosterEntry:
    """What a sheet of one year says of one RT; an empty head or `kk=None`: the sheet does not say."""

    kelurahan: Kelurahan
    number: int
    year: int
    head_name: str = ""
    kk: int | None = None


class Effect(Enum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass
class PlannedEntry:
    """What storing one entry would do. `stored_kk` is the count of that year before, `details` what changes."""

    entry: RosterEntry
    rt: RT
    effect: Effect = Effect.UNCHANGED
    stored_kk: int | None = None
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RosterStored:
    new: int = 0
    changed: int = 0
    unchanged: int = 0


class _Roster:
    """The RTs of the kelurahan concerned and their counts, as they are and as they would become."""

    def __init__(self, entries: Sequence[RosterEntry], simulated: bool) -> None:
        kelurahan = {entry.kelurahan.pk for entry in entries}
        years = {entry.year for entry in entries}
        self.simulated = simulated
        self.rts: dict[tuple[int, int], list[RT]] = defaultdict(list)
        for rt in RT.objects.in_kelurahan(*kelurahan).select_related("kelurahan").order_by("active_from"):
            self.rts[rt.kelurahan_id, rt.number].append(rt)
        succession = RTSuccession.objects.filter(successor__kelurahan_id__in=kelurahan)
        self.successors = set(succession.values_list("successor_id", flat=True))
        self.counts: dict[tuple[int, int], HouseholdCount] = {}
        self.newest_year: dict[int, int] = defaultdict(int)
        counts = HouseholdCount.objects.filter(rt__kelurahan_id__in=kelurahan).order_by("counted_on", "pk")
        for count in counts if years else ():
            self.counts[count.rt_id, count.counted_on.year] = count
            self.newest_year[count.rt_id] = count.counted_on.year
        self.touched_rts: dict[int, RT] = {}
        self.touched_counts: dict[int, HouseholdCount] = {}
        self.new_rts: dict[int, RT] = {}  # by identity: they have no pk yet
        self.new_counts: list[HouseholdCount] = []

    def plan(self, entry: RosterEntry) -> PlannedEntry:
        """Fold one entry in; entries come in the order of their years."""
        first_day = date(entry.year, 1, 1)
        planned = PlannedEntry(entry, self._rt_of(entry, first_day))
        if planned.rt.pk is None and id(planned.rt) not in self.new_rts:
            planned.effect = Effect.NEW
            self.new_rts[id(planned.rt)] = planned.rt
            planned.details["from"] = planned.rt.active_from.isoformat()
        elif planned.rt.active_from > first_day and planned.rt.pk not in self.successors:
            planned.details["from"] = [planned.rt.active_from.isoformat(), first_day.isoformat()]
            planned.rt.active_from = first_day
        self._plan_head(planned)
        self._plan_count(planned)
        if planned.details and planned.effect is Effect.UNCHANGED:
            planned.effect = Effect.CHANGED
        if planned.rt.pk and {"from", "head"} & planned.details.keys():
            self.touched_rts[planned.rt.pk] = planned.rt
        return planned

    def _rt_of(self, entry: RosterEntry, first_day: date) -> RT:
        """The RT of that number in that year; one that began later begins earlier, unless a succession began it."""
        same_number = self.rts[entry.kelurahan.pk, entry.number]
        for rt in same_number:
            if rt.active_from.year <= entry.year and (rt.active_until is None or rt.active_until > first_day):
                return rt
        later = next((rt for rt in same_number if rt.active_from > first_day), None)
        if later is not None and later.pk not in self.successors:
            return later
        rt = RT(
            kelurahan=entry.kelurahan,
            number=entry.number,
            active_from=first_day,
            active_until=later.active_from if later else None,
            simulated=self.simulated,
        )
        same_number.insert(0, rt)
        return rt

    def _plan_head(self, planned: PlannedEntry) -> None:
        """The newest sheet names the head; an old sheet only fills a blank."""
        head, rt = planned.entry.head_name.strip()[:120], planned.rt
        is_newest = planned.entry.year >= (self.newest_year[rt.pk] if rt.pk else 0)
        if head and head != rt.head_name and (is_newest or not rt.head_name):
            planned.details["head"] = [rt.head_name, head]
            rt.head_name = head

    def _plan_count(self, planned: PlannedEntry) -> None:
        """The year has one count from sheets: its newest is corrected, or the first of January gets one."""
        entry, rt = planned.entry, planned.rt
        stored = self.counts.get((rt.pk, entry.year)) if rt.pk else None
        planned.stored_kk = stored.kk if stored else None
        if entry.kk is None or entry.kk == planned.stored_kk:
            return
        planned.details["KK"] = [planned.stored_kk, entry.kk]
        if stored is None:
            day = max(date(entry.year, 1, 1), rt.active_from)
            self.new_counts.append(HouseholdCount(rt=rt, counted_on=day, kk=entry.kk))
        else:
            stored.kk = entry.kk
            self.touched_counts[stored.pk] = stored


def plan_roster(*, entries: Iterable[RosterEntry], simulated: bool = False) -> list[PlannedEntry]:
    """Say for each entry, in the order given, what storing it would do; nothing is written."""
    return _plan(list(entries), simulated)[1]


def _plan(entries: list[RosterEntry], simulated: bool) -> tuple[_Roster, list[PlannedEntry]]:
    roster = _Roster(entries, simulated)
    in_order = sorted(range(len(entries)), key=lambda i: entries[i].year)
    planned = {i: roster.plan(entries[i]) for i in in_order}
    return roster, [planned[i] for i in range(len(entries))]


@transaction.atomic
def store_roster(
    *, entries: Iterable[RosterEntry], source: str, by: User | None, now: datetime, simulated: bool = False
) -> RosterStored:
    """Store what sheets say of many RTs: a row of year Y makes its RT active from 1 January Y at the latest."""
    roster, planned = _plan(list(entries), simulated)
    RT.objects.bulk_create(roster.new_rts.values(), batch_size=500)
    RT.objects.bulk_update(roster.touched_rts.values(), ["active_from", "head_name"], batch_size=200)
    for count in [*roster.new_counts, *roster.touched_counts.values()]:
        count.rt_id = count.rt.pk if count.rt_id is None else count.rt_id
        count.source, count.recorded_by, count.recorded_at = source.strip()[:200], by, now
    HouseholdCount.objects.bulk_create(roster.new_counts, batch_size=500)
    HouseholdCount.objects.bulk_update(
        roster.touched_counts.values(), ["kk", "source", "recorded_by", "recorded_at"], batch_size=200
    )
    for effect, act in ((Effect.NEW, "rt.added"), (Effect.CHANGED, "rt.changed")):
        traced = [Traced(p.rt, details=p.details, reason=source) for p in planned if p.effect is effect]
        record_many(act=act, traced=traced, by=by, now=now)
    return RosterStored(*(sum(p.effect is effect for p in planned) for effect in Effect))
