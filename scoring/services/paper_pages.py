"""The pictures of a paper sheet: judged by their content, stored privately, each once."""

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile

from competitions.evidence_files import InspectedFile, inspect
from scoring.models import PaperPage, PaperSheet
from scoring.paper_refusals import NoPicture, TooManyPictures


Upload: TypeAlias = "UploadedFile[bytes]"
Pages: TypeAlias = Mapping[str, tuple[InspectedFile, Upload]]
MOST_PAGES: Final = 4


def inspected(uploads: Iterable[Upload]) -> Pages:
    """The pictures by their digest; refuses what is neither photo nor PDF, and none at all."""
    pages: dict[str, tuple[InspectedFile, Upload]] = {}
    for upload in uploads:
        found = inspect(upload, name=upload.name or "", size=upload.size or 0)
        pages.setdefault(found.sha256, (found, upload))
    if not pages:
        raise NoPicture
    return pages


def store_pages(paper: PaperSheet, pages: Pages) -> int:
    """Store what is not there yet, behind what is; a row that the database refuses takes its file along."""
    there = dict(paper.pages.values_list("sha256", "number"))
    new = [pair for sha256, pair in pages.items() if sha256 not in there]
    if len(there) + len(new) > MOST_PAGES:
        raise TooManyPictures(most=MOST_PAGES)
    stored: list[PaperPage] = []
    try:
        for number, (found, upload) in enumerate(new, start=max(there.values(), default=0) + 1):
            stored.append(_page(paper, number, found, upload))
        PaperPage.objects.bulk_create(stored)
    except Exception:
        for page in stored:
            page.file.delete(save=False)
        raise
    return len(stored)


def _page(paper: PaperSheet, number: int, found: InspectedFile, upload: "File[bytes]") -> PaperPage:
    page = PaperPage(
        paper=paper,
        number=number,
        content_type=found.content_type,
        sha256=found.sha256,
        original_name=found.name,
    )
    page.file.save("page", upload, save=False)
    return page
