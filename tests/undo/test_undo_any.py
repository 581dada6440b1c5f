"""Whatever two small sheets say, taking them back leaves what was there before, to the byte."""

import random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rt_registry.services.import_undo import StandsOnImport, undo_import
from tests.factories import NOW
from tests.sheets import SCORES_HEADER, Row, run, score_row
from tests.undo.pictures import dump
from tests.undo.worlds import World, build


pytestmark = pytest.mark.django_db
EDITION = {"nominations": "2026-1", "scores": "2026-1"}
KINDS = ("recap", "winners", "nominations", "scores", "roster", "accounts")


def sheet(kind: str, world: World, choose: random.Random) -> list[Row]:
    """Some rows of a kind, with the same few RTs, years and people again and again."""
    code, rts = world.kelurahan.code, choose.sample(range(1, 7), 3)
    match kind:
        case "recap":
            header: Row = ("kecamatan", "diusulkan 2018", "terlaksana 2018", "diusulkan 2019")
            names = choose.sample([one.name for one in world.kecamatan], 2)
            return [header, *((name, *(choose.choice(["", 3, 4]) for _ in range(3))) for name in names)]
        case "winners":
            header = ("kode_kelurahan", "rt", "tahun", "periode", "kategori", "nilai", "hadiah")
            years = [choose.choice([2018, 2019]) for _ in rts]
            news = [
                (choose.choice(["", "kecil", "besar"]), choose.choice(["", "80,5"]), choose.choice([5, 7])) for _ in rts
            ]
            return [header, *((code, rt, year, 1, *said) for rt, year, said in zip(rts, years, news, strict=True))]
        case "nominations":
            header = ("kode_kelurahan", "rt", "jumlah_kk", "jalur")
            return [header, *((code, rt, choose.choice(["", 80, 95]), choose.choice(["", "kencana"])) for rt in rts)]
        case "scores":
            people = choose.sample(["Ani", "Budi", "Cici"], 2)
            return [SCORES_HEADER, *(score_row(world.kelurahan, 2, who, choose.choice([2, 3])) for who in people)]
        case "accounts":
            header = ("nama", "nama_pengguna", "peran", "wilayah")
            roles = [("admin", ""), ("operator", "Beringin"), ("auditor", "")]
            return [header, *((who, who.lower(), *choose.choice(roles)) for who in ("Gita", "Hadi"))]
        case _:
            header = ("kode_kelurahan", "rt", "ketua_rt", "jumlah_kk", "tahun")
            numbers = choose.sample(range(5, 12), 3)
            return [
                header,
                *(
                    (code, rt, choose.choice(["", "Pak A"]), choose.choice(["", 50, 60]), choose.choice([2025, 2026]))
                    for rt in numbers
                ),
            ]


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9), kinds=st.lists(st.sampled_from(KINDS), min_size=2, max_size=4))
def test_sheets_are_taken_back_in_any_mixture(seed, kinds):
    choose = random.Random(seed)
    with transaction.atomic():
        world = build()
        pictures, numbers = [], []
        for kind in kinds:
            before = dump()
            report = run(kind, *sheet(kind, world, choose), edition=EDITION.get(kind, ""), acknowledge="uji")
            if report.import_id is not None:
                pictures.append(before)
                numbers.append(report.import_id)

        earliest_first = [_taken_back(number) for number in numbers[:-1]]
        for number, picture, is_gone in reversed(list(zip(numbers, pictures, [*earliest_first, False], strict=True))):
            if not is_gone:
                undo_import(batch_id=number, by=None, now=NOW)
            if not any(earliest_first):
                assert dump() == picture

        assert not pictures or dump() == pictures[0]
        transaction.set_rollback(True)


def _taken_back(number: int) -> bool:
    """Out of order it is taken back too, unless something stands on it; then nothing at all happens."""
    before = dump()
    try:
        undo_import(batch_id=number, by=None, now=NOW)
    except StandsOnImport:
        assert dump() == before
        return False
    return True
