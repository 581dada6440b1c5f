"""The words of the page of one act: what is asked, what follows, what the button says."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
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


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None where it is only shown. A form sent empty is sent all the same."""
    return request.POST if request.method == "POST" else None
