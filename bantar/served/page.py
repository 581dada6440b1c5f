"""A page or file as it goes out: compressed once, its answers made ready once."""

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import brotli


Headers = list[tuple[str, str]]

BR, GZIP, PLAIN = "br", "gzip", "identity"
TEXTUAL: Final = (
    *("text/", "application/json", "application/ld+json", "application/geo+json", "application/xml", "image/svg+xml"),
)
FOR_CACHES: Final = ("Cache-Control", "Vary")
BROTLI_QUALITY: Final = 6
"""A tenth larger than the best, at a seventieth of its time: a publication makes hundreds of pages."""


def is_text(content_type: str) -> bool:
    """Whether compressing it pays; photos, workbooks and PDFs are compact already."""
    return content_type.startswith(TEXTUAL)


@dataclass(frozen=True)
class Page:
    """One address: path, and query where it has one. What is no text is kept as it is, in `gzip` with no `brotli`."""

    address: str
    headers: Mapping[str, str]
    sha256: str
    brotli: bytes
    gzip: bytes
    answers: "dict[str, Answer]" = field(default_factory=dict, init=False, compare=False, repr=False)

    @classmethod
    def made_of(cls, address: str, body: bytes, headers: Mapping[str, str]) -> "Page":
        packs = is_text(headers.get("Content-Type", ""))
        return cls(
            address=address,
            headers=dict(headers),
            sha256=hashlib.sha256(body).hexdigest(),
            brotli=brotli.compress(body, quality=BROTLI_QUALITY) if packs else b"",
            gzip=gzip.compress(body, 9 if packs else 0, mtime=0),
        )

    @property
    def body(self) -> bytes:
        return gzip.decompress(self.gzip)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything that goes out under this address."""
        head = json.dumps([self.address, sorted(self.headers.items()), self.sha256, len(self.brotli)])
        return hashlib.sha256(b"\0".join((head.encode(), self.brotli, self.gzip))).hexdigest()

    def answer(self, encoding: str) -> "Answer":
        """The answer in an encoding (the plain one where this page is never compressed), made on first use."""
        known = encoding if self.brotli else PLAIN
        if known not in self.answers:
            self.answers[known] = self._made(known)
        return self.answers[known]

    def _made(self, encoding: str) -> "Answer":
        body = {BR: self.brotli, GZIP: self.gzip}[encoding] if encoding != PLAIN else self.body
        etag = f'"{self.sha256[:32]}{"" if encoding == PLAIN else "-" + encoding}"'
        kept = [("ETag", etag), *((name, value) for name, value in self.headers.items() if name in FOR_CACHES)]
        more = [(name, value) for name, value in self.headers.items() if name not in FOR_CACHES]
        if encoding != PLAIN:
            more.append(("Content-Encoding", encoding))
        return Answer(etag, body, [*kept, *more, ("Content-Length", str(len(body)))], kept)


@dataclass(frozen=True, slots=True)
class Answer:
    """A page in one encoding: its bytes, and what to say with them or (304) instead of them."""

    etag: str
    body: bytes
    headers: Headers
    headers_unchanged: Headers
