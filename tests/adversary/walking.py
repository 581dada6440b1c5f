"""Walk the site as one visitor: every address of the access list, and every link found on the way."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from django.test import Client
from django.urls import reverse

from tests.access.routes import PUBLIC, ROUTES
from tests.access.world import World


LINK = re.compile(r'(?:href|src|hx-get)="([^"]+)"')
NOT_FOLLOWED = ("/static/", "/keluar/", "/akun/", "/masuk/", "/en/")
"""The English pages come from the same views; test_english.py walks them."""
CHANGING = re.compile(
    r'"X-CSRFToken": "[^"]+"|name="csrfmiddlewaretoken" value="[^"]+"|"(?:server_time|csrf)": "[^"]+"'
)
HEADERS_PER_REQUEST = {"X-Request-ID", "Set-Cookie", "Content-Length", "Expires"}


@dataclass(frozen=True)
class Page:
    status: int
    text: str
    headers: tuple[tuple[str, str], ...]


def addresses(world: World) -> list[str]:
    listed = [(name, kwargs(world), "") for name, kwargs in PUBLIC.items()]
    guarded = [(name, route.kwargs(world), route.query(world)) for name, route in ROUTES.items()]
    return [reverse(name, kwargs=kwargs) + query for name, kwargs, query in [*listed, *guarded]]


def walk(client: Client, start: Iterable[str], *, but: tuple[str, ...] = (), most: int = 300) -> dict[str, Page]:
    """What the visitor sees at every address and behind every link, until nothing new is found."""
    seen: dict[str, Page] = {}
    ahead = list(dict.fromkeys(start))
    while ahead and len(seen) < most:
        url = ahead.pop(0)
        if url in seen or url.startswith(NOT_FOLLOWED + but):
            continue
        seen[url] = page = visit(client, url)
        ahead += [found for found in links(page, url) if found not in seen]
    return seen


def visit(client: Client, url: str) -> Page:
    response = client.get(url)
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]
    kind = response.headers.get("Content-Type", "")
    text = content.decode("utf-8", "replace") if "sheet" not in kind else f"<workbook of {len(content) > 0}>"
    headers = sorted((k, v) for k, v in response.headers.items() if k not in HEADERS_PER_REQUEST)
    return Page(response.status_code, CHANGING.sub("", text), tuple(headers))


def links(page: Page, at: str) -> list[str]:
    found = []
    for raw in LINK.findall(page.text):
        link = unescape(raw).split("#")[0]
        if link.startswith("?"):
            link = urlsplit(at).path + link
        if link.startswith("/") and not link.startswith("//"):
            found.append(link)
    location = dict(page.headers).get("Location", "")
    return [*found, *([location] if location.startswith("/") else [])]
