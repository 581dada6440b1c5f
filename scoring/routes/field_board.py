"""The committee's side of scoring without signal."""

from django.urls import URLPattern, URLResolver, path

from scoring.views import field_board, field_file, sheet_photos


urlpatterns: list[URLPattern | URLResolver] = [
    path("panitia/<slug:slug>/lapangan/", field_board.board, name="field-board"),
    path("panitia/<slug:slug>/lapangan/<int:pk>/<int:assessor>/", field_board.sheet, name="field-sheet"),
    path("panitia/<slug:slug>/lapangan/<int:pk>/<int:assessor>/ambil/", field_board.take_in, name="field-take-in"),
    path("panitia/<slug:slug>/foto/<uuid:pk>/bukti/", sheet_photos.use, name="sheet-photo-evidence"),
    path("penilaian/titipan/", field_file.take_in, name="field-file"),
    path("penilaian/foto/<uuid:pk>/", sheet_photos.photo, name="sheet-photo"),
]
