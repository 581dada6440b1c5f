"""Words for what the trace holds as codes; each app registers its own, because `bantar` knows no app."""

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bantar.web import formats


_words: dict[str, str | Promise] = {
    "slip.issued": _("Sign-in slip issued"),
    "slip.redeemed": _("Sign-in slip used, own password set"),
    "account.email_changed": _("E-mail address changed"),
}
_values: dict[str, Mapping[str, object]] = {}


def register_acts(words: Mapping[str, str | Promise]) -> None:
    """Say in words what these act codes mean; call it from `AppConfig.ready()`."""
    _words.update(words)


def act_words(code: str) -> str:
    """Return the words for a code; an unregistered code still reads as words."""
    return str(_words.get(code) or code.replace(".", " ").replace("_", " ").replace("-", " ").capitalize())


def register_values(words: Mapping[str, Mapping[str, object]]) -> None:
    """Say in words what the codes in these fields of a change mean; call it from `AppConfig.ready()`."""
    _values.update(words)


def value_words(field: str, value: object) -> object:
    """Return one side of a change as people read it: states by their words, days as days."""
    if not isinstance(value, str):
        return value
    try:
        return formats.tanggal(date.fromisoformat(value), language=get_language() or "id")
    except ValueError:
        return _values.get(field, {}).get(value, value)
