"""The published page as the servers of the burst have it: its bytes, its queries, and an official's session."""

from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client

from bantar.accounts.models import User
from bantar.served.store import Store
from bantar.served.wrapper import ServedPages
from scoring.models import RenderedPage
from scoring.selectors.served import PublishedPages


def prepare() -> None:
    """The pages as this program makes them."""
    call_command("render_published", stdout=StringIO())


def as_files(address: str, folder: Path) -> int:
    """Lay the compressed page where nginx finds it; its size."""
    page = RenderedPage.objects.get(rendering__is_current=True, address=address)
    target = folder / address.strip("/")
    target.mkdir(parents=True)
    (target / "index.html").write_bytes(b"")
    return (target / "index.html.gz").write_bytes(bytes(page.gzip))


def session_cookie(username: str) -> str:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return f"sessionid={client.cookies['sessionid'].value}"


def count_queries(address: str, requests: int) -> int:
    """Of answers given by the very application that the server runs, in this process."""
    store = Store(PublishedPages())
    store.poll()
    application = ServedPages(_nobody, store)
    asked = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "wsgi.url_scheme": "http",
    }
    queries = 0

    def counting(execute: Any, *arguments: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*arguments)

    with connection.execute_wrapper(counting):
        for _ in range(requests):
            list(application(dict(asked), lambda *_: None))
    return queries


def _nobody(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    raise RuntimeError("the page was not ready")
