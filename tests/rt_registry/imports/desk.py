"""An admin at the page of the imports."""

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bantar.accounts.models import User
from rt_registry.models import RT, ImportBatch, ImportDraft
from tests.sheets import csv_bytes


HEADER = ("Kecamatan", "Kelurahan", "RT", "Jml. KK", "Tahun")
GOOD = ("Alam Barajo", "Kenali Besar", "RT 1", "1.080", 2019)
RECAP = (("Tahun 2019",), ("Kecamatan", "Jumlah RT", "Diusulkan", "Persentase"))
WRONG_SUM = (("Alam Barajo", 10, 5, "90%"),)


@dataclass
class Desk:
    """An admin with a browser."""

    client: Client
    user: User

    def upload(self, *rows: Any, kind: str = "roster", name: str = "data rt.csv", data: bytes = b"") -> ImportDraft:
        file = SimpleUploadedFile(name, data or csv_bytes(*rows))
        answer = self.client.post(reverse("rt_registry:imports"), {"kind": kind, "edition": "", "file": file})
        assert answer.status_code == 302, answer.context["form"].errors
        return ImportDraft.objects.get(pk=answer["Location"].split("/")[2])

    def page(self, draft: ImportDraft) -> HttpResponse:
        return self.client.get(reverse("rt_registry:import-draft", args=[draft.pk]))  # type: ignore[return-value]

    def act(self, draft: ImportDraft, act: str, **fields: Any) -> HttpResponse:
        address = reverse("rt_registry:import-draft", args=[draft.pk])
        answer = self.client.post(address, {"act": act, **fields}, follow=True)
        draft.refresh_from_db()
        return answer  # type: ignore[return-value]

    def store(self, draft: ImportDraft) -> HttpResponse:
        return self.act(draft, "store", fingerprint=draft.fingerprint)

    def place(self, draft: ImportDraft, typed: str, code: str, *, other: bool = False) -> HttpResponse:
        """Say what one spelling means."""
        question = next(name for name in draft.report["names"] if name["typed"] == typed)
        return self.act(draft, "names", **{f"{'other' if other else 'name'}-{question['id']}": code})


def text(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def rts() -> set[tuple[str, int, int | None]]:
    return set(RT.objects.values_list("kelurahan__name", "number", "household_counts__kk"))


def stored(desk: Desk) -> ImportBatch:
    """An import with one row stored and one set aside."""
    draft = desk.upload(HEADER, GOOD, ("Alam Barajo", "Kenali Besar", 2, "x", 2019), name="Januari \u0660.csv")
    desk.act(draft, "park")
    desk.store(draft)
    batch: ImportBatch = draft.batch
    return batch
