from django.urls import URLPattern, URLResolver, path

from scoring.views import assess, lead


urlpatterns: list[URLPattern | URLResolver] = [
    path("penilaian/", assess.day, name="assessor-day"),
    path("penilaian/tim/", lead.team_visits, name="lead"),
    path("penilaian/tim/<int:pk>/tutup/", lead.close, name="visit-close"),
    path("penilaian/<int:nomination_id>/", assess.sheet, name="sheet"),
    path("penilaian/<int:nomination_id>/kunjungan/", assess.visit, name="visit"),
    path("penilaian/<int:nomination_id>/ringkasan/", assess.summary, name="sheet-summary"),
    path("penilaian/<int:nomination_id>/kirim/", assess.submit, name="sheet-submit"),
]
