"""The pages of a version as everybody gets them, made by the very views that would answer."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Final
from urllib.parse import unquote

from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpResponse
from django.urls import ResolverMatch, resolve, reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from bantar.served.page import Page, is_text
from scoring.models import ResultEntry
from scoring.selectors.entry_facts import all_facts
from scoring.selectors.results import Version, as_if_published


LANGUAGES: Final = ("id", "en")
PAGES: Final = ("result", "result-recount", "result-changes")
FILES: Final = ("result-json", "result-csv", "result-xlsx", "result-annex", "result-press")
UNCHECKED: Final = "public, no-cache"
"""Kept by whoever likes, and asked for anew each time: a correction is then seen at once, and a 304 costs nothing."""
KEPT: Final = ("Content-Type", "Content-Language", "Content-Disposition", "Cache-Control", "Vary")


def rendered_pages(version: Version) -> list[Page]:
    """All of them, in an order that does not change."""
    with as_if_published(replace(version, facts=all_facts(version))):
        return [page for address in addresses(version) if (page := rendered(address)) is not None]


def addresses(version: Version) -> Iterator[str]:
    """Result, recount, what a correction changed, and entries in both languages, and the files, which have one."""
    slug = version.result.edition.slug
    codes = ResultEntry.objects.filter(result=version.result).order_by("entry").values_list("entry", flat=True)
    entries = [code.split("/", 1) for code in codes]
    for language in LANGUAGES:
        with translation.override(language):
            pages = [reverse(f"scoring:{name}", args=[slug]) for name in PAGES]
            pages += [
                reverse("scoring:result-entry", args=[slug, kelurahan, numbers]) for kelurahan, numbers in entries
            ]
        yield from pages
    with translation.override(LANGUAGES[0]):
        yield from (reverse(f"scoring:{name}", args=[slug]) for name in FILES)
        yield f"{reverse('scoring:result-json', args=[slug])}?versi={version.result.version}"


def rendered(address: str) -> Page | None:
    """What a visitor without any cookie gets under an address; None where there is no page."""
    try:
        response = _answer(address)
    except Http404:
        return None
    headers = {name: response[name] for name in KEPT if name in response}
    path, _, query = address.partition("?")
    return Page.made_of(_as_in_wsgi(unquote(path)) + (f"?{query}" if query else ""), response.content, headers)


def _answer(address: str) -> HttpResponse:
    """The view's answer, with what the middleware would add to it that belongs to the page."""
    path = address.partition("?")[0]
    language = translation.get_language_from_path(path) or LANGUAGES[0]
    with translation.override(language):
        found = resolve(unquote(path))
        response: HttpResponse = found.func(_request(address, found), *found.args, **found.kwargs)
        response.headers.setdefault("Content-Language", language)
    if response.headers["Content-Type"].startswith("text/html"):
        patch_vary_headers(response, ["Cookie"])
    if is_text(response.headers["Content-Type"]):
        patch_vary_headers(response, ["Accept-Encoding"])
    response.headers.setdefault("Cache-Control", UNCHECKED)
    return response


def _request(address: str, found: ResolverMatch) -> WSGIRequest:
    path, _, query = address.partition("?")
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": _as_in_wsgi(unquote(path)),
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "wsgi.url_scheme": "https",
            "wsgi.input": BytesIO(),
        }
    )
    request.user = AnonymousUser()
    request.resolver_match = found
    return request


def _as_in_wsgi(text: str) -> str:
    return text.encode().decode("latin-1")
