from django.urls import URLPattern, URLResolver, path

from scoring.views import editions


urlpatterns: list[URLPattern | URLResolver] = [
    path("panitia/edisi/", editions.editions, name="editions"),
    path("panitia/edisi/baru/", editions.new, name="edition-new"),
    path("panitia/edisi/<slug:slug>/", editions.edition, name="edition"),
    path("panitia/edisi/<slug:slug>/aturan/", editions.rules, name="edition-rules"),
    path("panitia/edisi/<slug:slug>/tahap/", editions.phase, name="edition-phase"),
]
