"""An import on which something stands stays whole, and what stands on it is named."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bantar.trace.models import TraceEntry
from competitions.enums import Phase
from competitions.models import Award, Edition, Evidence, Nomination, Recap, RecapRow
from competitions.services.awards import record_loss
from competitions.services.import_guards import EditionIsOver
from rt_registry.enums import Role
from rt_registry.models import RT, HouseholdCount, ImportBatch, ImportedRecord, RoleGrant
from rt_registry.services.import_undo import NothingKnown, StandsOnImport, undo_import
from rt_registry.services.roles import LastAdministrator
from rt_registry.spreadsheets.parking import resolve_parked_row
from scoring.models import Assessor, Result, ScoreSheet
from tests.factories import NOW, create_assessor, create_nomination, create_rt, create_sheet, create_user, grant_role
from tests.sheets import codes, run
from tests.undo.pictures import dump
from tests.undo.test_undo_whole import brought, undo
from tests.undo.worlds import World, build


pytestmark = pytest.mark.django_db
SINCE = NOW + timedelta(days=1)


def correct_figure(_world: World) -> str:
    RecapRow.objects.filter(nominated=5).update(nominated=6)
    return "2019 Danau Sipin"


def add_row(world: World) -> str:
    RecapRow.objects.create(recap=Recap.objects.get(), kecamatan=world.kecamatan[2], nominated=1)
    return "2019 Jelutung"


def delete_row(_world: World) -> str:
    RecapRow.objects.filter(nominated=5).delete()
    return "RecapRow" if not RecapRow._meta.verbose_name else str(RecapRow._meta.verbose_name)


def lose_predikat(world: World) -> str:
    record_loss(rt=world.rts[0], on=date(2026, 7, 1), reason="Tidak terawat", by=None, now=SINCE)
    return "RT 01 Beringin"


def hang_on_archive(world: World) -> str:
    archive = Edition.objects.get(is_archive=True)
    Award.objects.create(edition=archive, rt=world.rts[5], entry_code="x/006", label="RT 06", source="published")
    return "RT 06"


def correct_entry(_world: World) -> str:
    Nomination.objects.filter(label__contains="03+04").update(kk=170, updated_at=SINCE)
    return "RT 03+04 Beringin"


def show_evidence(_world: World) -> str:
    entry = Nomination.objects.get(label__contains="03+04")
    facts = {"kind": "photo", "content_type": "image/jpeg", "size": 1, "sha256": "0" * 64, "uploaded_at": SINCE}
    Evidence.objects.create(nomination=entry, file="x", original_name="pos-ronda.jpg", **facts)
    return "pos-ronda.jpg"


def score_entry(_world: World) -> str:
    entry = Nomination.objects.get(label__contains="03+04")
    create_sheet(nomination=entry, assessor=create_assessor(name="Gani"))
    return "RT 03+04 Beringin: Gani"


def move_on(_world: World) -> str:
    Edition.objects.filter(slug="2026-1").update(phase=Phase.ASSESSMENT)
    return "Kampung BANTAR 2026-1"


def verify_another(world: World) -> str:
    other = create_nomination(edition=world.edition, rts=[world.rts[5]])
    Nomination.objects.filter(pk=other.pk).update(updated_at=SINCE)
    return "RT 06 Beringin"


def reopen_sheet(_world: World) -> str:
    sheet = ScoreSheet.objects.filter(submitted_at__isnull=False).order_by("pk").first()
    ScoreSheet.objects.filter(pk=sheet.pk).update(status="draft", submitted_at=None, revision=2)
    return "RT 02 Beringin: Ani"


def reuse_assessor(world: World) -> str:
    create_sheet(
        nomination=Nomination.objects.get(label__contains="01"), assessor=Assessor.objects.get(name="Budi baru")
    )
    return "RT 01 Beringin: Budi baru"


def draft_result(world: World) -> str:
    facts = {"rules": {}, "inputs": {}, "digest": "0" * 64, "prize_total": 0, "drafted_at": SINCE}
    Result.objects.create(edition=world.edition, **facts)
    return "Kampung BANTAR 2026-1"


def act_as(_world: World) -> str:
    user = RoleGrant.objects.get(user__username="eka").user
    TraceEntry.objects.create(at=SINCE, actor=user, act="x", subject_type="x", subject_id="1", subject_label="sesuatu")
    return "sesuatu"


def give_role(_world: World) -> str:
    grant_role(RoleGrant.objects.get(user__username="eka").user, Role.AUDITOR)
    return "Eka"


def count_again(_world: World) -> str:
    HouseholdCount.objects.create(rt=RT.objects.get(number=9), counted_on=date(2026, 6, 1), kk=50, recorded_at=SINCE)
    return "RT 09 Beringin"


CASES: list[tuple[str, Callable[[World], str]]] = [
    ("recap", correct_figure),
    ("recap", add_row),
    ("recap", delete_row),
    ("winners", lose_predikat),
    ("winners", hang_on_archive),
    ("nominations", correct_entry),
    ("nominations", show_evidence),
    ("nominations", score_entry),
    ("nominations", move_on),
    ("nominations", verify_another),
    ("scores", reopen_sheet),
    ("scores", reuse_assessor),
    ("scores", draft_result),
    ("accounts", act_as),
    ("accounts", give_role),
    ("roster", count_again),
]


@pytest.mark.parametrize(("kind", "build_upon"), CASES, ids=lambda value: getattr(value, "__name__", value))
def test_what_stands_on_an_import_is_named_and_nothing_is_taken_back(kind, build_upon):
    world = build()
    number = brought(kind, world, first=True)
    name = build_upon(world)
    before = dump()

    with pytest.raises(StandsOnImport) as refused:
        undo(number)

    assert name in str(refused.value)
    assert refused.value.standing.count >= 1
    assert dump() == before
    assert ImportBatch.objects.get().undone_at is None


@pytest.mark.parametrize("kind", ["nominations", "scores"])
def test_a_published_edition_keeps_its_sheets(kind):
    number = brought(kind, build(), first=True)
    Edition.objects.filter(slug="2026-1").update(phase=Phase.PUBLISHED)
    before = dump()

    with pytest.raises(EditionIsOver):
        undo(number)

    assert dump() == before


def test_the_last_administrator_is_not_taken_back():
    number = brought("accounts", build(), first=True)
    RoleGrant.objects.filter(role=Role.ADMIN).exclude(user__username="dedi").delete()

    with pytest.raises(LastAdministrator):
        undo(number)

    assert RoleGrant.objects.filter(user__username="dedi").exists()


def test_five_are_named_and_all_are_counted():
    world = build()
    number = brought("winners", world, first=True)
    Award.objects.update(prize=1)
    archive = Edition.objects.get(is_archive=True)
    for rt in [*world.rts[4:], create_rt(kelurahan=world.kelurahan)]:
        Award.objects.create(
            edition=archive, rt=rt, entry_code=f"x{rt.pk}", label=f"RT {rt.number}", source="published"
        )

    with pytest.raises(StandsOnImport) as refused:
        undo(number)

    standing = refused.value.standing
    assert (standing.count, len(standing.examples)) == (6, 5)
    assert "(6)" in str(refused.value)
    assert str(refused.value).endswith("….")


def test_another_sheet_of_the_same_edition_holds_the_phase_that_the_first_one_began():
    world = build()
    first = brought("nominations", world, first=True)
    header = ("kode_kelurahan", "rt", "jumlah_kk")
    second = run("nominations", header, (world.kelurahan.code, 6, 80), edition="2026-1").import_id

    with pytest.raises(StandsOnImport) as refused:
        undo(first)
    undo(second or 0)
    undo(first)

    assert f"{second}" in str(refused.value)
    assert Edition.objects.get(slug="2026-1").phase == Phase.NOMINATION


def test_an_import_from_before_the_journal_is_not_pretended_to_be_taken_back():
    number = brought("recap", build(), first=True)
    ImportedRecord.objects.all().delete()

    with pytest.raises(NothingKnown):
        undo(number)

    assert RecapRow.objects.count() == 2


def test_the_trace_of_a_restored_record_says_what_was_set_back():
    world, clerk = build(), create_user(username="petugas")
    brought("recap", world, first=True)
    second = brought("recap", world, first=False)

    undo_import(batch_id=second, by=clerk, now=SINCE, reason="salah tahun")

    row = RecapRow.objects.get(kecamatan__name="Pasar Jambi")
    [entry] = TraceEntry.objects.about(row)
    assert (entry.act, entry.reason, entry.actor) == ("import.undone", "salah tahun", clerk)
    assert entry.details == {"import": second, "nominated": [4, 3]}
    assert ImportBatch.objects.get(pk=second).undone_by == clerk


def test_parked_rows_of_it_wait_no_longer():
    build()
    header = ("kecamatan", "diusulkan", "tahun")
    report = run("recap", header, ("Pasar Jambi", 3, 2019), ("Negeri Entah", 4, 2019), park=True)
    batch = ImportBatch.objects.get()

    undo(batch.pk)

    [parked] = batch.parked.all()
    assert ("unknown_region" in codes(report), parked.row, parked.note) == (True, 3, "salah berkas")
    assert parked.resolved_at is not None


def test_an_import_that_only_parked_rows_moved_nothing_and_is_taken_back():
    world = build()
    before = dump()
    header = ("kode_kelurahan", "rt", "jumlah_kk")
    run("nominations", header, (world.kelurahan.code, 77, 80), edition="2026-1", park=True)
    batch = ImportBatch.objects.get()

    stored = dump()
    undo(batch.pk)

    assert (stored == before, dump() == before, batch.parked.filter(resolved_at=None).exists()) == (True, True, False)


def test_a_row_settled_in_an_import_waits_again_when_that_one_is_taken_back():
    build()
    header = ("kecamatan", "diusulkan", "tahun")
    run("recap", header, ("Pasar Jambi", 3, 2019), ("Jelutong Baru", 4, 2019), park=True)
    parked = ImportBatch.objects.get().parked.get()
    settled = resolve_parked_row(parked=parked, cells={"kecamatan": "Jelutung"}, by=None, now=SINCE)
    assert settled.stored

    undo(settled.import_id or 0)

    parked.refresh_from_db()
    assert (parked.resolved_at, parked.resolved_in, RecapRow.objects.count()) == (None, None, 1)


@pytest.mark.parametrize("rows", [1, 40])
def test_the_number_of_queries_does_not_grow_with_the_rows(rows, django_assert_max_num_queries):
    world = build()
    header = ("kode_kelurahan", "rt", "ketua_rt", "jumlah_kk", "tahun")
    lines = [(world.kelurahan.code, 100 + n, "", 50, 2026) for n in range(rows)]
    number = run("roster", header, *lines).import_id or 0

    with django_assert_max_num_queries(60):  # two models, their relations twice, the journal, the trace
        undo(number)

    assert RT.objects.count() == 6
