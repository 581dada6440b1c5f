"""The API in the words of OpenAPI 3.1, with examples that answer on this very site."""

import json
from functools import lru_cache
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from bantar.web.openapi import say_what_operations_do
from scoring.api.answers import PROBLEMS
from scoring.api.operations import api
from scoring.open_data.licences import OURS
from scoring.selectors.open_api import Example, example


PREFIX: Final = "/api/v1/"
HEADERS: Final = {
    "ETag": {"description": "Sidik isi / Fingerprint of the content", "schema": {"type": "string"}, "required": True},
    "Cache-Control": {"schema": {"type": "string"}, "description": "public, max-age=60"},
    "Access-Control-Allow-Origin": {"schema": {"type": "string"}, "description": "*"},
}
NOT_MODIFIED: Final = {"description": "Isi tidak berubah / Not modified (If-None-Match)"}


def openapi_document(found: Example) -> dict[str, Any]:
    """`found`: values that the examples may name."""
    document: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX))
    document["info"]["license"] = {"name": OURS["title"], "url": OURS["path"]}
    document["servers"] = [{"url": "/", "description": "Portal ini / This portal"}]
    say_what_operations_do(document["paths"])
    values = _values(found)
    for methods in document["paths"].values():
        for operation in methods.values():
            _complete(operation, values)
    return document


def parameters_of() -> dict[str, frozenset[str]]:
    """The query parameters of every operation, by its id."""
    document = api.get_openapi_schema(path_prefix=PREFIX)
    return {
        operation["operationId"]: frozenset(p["name"] for p in operation["parameters"] if p["in"] == "query")
        for methods in document["paths"].values()
        for operation in methods.values()
    }


def _complete(operation: dict[str, Any], values: dict[str, Any]) -> None:
    """Examples for the parameters, the headers of success, and what a 304 and the problems mean."""
    for parameter in operation["parameters"]:
        name = parameter["name"]
        if name in values:
            parameter["example"] = values[name]
        _one_form(parameter)
    answers = operation["responses"]
    for status in PROBLEMS:
        answers[status]["description"] = _MEANS[status]
    answers[200]["headers"] = HEADERS
    answers[304] = NOT_MODIFIED
    operation["responses"] = {str(status): answer for status, answer in sorted(answers.items())}


def _one_form(parameter: dict[str, Any]) -> None:
    """A parameter that is left out is not null: there is no null in an address."""
    schema = parameter["schema"]
    if "anyOf" in schema:
        kinds = [kind for kind in schema.pop("anyOf") if kind != {"type": "null"}]
        schema |= kinds[0]
    schema.pop("title", None)


_MEANS: Final = {
    404: "Tidak ada / There is no such thing",
    422: "Nilai atau parameter yang tidak dikenal / A value or parameter nobody knows",
    503: "Sedang sibuk / Busy",
}


def _values(found: Example) -> dict[str, Any]:
    """An example for every parameter, all about one entry, so that any of them together find something."""
    kelurahan, _slash, numbers = found.entry.partition("/")
    return {
        "slug": found.edition,
        "edition": found.edition,
        "kelurahan": kelurahan,
        "kecamatan": kelurahan.rpartition(".")[0],
        "numbers": numbers,
        "rt": found.rt,
        "rt_id": found.rt,
        "version": found.version,
        "page": 1,
        "per_page": 20,
        "winner": "true",
        "level": "kelurahan",
    }


def openapi(request: HttpRequest) -> HttpResponse:
    """openapi.json; two queries for its examples."""
    return HttpResponse(_as_json(example()), content_type="application/json")


@lru_cache(maxsize=4)
def _as_json(found: Example) -> bytes:
    """Made anew only when the examples are others."""
    return json.dumps(openapi_document(found), ensure_ascii=False, separators=(",", ":")).encode()
