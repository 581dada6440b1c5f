"""Nominations: the kelurahan's and the kecamatan's desk, the committee's entries, evidence and released photos."""

from django.urls import path

from competitions.views import evidence, kecamatan, kelurahan, nomination, panitia


app_name = "competitions"
urlpatterns = [
    path("kelurahan/", kelurahan.desk, name="kelurahan-desk"),
    path("kelurahan/usulan/baru/", kelurahan.new, name="nomination-new"),
    path("kelurahan/usulan/periksa/", kelurahan.check, name="nomination-precheck"),
    path("usulan/<int:pk>/", nomination.nomination, name="nomination"),
    path("usulan/<int:pk>/ubah/", kelurahan.change, name="nomination-change"),
    path("usulan/<int:pk>/ajukan/", nomination.submit, name="nomination-submit"),
    path("usulan/<int:pk>/batal/", nomination.withdraw, name="nomination-withdraw"),
    path("usulan/<int:pk>/bukti/", evidence.add, name="evidence-add"),
    path("bukti/<uuid:public_id>/", evidence.download, name="evidence"),
    path("bukti/<uuid:public_id>/hapus/", evidence.remove, name="evidence-remove"),
    path("bukti/<uuid:public_id>/rilis/", evidence.release, name="evidence-release"),
    path("bukti/<uuid:public_id>/tarik/", evidence.withdraw, name="evidence-withdraw"),
    path("foto/<uuid:public_id>.jpg", evidence.photo, name="photo"),
    path("kecamatan/", kecamatan.desk, name="kecamatan-desk"),
    path("kecamatan/daftar/", kecamatan.entries, name="kecamatan-entries"),
    path("kecamatan/usulan/<int:pk>/", kecamatan.check, name="check"),
    path("kecamatan/usulan/<int:pk>/verifikasi/", kecamatan.verify, name="verify"),
    path("kecamatan/usulan/<int:pk>/kembalikan/", kecamatan.send_back, name="return"),
    path("kecamatan/usulan/<int:pk>/tolak/", kecamatan.reject, name="reject"),
    path("panitia/<slug:slug>/entri/", panitia.entries, name="entries"),
    path("panitia/<slug:slug>/entri/<int:pk>/", panitia.entry, name="entry"),
    path("panitia/<slug:slug>/entri/<int:pk>/kk/", panitia.kk, name="entry-kk"),
    path("panitia/<slug:slug>/entri/<int:pk>/tidak-dinilai/", panitia.not_assessed, name="entry-not-assessed"),
    path("panitia/<slug:slug>/entri/<int:pk>/didiskualifikasi/", panitia.disqualified, name="entry-disqualified"),
    path("panitia/<slug:slug>/entri/<int:pk>/pulihkan/", panitia.reinstated, name="entry-reinstated"),
]
