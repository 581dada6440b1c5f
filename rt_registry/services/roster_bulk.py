"""A whole roster at once, from a sheet or a generator: what it would change, planned with a few queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, NamedTuple

from rt_registry.domain.texts import read_alike
from rt_registry.models import RT, HouseholdCount, Kelurahan, RTSuccession


class RosterEntry(NamedTuple):
    """What a sheet of one year says of one RT; an empty head or `kk=None`: the sheet does not say.

    `row`: where it says so; 0: in no sheet. `since`: the RT's first day where the sheet says that too, which tells
    apart two of one number in one year; else the first of January.
    """

    kelurahan: Kelurahan
    number: int
    year: int
    head_name: str = ""
    kk: int | None = None
    row: int = 0
    since: date | None = None


class Effect(Enum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class StoredCount(NamedTuple):
    pk: int
    kk: int


@dataclass(slots=True)
class PlannedEntry:
    """What storing one entry would do: `details` what changes, `rt` as it would be, `before` its columns till then.

    `stored` is the count of that year; `counted_on` the day of a count to be made.
    """

    entry: RosterEntry
    rt: RT
    effect: Effect = Effect.UNCHANGED
    stored: StoredCount | None = None
    counted_on: date | None = None
    details: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)

    @property
    def stored_kk(self) -> int | None:
        return self.stored.kk if self.stored else None


class _Roster:
    """The RTs of the kelurahan concerned and their counts, as they are and as they would become."""

    def __init__(self, entries: Sequence[RosterEntry], simulated: bool) -> None:
        kelurahan = {entry.kelurahan.pk for entry in entries}
        self.simulated = simulated
        self.first_days = {year: date(year, 1, 1) for year in {entry.year for entry in entries}}
        self.rts: dict[tuple[int, int], list[RT]] = defaultdict(list)
        for rt in RT.objects.in_kelurahan(*kelurahan).order_by("active_from", "pk").iterator(chunk_size=10_000):
            self.rts[rt.kelurahan_id, rt.number].append(rt)
        succession = RTSuccession.objects.filter(successor__kelurahan_id__in=kelurahan)
        self.successors = set(succession.values_list("successor_id", flat=True))
        self.counts: dict[tuple[int, int], StoredCount] = {}
        self.newest_year: dict[int, int] = defaultdict(int)
        counts = HouseholdCount.objects.filter(rt__kelurahan_id__in=kelurahan).order_by("counted_on", "pk")
        for pk, rt_id, counted_on, kk in counts.values_list("pk", "rt_id", "counted_on", "kk").iterator(10_000):
            self.counts[rt_id, counted_on.year] = StoredCount(pk, kk)
            self.newest_year[rt_id] = counted_on.year

    def plan(self, entry: RosterEntry) -> PlannedEntry:
        """Fold one entry in; entries come in the order of their years."""
        first_day = entry.since or self.first_days[entry.year]
        same_number = self.rts[entry.kelurahan.id, entry.number]
        rt = self._rt_of(entry, same_number, first_day)
        if rt is None:
            planned = self._new_rt(entry, same_number, first_day)
        else:
            planned = PlannedEntry(entry, rt)
            if rt.active_from > first_day and rt.id not in self.successors:
                planned.details["from"] = [rt.active_from.isoformat(), first_day.isoformat()]
                planned.before["active_from"], rt.active_from = rt.active_from, first_day
        self._plan_head(planned)
        self._plan_count(planned)
        if planned.details and planned.effect is Effect.UNCHANGED:
            planned.effect = Effect.CHANGED
        return planned

    def _rt_of(self, entry: RosterEntry, same_number: Sequence[RT], first_day: date) -> RT | None:
        """The RT of that number in that year; one that began later begins earlier, unless a succession began it."""
        if not same_number:
            return None
        if entry.since is not None:
            exact = next((rt for rt in same_number if rt.active_from == entry.since), None)
            if exact is not None:
                return exact
        for rt in same_number:
            if rt.active_from.year <= entry.year and (rt.active_until is None or rt.active_until > first_day):
                return rt
        later = _later(same_number, first_day)
        return later if later is not None and later.pk not in self.successors else None

    def _new_rt(self, entry: RosterEntry, same_number: list[RT], first_day: date) -> PlannedEntry:
        later = _later(same_number, first_day) if same_number else None
        until = later.active_from if later else None
        values: tuple[Any, ...] = (None, entry.kelurahan.id, entry.number, "", first_day, until, self.simulated)
        rt = RT(*values)  # in the order of its fields: by their names it takes twice as long
        rt.kelurahan = entry.kelurahan
        same_number.insert(0, rt)
        return PlannedEntry(entry, rt, Effect.NEW, details={"from": first_day.isoformat()})

    def _plan_head(self, planned: PlannedEntry) -> None:
        """The newest sheet names the head; an old sheet only fills a blank."""
        head, rt = planned.entry.head_name.strip()[:120], planned.rt
        if not head or (rt.head_name and read_alike(head, rt.head_name)):
            return
        is_newest = planned.entry.year >= (self.newest_year[rt.id] if rt.id else 0)
        if is_newest or not rt.head_name:
            planned.details["head"] = [rt.head_name, head]
            planned.before["head_name"], rt.head_name = rt.head_name, head

    def _plan_count(self, planned: PlannedEntry) -> None:
        """The year has one count from sheets: its newest is corrected, or the first of January gets one."""
        entry, rt = planned.entry, planned.rt
        planned.stored = self.counts.get((rt.id, entry.year)) if rt.id else None
        if entry.kk is None or entry.kk == planned.stored_kk:
            return
        planned.details["KK"] = [planned.stored_kk, entry.kk]
        if planned.stored is None:
            planned.counted_on = max(self.first_days[entry.year], rt.active_from)


def _later(same_number: Iterable[RT], first_day: date) -> RT | None:
    return next((rt for rt in same_number if rt.active_from > first_day), None)


def plan_roster(*, entries: Iterable[RosterEntry], simulated: bool = False) -> list[PlannedEntry]:
    """Say for each entry, in the order given, what storing it would do; nothing is written."""
    every = list(entries)
    roster = _Roster(every, simulated)
    in_order = sorted(range(len(every)), key=lambda i: every[i].year)
    planned = {i: roster.plan(every[i]) for i in in_order}
    return [planned[i] for i in range(len(every))]
