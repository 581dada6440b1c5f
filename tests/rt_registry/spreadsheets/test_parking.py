"""A parked row is corrected and stored at its place in the sheet, stays parked while wrong, and is settled once."""

from datetime import date

import pytest

from bantar.accounts.models import User
from bantar.trace.models import TraceEntry
from rt_registry.enums import RegionLevel
from rt_registry.models import RT, HouseholdCount, ImportBatch, Kelurahan, ParkedRow, RegionAlias, SheetShape
from rt_registry.selectors.imports import origin_of
from rt_registry.services.import_undo import undo_import
from rt_registry.spreadsheets.door import import_spreadsheet
from rt_registry.spreadsheets.parking import (
    ImportIsUndone,
    ReasonMissing,
    RowIsSettled,
    cells_of,
    check_parked_row,
    dismiss_parked_row,
    resolve_parked_row,
)
from rt_registry.spreadsheets.report import ImportReport
from tests.factories import NOW, create_kecamatan, create_kelurahan, create_user
from tests.rt_registry.spreadsheets.books import xlsx


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kelurahan() -> list[Kelurahan]:
    kecamatan = create_kecamatan(name="Alam Barajo")
    return [create_kelurahan(name=name, kecamatan=kecamatan) for name in ("Kenali Besar", "Rawa Sari")]


@pytest.fixture
def admin() -> User:
    return create_user()


@pytest.fixture
def parked(admin: User) -> ParkedRow:
    """Row 5 of a sheet with a title, an empty first column, and the year in its title."""
    return park(
        admin,
        ["", "Daftar RT Tahun 2024"],
        [],
        ["", "Kecamatan", "Kelurahan", "RT", "Jml KK"],
        ["", "Alam Barajo", "Kenali Besar", 17, 88],
        ["", "Alam Barajo", "Nirwana", 4, 50],
    )


def park(admin: User, *rows: list[object]) -> ParkedRow:
    data = xlsx([list(row) for row in rows])
    report = import_spreadsheet(kind="roster", data=data, file_name="daftar.xlsx", by=admin, now=NOW, park=True)
    assert report.stored, report.problems
    return ParkedRow.objects.select_related("batch").get()


def resolve(parked: ParkedRow, by: User, **cells: str) -> ImportReport:
    return resolve_parked_row(parked=parked, cells=cells, by=by, now=NOW)


def codes(report: ImportReport) -> list[str]:
    return [problem.code for problem in report.problems]


def test_a_corrected_row_is_stored_with_its_place_in_the_file(parked: ParkedRow, admin: User) -> None:
    report = resolve(parked, admin, kelurahan="Rawa Sari")

    assert (report.stored, codes(report)) == (True, [])
    parked.refresh_from_db()
    batch = ImportBatch.objects.get(pk=report.import_id)
    assert (parked.resolved_in, parked.resolved_by, parked.resolved_at) == (batch, admin, NOW)
    count = HouseholdCount.objects.get(rt__kelurahan__name="Rawa Sari")
    assert (count.rt.number, count.kk, count.counted_on) == (4, 50, date(2024, 1, 1))
    origin = origin_of(count)["kk"]
    assert (origin.import_id, str(origin)) == (batch.pk, "daftar.xlsx · Data · E5")
    parent = ImportBatch.objects.exclude(pk=batch.pk).get()
    assert (batch.file.name, batch.file_sha256, batch.header_row) == (parent.file.name, parent.file_sha256, 3)
    assert not SheetShape.objects.exists()


def test_what_is_still_wrong_stays_parked_with_its_new_problems(parked: ParkedRow, admin: User) -> None:
    report = resolve(parked, admin, kelurahan="Rawa Sari", rt="tiga")

    parked.refresh_from_db()
    assert not report.stored
    assert [problem["cell"] for problem in parked.problems] == ["D5"]
    assert [cell.text for cell in cells_of(parked)] == ["Alam Barajo", "Rawa Sari", "tiga", "50"]
    assert (parked.resolved_at, RT.objects.count()) == (None, 1)

    assert resolve(parked, admin, rt="4").stored


def test_a_name_chosen_by_a_person_is_known_from_then_on(
    parked: ParkedRow, admin: User, kelurahan: list[Kelurahan]
) -> None:
    [problem] = check_parked_row(parked=parked, cells={}, by=admin, now=NOW).problems
    assert problem.question is not None
    name = problem.question.answered(kelurahan[1].code)

    report = resolve_parked_row(parked=parked, cells={}, names=[name], by=admin, now=NOW)

    assert report.stored
    alias = RegionAlias.objects.get()
    assert (alias.level, alias.typed, alias.code, alias.confirmed_by) == (
        RegionLevel.KELURAHAN,
        "Nirwana",
        kelurahan[1].code,
        admin,
    )


def test_checking_stores_nothing(parked: ParkedRow, admin: User) -> None:
    report = check_parked_row(parked=parked, cells={"kelurahan": "Rawa Sari"}, by=admin, now=NOW)

    parked.refresh_from_db()
    assert (report.exit_code(), report.rows.new, RT.objects.count()) == (0, 1, 1)
    assert parked.cells["kelurahan"] == "Nirwana"


def test_a_row_is_settled_once(parked: ParkedRow, admin: User) -> None:
    resolve(parked, admin, kelurahan="Rawa Sari")

    with pytest.raises(RowIsSettled):
        resolve(parked, admin, kelurahan="Kenali Besar")
    with pytest.raises(RowIsSettled):
        dismiss_parked_row(parked=parked, reason="Ganda", by=admin, now=NOW)
    assert RT.objects.count() == 2


def test_a_row_that_says_what_is_known_is_settled_without_an_import(parked: ParkedRow, admin: User) -> None:
    report = resolve(parked, admin, kelurahan="Kenali Besar", rt="17", jumlah_kk="88")

    parked.refresh_from_db()
    assert (report.stored, report.rows.unchanged, report.import_id) == (True, 1, None)
    assert (parked.resolved_at, parked.resolved_in) == (NOW, None)


def test_nothing_of_an_undone_import_is_settled(parked: ParkedRow, admin: User) -> None:
    undo_import(batch_id=parked.batch_id, by=admin, now=NOW, reason="Salah berkas")

    with pytest.raises(ImportIsUndone):
        resolve(parked, admin, kelurahan="Rawa Sari")
    with pytest.raises(ImportIsUndone):
        dismiss_parked_row(parked=parked, reason="Ganda", by=admin, now=NOW)
    assert RT.objects.count() == 0


def test_a_row_waits_again_once_what_it_was_stored_in_is_undone(parked: ParkedRow, admin: User) -> None:
    stored = resolve(parked, admin, kelurahan="Rawa Sari")
    assert stored.import_id is not None

    undo_import(batch_id=stored.import_id, by=admin, now=NOW, reason="Keliru")

    parked.refresh_from_db()
    assert (parked.resolved_at, RT.objects.count()) == (None, 1)
    assert resolve(parked, admin, kelurahan="Rawa Sari").stored


def test_leaving_a_row_out_needs_a_reason_and_is_traced(parked: ParkedRow, admin: User) -> None:
    with pytest.raises(ReasonMissing):
        dismiss_parked_row(parked=parked, reason="  ", by=admin, now=NOW)

    dismiss_parked_row(parked=parked, reason="Bukan RT", by=admin, now=NOW)

    parked.refresh_from_db()
    assert (parked.resolved_at, parked.resolved_in, parked.note) == (NOW, None, "Bukan RT")
    entry = TraceEntry.objects.get(act="import.row_dismissed")
    assert (entry.actor, entry.reason) == (admin, "Bukan RT")


def test_settling_is_traced_with_what_was_typed_anew(parked: ParkedRow, admin: User) -> None:
    report = resolve(parked, admin, kelurahan="Rawa Sari")

    entry = TraceEntry.objects.get(act="import.row_settled")
    assert entry.details == {"import": report.import_id, "kelurahan": ["Nirwana", "Rawa Sari"]}


def test_an_untouched_fraction_stays_a_number(admin: User) -> None:
    header = ["Kecamatan", "Kelurahan", "RT", "Jml KK", "Tahun"]
    parked = park(
        admin, header, ["Alam Barajo", "Kenali Besar", 1, 60, 2024], ["Alam Barajo", "Nirwana", 2, 1.635, 2024]
    )
    assert cells_of(parked)[3].text == "1.635"

    report = resolve(parked, admin, kelurahan="Rawa Sari", jumlah_kk="1.635")

    assert codes(report) == ["not_whole"]


@pytest.mark.parametrize("text", ["", "Jumlah", "x" * 5000, "a\0b", "=1+1", "Catatan: hapus", "😀"])
def test_odd_texts_are_answered_and_kept(parked: ParkedRow, admin: User, text: str) -> None:
    report = resolve(parked, admin, kelurahan=text)

    assert not report.stored
    assert report.problems
    assert ParkedRow.objects.filter(resolved_at=None).exists()
    assert resolve(parked, admin, kelurahan="Rawa Sari").stored


def test_columns_the_sheet_does_not_have_are_not_taken(parked: ParkedRow, admin: User) -> None:
    report = resolve(parked, admin, ketua_rt="Budi", nonsense="1")

    assert codes(report) == ["unknown_region"]
    parked.refresh_from_db()
    assert set(parked.cells) == {"kecamatan", "kelurahan", "rt", "jumlah_kk"}
