"""Documents about a result: the desk that issues them, their files, and the check of a code for everybody."""

from django.urls import URLPattern, URLResolver, path

from scoring.views import document_files, documents, verification


urlpatterns: list[URLPattern | URLResolver] = [
    path("hasil/<slug:slug>/lampiran.pdf", document_files.annex, name="result-annex"),
    path("hasil/<slug:slug>/ringkasan.pdf", document_files.press, name="result-press"),
    path("verifikasi/", verification.form, name="verification"),
    path("verifikasi/draf/", verification.drafts, name="verification-draft"),
    path("verifikasi/<str:code>/", verification.code, name="verification-code"),
    path("panitia/<slug:slug>/dokumen/", documents.documents, name="documents"),
    path("panitia/<slug:slug>/dokumen/keputusan/", documents.decree, name="document-decree"),
    path("panitia/<slug:slug>/dokumen/berita-acara/", documents.minutes, name="document-minutes"),
    path("panitia/<slug:slug>/dokumen/terbitkan/", documents.issue, name="document-issue"),
    path("panitia/<slug:slug>/dokumen/draf/<str:kind>.pdf", document_files.preview, name="document-preview"),
    path("panitia/<slug:slug>/dokumen/<int:pk>/berkas.pdf", document_files.issued, name="document-file"),
    path("panitia/<slug:slug>/dokumen/<int:pk>/kemajuan/", documents.progress, name="document-progress"),
    path("panitia/<slug:slug>/dokumen/<int:pk>/ulangi/", documents.restart, name="document-restart"),
    path("panitia/<slug:slug>/dokumen/<int:pk>/tarik/", documents.withdraw, name="document-withdraw"),
]
