"""What every view needs: the type of a signed-in request, permission, page or partial, and where to go next."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TypeVar, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise

from bantar.accounts.models import User
from bantar.served.site import personal_cookies


M = TypeVar("M", bound=Model)


class SignedInRequest(HttpRequest):
    """A request that has passed the login middleware."""

    user: User


def require(allowed: bool) -> None:
    """Answer 403 unless allowed."""
    if not allowed:
        raise PermissionDenied


def is_swap(request: HttpRequest) -> bool:
    """Whether htmx asked for a part of the page; a boosted link or a restored history wants the whole."""
    headers = request.headers
    asked_by_htmx = headers.get("HX-Request") == "true"
    return asked_by_htmx and "HX-Boosted" not in headers and "HX-History-Restore-Request" not in headers


def page_or_partial(
    request: HttpRequest, page: str, partial: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """Render the partial for an htmx swap, and the whole page for everything else."""
    response = render(request, partial if is_swap(request) else page, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def same_for_everybody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let our own proxy keep a public page for a second, of whoever is nobody in particular; browsers learn nothing.

    On announcement day it is then made once a second, however many look.
    """

    @wraps(view)
    def kept(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        personal = any(name in request.COOKIES for name in personal_cookies())
        if settings.PROXY_COUNT and response.status_code == 200 and not personal and not is_swap(request):
            response["X-Accel-Expires"] = "1"
        return response

    return kept


def go_to(
    request: HttpRequest, name: str, *args: object, message: str | Promise = "", fragment: str = ""
) -> HttpResponse:
    """Send the browser to a named page (or an object's), with a message to greet it there.

    htmx follows a plain redirect inside the swap, so it is told to go by a header.
    """
    if message:
        messages.success(request, str(message))
    url = resolve_url(name, *args) + (f"#{fragment}" if fragment else "")
    if not is_swap(request):
        return HttpResponseRedirect(url)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = url
    return response


def site_of(request: HttpRequest) -> str:
    """The address of this site as its visitors know it, without a slash at its end."""
    return request.build_absolute_uri("/").rstrip("/")


def page_of(request: HttpRequest, rows: QuerySet[M], *, size: int = 25) -> Page[M]:
    """Return the page of rows asked for with ?page=; nonsense gives the first, too high the last."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def posted_text(request: HttpRequest, name: str, *, most: int = 2000) -> str:
    """A text sent without a form: short enough for its column, and without the NUL that PostgreSQL cannot hold."""
    return request.POST.get(name, "").replace("\0", "")[:most]


def signed_in_user(request: HttpRequest) -> User:
    """Return the user of a request behind the login middleware, for code typed with HttpRequest."""
    return cast("User", request.user)
