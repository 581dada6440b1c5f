"""What every request and response gets, whichever page answers."""

from collections.abc import Callable
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from bantar.logs import request_id, sound_request_id
from bantar.served.page import is_text


Handler = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Give each request an id, the proxy's where it sent one, for its log lines and its answer."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.headers.get("X-Request-ID", "")
        # Not reset afterwards: Django logs the answer when this middleware has returned; the next request sets its own.
        request_id.set(sound_request_id(sent))
        response = self.get_response(request)
        response["X-Request-ID"] = request_id.get()
        return response


class ClosedUntilOpenedMiddleware(LoginRequiredMiddleware):
    """Django's, but a public view is let through before anybody asks who comes.

    What is the same for everybody then costs no session, and caches need not keep a copy for each of them.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class PermissionsPolicyMiddleware:
    """Tell the browser which devices pages may ask for."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response


class ContentSecurityMiddleware(CSPMiddleware):
    """What a page may load, in one order: the package takes its own from a set, so each process said it otherwise."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_the_views_own = HEADER in response
        answer = super().process_response(request, response)
        if HEADER in answer and not is_the_views_own:
            answer[HEADER] = "; ".join(sorted(answer[HEADER].split("; ")))
        return answer


class CompressTextMiddleware(GZipMiddleware):
    """Compress pages and data on the way out: 90 kB of results become 8. Photos and workbooks are compact already.

    Nothing secret can be guessed from the length of a page: tokens are masked anew in every answer, and Django adds
    up to 100 random bytes.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not is_text(response.get("Content-Type", "")):
            return response
        return super().process_response(request, response)


class PathLocaleMiddleware(LocaleMiddleware):
    """The address alone decides the language: Indonesian at the plain one, English under /en/."""

    def process_request(self, request: HttpRequest) -> None:
        language = translation.get_language_from_path(request.path_info) or settings.PLAIN_ADDRESS_LANGUAGE
        translation.activate(language)
        request.LANGUAGE_CODE = language

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Take back Django's "Vary: Accept-Language": caches would keep a copy for every visitor's list."""
        answer = super().process_response(request, response)
        vary = [name.strip() for name in answer.get("Vary", "").split(",")]
        answer["Vary"] = ", ".join(name for name in vary if name and name != "Accept-Language")
        if not answer["Vary"]:
            del answer["Vary"]
        return answer
