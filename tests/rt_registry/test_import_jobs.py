"""Long imports: queued, told of, cancelled, and found dead when their worker is killed."""

import time
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from bantar.accounts.models import User
from rt_registry import jobs
from rt_registry.enums import ImportState, Role
from rt_registry.models import RT, ImportBatch, ImportDraft
from rt_registry.spreadsheets import progress
from rt_registry.spreadsheets.kinds import ImportCancelled, Stage
from tests.factories import create_import_draft, create_kecamatan, create_kelurahan, create_user


pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return create_user(role=Role.ADMIN)


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


@pytest.fixture
def draft(admin: User) -> ImportDraft:
    """A roster of three RTs."""
    create_kelurahan(name="Kenali Besar", kecamatan=create_kecamatan(name="Alam Barajo"))
    rows = [f"Alam Barajo,Kenali Besar,{number},80,2024" for number in (1, 2, 3)]
    data = "\n".join(["kecamatan,kelurahan,rt,jumlah_kk,tahun", *rows]).encode()
    return create_import_draft(by=admin, data=data)


# The words about the progress ----------------------------------------------------------------------------------------


def test_stages_share_the_percentage_and_it_never_falls() -> None:
    key = uuid4()
    told = progress.tell(key)
    percents = []
    for stage, done in [(Stage.READING, 0), (Stage.READING, 10), (Stage.PLANNING, 5), (Stage.STORING, 10)]:
        told(stage, done, 10)
        percents.append(progress.percent_of(key))

    assert percents == [0, 33, 50, 99]
    assert progress.standing_of(key).stage == Stage.STORING


def test_an_empty_stage_counts_as_done() -> None:
    key = uuid4()

    progress.tell(key)(Stage.PLANNING, 0, 0)

    assert progress.percent_of(key) == 66


def test_whoever_asks_to_cancel_is_heard_at_the_next_word() -> None:
    key = uuid4()
    told = progress.tell(key)
    progress.ask_to_cancel(key)

    with pytest.raises(ImportCancelled):
        told(Stage.PLANNING, 1, 2)


def test_waiting_working_and_dead_are_told_apart() -> None:
    key = uuid4()
    progress.begin(key)
    waiting = progress.standing_of(key)
    with progress.at_work(key):
        working = progress.standing_of(key)
    ended = progress.standing_of(key)

    assert (waiting.is_waiting, waiting.has_stopped) == (True, False)
    assert (working.is_waiting, working.has_stopped, working.stage) == (False, False, Stage.READING)
    assert ended.has_stopped


def test_a_beat_goes_on_while_the_work_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    key = uuid4()
    monkeypatch.setattr(progress, "BEAT_SECONDS", 0.01)
    with progress.at_work(key):
        cache.clear()
        for _ in range(500):
            if not progress.standing_of(key).has_stopped:
                break
            time.sleep(0.01)
        else:
            pytest.fail("No beat came.")


# The jobs ------------------------------------------------------------------------------------------------------------


def test_a_job_prepares_and_another_stores_what_was_shown(
    draft: ImportDraft, admin: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        jobs.prepare_later(draft)
    draft.refresh_from_db()
    assert (draft.state, RT.objects.count()) == (ImportState.READY, 0)

    with django_capture_on_commit_callbacks(execute=True):
        jobs.confirm_later(draft, fingerprint=draft.fingerprint, by=admin)
    draft.refresh_from_db()

    assert (draft.state, RT.objects.count()) == (ImportState.STORED, 3)
    assert draft.batch.imported_by == admin
    assert progress.standing_of(draft.pk).has_stopped  # nothing is left to tell


def test_a_draft_waits_as_working_until_its_job_comes(draft: ImportDraft) -> None:
    jobs.prepare_later(draft)

    draft.refresh_from_db()
    assert draft.state == ImportState.WORKING
    assert progress.standing_of(draft.pk).is_waiting


def test_a_job_that_comes_too_late_does_nothing(draft: ImportDraft, admin: User) -> None:
    jobs.prepare_draft.call(str(draft.pk), "id")
    jobs.confirm_draft.call(str(draft.pk), "", admin.pk, "id")
    jobs.prepare_draft.call(str(uuid4()), "id")

    draft.refresh_from_db()
    assert draft.state == ImportState.WAITING


@pytest.mark.parametrize("asked_at", ["queue", "reading", "planning", "storing"])
def test_cancelling_stores_nothing_and_keeps_the_answers(
    draft: ImportDraft, admin: User, asked_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(draft, jobs.prepare_draft.call, "id")
    fingerprint = draft.fingerprint
    if asked_at == "queue":
        progress.ask_to_cancel(draft.pk)
    cancel_at(asked_at, draft, monkeypatch)

    run(draft, jobs.confirm_draft.call, fingerprint, admin.pk, "id")

    assert (RT.objects.count(), ImportBatch.objects.count()) == (0, 0)
    assert (draft.state, draft.fingerprint) == (ImportState.READY, fingerprint)
    assert draft.file.storage.exists(str(draft.file.name))

    monkeypatch.undo()
    run(draft, jobs.confirm_draft.call, fingerprint, admin.pk, "id")
    assert draft.state == ImportState.STORED


def test_cancelling_while_the_sheet_is_read_gives_the_upload_up(
    draft: ImportDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancel_at("planning", draft, monkeypatch)

    run(draft, jobs.prepare_draft.call, "id")

    assert draft.state == ImportState.CANCELLED


def cancel_at(stage: str, draft: ImportDraft, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask when the work says that it has come to that stage."""
    tell = progress.tell

    def telling(draft_id: str, **options: object) -> object:
        told = tell(draft_id, **options)

        def listening(at: Stage, done: int, total: int) -> None:
            if at.value == stage:
                progress.ask_to_cancel(draft.pk)
            told(at, done, total)

        return listening

    monkeypatch.setattr(progress, "tell", telling)


def run(draft: ImportDraft, call: Callable[..., object], *arguments: object) -> None:
    ImportDraft.objects.filter(pk=draft.pk).update(state=ImportState.WORKING)
    call(str(draft.pk), *arguments)
    draft.refresh_from_db()


def test_a_job_that_breaks_leaves_a_draft_that_starts_again(
    desk: Client,
    draft: ImportDraft,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def broken(*_: object) -> None:
        raise OSError("disk")

    with monkeypatch.context() as patch:
        patch.setattr(jobs.drafts, "prepare", broken)
        with pytest.raises(OSError, match="disk"):
            run(draft, jobs.prepare_draft.call, "id")
    draft.refresh_from_db()
    assert draft.state == ImportState.WORKING
    assert progress.standing_of(draft.pk).has_stopped

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse("rt_registry:import-restart", args=[draft.pk]))

    draft.refresh_from_db()
    assert draft.state == ImportState.READY


def test_texts_of_the_preview_are_in_the_language_of_the_person(draft: ImportDraft) -> None:
    draft.file.save("", create_import_draft(data=b"kode;jumlah\n1;2\n").file.file)
    run(draft, jobs.prepare_draft.call, "en")
    english = str(draft.report)
    run(draft, jobs.prepare_draft.call, "id")

    assert "No table of this kind" in english
    assert "No table of this kind" not in str(draft.report)


@pytest.mark.django_db(transaction=True)
def test_looking_at_a_sheet_lets_others_write(draft: ImportDraft, monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite a transaction has the only writer lock; a long preview must not hold it."""
    planning = []

    def listening(stage: Stage, done: int, total: int) -> None:
        planning.append((stage, transaction.get_connection().in_atomic_block))

    monkeypatch.setattr(progress, "tell", lambda draft_id, **options: listening)

    run(draft, jobs.prepare_draft.call, "id")

    assert (Stage.PLANNING, False) in planning
    assert not any(in_transaction for _, in_transaction in planning)


def test_only_long_sheets_are_handed_over(draft: ImportDraft) -> None:
    with override_settings(IMPORT_IN_BACKGROUND_BYTES=draft.size):
        assert not jobs.is_long(draft)
    with override_settings(IMPORT_IN_BACKGROUND_BYTES=draft.size - 1):
        assert jobs.is_long(draft)


# The page ------------------------------------------------------------------------------------------------------------


def progress_of(desk: Client, draft: ImportDraft) -> str:
    response = desk.get(reverse("rt_registry:import-progress", args=[draft.pk]), headers={"HX-Request": "true"})
    return " ".join(response.content.decode().split())


def test_the_page_shows_percent_and_stage_and_asks_again(desk: Client, draft: ImportDraft) -> None:
    ImportDraft.objects.filter(pk=draft.pk).update(state=ImportState.WORKING)
    with progress.at_work(draft.pk):
        progress.tell(draft.pk)(Stage.PLANNING, 1, 2)
        page = progress_of(desk, draft)

    assert "50%" in page
    assert 'hx-trigger="every 2s"' in page


def test_the_page_offers_to_start_dead_work_again(desk: Client, draft: ImportDraft) -> None:
    ImportDraft.objects.filter(pk=draft.pk).update(state=ImportState.WORKING)

    page = progress_of(desk, draft)

    assert reverse("rt_registry:import-restart", args=[draft.pk]) in page
    assert "hx-trigger" not in page


def test_htmx_loads_the_page_anew_once_the_work_is_over(desk: Client, draft: ImportDraft) -> None:
    url = reverse("rt_registry:import-progress", args=[draft.pk])

    assert desk.get(url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert desk.get(url).status_code == 302


def test_cancelling_asks_the_job_and_touches_no_table(
    desk: Client, draft: ImportDraft, django_assert_num_queries: Callable[..., object]
) -> None:
    ImportDraft.objects.filter(pk=draft.pk).update(state=ImportState.WORKING)
    with progress.at_work(draft.pk):
        with django_assert_num_queries(4):  # session, user, roles, draft: the writer lock may be held
            desk.post(reverse("rt_registry:import-cancel", args=[draft.pk]))
        assert progress.standing_of(draft.pk).is_cancelling


def test_cancelling_dead_work_ends_it_at_once(desk: Client, draft: ImportDraft) -> None:
    ImportDraft.objects.filter(pk=draft.pk).update(state=ImportState.WORKING)

    desk.post(reverse("rt_registry:import-cancel", args=[draft.pk]))

    draft.refresh_from_db()
    assert draft.state == ImportState.CANCELLED
