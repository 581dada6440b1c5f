"""How the open API answers: JSON with an ETag, the same for everybody; and how it says no: a code and a sentence."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from bantar.web.open_answers import open_answer, open_to_other_sites
from scoring.api.schemas import Problem


View = Callable[..., HttpResponse]
READS: Final = "GET, HEAD, OPTIONS"
PROBLEMS: Final[dict[int, type[Problem]]] = dict.fromkeys((404, 422, 503), Problem)
"""What every address may answer besides success."""


class NotThere(Exception):
    """Nothing that everybody may know of stands under this address."""

    def __init__(self, code: str, text: str | Promise) -> None:
        self.code, self.text = code, text
        super().__init__(code)


NO_EDITION: Final = NotThere("unknown_edition", _("There is no such edition."))
NO_RESULT: Final = NotThere("no_result", _("There is no such published result."))
NO_ENTRY: Final = NotThere("unknown_entry", _("This result has no such entry."))
NO_RT: Final = NotThere("unknown_rt", _("There is no such RT."))
NO_REGION: Final = NotThere("unknown_region", _("There is no such kecamatan or kelurahan in Kota Jambi."))
NO_CATEGORY: Final = NotThere("unknown_category", _("This edition has no such size category."))


def say(status: int, code: str, text: str | Promise) -> HttpResponse:
    """A problem is never kept by caches: what is not there now may be published in a minute."""
    content = {"code": code, "text": str(text)}
    answer = JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "no-store"
    open_to_other_sites(answer)
    return answer


def _not_there(request: HttpRequest, error: NotThere) -> HttpResponse:
    return say(404, error.code, error.text)


def _wrong_value(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name the parameter; what was sent is not repeated."""
    place: Any = error.errors[0].get("loc", ()) if error.errors else ()
    where = str(place[-1])[:40] if place else "?"
    return say(422, "wrong_value", _("“%(where)s” has a value that this address does not take.") % {"where": where})


def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return say(error.status_code, "unreadable", _("This request cannot be read."))


def _busy(request: HttpRequest, error: Exception) -> HttpResponse:
    return say(503, "busy", _("The server is busy. Please ask again in a moment."))


_ANSWERS: Final[Mapping[type[Exception], Any]] = {
    NotThere: _not_there,
    ValidationError: _wrong_value,
    HttpError: _unreadable,
    OperationalError: _busy,
}


def teach(api: NinjaAPI) -> None:
    """Let an API answer like this."""
    for error, answer in _ANSWERS.items():
        api.add_exception_handler(error, answer)


def unknown_address(request: HttpRequest, rest: str = "") -> HttpResponse:
    return say(404, "not_found", _("There is no such address. All are described in openapi.json."))


def reading(view: View, parameters: frozenset[str]) -> View:
    """Let a view be asked by GET and HEAD, with the parameters it has and each of them once."""

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return _preflight()
        if request.method not in ("GET", "HEAD"):
            refused = say(405, "only_reading", _("This API only reads: GET or HEAD."))
            refused["Allow"] = READS
            return refused
        wrong = _wrong_parameter(request, parameters)
        if wrong is not None:
            return say(
                422,
                "unknown_parameter",
                _("“%(name)s” is not a parameter of this address, or was given twice.") % {"name": wrong},
            )
        return _read(view, request, *args, **kwargs)

    return answer


def _read(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """HEAD is answered as GET; the server leaves the body out."""
    method, request.method = request.method, "GET"
    try:
        found = view(request, *args, **kwargs)
    finally:
        request.method = method
    if found.status_code != 200:
        return found
    answer = open_answer(request, found.content, "application/json")
    if found.has_header("Link"):
        answer["Link"] = found["Link"]
    return answer


def _wrong_parameter(request: HttpRequest, parameters: frozenset[str]) -> str | None:
    for name, values in request.GET.lists():
        if name not in parameters or len(values) > 1:
            return "".join(char for char in name[:40] if char.isprintable())
    return None


def _preflight() -> HttpResponse:
    """A script of another page asks whether it may ask with If-None-Match."""
    answer = HttpResponse(status=204)
    answer["Allow"] = answer["Access-Control-Allow-Methods"] = READS
    answer["Access-Control-Allow-Headers"] = "If-None-Match, Accept"
    answer["Access-Control-Max-Age"] = "86400"
    open_to_other_sites(answer)
    return answer
