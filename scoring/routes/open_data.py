"""Open data: pages in both languages, and files that are the same at either address."""

from django.urls import URLPattern, URLResolver, path

from scoring.views import open_data


urlpatterns: list[URLPattern | URLResolver] = [
    path("data/", open_data.open_data, name="open-data"),
    path("data/katalog.jsonld", open_data.catalogue, name="data-catalogue"),
    path("data/katalog-ckan.json", open_data.ckan, name="data-ckan"),
    path("data/kunci-publik.pem", open_data.public_key, name="data-key"),
    path("data/<slug:slug>.zip", open_data.data_archive, name="data-archive"),
    path("data/<slug:slug>/", open_data.dataset, name="dataset"),
    path("data/<slug:slug>/<str:file>", open_data.data_file, name="data-file"),
]
