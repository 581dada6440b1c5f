"""Sheets as agencies send them, and uploads of them in every state."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from bantar.accounts.models import User
from rt_registry.enums import ImportState
from rt_registry.models import ImportBatch, ImportDraft
from rt_registry.spreadsheets import drafts


Row = Sequence[object]
LONG: Final = "Rekapitulasi data RT per kelurahan se-Kota Jambi tahun 2019 (final) revisi ke-3 sudah dicek bu lurah"
MESSY: Final[tuple[Row, ...]] = (
    ("PEMERINTAH KOTA JAMBI",),
    ("Rekap Kampung BANTAR Tahun 2013",),
    (),
    ("No", "Kec.", "Jml. RT", "Yg maju", "Persen"),
    (1, "Kota Baru", 40, 20, "50%"),
    (2, "Pall Merahh", 50, 25, "50%"),
    (3, "Danau Sipn", 30, 12, "90%"),
    (4, "Jelutung", "dua puluh", 5, "25%"),
    ("Jumlah", "", 140, 62, ""),
    ("Catatan: angka sementara",),
)
"""A year that the demo does not hold: two names misspelt, a column called otherwise, a wrong percentage and a word."""
READY: Final[tuple[Row, ...]] = (
    ("Tahun 2012",),
    ("Kecamatan", "Jumlah RT", "Diusulkan"),
    ("Kota Baru", 40, 20),
    ("Jelutung", 50, 25),
)


def csv_of(rows: Iterable[Row]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def opened(data: bytes, *, name: str = "rekap.csv", kind: str = "recap") -> ImportDraft:
    admin = User.objects.get(username="admin")
    now = timezone.now()
    file = ContentFile(data)
    draft = drafts.open_draft(kind=kind, edition_slug="", file=file, file_name=name, by=admin, now=now)
    return drafts.prepare(draft, now)


def address(draft: ImportDraft) -> str:
    return reverse("rt_registry:import-draft", args=[draft.pk])


def messy() -> str:
    """Everything that may have to be decided, in a file with a long name."""
    return address(opened(csv_of(MESSY), name=f"{LONG}.csv"))


def ready() -> str:
    return address(opened(csv_of(READY)))


def unreadable() -> str:
    return address(opened(b"PK\x03\x04" + b"x" * 100, name="rusak.xlsx"))


def unmapped() -> str:
    """A header of which nothing is understood."""
    return address(opened(csv_of([("Tempat", "Nomer", "Banyaknya"), ("Jelutung", 7, 80)]), name="kolom.csv"))


def working() -> str:
    draft = opened(csv_of(READY))
    ImportDraft.objects.filter(pk=draft.pk).update(state=ImportState.WORKING)
    return address(draft)


def stored() -> str:
    """With rows set aside and a note."""
    return reverse("rt_registry:import-result", args=[imported().pk])


def parked_rows() -> str:
    imported()
    return reverse("rt_registry:parked-rows")


def parked_row() -> str:
    return reverse("rt_registry:parked-row", args=[imported().parked.order_by("row")[0].pk])


def spellings() -> str:
    """With one that was confirmed, and a header that was explained."""
    now = timezone.now()
    draft = opened(csv_of([("Tempat", "Nomer", "Tahun"), ("Jeluttung", 7, 2019)]), name="ejaan.csv", kind="roster")
    said = {"first": 0, "last": 0, "columns": {"0": "kelurahan", "1": "rt", "2": "tahun"}}
    draft = drafts.prepare(drafts.answer(draft, {"taught": said, "accept": True}), now)
    drafts.confirm(draft, draft.fingerprint, draft.uploaded_by, now)
    return reverse("rt_registry:known-spellings")


def imported() -> ImportBatch:
    """Once: the same file changes nothing the second time."""
    found = ImportBatch.objects.filter(file_name=f"{LONG}.csv").first()
    if found is not None:
        return found
    now = timezone.now()
    draft = opened(csv_of(MESSY), name=f"{LONG}.csv")
    draft = drafts.prepare(drafts.answer(draft, {"park": True, "acknowledge": "Seperti di kertas"}), now)
    draft = drafts.confirm(draft, draft.fingerprint, draft.uploaded_by, now)
    assert draft.batch is not None, draft.report
    return draft.batch
