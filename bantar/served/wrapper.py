"""The WSGI application around Django's: answers what it has ready, and hands on everything else."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from bantar.logs import sound_request_id
from bantar.served import site
from bantar.served.asked import LONGEST, best_encoding, has_already
from bantar.served.page import Page
from bantar.served.poller import Poller
from bantar.served.store import Store


Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WSGIApp = Callable[[Environ, StartResponse], Iterable[bytes]]

OK, NOT_MODIFIED = "200 OK", "304 Not Modified"
CONDITIONS_OF_DJANGO = ("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")


class ServedPages:
    """Ready pages for whoever is nobody in particular; no database, no session, no Django."""

    def __init__(self, app: WSGIApp, store: Store) -> None:
        self._app, self._store = app, store
        self._cookies = tuple(f"{name}=" for name in site.personal_cookies())
        self._redirects = settings.SECURE_SSL_REDIRECT
        self._safeguards = {True: site.safeguards(secure=True)}
        if not self._redirects:
            self._safeguards[False] = site.safeguards(secure=False)
        # nginx keeps a page for this many seconds, whatever browsers are told.
        self._kept = [("X-Accel-Expires", "1")] if settings.PROXY_COUNT else []
        self._not_kept = [("X-Accel-Expires", "0")] if settings.PROXY_COUNT else []

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        query = environ.get("QUERY_STRING")
        path = environ["PATH_INFO"]
        page = self._store.find(f"{path}?{query}" if query else path)
        if page is None or not self._is_for_everybody(environ):
            return self._app(environ, start_response)
        encoding = best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if encoding is None:
            return self._app(environ, start_response)
        return self._answer(environ, start_response, page, encoding)

    def _is_for_everybody(self, environ: Environ) -> bool:
        """Whether Django would answer with this very page."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ.get("SCRIPT_NAME"):
            return False
        cookies = environ.get("HTTP_COOKIE")
        if cookies and any(name in cookies for name in self._cookies):
            return False
        if (
            len(environ.get("HTTP_ACCEPT_ENCODING", "")) > LONGEST
            or len(environ.get("HTTP_IF_NONE_MATCH", "")) > LONGEST
        ):
            return False
        if any(name in environ for name in CONDITIONS_OF_DJANGO):
            return False
        if self._redirects and not site.is_secure(environ):
            return False
        return site.is_our_host(environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}")

    def _answer(self, environ: Environ, start_response: StartResponse, page: Page, encoding: str) -> Iterable[bytes]:
        answer = page.answer(encoding)
        more = [
            *self._safeguards[site.is_secure(environ)],
            *(self._not_kept if self._store.changes_soon else self._kept),
            ("X-Request-ID", sound_request_id(environ.get("HTTP_X_REQUEST_ID", ""))),
        ]
        wanted = environ.get("HTTP_IF_NONE_MATCH")
        if wanted and has_already(wanted, answer.etag):
            start_response(NOT_MODIFIED, answer.headers_unchanged + more)
            return []
        start_response(OK, answer.headers + more)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]


def serve_published(app: WSGIApp) -> WSGIApp:
    """Put the ready pages of `SERVED_PAGES` before an application; it names a class that is a `Source`."""
    if not settings.SERVED_PAGES:
        return app
    store = Store(import_string(settings.SERVED_PAGES)())
    Poller(store).start()
    return ServedPages(app, store)
