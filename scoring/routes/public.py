"""The public site: everybody reads it without signing in."""

from django.urls import URLPattern, URLResolver, path

from scoring.views import home, indicators, places, result_changes, result_files, results, statistics
from scoring.views import map as city_map


urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("cari/", home.search, name="search"),
    path("hasil/", results.results, name="results"),
    path("hasil/<slug:slug>/", results.result, name="result"),
    path("hasil/<slug:slug>/perubahan/", result_changes.changes, name="result-changes"),
    path("hasil/<slug:slug>/hasil.json", result_files.result_json, name="result-json"),
    path("hasil/<slug:slug>/hasil.csv", result_files.result_csv, name="result-csv"),
    path("hasil/<slug:slug>/hasil.xlsx", result_files.result_xlsx, name="result-xlsx"),
    path("hasil/<slug:slug>/<str:kelurahan>/<str:numbers>/", results.entry, name="result-entry"),
    path("rt/<int:pk>/", places.rt, name="rt"),
    path("wilayah/", places.regions, name="regions"),
    path("wilayah/<slug:kecamatan>/", places.kecamatan, name="kecamatan"),
    path("wilayah/<slug:kecamatan>/<slug:kelurahan>/", places.kelurahan, name="kelurahan"),
    path("statistik/", statistics.statistics, name="statistics"),
    path("indikator/", indicators.indicators, name="indicators"),
    path("peta/", city_map.page, name="map"),
    path("peta/wilayah.json", city_map.boundaries, name="boundaries"),
]
