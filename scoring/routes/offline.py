"""The addresses for phones. They answer for themselves who is signed in: 401 in JSON, never a redirect."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from scoring.offline.api import api, openapi


def _for_phones() -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = [
        path("openapi.json", login_not_required(require_GET(openapi)), name="openapi")
    ]
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            pattern.callback = login_not_required(cache_control(no_store=True, private=True)(pattern.callback))
            found.append(pattern)
    return found


urlpatterns: list[URLPattern | URLResolver] = [path("penilaian/api/", include((_for_phones(), "field-api")))]
