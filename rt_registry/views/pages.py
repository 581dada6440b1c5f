"""The words of the page of one act: what is asked, what follows, what the button says."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


SAVED = _("Saved.")


@dataclass(frozen=True)
class Page:
    title: str | Promise
    lede: str | Promise
    button: str | Promise
    done: str | Promise = SAVED
    ends_something: bool = False
    template: str = ""
