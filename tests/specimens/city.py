"""The city that specimens are imported into, and what it holds afterwards, in words that a person checks."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

import pytest
from pytest_django.plugin import DjangoDbBlocker

from competitions.enums import Phase
from competitions.models import Award, Nomination, Recap, RecapRow
from rt_registry.models import RT, HouseholdCount, Kelurahan, RTSuccession
from scoring.models import Score
from tests.contract.commands import run
from tests.contract.conftest import undone
from tests.factories import create_edition, create_nomination, create_rt


KNOWN_RTS: Final = {"Legok": 15, "Murni": 5, "Kenali Besar": 15, "Telanaipura": 3, "Selamat": 12}
"""Kelurahan -> how many RTs there are since 2014, with 80 KK in 2026; the others have none."""


def build_city() -> None:
    """Real regions, some RTs, no recap; 2026-1 takes entries, 2025-1 takes sheets for RT 1 and 2 of Legok."""
    assert run("load_reference").code == 0
    Recap.objects.all().delete()
    rts = {
        (name, number): create_rt(kelurahan=Kelurahan.objects.get(name=name), number=number)
        for name, count in KNOWN_RTS.items()
        for number in range(1, count + 1)
    }
    renumber(rts["Kenali Besar", 5], "Simpang Rimbo", 3)
    create_edition(slug="2026-1")
    scored = create_edition(slug="2025-1", year=2025, phase=Phase.ASSESSMENT)
    for number in (1, 2):
        create_nomination(edition=scored, rts=[rts["Legok", number]])


def renumber(rt: RT, kelurahan: str, number: int) -> None:
    """As in 2023, when kelurahan were split."""
    day = date(2023, 1, 1)
    rt.active_until = day
    rt.save(update_fields=["active_until"])
    new = create_rt(kelurahan=Kelurahan.objects.get(name=kelurahan), number=number, active_from=day)
    RTSuccession.objects.create(predecessor=rt, successor=new, kind="split", on=day)


@pytest.fixture(scope="module")
def built_city(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), undone():
        build_city()
        yield


@pytest.fixture
def specimen_city(built_city: None) -> Iterator[None]:
    """As built, whatever the test before stored."""
    with undone():
        yield


def stored(kind: str) -> Mapping[str, object]:
    return READERS[kind]()


def _roster() -> Mapping[str, object]:
    """ "Legok 017 2020" -> KK, "Legok 017" -> head."""
    counts = HouseholdCount.objects.select_related("rt__kelurahan")
    heads = {f"{rt.kelurahan.name} {rt.number:03d}": rt.head_name for rt in RT.objects.select_related("kelurahan")}
    return heads | {f"{c.rt.kelurahan.name} {c.rt.number:03d} {c.counted_on.year}": c.kk for c in counts}


def _recap() -> Mapping[str, object]:
    """ "2020 Jelutung nominated" -> figure."""
    names = ("kelurahan_count", "rt_count", "nominated", "carried_out")
    names += ("winners_besar", "winners_sedang", "winners_kecil", "winners")
    rows = RecapRow.objects.select_related("recap", "kecamatan")
    return {f"{row.recap.year} {row.kecamatan.name} {name}": getattr(row, name) for row in rows for name in names}


def _nominations() -> Mapping[str, object]:
    """ "15.71.10.1003/011+012" -> "KK track"."""
    entries = Nomination.objects.filter(edition__slug="2026-1")
    return {entry.code: f"{entry.kk} {entry.track}" for entry in entries}


def _winners() -> Mapping[str, object]:
    """ "2018/1 15.71.10.1003/011+012 11" -> "category total prize", one per RT."""
    awards = Award.objects.select_related("edition", "rt")
    return {
        f"{a.edition.year}/{a.edition.period} {a.entry_code} {a.rt.number}": f"{a.category_code} {a.total} {a.prize}"
        for a in awards
    }


def _scores() -> Mapping[str, object]:
    """ "15.71.10.1003/001 Ani B1" -> score."""
    scores = Score.objects.select_related("sheet__nomination", "sheet__assessor", "indicator")
    return {f"{s.sheet.nomination.code} {s.sheet.assessor.name} {s.indicator.code}": s.value for s in scores}


READERS: Final[Mapping[str, Callable[[], Mapping[str, object]]]] = {
    "roster": _roster,
    "recap": _recap,
    "nominations": _nominations,
    "winners": _winners,
    "scores": _scores,
}
