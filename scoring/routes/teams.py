from django.urls import URLPattern, URLResolver, path

from scoring.views import assessors, entry_sheets, teams


urlpatterns: list[URLPattern | URLResolver] = [
    path("panitia/penilai/", assessors.assessors, name="assessors"),
    path("panitia/penilai/<int:pk>/", assessors.assessor, name="assessor"),
    path("panitia/<slug:slug>/tim/", teams.teams, name="teams"),
    path("panitia/<slug:slug>/tim/<int:pk>/", teams.team, name="team"),
    path("panitia/<slug:slug>/tim/anggota/<int:pk>/", teams.member, name="team-member"),
    path("panitia/<slug:slug>/kunjungan/", teams.assignments, name="assignments"),
    path("panitia/<slug:slug>/kunjungan/bagi/", teams.propose, name="assignments-propose"),
    path("panitia/<slug:slug>/kunjungan/<int:pk>/tarik/", teams.take_back, name="assignment-take-back"),
    path("panitia/<slug:slug>/kunjungan/<int:pk>/buka/", entry_sheets.visit_reopen, name="visit-reopen"),
    path("panitia/<slug:slug>/entri/<int:pk>/penilaian/", entry_sheets.entry, name="entry-sheets"),
    path("panitia/<slug:slug>/konflik/<int:pk>/cabut/", entry_sheets.lift, name="conflict-lift"),
    path("panitia/<slug:slug>/lembar/<int:pk>/", entry_sheets.sheet, name="official-sheet"),
    path("panitia/<slug:slug>/lembar/<int:pk>/buka/", entry_sheets.sheet_reopen, name="sheet-reopen"),
]
