"""Words for the dotted act codes of the trace; each app registers its own, because `bantar` knows no app."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


_words: dict[str, str | Promise] = {
    "slip.issued": _("Sign-in slip issued"),
    "slip.redeemed": _("Sign-in slip used, own password set"),
    "account.email_changed": _("E-mail address changed"),
}


def register_acts(words: Mapping[str, str | Promise]) -> None:
    """Say in words what these act codes mean; call it from `AppConfig.ready()`."""
    _words.update(words)


def act_words(code: str) -> str:
    """Return the words for a code; an unregistered code still reads as words."""
    return str(_words.get(code) or code.replace(".", " ").replace("_", " ").replace("-", " ").capitalize())
