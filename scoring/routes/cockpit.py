from django.urls import URLPattern, URLResolver, path

from scoring.views import cockpit, decisions, entry_compare, result_desk


urlpatterns: list[URLPattern | URLResolver] = [
    path("panitia/", cockpit.committee, name="committee"),
    path("panitia/<slug:slug>/", cockpit.cockpit, name="cockpit"),
    path("panitia/<slug:slug>/peringkat/", cockpit.ranking, name="cockpit-ranking"),
    path("panitia/<slug:slug>/keputusan/", decisions.decisions, name="decisions"),
    path("panitia/<slug:slug>/entri/<int:pk>/lembar/", entry_compare.entry_compare, name="entry-compare"),
    path("panitia/<slug:slug>/hasil/", result_desk.desk, name="result-desk"),
    path("panitia/<slug:slug>/hasil/susun/", result_desk.draft, name="result-draft"),
    path("panitia/<slug:slug>/hasil/setujui/", result_desk.approve, name="result-approve"),
    path("panitia/<slug:slug>/hasil/terbitkan/", result_desk.publish, name="result-publish"),
    path("panitia/<slug:slug>/hasil/jadwalkan/", result_desk.schedule, name="result-schedule"),
    path("panitia/<slug:slug>/hasil/batalkan-jadwal/", result_desk.unschedule, name="result-unschedule"),
    path("panitia/<slug:slug>/hasil/buang/", result_desk.discard, name="result-discard"),
    path("panitia/<slug:slug>/hasil/versi-<int:version>/", result_desk.difference, name="result-difference"),
]
