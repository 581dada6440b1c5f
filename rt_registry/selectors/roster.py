"""The roster of one kelurahan, as its operator reads it."""

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from rt_registry.models import RT, HouseholdCount, Kelurahan, RTSuccession
from rt_registry.selectors.imports import CellOrigin, origins_of


NUMBER = re.compile(r"(?:rt)?[\s.:]*0*([0-9]{1,3})", re.IGNORECASE)


@dataclass(frozen=True)
class RosterFilter:
    """What the address asks for; `closed` lists the closed RTs instead."""

    words: str = ""
    only_missing: bool = False
    closed: bool = False


@dataclass(frozen=True)
class RosterFigures:
    rts: int
    missing: int

    @property
    def counted(self) -> int:
        return self.rts - self.missing


def roster_of(kelurahan: Kelurahan, wanted: RosterFilter, *, day: date, year: int) -> QuerySet[RT]:
    """RTs with `kk`, `kk_on` (newest count up to the day) and `counted` (whether the year has one)."""
    rts = RT.objects.in_kelurahan(kelurahan.pk).with_kk(HouseholdCount.objects.up_to(day))
    rts = rts.annotate(counted=_counted_in(year))
    rts = rts.filter(active_until__lte=day) if wanted.closed else rts.active_on(day)
    if wanted.only_missing:
        rts = rts.filter(~_counted_in(year))
    return _with_words(rts, wanted.words).order_by("number", "-active_from")


def _with_words(rts: QuerySet[RT], words: str) -> QuerySet[RT]:
    number = NUMBER.fullmatch(words.strip())
    if number:
        return rts.filter(number=int(number[1]))
    return rts.filter(head_name__icontains=words.strip()) if words.strip() else rts


def roster_figures(kelurahan: Kelurahan, *, day: date, year: int) -> RosterFigures:
    """How many RTs there are and how many of them lack a count of the year. One query."""
    found = (
        RT.objects.in_kelurahan(kelurahan.pk)
        .active_on(day)
        .annotate(counted=_counted_in(year))
        .aggregate(rts=Count("pk"), missing=Count("pk", filter=Q(counted=False)))
    )
    return RosterFigures(**found)


def _counted_in(year: int) -> Exists:
    return Exists(HouseholdCount.objects.of_year(year).filter(rt_id=OuterRef("pk")))


@dataclass(frozen=True)
class CountLine:
    """A household count, and the cell it was read from where a sheet brought it."""

    count: HouseholdCount
    origin: CellOrigin | None


def counts_of(rt: RT) -> list[CountLine]:
    """Newest first. Two queries."""
    counts = list(rt.household_counts.select_related("recorded_by").order_by("-counted_on", "-pk"))
    origins = origins_of(counts)
    return [CountLine(count, origins[count.pk].get("kk")) for count in counts]


@dataclass(frozen=True)
class Passage:
    """One step of an RT's story: into or out of it."""

    kind: str
    rt: RT
    on: date
    note: str


@dataclass(frozen=True)
class Passages:
    came_from: list[Passage]
    became: list[Passage]


def passages_of(rt: RT) -> Passages:
    """What the RT came from and what it became, one step each way. One query, two where there is something."""
    links = list(RTSuccession.objects.filter(Q(predecessor=rt) | Q(successor=rt)))
    others = RT.objects.select_related("kelurahan").in_bulk({_other_end(link, rt) for link in links})
    came: list[Passage] = []
    became: list[Passage] = []
    for link in links:
        step = Passage(link.get_kind_display(), others[_other_end(link, rt)], link.on, link.note)
        (came if link.successor_id == rt.pk else became).append(step)
    return Passages(came, became)


def _other_end(link: RTSuccession, rt: RT) -> int:
    return link.predecessor_id if link.successor_id == rt.pk else link.successor_id
