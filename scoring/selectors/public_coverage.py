"""Coverage and predikat from records per RT, following the succession (DOMAIN 4, 9).

An RT took part if it was assessed in a published edition or stands among the recorded winners of a past year; what an
RT before it did counts for the RT that carries it on. Everything is loaded once and counted for any year.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import DateField, Q, Value
from django.db.models.functions import Cast

from competitions.domain.coverage import Coverage
from competitions.models import Award, NominationRT
from rt_registry.models import RT, Kecamatan, Kelurahan
from rt_registry.selectors.regions import kelurahan_rt_counts
from rt_registry.selectors.rts import descendants_of
from scoring.enums import EntryState
from scoring.selectors.results import latest_results


@dataclass(frozen=True, slots=True)
class Won:
    year: int
    lost_on: date | None

    def is_held(self, day: date) -> bool:
        return self.year <= day.year and (self.lost_on is None or self.lost_on > day)


@dataclass(frozen=True, slots=True)
class Participant:
    """An RT that took part or carries on one that did."""

    kelurahan_id: int
    kecamatan_id: int
    active_from: date
    active_until: date | None
    first_year: int
    won: tuple[Won, ...]

    def exists_on(self, day: date) -> bool:
        return self.active_from <= day and (self.active_until is None or self.active_until > day)


@dataclass(frozen=True)
class History:
    """Who ever took part, and how many RTs there were: {year: {kelurahan id: RTs}}."""

    participants: tuple[Participant, ...]
    rts: Mapping[int, Mapping[int, int]]

    def took_part(self, year: int, by: str) -> Counter[int]:
        """RTs at the end of a year that ever took part until then, per `kelurahan_id` or `kecamatan_id`."""
        end = date(year, 12, 31)
        return Counter(getattr(one, by) for one in self.participants if one.first_year <= year and one.exists_on(end))

    def holders(self, day: date, by: str) -> Counter[int]:
        """RTs of a day that hold the predikat."""
        return Counter(
            getattr(one, by)
            for one in self.participants
            if one.exists_on(day) and any(win.is_held(day) for win in one.won)
        )

    def city(self, year: int) -> Coverage:
        return Coverage(sum(self.took_part(year, "kelurahan_id").values()), sum(self.rts[year].values()) or None)

    def kelurahan(self, year: int) -> dict[int, Coverage]:
        took = self.took_part(year, "kelurahan_id")
        return {pk: Coverage(took[pk], rts) for pk, rts in self.rts[year].items()}

    def kecamatan(self, year: int, kecamatan_of: Mapping[int, int]) -> dict[int, Coverage]:
        """`kecamatan_of` says in which kecamatan each kelurahan lies."""
        took = self.took_part(year, "kecamatan_id")
        rts: Counter[int] = Counter()
        for kelurahan, count in self.rts[year].items():
            rts[kecamatan_of[kelurahan]] += count
        return {pk: Coverage(took[pk], count) for pk, count in rts.items()}


@dataclass(frozen=True)
class Regions:
    """Every kecamatan with the kelurahan that exist in it, by their official codes."""

    kelurahan: tuple[Kelurahan, ...]

    @property
    def kecamatan(self) -> list[Kecamatan]:
        return list({one.kecamatan_id: one.kecamatan for one in self.kelurahan}.values())

    @property
    def kecamatan_of(self) -> dict[int, int]:
        return {one.pk: one.kecamatan_id for one in self.kelurahan}


def load_regions() -> Regions:
    """One query."""
    return Regions(tuple(Kelurahan.objects.with_kecamatan().order_by("code")))


def load_history(years: Iterable[int]) -> History:
    """Four queries, whatever the number of years and RTs."""
    took: defaultdict[int, set[int]] = defaultdict(set)
    won: defaultdict[int, list[Won]] = defaultdict(list)
    for rt_id, year, is_award, lost_on in _records():
        took[rt_id].add(year)
        if is_award:
            won[rt_id].append(Won(year, lost_on))
    first_year: dict[int, int] = {}
    wins: defaultdict[int, list[Won]] = defaultdict(list)
    for rt_id, carried_on_by in descendants_of(took).items():
        for heir in carried_on_by:
            first_year[heir] = min(first_year.get(heir, 9999), *took[rt_id])
            wins[heir] += won.get(rt_id, [])
    return History(_participants(first_year, wins, took), kelurahan_rt_counts(years))


def _records() -> Iterable[tuple[int, int, int, date | None]]:
    """Every record of an RT in one query: assessed in a published result (0), or awarded (1) and perhaps lost."""
    assessed = NominationRT.objects.filter(
        nomination__result_entries__result__in=latest_results().order_by().values("pk"),
        nomination__result_entries__state=EntryState.RANKED,
    ).annotate(is_award=Value(0), lost=Cast(Value(None), DateField()))
    awarded = Award.objects.annotate(is_award=Value(1), lost=Cast("lost_on", DateField()))
    columns = ("rt_id", "edition__year", "is_award", "lost")
    return assessed.order_by().values_list(*columns).union(awarded.order_by().values_list(*columns), all=True)


def _participants(
    first_year: Mapping[int, int], wins: Mapping[int, list[Won]], took: Mapping[int, object]
) -> tuple[Participant, ...]:
    """The records of these RTs. Heirs that never took part themselves are few; all others are found in the database."""
    heirs = [pk for pk in first_year if pk not in took]
    entered, awarded = NominationRT.objects.order_by().values("rt_id"), Award.objects.order_by().values("rt_id")
    rows = (
        RT.objects.filter(Q(pk__in=entered) | Q(pk__in=awarded) | Q(pk__in=heirs))
        .order_by()
        .values_list("pk", "kelurahan_id", "kelurahan__kecamatan_id", "active_from", "active_until")
    )
    return tuple(
        Participant(kelurahan, kecamatan, start, end, first_year[pk], tuple(wins.get(pk, ())))
        for pk, kelurahan, kecamatan, start, end in rows
        if pk in first_year
    )
