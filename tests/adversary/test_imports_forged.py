"""Bodies that no page of ours sends: nothing breaks, nothing is stored, and every upload can still be given up."""

from functools import cache

import pytest
from django.test import Client
from django.urls import reverse

from rt_registry.enums import ImportState, RegionLevel, Role
from rt_registry.models import RT, ImportBatch, ImportDraft, Kelurahan, RegionAlias, SheetShape
from rt_registry.spreadsheets import door
from tests.factories import create_user
from tests.rt_registry.imports.desk import GOOD, HEADER, Desk, stored, text
from tests.sheets import picture


pytestmark = pytest.mark.django_db
TWISTED = ("", "\0", "9" * 400, "-1", '[{"a": 1}]', "x" * 70_000, "\u202e\n\r", "%s%(x)s{0}")
ACTS = ("sheet", "columns", "columns-anew", "names", "accept", "accept-not", "note", "note-not", "park", "park-not")


@pytest.fixture(autouse=True)
def _read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes are the same workbook; a child for each of a hundred requests would take its time."""
    monkeypatch.setattr(door, "read_workbook", cache(door.read_workbook))


def field_names(draft: ImportDraft) -> list[str]:
    """Those of the page, and their neighbours."""
    said = draft.report or {}
    ids = [question["id"] for question in said["names"]]
    indexes = [heading["index"] for heading in said["header"]["headings"]]
    names = ["sheet", "edition", "first", "last", "note", "fingerprint"]
    names += [f"{kind}-{at}" for kind in ("column", "year") for at in [*indexes, 99999999999, -1]]
    return names + [f"{kind}-{at}" for kind in ("name", "other") for at in [*ids, "0" * 12]]


@pytest.mark.parametrize("twisted", TWISTED)
def test_no_body_of_any_act_breaks_the_page_or_stores_a_thing(desk: Desk, twisted: str) -> None:
    draft = desk.upload(HEADER, GOOD, ("Alam Barajo", "Kenali Bsarr", 2, "81", 2019))
    body = dict.fromkeys(field_names(draft), twisted)
    before = picture()

    for act in (*ACTS, "store", "look", twisted[:30], "__class__"):
        assert desk.act(draft, act, **body).status_code == 200

    assert picture() == before
    assert draft.state == ImportState.READY
    desk.act(draft, "cancel")
    assert draft.state == ImportState.CANCELLED


def test_an_answer_names_only_regions_of_its_level_that_exist(desk: Desk, city: dict[str, Kelurahan]) -> None:
    draft = desk.upload(HEADER, ("Alam Barajo", "Kenali Bsarr", 1, "81", 2019))
    kecamatan, elsewhere = city["Kenali Besar"].kecamatan.code, city["Telanaipura"].code

    for code in (kecamatan, elsewhere, "99.99.99.9999", city["Kenali Besar"].name):
        for is_other in (True, False):
            desk.place(draft, "Kenali Bsarr", code, other=is_other)
            assert not draft.answers.get("names")

    [question] = draft.report["names"]
    assert (question["level"], question["parent"]) == (RegionLevel.KELURAHAN, kecamatan)


def test_a_column_of_another_kind_and_one_that_is_not_there_are_no_answers(desk: Desk) -> None:
    draft = desk.upload(HEADER, GOOD)
    page = {"first": 1, "last": 1, **{f"column-{at}": "" for at in range(5)}}

    for twist in ({"column-0": "penilai"}, {"column-0": "B1"}, {"first": 0}, {"last": 6000}, {"first": 5, "last": 2}):
        desk.act(draft, "columns", **(page | twist))  # type: ignore[arg-type]
        assert "taught" not in draft.answers
    desk.act(draft, "columns", **(page | {"column-77": "rt"}))  # type: ignore[arg-type]

    assert "77" not in draft.answers["taught"]["columns"]
    desk.store(draft)
    assert (ImportBatch.objects.count(), SheetShape.objects.count(), RT.objects.count()) == (0, 0, 0)


def test_ten_thousand_fields_and_bodies_that_are_no_form_are_refused(desk: Desk) -> None:
    draft = desk.upload(HEADER, GOOD)
    address = reverse("rt_registry:import-draft", args=[draft.pk])

    many = desk.client.post(address, {f"column-{at}": "rt" for at in range(10_000)})
    for body, content_type in ((b"\xff\xfe{[", "application/json"), (b"--x\r\n", "multipart/form-data; boundary=x")):
        assert desk.client.post(address, body, content_type=content_type).status_code == 302

    assert many.status_code == 400
    draft.refresh_from_db()
    assert (draft.state, RT.objects.exists()) == (ImportState.READY, False)


@pytest.mark.parametrize("twisted", TWISTED)
def test_no_body_breaks_a_parked_row(desk: Desk, twisted: str) -> None:
    parked = stored(desk).parked.get()
    address = reverse("rt_registry:parked-row", args=[parked.pk])
    body = {f"{field}-{at}": twisted for field in ("cell", "name") for at in (*range(5), 99)}
    before = picture()

    for act in ("check", "store", twisted[:20]):
        said = {"act": act, "note": twisted, "accept": twisted, **body}
        assert desk.client.post(address, said).status_code == 200
    dismissed = desk.client.post(reverse("rt_registry:parked-row-dismiss", args=[parked.pk]), {"reason": "\0"})

    assert dismissed.status_code == 200
    assert picture() == before
    parked.refresh_from_db()
    assert parked.resolved_at is None


def test_a_draft_belongs_to_all_admins_and_to_nobody_else(desk: Desk) -> None:
    draft = desk.upload(HEADER, GOOD)
    address = reverse("rt_registry:import-draft", args=[draft.pk])

    for role in (Role.AUDITOR, Role.COMMITTEE, Role.PUBLISHER, Role.ASSESSOR):
        client = Client()
        client.force_login(create_user(role=role))
        for act in ("store", "cancel", "park"):
            assert client.post(address, {"act": act, "fingerprint": draft.fingerprint}).status_code == 403
        assert "Kenali" not in text(client.get(address))  # type: ignore[arg-type]
    assert Client().post(address, {"act": "store", "fingerprint": draft.fingerprint})["Location"].startswith("/masuk/")
    assert not RT.objects.exists()
    client = Client()
    client.force_login(create_user(role=Role.ADMIN))
    client.post(address, {"act": "store", "fingerprint": draft.fingerprint})
    assert RT.objects.count() == 1
    assert not RegionAlias.objects.exists()
