"""An upload: shown first, refused in one sentence."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from rt_registry.enums import ImportState
from rt_registry.models import RT, ImportDraft
from rt_registry.spreadsheets import drafts
from tests.rt_registry.imports.desk import GOOD, HEADER, Desk, text


pytestmark = pytest.mark.django_db


def test_an_upload_is_shown_before_anything_is_stored(desk: Desk):
    draft = desk.upload(("DATA RT",), HEADER, GOOD)

    page = desk.page(draft)

    assert draft.state == ImportState.READY
    assert draft.report["rows"] == {"read": 1, "new": 1, "changed": 0, "unchanged": 0, "skipped": 0}
    assert draft.fingerprint in text(page)
    assert "<strong>1.080</strong>" in text(page)
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
