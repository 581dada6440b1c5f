"""Two people at one upload, a full disk, a lost role: nothing is half-done, and every draft can still be left."""

import errno
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import gettext

from rt_registry import jobs
from rt_registry.enums import ImportState
from rt_registry.models import RT, ImportBatch, ImportDraft
from rt_registry.models.imports import private_storage
from rt_registry.services.import_undo import undo_import
from rt_registry.spreadsheets import drafts
from rt_registry.spreadsheets.progress import Standing, standing_of
from rt_registry.views import import_progress
from tests.factories import NOW, create_import_draft
from tests.rt_registry.imports.desk import GOOD, HEADER, Desk, text
from tests.sheets import csv_bytes, picture, run


pytestmark = pytest.mark.django_db


@pytest.fixture
def held(desk: Desk) -> ImportDraft:
    """A draft as a slow request holds it, while others go on with it."""
    return create_import_draft(by=desk.user, data=csv_bytes(HEADER, GOOD))


def settle(draft: ImportDraft, state: ImportState) -> None:
    ImportDraft.objects.filter(pk=draft.pk).update(state=state)


@pytest.mark.parametrize("state", [ImportState.STORED, ImportState.CANCELLED])
def test_a_job_is_not_asked_for_once_somebody_else_ended_it(desk: Desk, held: ImportDraft, state: ImportState) -> None:
    settle(held, state)

    with pytest.raises(drafts.DraftIsOver):
        jobs.confirm_later(held, fingerprint="x", by=desk.user)
    with pytest.raises(drafts.DraftIsOver):
        jobs.prepare_later(held)

    held.refresh_from_db()
    assert held.state == state
    assert standing_of(held.pk).has_stopped


def test_a_stored_upload_whose_import_was_taken_back_stores_nothing_again(desk: Desk) -> None:
    draft = desk.upload(HEADER, GOOD)
    fingerprint = draft.fingerprint
    desk.store(draft)
    undo_import(batch_id=draft.batch_id or 0, by=desk.user, now=NOW, reason="salah")

    answer = desk.act(draft, "store", fingerprint=fingerprint)

    assert answer.status_code == 200
    assert (RT.objects.count(), ImportBatch.objects.count()) == (0, 1)


def full(*_args: Any, **_kwargs: Any) -> str:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_while_an_upload_is_kept_is_said_and_leaves_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(private_storage()), "_save", full)
    file = SimpleUploadedFile("data.csv", csv_bytes(HEADER, GOOD))

    answer = desk.client.post(reverse("rt_registry:imports"), {"kind": "roster", "edition": "", "file": file})

    assert answer.status_code == 200
    assert 'role="alert"' in text(answer)  # type: ignore[arg-type]
    assert not ImportDraft.objects.exists()


def test_a_full_disk_while_an_import_is_stored_stores_nothing(
    city: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(private_storage()), "_save", full)
    before = picture()

    report = run("roster", HEADER, GOOD)

    assert (report.stored, report.import_id) == (False, None)
    assert [problem.code for problem in report.problems] == ["refused"]
    assert picture() == before


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("data\udcff 2019.csv", "data 2019.csv"),
        ("a\r\nSet-Cookie: x\0.csv", "a Set-Cookie: x.csv"),
        ("\u202egpj.csv", "gpj.csv"),
        ('C:\\Users\\"Ani"; x=.csv', '"Ani"; x=.csv'),
        ("d/" + "x" * 3000, "x" * 255),
        ("\0", "?"),
    ],
)
def test_a_file_may_be_called_anything(desk: Desk, name: str, kept: str) -> None:
    report = run("roster", HEADER, GOOD, file_name=name, edition="2019-" + "9" * 200, by=desk.user)

    assert (report.stored, report.file) == (True, kept)
    batch = ImportBatch.objects.get()
    assert (batch.file_name, len(batch.edition_slug)) == (kept, 60)
    sent = desk.client.get(reverse("rt_registry:import-file", args=[batch.pk]))
    assert sent["Content-Disposition"] == f"attachment; filename*=UTF-8''{quote(kept)}"
    assert (sent["X-Content-Type-Options"], sent["Cache-Control"]) == ("nosniff", "private, no-store")
    marked = desk.client.get(reverse("rt_registry:import-marked", args=[batch.pk]))
    assert marked["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert "\n" not in marked["Content-Disposition"]


def test_who_cancels_the_moment_it_is_stored_is_not_told_that_nothing_was(
    desk: Desk, held: ImportDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(held, ImportState.WORKING)

    def ended(pk: object) -> Standing:
        settle(held, ImportState.STORED)
        return standing_of(held.pk)

    monkeypatch.setattr(import_progress, "standing_of", ended)

    answer = desk.client.post(reverse("rt_registry:import-cancel", args=[held.pk]), follow=True)

    assert held.file.storage.exists(str(held.file.name))
    assert gettext("The work had ended already.") in text(answer)  # type: ignore[arg-type]
    assert gettext("The import is cancelled; nothing was stored.") not in text(answer)  # type: ignore[arg-type]
