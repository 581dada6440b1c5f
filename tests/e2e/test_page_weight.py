"""What a first view costs on 3G: the page as it is sent and everything it pulls in, compressed, font aside."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import translation

from tests.e2e.demo import Demo
from tests.e2e.pages import PUBLIC_PAGES


KB = 1024
LINKED = re.compile(r'<(?:link|script|img)\b[^>]*?(?:href|src)="(?P<address>/[^"]+)"')
FETCHED_BY_SCRIPT = {"scoring:map": ["/peta/wilayah.json"]}
AS_IT_IS = (".jpg", ".png", ".webp")


def sent(address: str) -> int:
    """Bytes of one answer as the server sends it: static files with brotli, the others as the client asks for them."""
    if not address.startswith("/static/"):
        return len(Client().get(address, headers={"accept-encoding": "gzip"}).content)
    found = finders.find(address.removeprefix("/static/"))
    assert isinstance(found, str), address
    body = Path(found).read_bytes()
    return len(body) if address.endswith(AS_IT_IS) else len(brotli.compress(body))


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("scoring:home", 60),
        ("scoring:results", 60),
        ("scoring:result", 60),
        ("scoring:result-entry", 60),
        ("scoring:result-recount", 60),
        ("scoring:rt", 60),
        ("scoring:regions", 60),
        ("scoring:kecamatan", 60),
        ("scoring:kelurahan", 60),
        ("scoring:statistics", 60),
        ("scoring:indicators", 60),
        ("scoring:open-data", 60),
        ("scoring:dataset", 60),
        ("scoring:map", 110),
    ],
)
def test_first_view_is_light(demo: Demo, name: str, most: int):
    path = PUBLIC_PAGES[name](demo).path
    answer = Client().get(path, headers={"accept-encoding": "gzip"})
    html = gzip.decompress(answer.content).decode()
    linked = {match["address"] for match in LINKED.finditer(html) if is_fetched(match[0])}

    weights = {path: len(answer.content)}
    weights |= {address: sent(address) for address in [*linked, *FETCHED_BY_SCRIPT.get(name, [])]}

    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(linked) >= 2
    assert sum(weights.values()) < most * KB, weights


def is_fetched(tag: str) -> bool:
    """Not the other language of the page, and not the font."""
    return not re.search(r'rel="(?:alternate|canonical|preload)"', tag)


def test_nothing_comes_from_another_host(demo: Demo):
    for name, opening in PUBLIC_PAGES.items():
        with translation.override("id"):
            html = Client().get(opening(demo).path).content.decode()

        assert not re.findall(
            r'(?:src|href|srcset)="(?:https?:)?//(?!wa\.me|creativecommons\.org|localhost|testserver)[^"]+"', html
        ), name
