"""The one button: exactly what was shown, once, or nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from rt_registry.enums import ImportState
from rt_registry.models import ImportBatch, ImportDraft, Kelurahan, ParkedRow
from rt_registry.spreadsheets.drafts import KEPT_FOR, FileIsGone, open_draft
from tests.factories import NOW, create_import_draft, create_rt
from tests.rt_registry.imports.desk import GOOD, HEADER, Desk, text


pytestmark = pytest.mark.django_db


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


def test_rows_set_aside_are_not_set_aside_again_with_the_same_file(desk: Desk):
    rows = (HEADER, GOOD, ("Alam Barajo", "Kenali Besar", 2, "x", 2019))
    for _ in range(2):
        draft = desk.upload(*rows)
        desk.act(draft, "park")
        desk.store(draft)

    assert draft.state == ImportState.STORED
    assert (ImportBatch.objects.count(), ParkedRow.objects.count()) == (1, 1)


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
