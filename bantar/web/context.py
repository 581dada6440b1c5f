"""What every page's frame prints. Values are functions: a page that does not print one pays no query for it."""

from collections.abc import Callable
from functools import cache
from typing import TypedDict

from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from bantar.accounts.models import User
from bantar.web.desks import Desk, desks_of
from bantar.web.simulated import holds_simulated_data


class SiteContext(TypedDict):
    is_simulated: Callable[[], bool]
    desks: Callable[[], list[Desk]]
    other_language: Callable[[], "OtherLanguage | None"]


class OtherLanguage(TypedDict):
    code: str
    name: str
    url: str


def site(request: HttpRequest) -> SiteContext:
    """Give every template `is_simulated`, `desks` and `other_language`.

    A page that knows better (a published result is simulated or not) passes its own `is_simulated`.
    """

    @cache
    def desks() -> list[Desk]:
        user = getattr(request, "user", None)
        return desks_of(user) if isinstance(user, User) else []

    @cache
    def other_language() -> OtherLanguage | None:
        return _same_page_in_the_other_language(request)

    return {"is_simulated": cache(holds_simulated_data), "desks": desks, "other_language": other_language}


def _same_page_in_the_other_language(request: HttpRequest) -> OtherLanguage | None:
    """Return where this page stands in the other language; None for an address that has no two."""
    code, name = ("id", "Bahasa Indonesia") if (get_language() or "id").startswith("en") else ("en", "English")
    here = request.get_full_path()
    there = translate_url(here, code)
    return None if there == here else {"code": code, "name": name, "url": there}
