"""A simulated RT roster: as many RTs per kecamatan as the recap of 2020 counts, and the split of 2023 as succession."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from competitions.models import RecapRow
from rt_registry.enums import SuccessionKind
from rt_registry.models import RT, HouseholdCount, Kelurahan, RTSuccession


FOUNDED = date(2014, 1, 1)
SPLIT_ON = date(2023, 1, 1)
SHARE_THAT_MOVED = 0.4
KK_OF_CATEGORY = {"kecil": (30, 59), "sedang": (60, 99), "besar": (100, 240)}
SOURCE = "data simulasi"


@dataclass(frozen=True)
class Winners:
    """What the recap of 2020 says of one kecamatan."""

    rts: int
    nominated: int
    besar: int
    sedang: int
    kecil: int


@dataclass(frozen=True)
class Choice:
    """One RT chosen to take part in 2020, with its category and whether it shall reach the marks."""

    rt: RT
    category: str
    passes: bool


def recap_of_2020(scale: int) -> dict[int, Winners]:
    """The real figures per kecamatan id, times `scale`."""
    rows = RecapRow.objects.filter(recap__year=2020)
    return {
        row.kecamatan_id: Winners(
            *(
                scale * (n or 0)
                for n in (row.rt_count, row.nominated, row.winners_besar, row.winners_sedang, row.winners_kecil)
            )
        )
        for row in rows
    }


def create_rts(recap: Mapping[int, Winners]) -> dict[int, list[RT]]:
    """Spread each kecamatan's RTs over the kelurahan of 2020; return them by kecamatan id."""
    kelurahan_by_kecamatan = defaultdict(list)
    for kelurahan in Kelurahan.objects.filter(active_from=None).order_by("code"):
        kelurahan_by_kecamatan[kelurahan.kecamatan_id].append(kelurahan)
    made: list[RT] = []
    for kecamatan_id, figures in recap.items():
        made += _rts_of_kecamatan(kelurahan_by_kecamatan[kecamatan_id], figures.rts)
    RT.objects.bulk_create(made, batch_size=500)
    by_kecamatan: dict[int, list[RT]] = defaultdict(list)
    for rt in made:
        by_kecamatan[rt.kelurahan.kecamatan_id].append(rt)
    return by_kecamatan


def _rts_of_kecamatan(kelurahan: Sequence[Kelurahan], count: int) -> list[RT]:
    share, rest = divmod(count, len(kelurahan))
    return [
        new_rt(place, number, FOUNDED)
        for position, place in enumerate(kelurahan)
        for number in range(1, share + (position < rest) + 1)
    ]


def new_rt(kelurahan: Kelurahan, number: int, active_from: date) -> RT:
    return RT(
        kelurahan=kelurahan, number=number, active_from=active_from, head_name=f"Ketua RT {number:03d}", simulated=True
    )


def choose_entries_of_2020(rng: Random, rts: Mapping[int, Sequence[RT]], recap: Mapping[int, Winners]) -> list[Choice]:
    """Pick per kecamatan as many RTs as were nominated, and among them as many winners per category as there were."""
    chosen: list[Choice] = []
    for kecamatan_id, figures in recap.items():
        wanted = (
            [("besar", True)] * figures.besar + [("sedang", True)] * figures.sedang + [("kecil", True)] * figures.kecil
        )
        others = figures.nominated - len(wanted)
        wanted += [(rng.choice(["besar", "sedang", "sedang", "kecil"]), False) for _ in range(others)]
        picked = rng.sample(list(rts[kecamatan_id]), len(wanted))
        chosen += [Choice(rt, category, passes) for rt, (category, passes) in zip(picked, wanted, strict=True)]
    return chosen


def draw_kk_of_2020(rng: Random, rts: Iterable[RT], chosen: Iterable[Choice]) -> dict[int, int]:
    """Households per RT id; the chosen ones lie in their category."""
    kk = {rt.pk: round(rng.triangular(18, 320, 70)) for rt in rts}
    kk.update({choice.rt.pk: rng.randint(*KK_OF_CATEGORY[choice.category]) for choice in chosen})
    return kk


def split_kelurahan_in_2023() -> dict[int, RT]:
    """Move a part of the largest kelurahan into each new one; return the new RT by the old one's id."""
    moved: dict[int, RT] = {}
    for newborn in Kelurahan.objects.filter(active_from=SPLIT_ON).order_by("code"):
        moved |= _move_rts(newborn)
    return moved


def _move_rts(newborn: Kelurahan) -> dict[int, RT]:
    active = RT.objects.filter(
        kelurahan__kecamatan_id=newborn.kecamatan_id, kelurahan__active_from=None, active_until=None
    )
    by_kelurahan: dict[int, list[RT]] = defaultdict(list)
    for rt in active.order_by("kelurahan__code", "number"):
        by_kelurahan[rt.kelurahan_id].append(rt)
    mother = max(by_kelurahan.values(), key=len)
    leaving = mother[-round(len(mother) * SHARE_THAT_MOVED) :]
    RT.objects.filter(pk__in=[rt.pk for rt in leaving]).update(active_until=SPLIT_ON)
    arriving = RT.objects.bulk_create(new_rt(newborn, number, SPLIT_ON) for number in range(1, len(leaving) + 1))
    RTSuccession.objects.bulk_create(
        RTSuccession(predecessor=old, successor=new, kind=SuccessionKind.MOVE, on=SPLIT_ON, note=SOURCE)
        for old, new in zip(leaving, arriving, strict=True)
    )
    return {old.pk: new for old, new in zip(leaving, arriving, strict=True)}


def record_counts_of_2020(kk_of_2020: Mapping[int, int], now: datetime) -> None:
    counts = [_count(rt_id, 2020, kk, now) for rt_id, kk in kk_of_2020.items()]
    HouseholdCount.objects.bulk_create(counts, batch_size=500)


def record_later_counts(
    rng: Random, kk_of_2020: Mapping[int, int], heirs: Mapping[int, RT], years: Sequence[int], now: datetime
) -> None:
    """One count per RT and year, a household or two away from 2020; an RT that moved is counted where it is now."""
    counts = []
    for rt_id, kk in kk_of_2020.items():
        later = heirs[rt_id].pk if rt_id in heirs else rt_id
        counts += [_count(later, year, max(12, kk + rng.randint(-1, 2)), now) for year in years]
    HouseholdCount.objects.bulk_create(counts, batch_size=500)


def _count(rt_id: int, year: int, kk: int, now: datetime) -> HouseholdCount:
    return HouseholdCount(rt_id=rt_id, counted_on=date(year, 1, 1), kk=kk, source=SOURCE, recorded_at=now)
