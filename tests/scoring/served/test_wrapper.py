"""Who is answered before Django, with which status, headers and bytes; everybody else is handed on untouched."""

import gzip
from typing import Any

import brotli
import pytest
from django.conf import LazySettings

from bantar.served.page import Page
from bantar.served.poller import Poller
from bantar.served.site import safeguards
from bantar.served.store import Store
from bantar.served.wrapper import ServedPages, serve_published
from tests.scoring.served.asking import Shelves, ask, django, page


TEXT = ("Hasil " * 200).encode()
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def app_of(*pages: Page) -> ServedPages:
    shelves = Shelves()
    shelves.announce(1, *pages)
    store = Store(shelves)
    store.poll()
    return ServedPages(django, store)


@pytest.fixture
def app() -> ServedPages:
    return app_of(page(), page("/hasil/2026-1/hasil.json?versi=1", "{}" * 400, "application/json"))


UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}


@pytest.mark.parametrize(("accepted", "encoding"), [("gzip, br", "br"), ("gzip", "gzip"), ("", None)])
def test_bytes_and_headers_of_each_encoding(app: ServedPages, accepted: str, encoding: str | None) -> None:
    said = ask(app, HTTP_ACCEPT_ENCODING=accepted)

    assert said.status == "200 OK"
    assert UNPACK[encoding](said.body) == TEXT
    assert said.headers.get("Content-Encoding") == encoding
    assert said.headers["Content-Length"] == str(len(said.body))
    assert said.headers["Content-Type"] == "text/html; charset=utf-8"
    assert said.headers["Cache-Control"] == "public, no-cache"
    assert said.headers["Vary"] == "Cookie, Accept-Encoding"


def test_each_encoding_has_a_strong_etag_of_its_own(app: ServedPages) -> None:
    etags = [ask(app, HTTP_ACCEPT_ENCODING=name).headers["ETag"] for name in ("br", "gzip", "")]

    assert len(set(etags)) == 3
    assert all(etag[0] == etag[-1] == '"' for etag in etags)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_304_says_what_a_cache_needs_and_nothing_of_the_body(app: ServedPages, method: str) -> None:
    full = ask(app, HTTP_ACCEPT_ENCODING="br")

    said = ask(
        app, REQUEST_METHOD=method, HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=f'"x", W/{full.headers["ETag"]}'
    )

    assert (said.status, said.body) == ("304 Not Modified", b"")
    same = ("ETag", "Vary", "Cache-Control")
    assert {name: said.headers[name] for name in same} == {name: full.headers[name] for name in same}
    assert not {"Content-Length", "Content-Type", "Content-Encoding"} & said.headers.keys()


def test_etag_of_another_encoding_is_another_page(app: ServedPages) -> None:
    packed = ask(app, HTTP_ACCEPT_ENCODING="gzip").headers["ETag"]

    assert ask(app, HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=packed).status == "200 OK"


@pytest.mark.parametrize("accepted", ["br", "gzip", ""])
def test_head_is_get_without_the_body(app: ServedPages, accepted: str) -> None:
    get, head = (ask(app, REQUEST_METHOD=m, HTTP_ACCEPT_ENCODING=accepted) for m in ("GET", "HEAD"))

    assert (head.status, head.body) == (get.status, b"")
    varying = {"X-Request-ID"}
    assert {k: v for k, v in head.headers.items() if k not in varying} == {
        k: v for k, v in get.headers.items() if k not in varying
    }


def test_files_that_are_packed_already_go_out_as_they_are() -> None:
    app = app_of(page("/hasil/2026-1/hasil.xlsx", "PK" * 300, BOOK))

    said = ask(app, "/hasil/2026-1/hasil.xlsx", HTTP_ACCEPT_ENCODING="gzip, br")

    assert (said.body, said.headers.get("Content-Encoding")) == (b"PK" * 300, None)


HANDED_ON: list[tuple[str, str, dict[str, str]]] = [
    ("another address", "/hasil/2026-1/x/001/", {}),
    ("a query", "/hasil/2026-1/?page=2", {}),
    ("an empty name in the query", "/hasil/2026-1/?=", {}),
    ("another version", "/hasil/2026-1/hasil.json?versi=2", {}),
    ("an order of parameters", "/hasil/2026-1/hasil.json?versi=1&x", {}),
    ("POST", "/hasil/2026-1/", {"REQUEST_METHOD": "POST"}),
    ("OPTIONS", "/hasil/2026-1/", {"REQUEST_METHOD": "OPTIONS"}),
    ("a session", "/hasil/2026-1/", {"HTTP_COOKIE": "a=b; sessionid=xyz"}),
    ("a message to greet with", "/hasil/2026-1/", {"HTTP_COOKIE": "messages=xyz"}),
    ("a foreign host", "/hasil/2026-1/", {"HTTP_HOST": "evil.example"}),
    ("a host that is none", "/hasil/2026-1/", {"HTTP_HOST": "local host"}),
    ("nothing acceptable", "/hasil/2026-1/", {"HTTP_ACCEPT_ENCODING": "identity;q=0"}),
    ("an endless header", "/hasil/2026-1/", {"HTTP_ACCEPT_ENCODING": "br," * 2000}),
    ("endless etags", "/hasil/2026-1/", {"HTTP_IF_NONE_MATCH": '"x",' * 2000}),
    ("If-Match", "/hasil/2026-1/", {"HTTP_IF_MATCH": "*"}),
    ("below another application", "/hasil/2026-1/", {"SCRIPT_NAME": "/portal"}),
]


@pytest.mark.parametrize(("why", "path", "environ"), HANDED_ON, ids=[row[0] for row in HANDED_ON])
def test_handed_on_to_django(app: ServedPages, why: str, path: str, environ: dict[str, str]) -> None:
    assert ask(app, path, **environ).by_django, why


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"HTTP_HOST": "LOCALHOST:8000"},
        {"HTTP_HOST": "127.0.0.1"},
        {"HTTP_COOKIE": "theme=dark; csrftoken=abc"},
        {"HTTP_RANGE": "bytes=0-10"},
        {"HTTP_ACCEPT_LANGUAGE": "en"},
    ],
)
def test_answered_at_once(app: ServedPages, environ: dict[str, str]) -> None:
    assert ask(app, **environ).body == TEXT


def test_request_id_of_a_proxy_is_kept_and_nonsense_is_not(app: ServedPages) -> None:
    kept = ask(app, HTTP_X_REQUEST_ID="abcdef0123456789").headers["X-Request-ID"]
    drawn = ask(app, HTTP_X_REQUEST_ID="a b\r\nSet-Cookie: x").headers["X-Request-ID"]

    assert kept == "abcdef0123456789"
    assert len(drawn) == 32


def test_https_sends_hsts_and_plain_requests_to_djangos_redirect(settings: LazySettings) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 3600
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    app = app_of(page())

    secure = ask(app, HTTP_X_FORWARDED_PROTO="https, http")

    assert secure.headers["Strict-Transport-Security"] == "max-age=3600"
    assert ask(app).by_django
    assert ask(app, HTTP_X_FORWARDED_PROTO="http").by_django
    assert ask(app, **{"wsgi.url_scheme": "https", "HTTP_X_FORWARDED_PROTO": "http"}).by_django
    assert not ask(app, **{"wsgi.url_scheme": "https"}).by_django


def test_proxies_may_keep_a_page_for_a_second_but_not_before_a_switch(settings: LazySettings) -> None:
    settings.PROXY_COUNT = 1
    shelves, now = Shelves(), [100.0]
    shelves.announce(1, page())
    store = Store(shelves, lambda: now[0])
    store.poll()
    app = ServedPages(django, store)
    quiet = ask(app).headers["X-Accel-Expires"]
    shelves.announce(2, page(text="new"), at=102.0)
    store.poll()

    assert (quiet, ask(app).headers["X-Accel-Expires"]) == ("1", "0")
    now[0] = 102.0
    assert (ask(app).body, ask(app).headers["X-Accel-Expires"]) == (b"new", "1")


def test_without_a_proxy_nothing_is_said_to_one(app: ServedPages) -> None:
    assert "X-Accel-Expires" not in ask(app).headers


def test_safeguards_are_those_of_the_middleware() -> None:
    names = {name for name, _ in safeguards(secure=False)}

    assert names >= {
        "Content-Security-Policy",
        "Permissions-Policy",
        "Referrer-Policy",
        "X-Content-Type-Options",
        "X-Frame-Options",
    }


def test_the_policy_is_in_the_same_order_in_every_process() -> None:
    policy = dict(safeguards(secure=False))["Content-Security-Policy"].split("; ")

    assert len(policy) > 4
    assert policy == sorted(policy)


def test_no_source_no_wrapper(settings: LazySettings) -> None:
    settings.SERVED_PAGES = ""
    inner: Any = django

    assert serve_published(inner) is inner


class OneShelf(Shelves):
    """A source as the settings name one."""

    def __init__(self) -> None:
        super().__init__()
        self.announce(1, page())


def test_the_source_that_the_settings_name_is_put_before_the_application(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SERVED_PAGES = f"{__name__}.OneShelf"
    monkeypatch.setattr(Poller, "start", lambda poller: poller.store.poll())

    app = serve_published(django)

    assert (ask(app).body, ask(app, "/").by_django) == (TEXT, True)
