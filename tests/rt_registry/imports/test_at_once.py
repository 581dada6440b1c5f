"""Two people press the one button at the same moment: stored once, and both are told so."""

import pytest
from django.test import Client
from django.urls import reverse

from rt_registry.enums import ImportState, Role
from rt_registry.models import RT, ImportBatch, ImportDraft, ParkedRow
from tests.adversary.test_races import at_once
from tests.factories import create_user
from tests.rt_registry.imports.desk import GOOD, HEADER, Desk
from tests.sheets import real_names


pytestmark = pytest.mark.django_db(transaction=True)
ROWS = (HEADER, GOOD, ("Alam Barajo", "Kenali Besar", 2, "x", 2019))


@pytest.fixture
def desks() -> list[Desk]:
    real_names()
    found = []
    for _ in range(2):
        client, user = Client(), create_user(role=Role.ADMIN)
        client.force_login(user)
        found.append(Desk(client, user))
    return found


def looked_at(desk: Desk, *rows: object) -> ImportDraft:
    draft = desk.upload(*rows)
    desk.act(draft, "park")
    return draft


def press(desk: Desk, draft: ImportDraft) -> str:
    """Where the button leads to."""
    address, said = reverse("rt_registry:import-draft", args=[draft.pk]), {"fingerprint": draft.fingerprint}
    return str(desk.client.post(address, {"act": "store", **said})["Location"])


def test_one_upload_confirmed_by_two_is_stored_once(desks: list[Desk]):
    draft = looked_at(desks[0], *ROWS)

    answers = at_once(lambda: press(desks[0], draft), lambda: press(desks[1], draft))

    batch = ImportBatch.objects.get()
    assert answers == [reverse("rt_registry:import-result", args=[batch.pk])] * 2
    assert (RT.objects.count(), ParkedRow.objects.count()) == (1, 1)


def test_the_same_file_uploaded_by_two_is_stored_once_and_the_other_sees_a_new_preview(desks: list[Desk]):
    drafts = [looked_at(desk, HEADER, GOOD) for desk in desks]

    at_once(*(lambda pair=pair: press(*pair) for pair in zip(desks, drafts, strict=True)))

    for draft in drafts:
        draft.refresh_from_db()
    assert (RT.objects.count(), ImportBatch.objects.count()) == (1, 1)
    states = {draft.state: draft for draft in drafts}
    assert set(states) == {ImportState.STORED, ImportState.READY}
    assert states[ImportState.READY].report["has_changed"] is True
    assert states[ImportState.READY].report["rows"]["unchanged"] == 1
