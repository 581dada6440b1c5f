"""The app for scoring without signal."""

from django.urls import URLPattern, URLResolver, path

from scoring.views import field


urlpatterns: list[URLPattern | URLResolver] = [
    path("penilaian/lapangan/", field.shell, name="field"),
    path("manifest.webmanifest", field.manifest, name="field-manifest"),
]
