"""Every specimen through the page: it says what the command says, and stores the same once it is answered."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rt_registry.enums import ImportState, Role
from rt_registry.models import ImportBatch, ImportDraft
from tests.factories import create_user
from tests.sheets import picture
from tests.specimens.city import stored
from tests.specimens.folder import BY_NAME
from tests.specimens.model import Specimen
from tests.specimens.test_specimens import bring


pytestmark = pytest.mark.usefixtures("specimen_city")
LISTS = ("whole", "errors", "sums", "warnings")
KNOWN_EDITIONS = ("", "2026-1", "2025-1")


@pytest.fixture
def desk(client: Client, specimen_city: None) -> Client:
    client.force_login(create_user(role=Role.ADMIN))
    return client


def uploaded(desk: Client, specimen: Specimen) -> ImportDraft:
    """As the page has it after the sheet, if one must be named, was chosen."""
    file = SimpleUploadedFile(specimen.file, specimen.data())
    sent = {"kind": specimen.kind, "edition": specimen.edition, "file": file}
    answer = desk.post(reverse("rt_registry:imports"), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    draft = ImportDraft.objects.get(pk=answer["Location"].split("/")[2])
    if specimen.sheet is not None and draft.state != ImportState.FAILED:
        draft.answers["sheet"] = specimen.sheet
        draft.save()
        act(desk, draft, "look")
    return draft


def act(desk: Client, draft: ImportDraft, name: str, **fields: Any) -> None:
    desk.post(reverse("rt_registry:import-draft", args=[draft.pk]), {"act": name, **fields})
    draft.refresh_from_db()


def said(report: dict[str, Any]) -> tuple[str, ...]:
    """Everything the page says, wherever it stands, as a specimen says it."""
    found = [f"{p['severity']} {p['code']} {p['cell'] or ''}".strip() for name in LISTS for p in report[name]]
    return tuple(sorted([*found, *asked(report)]))


def asked(report: dict[str, Any]) -> Iterator[str]:
    for name in report["names"]:
        yield from (f"{name['severity']} {name['code']} {cell}" for cell in name["cells"])


@pytest.mark.parametrize("name", [name for name in BY_NAME if BY_NAME[name].edition in KNOWN_EDITIONS])
def test_the_page_says_what_the_command_says(desk: Client, tmp_path: Path, name: str) -> None:
    specimen = BY_NAME[name]
    if specimen.after:
        assert bring(BY_NAME[specimen.after], tmp_path).code == 0
    before = stored(specimen.kind)

    draft = uploaded(desk, specimen)

    assert said(draft.report) == tuple(sorted(specimen.problems))
    assert stored(specimen.kind) == before
    is_answered = not (specimen.accept or specimen.acknowledge)
    page = desk.get(reverse("rt_registry:import-draft", args=[draft.pk]))
    assert page.status_code == 200
    assert (b'value="store"' in page.content) == (specimen.code == 0 and is_answered and changes(draft))


def changes(draft: ImportDraft) -> bool:
    return bool(draft.report["rows"]["new"] or draft.report["rows"]["changed"])


@pytest.mark.parametrize("name", [name for name in BY_NAME if BY_NAME[name].accept or BY_NAME[name].acknowledge])
def test_what_is_answered_on_the_page_is_stored_as_by_the_command(desk: Client, tmp_path: Path, name: str) -> None:
    specimen = BY_NAME[name]
    if specimen.after:
        assert bring(BY_NAME[specimen.after], tmp_path).code == 0
    batches, before = ImportBatch.objects.count(), picture()
    draft = uploaded(desk, specimen)

    if specimen.accept and draft.report["names"]:
        places = {f"name-{name['id']}": name["suggested"] for name in draft.report["names"] if name["suggested"]}
        act(desk, draft, "names", **places)
    if specimen.acknowledge:
        act(desk, draft, "note", note=specimen.acknowledge)
    act(desk, draft, "store", fingerprint=draft.fingerprint)

    if specimen.code:
        assert draft.state != ImportState.STORED
        assert {label: n for label, n in picture().items() if before[label] != n} == {"rt_registry.ImportDraft": 1}
        return
    assert draft.state == ImportState.STORED
    assert specimen.stored.items() <= stored(specimen.kind).items()
    assert ImportBatch.objects.count() == batches + 1


def test_an_edition_that_nobody_knows_cannot_be_chosen(desk: Client) -> None:
    unknown = [specimen for specimen in BY_NAME.values() if specimen.edition not in KNOWN_EDITIONS]
    for specimen in unknown:
        file = SimpleUploadedFile(specimen.file, specimen.data())
        sent = {"kind": specimen.kind, "edition": specimen.edition, "file": file}

        answer = desk.post(reverse("rt_registry:imports"), sent)

        assert list(answer.context["form"].errors) == ["edition"]
    assert unknown
