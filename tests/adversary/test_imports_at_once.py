"""Two people at one upload at the same moment: stored once, or not at all, never by halves."""

from functools import partial

import pytest

from bantar.web.errors import Refusal
from rt_registry.enums import ImportState
from rt_registry.models import RT, HouseholdCount, ImportBatch, ImportDraft
from rt_registry.services.import_undo import undo_import
from rt_registry.spreadsheets.drafts import answer, cancel, confirm, prepare
from tests.adversary.test_races import at_once
from tests.factories import NOW, create_import_draft, create_user
from tests.rt_registry.imports.desk import GOOD, HEADER
from tests.sheets import csv_bytes, real_names


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft() -> ImportDraft:
    real_names()
    return prepare(create_import_draft(data=csv_bytes(HEADER, GOOD)), NOW)


def held(draft: ImportDraft) -> ImportDraft:
    """The draft as another request read it."""
    return ImportDraft.objects.get(pk=draft.pk)


def counted() -> tuple[int, int, int]:
    return RT.objects.count(), HouseholdCount.objects.count(), ImportBatch.objects.count()


def test_both_confirm_and_it_is_stored_once(draft: ImportDraft) -> None:
    people = [create_user(), create_user()]

    answers = at_once(*(partial(confirm, held(draft), draft.fingerprint, by, NOW) for by in people))

    assert counted() == (1, 1, 1)
    stored = {answer.batch_id for answer in answers if isinstance(answer, ImportDraft)}
    assert stored == {ImportBatch.objects.get().pk}


def test_the_same_file_uploaded_twice_is_stored_once(draft: ImportDraft) -> None:
    other = prepare(create_import_draft(data=csv_bytes(HEADER, GOOD)), NOW)

    at_once(*(partial(confirm, held(one), one.fingerprint, one.uploaded_by, NOW) for one in (draft, other)))

    assert counted() == (1, 1, 1)
    states = sorted(ImportDraft.objects.values_list("state", flat=True))
    assert states == [ImportState.READY, ImportState.STORED]
    late = ImportDraft.objects.get(state=ImportState.READY)
    assert late.report["has_changed"] is True


def test_one_confirms_while_the_other_gives_it_up(draft: ImportDraft) -> None:
    answers = at_once(
        partial(confirm, held(draft), draft.fingerprint, draft.uploaded_by, NOW), partial(cancel, held(draft))
    )

    draft.refresh_from_db()
    refused = sum(isinstance(answer, Refusal) for answer in answers)
    if draft.state == ImportState.STORED:
        assert (counted(), refused, draft.file.storage.exists(draft.file.name)) == ((1, 1, 1), 1, True)
    else:
        assert (draft.state, counted(), refused) == (ImportState.CANCELLED, (0, 0, 0), 1)


def test_one_confirms_while_the_other_answers(draft: ImportDraft) -> None:
    at_once(
        partial(confirm, held(draft), draft.fingerprint, draft.uploaded_by, NOW),
        partial(answer, held(draft), {"park": True}),
    )

    draft.refresh_from_db()
    assert counted() in {(1, 1, 1), (0, 0, 0)}
    assert (draft.state == ImportState.STORED) == (counted() == (1, 1, 1))


def test_one_takes_it_back_while_the_other_builds_on_it(draft: ImportDraft) -> None:
    first = confirm(draft, draft.fingerprint, draft.uploaded_by, NOW).batch_id or 0
    more = prepare(create_import_draft(data=csv_bytes(HEADER, (*GOOD[:3], "1.090", 2020))), NOW)

    answers = at_once(
        partial(undo_import, batch_id=first, by=None, now=NOW, reason="salah"),
        partial(confirm, more, more.fingerprint, more.uploaded_by, NOW),
    )

    is_undone = ImportBatch.objects.get(pk=first).undone_at is not None
    assert counted() == ((0, 0, 1) if is_undone else (1, 2, 2))
    assert isinstance(answers[0], Refusal) != is_undone
