"""What is signed about a published result (DOMAIN 8): a short public statement that holds the digests of all the rest.

`document`, the canonical form, is public too. `acts` say who acted and when, and to which records the entries belong;
they are private, so the statement holds only their digest, and a random salt keeps anyone from guessing them.
"""

import hashlib
import zlib
from collections.abc import Mapping
from typing import Any, Final

from scoring.domain.canonical import canonical_bytes, digest


FORMAT: Final = "bantar-statement/1"
LARGEST_DOCUMENT: Final = 100_000_000


class UnreadableSeal(ValueError):
    """A sealed document that cannot be unpacked whole."""


def statement_of(
    *,
    edition: Mapping[str, Any],
    version: int,
    document_digest: str,
    previous: str | None,
    published_at: str,
    simulated: bool,
    reason: str,
    acts: Mapping[str, Any],
) -> dict[str, Any]:
    """What is said of one version. `edition`: its slug as `edition`, `name`, `year` and `period`."""
    return {
        "format": FORMAT,
        **edition,
        "version": version,
        "digest": document_digest,
        "previous": previous,
        "published_at": published_at,
        "simulated": simulated,
        "reason": reason,
        "acts": digest(acts),
    }


def statement_bytes(statement: Mapping[str, Any]) -> bytes:
    """The bytes that are signed: the statement in canonical form."""
    return canonical_bytes(statement)


def pack(document: Mapping[str, Any]) -> bytes:
    """The canonical form, compressed."""
    return zlib.compress(canonical_bytes(document), 9)


def unpack(packed: bytes) -> bytes:
    """The canonical form again. Raises UnreadableSeal on anything that `pack` cannot have made."""
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(packed, LARGEST_DOCUMENT)
    except zlib.error as error:
        raise UnreadableSeal(str(error)) from error
    if not unpacker.eof or unpacker.unused_data:
        raise UnreadableSeal("it does not end where it should")
    return text


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
