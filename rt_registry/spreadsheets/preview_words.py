"""Words for values that a preview shows and a sheet does not print: the app of a kind registers its own."""

from collections.abc import Iterable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


STATUS: Final = "status"
STATUS_LABEL: Final = _("State")
_words: dict[tuple[str, str], dict[str, str | Promise]] = {}


def register_preview_words(kind: str, field: str, words: Iterable[tuple[str, str | Promise]]) -> None:
    """`words`: (value, what people call it), as the choices of an enum."""
    _words[kind, field] = dict(words)


def in_words(kind: str, field: str, value: str | None) -> str | None:
    return None if value is None else str(_words.get((kind, field), {}).get(value, value))
