"""The page of the imports: look, correct, confirm names, acknowledge sums, park, store exactly that, take it back."""

import gzip
import io
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from bantar.accounts.models import User
from rt_registry.enums import ImportState, Role
from rt_registry.models import RT, ImportBatch, ImportDraft, Kelurahan, ParkedRow, RegionAlias, SheetShape
from rt_registry.spreadsheets import drafts
from rt_registry.spreadsheets.drafts import KEPT_FOR, FileIsGone, open_draft
from tests.factories import NOW, create_import_draft, create_rt, create_user
from tests.sheets import csv_bytes, real_names
from tests.specimens.files import xlsx


pytestmark = pytest.mark.django_db
HEADER = ("Kecamatan", "Kelurahan", "RT", "Jml. KK", "Tahun")
GOOD = ("Alam Barajo", "Kenali Besar", "RT 1", "1.080", 2019)


@dataclass
class Desk:
    """An admin with a browser."""

    client: Client
    user: User

    def upload(self, *rows: Any, kind: str = "roster", name: str = "data rt.csv", data: bytes = b"") -> ImportDraft:
        file = SimpleUploadedFile(name, data or csv_bytes(*rows))
        answer = self.client.post(reverse("rt_registry:imports"), {"kind": kind, "edition": "", "file": file})
        assert answer.status_code == 302, answer.context["form"].errors
        return ImportDraft.objects.get(pk=answer["Location"].split("/")[2])

    def page(self, draft: ImportDraft) -> HttpResponse:
        return self.client.get(reverse("rt_registry:import-draft", args=[draft.pk]))  # type: ignore[return-value]

    def act(self, draft: ImportDraft, act: str, **fields: Any) -> HttpResponse:
        address = reverse("rt_registry:import-draft", args=[draft.pk])
        answer = self.client.post(address, {"act": act, **fields}, follow=True)
        draft.refresh_from_db()
        return answer  # type: ignore[return-value]

    def store(self, draft: ImportDraft) -> HttpResponse:
        return self.act(draft, "store", fingerprint=draft.fingerprint)

    def place(self, draft: ImportDraft, typed: str, code: str, *, other: bool = False) -> HttpResponse:
        """Say what one spelling means."""
        question = next(name for name in draft.report["names"] if name["typed"] == typed)
        return self.act(draft, "names", **{f"{'other' if other else 'name'}-{question['id']}": code})


@pytest.fixture
def city() -> dict[str, Kelurahan]:
    return real_names()


@pytest.fixture
def desk(client: Client, city: dict[str, Kelurahan]) -> Desk:
    user = create_user(role=Role.ADMIN)
    client.force_login(user)
    return Desk(client, user)


def text(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def rts() -> set[tuple[str, int, int | None]]:
    return set(RT.objects.values_list("kelurahan__name", "number", "household_counts__kk"))


# The upload -----------------------------------------------------------------------------------------------------------


def test_an_upload_is_shown_before_anything_is_stored(desk: Desk):
    draft = desk.upload(("DATA RT",), HEADER, GOOD)

    page = desk.page(draft)

    assert draft.state == ImportState.READY
    assert draft.report["rows"] == {"read": 1, "new": 1, "changed": 0, "unchanged": 0, "skipped": 0}
    assert draft.fingerprint in text(page)
    assert "1080" in text(page)
    assert not RT.objects.exists()
    assert "data rt.csv" in text(desk.client.get(reverse("rt_registry:imports")))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "raja"}, "kind"),
        ({"kind": "roster", "edition": "9999-9"}, "edition"),
        ({"kind": "roster", "file": ""}, "file"),
    ],
)
def test_a_wrong_upload_is_answered_on_the_form(desk: Desk, fields: dict[str, str], wrong: str):
    sent = {"kind": "roster", "edition": "", "file": SimpleUploadedFile("a.csv", b"x"), **fields}

    answer = desk.client.post(reverse("rt_registry:imports"), sent)

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [wrong]
    assert not ImportDraft.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(desk: Desk, settings: Any, monkeypatch: Any):
    settings.SPREADSHEET_MAX_BYTES = 100
    monkeypatch.setattr(drafts, "import_spreadsheet", None)
    file = SimpleUploadedFile("a.csv", b"x" * 101)

    answer = desk.client.post(reverse("rt_registry:imports"), {"kind": "roster", "edition": "", "file": file})

    assert list(answer.context["form"].errors) == ["file"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04" + b"junk" * 50, b"\x00\x01\x02" * 50, b"%PDF-1.7 ..."])
def test_a_file_that_cannot_be_read_is_answered_in_one_sentence(desk: Desk, data: bytes):
    file = SimpleUploadedFile("a.xlsx", data)
    answer = desk.client.post(
        reverse("rt_registry:imports"), {"kind": "roster", "edition": "", "file": file}, follow=True
    )

    draft = ImportDraft.objects.get()
    assert draft.state == ImportState.FAILED
    assert len(draft.report["whole"]) == 1
    assert draft.report["whole"][0]["message"] in text(answer)  # type: ignore[arg-type]
    assert 'value="store"' not in text(answer)  # type: ignore[arg-type]


def test_a_hostile_name_of_a_file_stays_a_name(desk: Desk):
    draft = desk.upload(HEADER, GOOD, name="..\\..\\<script>alert(1)</script>" + "x" * 300 + ".csv")

    page = desk.page(draft)

    assert "<script>alert" not in text(page)
    assert "/" not in draft.file.name.removeprefix("imports/")
    assert len(draft.file_name) <= 255


# Answers --------------------------------------------------------------------------------------------------------------


def test_names_are_placed_one_by_one_and_known_from_then_on(desk: Desk, city: dict[str, Kelurahan]):
    rows = [HEADER, ("Alam Barajo", "Kenali Bsar", 1, 80, 2019), ("Alam Barajo", "Entah", 2, 90, 2019)]
    draft = desk.upload(*rows)
    assert {name["typed"] for name in draft.report["names"]} == {"Kenali Bsar", "Entah"}

    desk.place(draft, "Kenali Bsar", city["Kenali Besar"].code)
    assert [name["typed"] for name in draft.report["names"]] == ["Entah"]
    assert draft.report["blocking"] is True
    page = desk.place(draft, "Entah", city["Rawa Sari"].code, other=True)
    assert 'value="store"' in text(page)
    desk.store(draft)

    assert draft.state == ImportState.STORED
    assert rts() == {("Kenali Besar", 1, 80), ("Rawa Sari", 2, 90)}
    aliases = set(RegionAlias.objects.values_list("typed", "code", "confirmed_by"))
    assert aliases == {
        ("Kenali Bsar", city["Kenali Besar"].code, desk.user.pk),
        ("Entah", city["Rawa Sari"].code, desk.user.pk),
    }
    again = desk.upload(*rows, name="lagi.csv")
    assert again.report["names"] == []
    assert again.report["rows"]["unchanged"] == 2


def test_a_name_is_offered_regions_of_the_right_parent_only(desk: Desk, city: dict[str, Kelurahan]):
    draft = desk.upload(HEADER, ("Alam Barajo", "Entah", 2, 90, 2019))

    desk.place(draft, "Entah", city["Telanaipura"].code, other=True)

    assert draft.report["names"]
    assert draft.answers.get("names") is None


def test_a_name_placed_can_be_placed_otherwise(desk: Desk, city: dict[str, Kelurahan]):
    draft = desk.upload(HEADER, ("Alam Barajo", "Kenali Bsar", 1, 80, 2019))
    question = draft.report["names"][0]
    desk.place(draft, "Kenali Bsar", city["Kenali Besar"].code)

    desk.act(draft, "names", **{f"other-{question['id']}": city["Beliung"].code})
    desk.store(draft)

    assert rts() == {("Beliung", 1, 80)}


def test_a_mapping_is_corrected_and_remembered(desk: Desk):
    rows = [("Tempat", "Nomer", "Banyaknya orang rumah", "Thn", "X"), ("Kenali Besar", 1, 80, 2019, "abc")]
    draft = desk.upload(*rows)
    assert draft.report["header_row"] is None
    assert [heading["text"] for heading in draft.report["header"]["headings"]] == [*rows[0]]

    columns = {"column-0": "kelurahan", "column-1": "rt", "column-2": "jumlah_kk", "column-3": "tahun"}
    page = desk.act(draft, "columns", first="1", last="1", **columns)
    assert draft.report["rows"]["new"] == 1
    assert 'value="store"' in text(page)
    desk.store(draft)

    assert rts() == {("Kenali Besar", 1, 80)}
    assert SheetShape.objects.get().columns == {
        "0": "kelurahan",
        "1": "rt",
        "2": "jumlah_kk",
        "3": "tahun",
        "4": "",
    }
    next_one = desk.upload(rows[0], ("Beliung", 7, 60, 2020, ""))
    assert next_one.report["rows"]["new"] == 1


def test_a_column_may_be_of_one_year(desk: Desk):
    draft = desk.upload(("Kelurahan", "RT", "A", "B"), ("Kenali Besar", 1, 80, 85))

    columns = {"column-0": "kelurahan", "column-1": "rt", "column-2": "jumlah_kk", "year-2": "2019"}
    desk.act(draft, "columns", first="1", last="1", **columns)

    assert draft.answers["taught"] == {
        "first": 0,
        "last": 0,
        "columns": {"0": "kelurahan", "1": "rt", "2": "jumlah_kk@2019", "3": ""},
    }
    assert draft.report["rows"]["new"] == 1


def test_the_columns_can_be_found_anew(desk: Desk):
    draft = desk.upload(HEADER, GOOD)
    desk.act(draft, "columns", first="1", last="1", **{"column-0": "kelurahan"})
    assert draft.report["header_row"] is None

    desk.act(draft, "columns-anew")

    assert draft.report["rows"]["new"] == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"first": "0", "last": "1"},
        {"first": "5", "last": "1"},
        {"first": "1", "last": "99"},
        {"first": "x", "last": ""},
        {"first": "1", "last": "1", "column-0": "raja"},
        {"first": "1", "last": "1", "year-0": "99999999999999999999"},
    ],
)
def test_a_wrong_mapping_is_answered_on_the_form(desk: Desk, fields: dict[str, str]):
    draft = desk.upload(HEADER, GOOD)

    page = desk.act(draft, "columns", **fields)

    assert page.status_code == 200
    assert 'id="errors"' in text(page)
    assert "taught" not in draft.answers


def test_another_sheet_is_chosen_by_name(desk: Desk):
    other = [HEADER, (*GOOD[:3], 99, 2020)]
    draft = desk.upload(data=xlsx([HEADER, GOOD], title="Lama", others={"Baru": other}), name="a.xlsx")
    assert draft.report["rows"]["read"] == 0
    assert draft.report["sheets"] == ["Lama", "Baru"]

    desk.act(draft, "sheet", sheet="Baru", edition="")
    assert draft.report["sheet"] == "Baru"
    page = desk.act(draft, "sheet", sheet="Rahasia", edition="")

    assert 'id="errors"' in text(page)
    assert draft.answers["sheet"] == "Baru"


RECAP = (("Tahun 2019",), ("Kecamatan", "Jumlah RT", "Diusulkan", "Persentase"))
WRONG_SUM = (("Alam Barajo", 10, 5, "90%"),)


def test_a_wrong_sum_is_shown_with_the_true_figure_and_acknowledged_with_a_note(desk: Desk):
    draft = desk.upload(*RECAP, *WRONG_SUM, kind="recap")
    page = desk.page(draft)
    said = draft.report["sums"][0]
    assert (said["cell"], said["computed"]) == ("D3", "50.00")
    assert "50.00" in text(page)
    assert 'value="store"' not in text(page)

    assert 'id="errors"' in text(desk.act(draft, "note", note="  "))
    desk.act(draft, "note", note="Persentase salah cetak")
    desk.store(draft)

    assert draft.state == ImportState.STORED
    assert draft.batch.note == "Persentase salah cetak"
    assert "Persentase salah cetak" in text(desk.client.get(f"/impor/hasil/{draft.batch_id}/"))  # type: ignore[arg-type]


def test_other_columns_make_other_sums_so_the_note_is_asked_again(desk: Desk):
    draft = desk.upload(*RECAP, *WRONG_SUM, kind="recap")
    desk.act(draft, "note", note="Sudah dilihat")

    columns = {"column-0": "kecamatan", "column-1": "diusulkan", "column-2": "jumlah_rt", "column-3": "persentase"}
    desk.act(draft, "columns", first="2", last="2", **columns)

    assert draft.answers["acknowledge"] == ""
    assert draft.report["blocking"] is True


def test_rows_that_cannot_be_placed_are_set_aside_only_when_asked_for(desk: Desk):
    draft = desk.upload(HEADER, GOOD, ("Alam Barajo", "Kenali Besar", 2, "banyak", 2019))
    assert draft.report["parkable"] == 1
    assert "banyak" in text(desk.page(draft))

    desk.act(draft, "park")
    assert draft.report["parked_rows"] == 1
    desk.act(draft, "park-not")
    assert draft.report["blocking"] is True
    desk.act(draft, "park")
    page = desk.store(draft)

    assert rts() == {("Kenali Besar", 1, 1080)}
    assert ParkedRow.objects.get().cells["jumlah_kk"] == "banyak"
    assert "banyak" in text(page)


# Storing --------------------------------------------------------------------------------------------------------------


def test_a_second_confirmation_is_answered_with_the_first_ones_import(desk: Desk):
    draft = desk.upload(HEADER, GOOD)
    fingerprint = draft.fingerprint

    first = desk.act(draft, "store", fingerprint=fingerprint)
    second = desk.act(draft, "store", fingerprint=fingerprint)

    assert ImportBatch.objects.count() == 1
    assert first.redirect_chain == second.redirect_chain == [(f"/impor/hasil/{draft.batch_id}/", 302)]
    assert draft.batch.file.name == draft.file.name


@pytest.mark.parametrize("fingerprint", ["", "0" * 64, "x\0y"])
def test_a_confirmation_of_what_was_not_shown_stores_nothing(desk: Desk, fingerprint: str):
    draft = desk.upload(HEADER, GOOD)

    page = desk.act(draft, "store", fingerprint=fingerprint)

    assert not ImportBatch.objects.exists()
    assert draft.report["has_changed"] is True
    assert draft.fingerprint in text(page)


def test_a_change_in_between_is_noticed_and_shown(desk: Desk, city: dict[str, Kelurahan]):
    draft = desk.upload(HEADER, GOOD)
    shown = draft.fingerprint
    create_rt(kelurahan=city["Kenali Besar"], number=1, kk=70, year=2019)

    page = desk.act(draft, "store", fingerprint=shown)

    assert not ImportBatch.objects.exists()
    assert draft.fingerprint not in {"", shown}
    assert [(said["printed"], said["computed"]) for said in draft.report["sums"]] == [("1080", "70")]
    assert 'role="alert"' in text(page)
    desk.act(draft, "note", note="Dihitung lagi")
    assert "<del>70</del>" in text(desk.page(draft))
    desk.store(draft)
    assert ImportBatch.objects.count() == 1


def test_a_sheet_that_changes_nothing_offers_nothing_to_store(desk: Desk):
    desk.store(desk.upload(HEADER, GOOD))

    draft = desk.upload(HEADER, GOOD)

    assert 'value="store"' not in text(desk.page(draft))
    desk.store(draft)
    assert draft.state == ImportState.STORED
    assert ImportBatch.objects.count() == 1


def test_an_upload_given_up_leaves_no_file(
    desk: Desk, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
):
    draft = desk.upload(HEADER, GOOD)

    with django_capture_on_commit_callbacks(execute=True):
        desk.act(draft, "cancel")

    assert draft.state == ImportState.CANCELLED
    assert not draft.file.storage.exists(draft.file.name)
    assert desk.page(draft).status_code == 302
    assert desk.store(draft).status_code == 200
    assert not ImportBatch.objects.exists()


def test_uploads_nobody_went_on_with_are_forgotten(desk: Desk):
    old = create_import_draft(by=desk.user)
    file = SimpleUploadedFile("a.csv", b"x")

    open_draft(kind="roster", edition_slug="", file=file, file_name="a.csv", by=desk.user, now=NOW + 2 * KEPT_FOR)

    assert not ImportDraft.objects.filter(pk=old.pk).exists()
    assert not old.file.storage.exists(old.file.name)


def test_a_file_that_is_gone_is_said_and_stops_nothing_else(desk: Desk):
    draft = desk.upload(HEADER, GOOD)
    draft.file.storage.delete(draft.file.name)

    for act in ("look", "store"):
        assert str(FileIsGone.message) in text(desk.act(draft, act))
    assert desk.client.get(reverse("rt_registry:import-findings", args=[draft.pk])).status_code == 302


# What was stored ------------------------------------------------------------------------------------------------------


def stored(desk: Desk) -> ImportBatch:
    draft = desk.upload(HEADER, GOOD, ("Alam Barajo", "Kenali Besar", 2, "x", 2019), name="Januari \u0660.csv")
    desk.act(draft, "park")
    desk.store(draft)
    batch: ImportBatch = draft.batch
    return batch


def test_the_file_comes_back_as_it_came_and_never_as_a_page(desk: Desk):
    batch = stored(desk)

    answer = desk.client.get(reverse("rt_registry:import-file", args=[batch.pk]))

    assert b"".join(answer.streaming_content).startswith(b"Kecamatan,")  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("when", ["before", "after"])
def test_the_marked_copy_says_what_is_wrong_in_its_cell(desk: Desk, when: str):
    if when == "after":
        address = reverse("rt_registry:import-marked", args=[stored(desk).pk])
    else:
        draft = desk.upload(HEADER, GOOD, ("Alam Barajo", "Kenali Besar", 2, "x", 2019))
        address = reverse("rt_registry:import-findings", args=[draft.pk])

    answer = desk.client.get(address)

    book = load_workbook(io.BytesIO(answer.content))
    comments = [cell.coordinate for sheet in book.worksheets for row in sheet for cell in row if cell.comment]
    assert comments == ["D3"]
    assert answer["Content-Disposition"].startswith("attachment;")


def test_an_import_is_taken_back_with_a_reason(desk: Desk):
    batch = stored(desk)
    address = reverse("rt_registry:import-undo", args=[batch.pk])

    assert 'id="errors"' in text(desk.client.post(address, {"reason": ""}))  # type: ignore[arg-type]
    page = desk.client.post(address, {"reason": "Berkas tahun lalu"}, follow=True)

    batch.refresh_from_db()
    assert batch.undone_by == desk.user
    assert "Berkas tahun lalu" in text(page)  # type: ignore[arg-type]
    assert address not in text(page)  # type: ignore[arg-type]
    assert not RT.objects.exists()


def test_what_stands_on_an_import_is_named(desk: Desk):
    batch = stored(desk)
    again = desk.upload(HEADER, (*GOOD[:3], 99, 2019))
    desk.act(again, "note", note="Benar begitu")
    desk.store(again)
    assert again.state == ImportState.STORED, again.report

    page = desk.client.post(reverse("rt_registry:import-undo", args=[batch.pk]), {"reason": "Salah"})

    batch.refresh_from_db()
    assert batch.undone_at is None
    assert "refusal" in text(page)  # type: ignore[arg-type]


def test_templates_and_exports_come_as_workbooks(desk: Desk):
    desk.store(desk.upload(HEADER, GOOD))

    template = desk.client.get(reverse("rt_registry:import-template", args=["roster"]))
    export = desk.client.get(reverse("rt_registry:import-export") + "?export-kind=roster&export-edition=")
    unknown = desk.client.get(reverse("rt_registry:import-template", args=["raja"]))

    assert [load_workbook(io.BytesIO(one.content)).sheetnames != [] for one in (template, export)] == [True, True]
    assert unknown.status_code == 404
    assert desk.upload(data=export.content, name="ekspor.xlsx").report["rows"] == {
        "read": 1,
        "new": 0,
        "changed": 0,
        "unchanged": 1,
        "skipped": 0,
    }


# Weight and speed -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(
    desk: Desk, count: int, django_assert_num_queries: DjangoAssertNumQueries
):
    for number in range(count):
        desk.store(desk.upload(HEADER, (*GOOD[:2], number + 1, 80, 2019)))
    for _ in range(count):
        create_import_draft(by=desk.user)

    with django_assert_num_queries(8):  # session, user, roles, editions, drafts, count, batches, simulated
        page = desk.client.get(reverse("rt_registry:imports"))

    assert len(page.context["page"]) == len(page.context["drafts"]) == count


@pytest.mark.parametrize("count", [3, 300])
def test_a_sheet_with_many_problems_makes_a_light_page(
    desk: Desk, count: int, django_assert_num_queries: DjangoAssertNumQueries
):
    names = [("Alam Barajo", f"Kelurahan Entah {n} {'panjang ' * 5}", n, 80, 2019) for n in range(1, count + 1)]
    wrong = [("Alam Barajo", "Kenali Besar", n, f"banyak sekali {n}", 2019) for n in range(1, count + 1)]
    good = [("Alam Barajo", "Beliung", n, 80, 2019) for n in range(1, count + 1)]
    draft = desk.upload(HEADER, *names, *wrong, *good)
    assert draft.report["totals"]["errors"] >= count

    with django_assert_num_queries(8):  # session, user, roles, draft, editions, kecamatan, kelurahan, simulated
        page = desk.page(draft)

    assert page.status_code == 200
    assert len(gzip.compress(page.content)) < 60 * 1024
