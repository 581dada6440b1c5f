"""The app on the phone as files: its page, what belongs to it, and the version that all of it together makes."""

import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Final, TypedDict

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, override

from scoring.offline.words import shell_words


LANGUAGES: Final = ("id", "en")
MODULES: Final = "js/field"
OF_THE_SITE: Final = "site"
"""The folder of modules for pages outside the app."""
WORKER: Final = f"{MODULES}/worker.js"
DRAWN_BY_STYLES: Final = ("fonts/plus-jakarta-sans.woff2", "img/select-dark.svg", "img/select-light.svg")
ICONS: Final = {"img/app-192.png": ("192x192", "any"), "img/app-512.png": ("512x512", "any")}
ICON_TYPE: Final = ".png"
"""Icons are for putting the app among the phone's own, which takes a network anyway."""
MASKABLE_ICON: Final = "img/app-maskable-512.png"
VERSION_LENGTH: Final = 16
LINKED = re.compile(r'<(?:link|script)\b[^>]*?(?:href|src)="(?P<address>[^"]+)"')


class Config(TypedDict):
    """What the scripts of the page need to know of the server."""

    api: str
    worker: str
    scope: str
    otherScopes: list[str]
    csrfCookie: str
    version: str


def page_of_the_app() -> str:
    """The shell in the language in force: the same for everybody, without user, cookie or query."""
    return _page(version())


def version() -> str:
    """A digest over both languages of the page and over every file that they need."""
    digest = hashlib.sha256()
    for language in LANGUAGES:
        with override(language):
            digest.update(_page("").encode())
    for name in _modules():
        digest.update(_content_mark(name))
    return digest.hexdigest()[:VERSION_LENGTH]


def assets() -> list[str]:
    """Addresses of everything that the page needs besides itself, for use without a network."""
    names = [*_modules(), *DRAWN_BY_STYLES]
    linked = (match["address"] for match in LINKED.finditer(_page("")) if not match["address"].endswith(ICON_TYPE))
    return sorted({static(name) for name in names} | {a for a in linked if a.startswith(settings.STATIC_URL)})


def worker_script() -> str:
    """The service worker: one for both languages, which knows by its scope which one it serves."""
    places = {}
    for language in LANGUAGES:
        with override(language):
            places[reverse("scoring:assessor-day")] = {"shell": reverse("scoring:field"), "api": api_address()}
    told = {"version": version(), "assets": assets(), "places": places}
    context = {"worker": static(WORKER), "told": json.dumps(told, indent=2)}
    return render_to_string("scoring/field/sw.js", context)


def api_address() -> str:
    return reverse("scoring:assessor-day") + "api/"


def _page(of_version: str) -> str:
    request = HttpRequest()  # not the visitor's: nothing about them can get into the page
    request.method = "GET"
    request.path = request.path_info = reverse("scoring:field")
    modules = [static(name) for name in _modules() if name != WORKER]
    context = {"words": shell_words(), "config": _config(of_version), "modules": modules}
    return render_to_string("scoring/field/shell.html", context, request)


def _config(of_version: str) -> Config:
    scopes = []
    for language in LANGUAGES:
        with override(language):
            scopes.append((language, reverse("scoring:assessor-day")))
    here = get_language() or "id"
    return {
        "api": api_address(),
        "worker": reverse("field-worker"),
        "scope": dict(scopes)[here],
        "otherScopes": [scope for language, scope in scopes if language != here],
        "csrfCookie": settings.CSRF_COOKIE_NAME,
        "version": of_version,
    }


@cache
def _modules() -> tuple[str, ...]:
    folder = settings.BASE_DIR / "static" / MODULES
    files = (file for file in folder.rglob("*.js") if file.parent.name != OF_THE_SITE)
    return tuple(sorted(f"{MODULES}/{file.relative_to(folder).as_posix()}" for file in files))


def _content_mark(name: str) -> bytes:
    """The address of a hashed file says what is in it; while developing and in tests we look."""
    address = static(name)
    found = None if not address.endswith(name) else finders.find(name)
    return address.encode() + (Path(found).read_bytes() if isinstance(found, str) else b"")
