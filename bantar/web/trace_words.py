"""Words for what the trace holds as codes; each app registers its own, because `bantar` knows no app."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from bantar.web import formats


_words: dict[str, str | Promise] = {
    "slip.issued": _("Sign-in slip issued"),
    "slip.redeemed": _("Sign-in slip used, own password set"),
    "account.email_changed": _("E-mail address changed"),
}
_values: dict[str, Mapping[str, object]] = {}
_fields: dict[str, str | Promise] = {}


def register_acts(words: Mapping[str, str | Promise]) -> None:
    """Say in words what these act codes mean; call it from `AppConfig.ready()`."""
    _words.update(words)


def act_words(code: str) -> str:
    """Return the words for a code; an unregistered code still reads as words."""
    return str(_words.get(code) or code.replace(".", " ").replace("_", " ").replace("-", " ").capitalize())


def register_values(words: Mapping[str, Mapping[str, object]]) -> None:
    """Say in words what the codes in these fields of a change mean; call it from `AppConfig.ready()`."""
    _values.update(words)


def register_fields(words: Mapping[str, str | Promise]) -> None:
    """Name fields of a change whose own names are not English words; call it from `AppConfig.ready()`."""
    _fields.update(words)


def field_words(field: str) -> str:
    """Return the name of what was changed; of "B1 note" only the second word is one."""
    if field in _fields:
        return str(_fields[field])
    code, space, rest = field.partition(" ")
    return f"{code} {gettext(rest)}" if space and code.isupper() else gettext(field)


def value_words(field: str, value: object) -> object:
    """Return one side of a change as people read it: states by their words, days as days, times as times."""
    if not isinstance(value, str):
        return value
    for read in (_day_words, _time_words):
        try:
            return read(value)
        except ValueError:
            continue
    return _values.get(field, {}).get(value, value)


def _day_words(value: str) -> str:
    return formats.tanggal(date.fromisoformat(value), language=get_language() or "id")


def _time_words(value: str) -> str:
    """Only of a whole moment with its zone; other digits are no times."""
    moment = datetime.fromisoformat(value)
    if timezone.is_naive(moment):
        raise ValueError(value)
    return formats.waktu(timezone.localtime(moment), language=get_language() or "id")
