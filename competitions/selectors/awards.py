"""Who won what and when, following the succession of RTs; statistics over all years."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from competitions.domain.coverage import bantar_threshold, is_kelurahan_bantar
from competitions.models import Award
from rt_registry.models import RT
from rt_registry.selectors.rts import origins_of


def years_won(rt_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The years in which each RT, or an RT it carries on, won a predikat it has not lost. Two queries."""
    sources = origins_of(rt_ids)
    won: dict[int, set[int]] = defaultdict(set)
    every = frozenset[int]().union(*sources.values())
    held = Award.objects.held().order_by()
    if len(every) <= 500:  # the limit of variables of older SQLite; more RTs: read all awards
        held = held.filter(rt_id__in=every)
    for rt_id, year in held.values_list("rt_id", "edition__year"):
        won[rt_id].add(year)
    return {rt_id: frozenset[int]().union(*(won[source] for source in sources[rt_id])) for rt_id in rt_ids}


def awards_of(rt: RT) -> list[Award]:
    """The awards of an RT and of those it carries on, newest first. Two queries."""
    ids = origins_of([rt.pk])[rt.pk]
    return list(
        Award.objects.filter(rt_id__in=ids).with_territory().order_by("-edition__year", "-edition__period", "-pk")
    )


@dataclass(frozen=True)
class WinnerCount:
    """Winning entries of one edition, kecamatan and size category; a joined entry counts once, its RTs apart."""

    edition_id: int
    edition_slug: str
    year: int
    kecamatan_id: int
    category_code: str
    entries: int
    rts: int
    prize: int


def winner_counts(edition_ids: Iterable[int] | None = None) -> list[WinnerCount]:
    """Winners per edition, kecamatan and category, newest edition first. One query."""
    awards = Award.objects.order_by("-edition__year", "-edition__period", "rt__kelurahan__kecamatan__code")
    if edition_ids is not None:
        awards = awards.filter(edition_id__in=list(edition_ids))
    rows = awards.values_list(
        "edition_id",
        "edition__slug",
        "edition__year",
        "rt__kelurahan__kecamatan_id",
        "category_code",
        "entry_code",
        "prize",
    )
    prizes: dict[tuple[int, str, int, int, str], dict[str, int]] = defaultdict(dict)
    rts: dict[tuple[int, str, int, int, str], int] = defaultdict(int)
    for edition_id, slug, year, kecamatan_id, category_code, entry_code, prize in rows:
        key = (edition_id, slug, year, kecamatan_id, category_code)
        prizes[key][entry_code] = prize or 0
        rts[key] += 1
    return [WinnerCount(*key, len(entries), rts[key], sum(entries.values())) for key, entries in prizes.items()]


def holder_ids(day: date) -> frozenset[int]:
    """RTs active on `day` that hold the predikat, themselves or carried on from an RT before them. Three queries."""
    active = list(RT.objects.active_on(day).order_by().values_list("pk", flat=True))
    held = set(
        Award.objects.filter(edition__year__lte=day.year)
        .filter(Q(lost_on=None) | Q(lost_on__gt=day))
        .order_by()
        .values_list("rt_id", flat=True)
    )
    sources = origins_of(active)
    return frozenset(rt_id for rt_id in active if sources[rt_id] & held)


@dataclass(frozen=True)
class KelurahanHolding:
    """How many RTs of a kelurahan hold the predikat, and how many it takes to be Kelurahan BANTAR."""

    kelurahan_id: int
    holders: int
    rts: int

    @property
    def needed(self) -> int:
        return bantar_threshold(self.rts)

    @property
    def is_bantar(self) -> bool:
        return is_kelurahan_bantar(self.holders, self.rts)


def kelurahan_holdings(day: date) -> dict[int, KelurahanHolding]:
    """Holders and RTs of every kelurahan with RTs on `day`. Four queries."""
    holders = holder_ids(day)
    counted: dict[int, list[bool]] = defaultdict(list)
    for rt_id, kelurahan_id in RT.objects.active_on(day).order_by().values_list("pk", "kelurahan_id"):
        counted[kelurahan_id].append(rt_id in holders)
    return {pk: KelurahanHolding(pk, sum(flags), len(flags)) for pk, flags in counted.items()}
