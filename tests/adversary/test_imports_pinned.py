"""What was shown is what is stored: nothing that moves between preview and confirmation goes unnoticed."""

from collections.abc import Sequence

import pytest

from competitions.enums import NominationStatus
from competitions.models import RecapRow, SizeCategory
from rt_registry.enums import Role
from rt_registry.models import RT, HouseholdCount, Kelurahan, RegionAlias
from rt_registry.spreadsheets.report import ImportReport
from scoring.models import RuleBook
from scoring.spreadsheets.scores import CODES
from tests.factories import (
    create_kelurahan,
    create_nomination,
    create_region_alias,
    create_rt,
    create_sheet,
    create_user,
)
from tests.rt_registry.imports.desk import HEADER, Desk
from tests.sheets import Row, codes, run
from tests.undo.pictures import dump
from tests.undo.worlds import World, build


pytestmark = pytest.mark.django_db
Rows = Sequence[Row]


@pytest.fixture
def world() -> World:
    """Two kelurahan that look the same to a sheet: equal RTs with equal counts, each entered and scored alike."""
    world = build()
    twin = create_kelurahan(name="Handil Jaya", kecamatan=world.kelurahan.kecamatan)
    for number in range(1, 7):
        create_rt(kelurahan=twin, number=number, kk=80)
    create_nomination(edition=world.edition, rts=[rt_of(twin, 1)], status=NominationStatus.DRAFT)
    entry = create_nomination(edition=world.edition, rts=[rt_of(twin, 2)], status=NominationStatus.VERIFIED)
    create_sheet(nomination=entry, assessor=world.assessor, submitted=False, value=None, values={"B1": 1})
    create_region_alias(kelurahan=world.kelurahan, typed="Bringin Raya")
    return world


def rt_of(kelurahan: Kelurahan, number: int) -> RT:
    return RT.objects.get(kelurahan=kelurahan, number=number)


def stored_as_shown(kind: str, rows: Rows, shown: ImportReport, edition: str = "") -> ImportReport:
    fingerprint = shown.preview.fingerprint
    return run(kind, *rows, edition=edition, acknowledge="uji", expected_fingerprint=fingerprint)


KK = ("kelurahan", "rt", "jumlah_kk", "tahun")
ENTRY = ("kelurahan", "rt", "jumlah_kk")
SCORES = (("kelurahan", "rt", "penilai", *CODES), ("Bringin Raya", 2, "Ani", *([3] * 21)))
WINNERS = (("kelurahan", "rt", "tahun", "periode", "hadiah"), ("Bringin Raya", 3, 2026, 7, 5000000))
CASES: list[tuple[str, Rows, str]] = [
    ("roster", (KK, ("Bringin Raya", 3, 90, 2026)), ""),
    ("roster", (KK, ("Bringin Raya", 30, 90, 2026)), ""),
    ("nominations", (ENTRY, ("Bringin Raya", 3, 80)), "2026-1"),
    ("nominations", (ENTRY, ("Bringin Raya", 1, 80)), "2026-1"),
    ("scores", SCORES, "2026-1"),
    ("winners", WINNERS, ""),
]


@pytest.mark.parametrize(("kind", "rows", "edition"), CASES)
def test_a_spelling_that_means_another_place_meanwhile_is_noticed(
    world: World, kind: str, rows: Rows, edition: str
) -> None:
    shown = run(kind, *rows, edition=edition, dry_run=True, acknowledge="uji")
    assert (shown.rows.new + shown.rows.changed, shown.blocking()) == (1, []), codes(shown)
    RegionAlias.objects.update(code=Kelurahan.objects.get(name="Handil Jaya").code)
    before = dump()

    done = stored_as_shown(kind, rows, shown, edition)

    assert (codes(done)[:1], done.stored) == (["changed_meanwhile"], False)
    assert dump() == before


def test_a_kecamatan_that_a_spelling_means_meanwhile_is_noticed(world: World) -> None:
    rows = (("kecamatan", "diusulkan", "tahun"), ("Psr", 4, 2019))
    for kecamatan in world.kecamatan[:2]:
        assert run("recap", rows[0], (kecamatan.name, 3, 2019)).stored
    alias = create_region_alias(kelurahan=world.kelurahan, typed="Psr")
    RegionAlias.objects.filter(pk=alias.pk).update(level="kecamatan", code=world.kecamatan[0].code)
    shown = run("recap", *rows, dry_run=True, acknowledge="uji")
    assert (shown.rows.changed, shown.blocking()) == (1, [])
    RegionAlias.objects.filter(pk=alias.pk).update(code=world.kecamatan[1].code)

    done = stored_as_shown("recap", rows, shown)

    assert (codes(done)[:1], done.stored) == (["changed_meanwhile"], False)
    assert set(RecapRow.objects.values_list("nominated", flat=True)) == {3}


def test_another_answer_to_a_name_by_another_person_is_noticed(desk: Desk, city: dict[str, Kelurahan]) -> None:
    """Two people at one upload: the first one's page shows the first answer, and stores nothing else."""
    draft = desk.upload(HEADER, ("Alam Barajo", "Kenaliii", "RT 1", "80", 2019))
    desk.place(draft, "Kenaliii", city["Kenali Besar"].code, other=True)
    first = draft.fingerprint
    answered = draft.answers["names"][0]["id"]
    desk.act(draft, "names", **{f"other-{answered}": city["Beliung"].code})

    desk.act(draft, "store", fingerprint=first)

    assert not RT.objects.exists()
    assert draft.report["has_changed"] is True
    desk.store(draft)
    assert RT.objects.get().kelurahan == city["Beliung"]


def test_an_rt_renumbered_or_closed_in_between_is_noticed(world: World) -> None:
    rows = (KK, (world.kelurahan.name, 3, 90, 2026))
    shown = run("roster", *rows, dry_run=True, acknowledge="uji")
    other = rt_of(world.kelurahan, 4)
    RT.objects.filter(pk=world.rts[2].pk).update(number=40)
    RT.objects.filter(pk=other.pk).update(number=3)

    done = stored_as_shown("roster", rows, shown)

    assert (codes(done)[:1], done.stored) == (["changed_meanwhile"], False)
    assert not HouseholdCount.objects.filter(kk=90).exists()


def test_an_assessor_of_that_name_who_came_in_between_is_noticed(world: World) -> None:
    rows = (SCORES[0], ("Beringin", 2, "Baru Sekali", *([3] * 21)))
    shown = run("scores", *rows, edition="2026-1", dry_run=True)
    create_user(username="baru sekali", role=Role.ASSESSOR)

    done = stored_as_shown("scores", rows, shown, "2026-1")

    assert (codes(done)[:1], done.stored) == (["changed_meanwhile"], False)


def test_rules_that_moved_in_between_are_noticed(world: World) -> None:
    entries = (ENTRY, ("Beringin", 3, 80))
    shown = run("nominations", *entries, edition="2026-1", dry_run=True)
    scores = run("scores", SCORES[0], ("Beringin", 2, "Ani", *([3] * 21)), edition="2026-1", dry_run=True)
    SizeCategory.objects.filter(code="sedang").update(max_kk=75)
    SizeCategory.objects.filter(code="besar").update(min_kk=76)
    RuleBook.objects.update(scale_max=10)

    done = stored_as_shown("nominations", entries, shown, "2026-1")
    scored = stored_as_shown("scores", (SCORES[0], ("Beringin", 2, "Ani", *([3] * 21))), scores, "2026-1")

    assert (codes(done)[:1], done.stored) == (["changed_meanwhile"], False)
    assert (codes(scored)[:1], scored.stored) == (["changed_meanwhile"], False)
