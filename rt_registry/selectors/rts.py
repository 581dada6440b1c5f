"""What other pages ask of RTs: the KK of a year, and which RTs belong to one story."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from rt_registry.models import RT, HouseholdCount, RTSuccession


Edges = Mapping[int, Collection[int]]


def newest_counts(rt_ids: Iterable[int], day: date) -> dict[int, HouseholdCount]:
    """The newest count up to a day, per RT that has one. One query."""
    counts = HouseholdCount.objects.up_to(day).filter(rt_id__in=list(rt_ids)).order_by("counted_on", "pk")
    return {count.rt_id: count for count in counts}


def kk_in_year(rt_ids: Iterable[int], year: int) -> dict[int, int | None]:
    """The newest count dated in the year, per RT; None where there is none. One query."""
    wanted = list(rt_ids)
    rows = HouseholdCount.objects.of_year(year).filter(rt_id__in=wanted).order_by("counted_on", "pk")
    return _newest(wanted, rows.values_list("rt_id", "kk"))


def kk_up_to(rt_ids: Iterable[int], day: date) -> dict[int, int | None]:
    """The newest count up to a day, per RT; None where there is none. One query."""
    wanted = list(rt_ids)
    rows = HouseholdCount.objects.up_to(day).filter(rt_id__in=wanted).order_by("counted_on", "pk")
    return _newest(wanted, rows.values_list("rt_id", "kk"))


def _newest(wanted: Iterable[int], in_order: Iterable[tuple[int, int]]) -> dict[int, int | None]:
    found: dict[int, int | None] = dict.fromkeys(wanted)
    found.update(dict(in_order))
    return found


def story_ids(rt: RT) -> list[int]:
    """The RT with everything it came from and everything it became, without their other branches. One query."""
    forward, back = _edges()
    return sorted({rt.pk} | _reach(rt.pk, forward) | _reach(rt.pk, back))


def origins_of(rt_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """Each RT with all it came from: what these won is its history (Kencana). One query."""
    _, back = _edges()
    return {pk: frozenset({pk} | _reach(pk, back)) for pk in rt_ids}


def descendants_of(rt_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """Each RT with all that carries it on. One query."""
    forward, _ = _edges()
    return {pk: frozenset({pk} | _reach(pk, forward)) for pk in rt_ids}


def _edges() -> tuple[Edges, Edges]:
    forward: dict[int, list[int]] = defaultdict(list)
    back: dict[int, list[int]] = defaultdict(list)
    for old, new in RTSuccession.objects.order_by().values_list("predecessor_id", "successor_id"):
        forward[old].append(new)
        back[new].append(old)
    return forward, back


def _reach(start: int, edges: Edges) -> set[int]:
    found: set[int] = set()
    waiting = [start]
    while waiting:
        for pk in edges.get(waiting.pop(), ()):
            if pk not in found:
                found.add(pk)
                waiting.append(pk)
    return found


def is_anything_simulated() -> bool:
    """Whether this database holds a simulated RT; every page asks, a partial index answers."""
    return RT.objects.filter(simulated=True).exists()
