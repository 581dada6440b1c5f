"""The open API: one address, whatever the language of the pages; included outside of them."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path, re_path

from scoring.api.answers import reading, unknown_address
from scoring.api.openapi import openapi, parameters_of
from scoring.api.operations import api


def _patterns() -> list[URLPattern | URLResolver]:
    parameters = parameters_of()
    found: list[URLPattern | URLResolver] = [
        path("openapi.json", login_not_required(reading(openapi, frozenset())), name="openapi")
    ]
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name in parameters:
            pattern.callback = login_not_required(reading(pattern.callback, parameters[pattern.name]))
            found.append(pattern)
    nothing = login_not_required(reading(unknown_address, frozenset()))
    return [*found, re_path(r"^(?P<rest>.*)$", nothing, name="unknown")]


urlpatterns: list[URLPattern | URLResolver] = [path("api/v1/", include((_patterns(), "api")))]
