"""A stored import: its file, its marked copy, the way back."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from rt_registry.enums import ImportState
from rt_registry.models import RT
from tests.rt_registry.imports.desk import GOOD, HEADER, Desk, stored, text


pytestmark = pytest.mark.django_db


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
