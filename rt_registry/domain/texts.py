"""Texts that people read as the same."""

import unicodedata


JOINERS = frozenset("\u200c\u200d")
"""They part or join letters and emoji, so they are seen."""


def as_read(text: str) -> str:
    """The text on one line, without what nobody sees."""
    if text.isascii() and text.isprintable():  # nearly every text
        return " ".join(text.split())
    plain = unicodedata.normalize("NFC", text)
    seen = (" " if c.isspace() else c for c in plain if c.isspace() or c in JOINERS or not _is_unseen(c))
    return " ".join("".join(seen).split())


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cn", "Cs"}


def read_alike(one: str, other: str) -> bool:
    return one == other or as_read(one) == as_read(other)
