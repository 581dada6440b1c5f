"""How the door for phones says no: always JSON, a code and a sentence, never a redirect and never a page."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from bantar.web.errors import Refusal
from scoring.field_refusals import (
    DeviceTaken,
    FieldRefusal,
    NotAnAssessor,
    OtherUser,
    PartTooLarge,
    UnknownDevice,
    UnknownPhoto,
)
from scoring.offline.schemas import Problem


STATUSES: Final[Mapping[type[FieldRefusal], int]] = {
    UnknownDevice: 404,
    UnknownPhoto: 404,
    OtherUser: 403,
    NotAnAssessor: 403,
    DeviceTaken: 409,
    PartTooLarge: 413,
}
"""All others: 422."""

CUT_SHORT: Final = _("This request cannot be read; it may have been cut short.")

PROBLEMS: Final[dict[int, type[Problem]]] = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 503), Problem)
"""What every address may answer besides success."""


class SignedOut(Exception):
    """Nobody is signed in, or no longer."""


class NotFromOurPage(Exception):
    """Without a valid CSRF token."""


class OwnSession(AuthBase):
    """The session of the portal. Who sends something also shows that it comes from a page of ours."""

    openapi_type: str = "apiKey"
    openapi_in: str = "cookie"
    openapi_name: str = "sessionid"

    def __call__(self, request: HttpRequest) -> bool:
        if not request.user.is_authenticated:
            raise SignedOut
        if check_csrf(request) is not None:
            raise NotFromOurPage
        return True


def say(status: int, code: str, text: str | Promise) -> HttpResponse:
    return JsonResponse({"code": code, "text": str(text)}, status=status)


def signed_out(request: HttpRequest, error: Exception) -> HttpResponse:
    return say(
        401, "signed_out", _("You are signed out. Nothing is lost: sign in as the same person, then send again.")
    )


def not_from_our_page(request: HttpRequest, error: Exception) -> HttpResponse:
    return say(403, "csrf", _("This did not come from a page of the portal. Open the app once more, then send again."))


def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    if isinstance(error, FieldRefusal):
        return say(STATUSES.get(type(error), 422), error.code, str(error))
    return say(409, "refused", str(error))


def wrong_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name the place; what was sent there is not repeated."""
    place: Any = error.errors[0].get("loc", ()) if error.errors else ()
    where = ".".join(str(part)[:40] for part in place if part != "body") or "body"
    return say(422, "wrong_shape", _("This request does not have the expected form (at %(where)s).") % {"where": where})


def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return say(error.status_code, "unreadable", CUT_SHORT)


def too_large(request: HttpRequest, error: Exception) -> HttpResponse:
    return say(413, "too_large", _("This is too much at once. Please send it in smaller parts."))


def cut_off(request: HttpRequest, error: Exception) -> HttpResponse:
    """Nobody is there any more to read it."""
    return say(400, "unreadable", CUT_SHORT)


def busy(request: HttpRequest, error: Exception) -> HttpResponse:
    """A lock that did not come free in time: nothing is stored, and the same may be sent again."""
    return say(503, "busy", _("The server is busy. Nothing is lost: it is sent again by itself."))


_ANSWERS: Final[Sequence[tuple[type[Exception], Any]]] = (
    (SignedOut, signed_out),
    (NotFromOurPage, not_from_our_page),
    (Refusal, refused),
    (ValidationError, wrong_shape),
    (HttpError, unreadable),
    (RequestDataTooBig, too_large),
    (UnreadablePostError, cut_off),
    (OperationalError, busy),
)


def teach(api: NinjaAPI) -> None:
    """Let an API answer like this."""
    for error, answer in _ANSWERS:
        api.add_exception_handler(error, answer)
