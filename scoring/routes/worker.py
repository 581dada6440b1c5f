"""The service worker: at the root, because its address bounds what it may serve."""

from django.urls import URLPattern, URLResolver, path

from scoring.views import field


urlpatterns: list[URLPattern | URLResolver] = [
    path("sw.js", field.worker, name="field-worker"),
]
