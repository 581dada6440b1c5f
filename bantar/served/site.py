"""What Django's own middleware would do with a request and say in an answer, worked out once per process."""

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any, Final

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.utils.module_loading import import_string

from bantar.served.page import Headers


SAFEGUARDS: Final = frozenset(
    {
        "django.middleware.security.SecurityMiddleware",
        "bantar.middleware.PermissionsPolicyMiddleware",
        "bantar.middleware.ContentSecurityMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    }
)


def personal_cookies() -> tuple[str, ...]:
    """With one of these a page may be another one: greeted by name, or with a message on top."""
    return settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name


def is_secure(environ: Mapping[str, Any]) -> bool:
    """As `HttpRequest.scheme` decides it."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, wanted = settings.SECURE_PROXY_SSL_HEADER
        said = environ.get(name)
        if said is not None:
            return bool(said.split(",", 1)[0].strip() == wanted)
    return bool(environ.get("wsgi.url_scheme") == "https")


@lru_cache(maxsize=64)
def is_our_host(host: str) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def safeguards(*, secure: bool) -> Headers:
    """The headers that the safeguards of MIDDLEWARE put on every page."""
    handler = _nothing
    for path in reversed(settings.MIDDLEWARE):
        if path in SAFEGUARDS:
            handler = import_string(path)(handler)
    answer = handler(WSGIRequest({**_BARE, "wsgi.url_scheme": "https" if secure else "http"}))
    return [(name, value) for name, value in answer.items() if name != "Content-Type"]


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


_BARE: dict[str, Any] = {
    "REQUEST_METHOD": "GET",
    "PATH_INFO": "/",
    "SERVER_NAME": "localhost",
    "SERVER_PORT": "80",
    "wsgi.input": BytesIO(),
}
