"""A WSGI server of few words: asks an application and keeps what it says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bantar.served.page import Page
from bantar.served.store import Announced


@dataclass(frozen=True)
class Said:
    status: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def by_django(self) -> bool:
        return self.status == "299 Django"


def ask(app: Any, path: str = "/hasil/2026-1/", **environ: str) -> Said:
    """GET unless told otherwise, from a visitor without anything."""
    heard: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        heard.update(status=status, headers=dict(headers), count=len(headers))

    place, _, query = path.partition("?")
    asked = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": place,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        **environ,
    }
    body = b"".join(app(asked, start_response))
    assert len(heard["headers"]) == heard["count"], "a header was said twice"
    return Said(heard["status"], heard["headers"], body)


def django(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Stands in for Django."""
    start_response("299 Django", [])
    return [b"from Django"]


def page(address: str = "/hasil/2026-1/", text: str = "Hasil " * 200, kind: str = "text/html; charset=utf-8") -> Page:
    headers = {"Content-Type": kind, "Vary": "Cookie, Accept-Encoding", "Cache-Control": "public, no-cache"}
    return Page.made_of(address, text.encode(), headers)


@dataclass
class Shelves:
    """A source in memory: what is announced, the pages under each number, and whether it can be reached."""

    announcements: list[Announced] = field(default_factory=list)
    books: dict[int, list[Page]] = field(default_factory=dict)
    is_away: bool = False
    loads: int = 0

    def announce(self, number: int, *pages: Page, shelf: int = 1, at: float = 0.0) -> None:
        self.books[number] = list(pages)
        self.announcements = [one for one in self.announcements if one.shelf != shelf]
        self.announcements.append(Announced(shelf, number, at))

    def announced(self) -> list[Announced]:
        if self.is_away:
            raise ConnectionError("the database is away")
        return self.announcements

    def pages(self, number: int) -> list[Page]:
        self.loads += 1
        return self.books[number]
