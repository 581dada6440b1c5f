"""Work on long sheets outside of requests; `manage.py db_worker` does it, one job after the other."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django_tasks import task

from bantar.accounts.models import User
from rt_registry.enums import ImportState
from rt_registry.models import ImportDraft
from rt_registry.spreadsheets import drafts, progress
from rt_registry.spreadsheets.kinds import ImportCancelled, Progress, Stage


def is_long(draft: ImportDraft) -> bool:
    """Whether the sheet outlasts the patience of one request."""
    return draft.size > settings.IMPORT_IN_BACKGROUND_BYTES


@transaction.atomic
def prepare_later(draft: ImportDraft) -> None:
    """Let a job read the sheet; the page shows how far it is."""
    _hand_over(draft, partial(prepare_draft.enqueue, str(draft.pk), translation.get_language()))


@transaction.atomic
def confirm_later(draft: ImportDraft, *, fingerprint: str, by: User) -> None:
    """Let a job store what the fingerprint stands for."""
    _hand_over(draft, partial(confirm_draft.enqueue, str(draft.pk), fingerprint, by.pk, translation.get_language()))


def _hand_over(draft: ImportDraft, enqueue: Callable[[], object]) -> None:
    """Raises DraftIsOver where somebody stored it or gave it up since it was read."""
    draft.state = ImportState.WORKING
    if not ImportDraft.objects.filter(pk=draft.pk, state__in=drafts.OPEN).update(state=draft.state):
        raise drafts.DraftIsOver
    progress.begin(draft.pk)
    transaction.on_commit(lambda: enqueue() and None)


@task()
def prepare_draft(draft_id: str, language: str) -> None:
    def act(draft: ImportDraft, told: Progress) -> None:
        drafts.prepare(draft, timezone.now(), told)

    _carry_out(draft_id, language, progress.PREPARING, act, cancelled=give_up)


@task()
def confirm_draft(draft_id: str, fingerprint: str, user_id: int, language: str) -> None:
    def act(draft: ImportDraft, told: Progress) -> None:
        by = User.objects.get(pk=user_id)
        drafts.confirm(draft, fingerprint, by, timezone.now(), told)

    _carry_out(draft_id, language, progress.CONFIRMING, act, cancelled=back_to_preview)


def _carry_out(
    draft_id: str,
    language: str,
    stages: Sequence[Stage],
    act: Callable[[ImportDraft, Progress], None],
    *,
    cancelled: Callable[[ImportDraft], None],
) -> None:
    """Do the work unless it was done or given up meanwhile.

    Whatever else breaks it leaves the draft "working" without a beat, from where its page offers to start again.
    """
    with translation.override(language), progress.at_work(draft_id):
        draft = ImportDraft.objects.filter(pk=draft_id, state=ImportState.WORKING).first()
        if draft is None:
            return
        told = progress.tell(draft_id, stages=stages)
        try:
            told(stages[0], 0, 1)
            act(draft, told)
        except ImportCancelled:
            cancelled(draft)
        except drafts.FileIsGone:
            give_up(draft)


def back_to_preview(draft: ImportDraft) -> None:
    """Nothing was stored; the upload and every answer stay, to be confirmed later or given up."""
    ImportDraft.objects.filter(pk=draft.pk, state=ImportState.WORKING).update(state=ImportState.READY)


def give_up(draft: ImportDraft) -> None:
    """Nothing was stored, and nothing of the upload is kept; unless the work had ended a moment before."""
    with suppress(drafts.DraftIsOver):
        drafts.cancel(draft)
