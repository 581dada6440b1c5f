"""What is previewed is what is stored; what cannot be placed is parked; what was taught is known next time."""

from datetime import date

import pytest

from rt_registry.enums import RegionLevel
from rt_registry.models import RT, HouseholdCount, ImportBatch, ParkedRow, RegionAlias, SheetShape
from rt_registry.models.imports import private_storage
from rt_registry.spreadsheets.door import import_spreadsheet
from rt_registry.spreadsheets.headers import Taught
from rt_registry.spreadsheets.kinds import ImportCancelled, Stage
from rt_registry.spreadsheets.spellings import ConfirmedName
from tests.factories import NOW, create_kecamatan, create_kelurahan, create_user


pytestmark = pytest.mark.django_db
HEADER = "kecamatan,kelurahan,rt,jumlah_kk,tahun"


@pytest.fixture(autouse=True)
def regions():
    kecamatan = create_kecamatan(name="Alam Barajo")
    return [
        create_kelurahan(name=name, kecamatan=kecamatan) for name in ("Kenali Besar", "Rawa Sari", "Mayang Mangurai")
    ]


def lines(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode()


def bring(data: bytes, **options):
    return import_spreadsheet(kind="roster", data=data, file_name="daftar.csv", by=create_user(), now=NOW, **options)


def kept_files() -> set[str]:
    storage = private_storage()
    return set(storage.listdir("imports")[1]) if storage.exists("imports") else set()


GOOD = lines("Alam Barajo,Kenali Besar,17,88,2026", "Alam Barajo,Rawa Sari,3,45,2026")


def test_the_previewed_import_is_stored_with_its_file_and_where_its_columns_stood():
    shown = bring(GOOD, dry_run=True)
    done = bring(GOOD, expected_fingerprint=shown.preview.fingerprint)
    batch = ImportBatch.objects.get()
    assert (done.stored, done.import_id) == (True, batch.pk)
    assert batch.columns == {"kecamatan": "A", "kelurahan": "B", "rt": "C", "jumlah_kk": "D", "tahun": "E"}
    assert batch.header_row == 1
    with batch.file.open() as kept:
        assert kept.read() == GOOD


def test_accepting_and_acknowledging_does_not_change_what_was_shown():
    shown = bring(GOOD, dry_run=True)
    again = bring(GOOD, dry_run=True, accept_suggestions=True, acknowledge="sudah diperiksa")
    assert shown.preview.fingerprint == again.preview.fingerprint


def test_a_change_by_somebody_else_in_between_is_noticed():
    bring(GOOD)
    correction = lines("Alam Barajo,Kenali Besar,17,90,2026")
    shown = bring(correction, dry_run=True)
    HouseholdCount.objects.filter(kk=88).update(kk=89)
    done = bring(correction, expected_fingerprint=shown.preview.fingerprint)
    assert ([p.code for p in done.problems], done.stored) == (["changed_meanwhile"], False)
    assert HouseholdCount.objects.filter(kk=89).exists()
    assert ImportBatch.objects.count() == 1


def test_another_reading_of_the_same_file_is_not_what_was_shown():
    shown = bring(GOOD, dry_run=True)
    other = Taught(0, 0, {0: "kecamatan", 1: "kelurahan", 2: "rt", 3: "", 4: "tahun"})
    done = bring(GOOD, taught=other, expected_fingerprint=shown.preview.fingerprint)
    assert ([p.code for p in done.problems], done.stored) == (["changed_meanwhile"], False)


def test_rows_that_cannot_be_placed_are_parked_only_when_asked_for():
    data = lines(
        "Alam Barajo,Kenali Besar,17,88,2026",
        "Alam Barajo,Nirwana,4,50,2026",
        "Alam Barajo,Rawa Sari,tiga,45,2026",
        "Jumlah,,,183,",
    )
    assert not bring(data).stored
    done = bring(data, park=True)
    assert done.stored
    assert done.rows.as_dict() == {"read": 3, "new": 1, "changed": 0, "unchanged": 0, "skipped": 2}
    parked = list(ParkedRow.objects.order_by("row"))
    assert [row.row for row in parked] == [3, 4]
    assert parked[0].cells == {
        "kecamatan": "Alam Barajo",
        "kelurahan": "Nirwana",
        "rt": "4",
        "jumlah_kk": "50",
        "tahun": "2026",
    }
    assert [problem["code"] for problem in parked[0].problems] == ["unknown_region"]
    assert [rt.number for rt in RT.objects.all()] == [17]


def test_sums_are_judged_with_the_parked_rows():
    right, wrong = ("Jumlah,,,138,", "Jumlah,,,100,")
    rows = ("Alam Barajo,Kenali Besar,17,88,2026", "Alam Barajo,Nirwana,4,50,2026")
    assert bring(lines(*rows, wrong), park=True).stored is False
    assert bring(lines(*rows, right), park=True).stored is True


def test_a_confirmed_name_is_known_from_then_on():
    data = lines("Alam Barajo,Kenalli Bsar,17,88,2026")
    asked = bring(data, dry_run=True)
    [question] = [problem.question for problem in asked.blocking()]
    assert question.candidates[0][0] == question.suggested
    done = bring(data, names=[question.answered(question.suggested)])
    assert done.stored
    alias = RegionAlias.objects.get()
    assert (alias.level, alias.typed, alias.code) == (RegionLevel.KELURAHAN, "Kenalli Bsar", question.suggested)
    later = bring(lines("Alam Barajo,KENALLI BSAR,18,77,2026"))
    assert (later.stored, later.problems) == (True, [])


def test_accepted_suggestions_are_confirmed_names_too():
    assert bring(lines("Alam Barajo,Kenalli Bsar,17,88,2026"), accept_suggestions=True).stored
    assert RegionAlias.objects.get().typed == "Kenalli Bsar"


def test_a_name_confirmed_for_one_kecamatan_says_nothing_of_another(regions):
    other = create_kecamatan(name="Kota Baru")
    create_kelurahan(name="Kenali Asam", kecamatan=other)
    name = ConfirmedName(RegionLevel.KELURAHAN, "Kenalan", regions[0].kecamatan.code, regions[0].code)
    assert bring(lines("Alam Barajo,Kenalan,17,88,2026"), names=[name]).stored
    assert not bring(lines("Kota Baru,Kenalan,17,88,2026")).stored


def test_a_mapping_that_a_person_corrected_is_known_next_time():
    header = "kecamatan,kelurahan,rt,isi,tahun"
    taught = Taught(0, 0, {0: "kecamatan", 1: "kelurahan", 2: "rt", 3: "jumlah_kk", 4: "tahun"})
    assert bring(lines("Alam Barajo,Kenali Besar,17,88,2026", header=header), taught=taught).stored
    assert SheetShape.objects.get().columns["3"] == "jumlah_kk"
    bring(lines("Alam Barajo,Kenali Besar,18,99,2026", header=header))
    assert HouseholdCount.objects.get(rt__number=18).kk == 99


def test_cancelling_leaves_nothing():
    def stop(stage, done, total):
        if stage is Stage.STORING and done:
            raise ImportCancelled

    before = kept_files()
    with pytest.raises(ImportCancelled):
        bring(GOOD, progress=stop)
    assert not RT.objects.exists()
    assert not ImportBatch.objects.exists()
    assert kept_files() == before


def test_progress_names_every_stage_in_turn():
    told = []
    bring(GOOD, progress=lambda stage, done, total: told.append((stage, done, total)))
    stages = [stage for stage, _, _ in told]
    assert stages == sorted(stages, key=list(Stage).index)
    assert set(stages) == set(Stage)
    assert all(0 <= done <= total for _, done, total in told)


def test_a_refused_import_keeps_no_file():
    before = kept_files()
    assert not bring(lines("Alam Barajo,Nirwana,4,50,2026")).stored
    assert kept_files() == before


def test_a_count_is_dated_in_the_year_of_its_row():
    bring(GOOD)
    assert {count.counted_on for count in HouseholdCount.objects.all()} == {date(2026, 1, 1)}
