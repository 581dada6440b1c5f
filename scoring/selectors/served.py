"""What servers take into memory: the current renderings, if they are what was signed and made by this program."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from bantar import signing
from bantar.program import program
from bantar.served.page import Page
from bantar.served.store import Announced
from scoring.domain.canonical import canonical_bytes
from scoring.enums import ResultStatus
from scoring.models import RenderedPage, Rendering, Result


log = logging.getLogger(__name__)

FORMAT = "bantar-pages/1"


def manifest_of(result: Result, pages: Sequence[Page]) -> dict[str, Any]:
    """What is signed: whose pages these are, which program made them, and the digest of each."""
    return {
        "format": FORMAT,
        "edition": result.edition.slug,
        "version": result.version,
        "digest": result.digest,
        "program": program(),
        "pages": {page.address: page.digest for page in pages},
    }


class PublishedPages:
    """The source of `bantar.served`. One query says what is announced, two fetch it."""

    def announced(self) -> list[Announced]:
        rows = _in_force().values_list("edition_id", "pk", "serve_from")
        return [Announced(edition, pk, instant.timestamp()) for edition, pk, instant in rows if instant]

    def pages(self, number: int) -> list[Page]:
        """Nothing, and a line in the log, where the pages are not what a trusted key signed."""
        rendering = _in_force().select_related("result__edition").filter(pk=number).first()
        if rendering is None or rendering.program != program():
            return []
        rows = RenderedPage.objects.filter(rendering_id=number)
        pages = [Page(r.address, r.headers, r.sha256, bytes(r.brotli), bytes(r.gzip)) for r in rows.iterator(50)]
        if not is_genuine(rendering, pages):
            log.error("The stored pages of %s are not those that were signed; Django answers", rendering.result_id)
            return []
        return pages


def _in_force() -> QuerySet[Rendering]:
    """Those of the newest published versions: an older one put back by hand is not in force."""
    newer = Result.objects.published().filter(
        edition_id=OuterRef("edition_id"), version__gt=OuterRef("result__version")
    )
    return Rendering.objects.filter(~Exists(newer), is_current=True, result__status=ResultStatus.PUBLISHED)


def is_genuine(rendering: Rendering, pages: Sequence[Page]) -> bool:
    """Whether a trusted key signed exactly these pages for exactly this version."""
    return is_signed_for(rendering, rendering.result) and manifest_of(rendering.result, pages) == rendering.manifest


def is_signed_for(rendering: Rendering, result: Result) -> bool:
    """Whether the signature is good and speaks of this version; the pages themselves are not looked at."""
    said: Mapping[str, Any] = rendering.manifest
    known = (said.get("edition"), said.get("version"), said.get("digest")) if isinstance(said, dict) else ()
    return known == (result.edition.slug, result.version, result.digest) and signing.is_signed(
        canonical_bytes(said), signature=rendering.signature, key=rendering.key
    )
