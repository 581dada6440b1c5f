"""What answers before Django, with a clock that can be put forward."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from bantar.served.store import Store
from bantar.served.wrapper import ServedPages
from scoring.selectors.served import PublishedPages
from tests.adversary.embargo import WHEN


class Server:
    """One server with its memory; Django behind it is asked by a test client."""

    def __init__(self, client: Client) -> None:
        self.client, self.later = client, 0.0
        self.store = Store(PublishedPages(), clock=lambda: WHEN.timestamp() + self.later)
        self.app = ServedPages(self._django, self.store)

    def _django(self, environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        query = environ["QUERY_STRING"]
        response = self.client.get(environ["PATH_INFO"] + (f"?{query}" if query else ""))
        start_response(str(response.status_code), [])
        return [response.content]

    def get(self, address: str) -> tuple[str, bytes]:
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "wsgi.url_scheme": "http",
        }
        said: list[str] = []
        body = b"".join(self.app(environ, lambda status, headers: said.append(status)))
        return said[0][:3], body
