"""What `/verifikasi/` answers about a code or a SHA-256: looked up among published results alone, recounted at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from scoring.domain.document_code import read_code, read_digest
from scoring.enums import DocumentStatus
from scoring.models import DocumentCode, DocumentIssue, Result, ResultEntry


VALID: Final = "valid"
CORRECTED: Final = "corrected"
WITHDRAWN: Final = "withdrawn"
WRONG: Final = "wrong"


@dataclass(frozen=True)
class Found:
    """What stands behind a code; without `issue` it is the digest of a result."""

    result: Result
    issue: DocumentIssue | None = None
    entry: ResultEntry | None = None

    @property
    def address(self) -> str:
        """The page of the entry, or of the result, in the version of the document."""
        slug, query = self.result.edition.slug, f"?versi={self.result.version}"
        if self.entry is None:
            return reverse("scoring:result", args=[slug]) + query
        kelurahan, numbers = self.entry.entry.split("/", 1)
        return reverse("scoring:result-entry", args=[slug, kelurahan, numbers]) + query


@dataclass(frozen=True)
class Answer:
    """The state of what was found. `findings` are what a recount does not confirm, in words.

    `is_unaltered`: the stored file is what was issued; `is_as_issued`: so are its codes, its decree, its withdrawal.
    """

    found: Found
    newest: int
    findings: Sequence[str] = ()
    is_unaltered: bool = True
    is_as_issued: bool = True

    @property
    def is_corrected(self) -> bool:
        return self.newest != self.found.result.version

    @property
    def state(self) -> str:
        if not self.is_as_issued:
            return WRONG
        if self.found.issue is not None and self.found.issue.withdrawn_at is not None:
            return WITHDRAWN
        if self.findings or not self.is_unaltered:
            return WRONG
        return CORRECTED if self.is_corrected else VALID


def find(text: str) -> Found | None:
    """What a code or a SHA-256 stands for; what is not published is unknown, by the very same query."""
    code = read_code(text)
    if code is not None:
        return _by_code(code)
    digest = read_digest(text)
    return _by_digest(digest) if digest is not None else None


def is_readable(text: str) -> bool:
    """Whether the text has the form of a code or of a SHA-256."""
    return read_code(text) is not None or read_digest(text) is not None


def _by_code(code: str) -> Found | None:
    published = DocumentCode.objects.filter(code=code, issue__result__in=Result.objects.published())
    known = published.filter(issue__status=DocumentStatus.READY)
    row = known.select_related("issue__result__edition", "issue__decree", "issue__minutes", "entry").first()
    return Found(row.issue.result, row.issue, row.entry) if row else None


def _by_digest(digest: str) -> Found | None:
    """The SHA-256 of a result as printed, or that of a document's file; the newest where several bear it."""
    results = Result.objects.published().filter(digest=digest).select_related("edition")
    files = DocumentIssue.objects.filter(sha256=digest, result__in=Result.objects.published())
    result = results.order_by("-published_at").first()
    issue = files.select_related("result__edition", "decree", "minutes").order_by("withdrawn_at", "-pk").first()
    if result is not None:
        return Found(result)
    return Found(issue.result, issue) if issue else None
