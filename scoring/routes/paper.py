from django.urls import URLPattern, URLResolver, path

from scoring.views import paper, papers


urlpatterns: list[URLPattern | URLResolver] = [
    path("panitia/<slug:slug>/kertas/", papers.papers, name="papers"),
    path("panitia/<slug:slug>/kertas/baru/", papers.new, name="paper-new"),
    path("panitia/<slug:slug>/kertas/tim/<int:pk>/lembar.pdf", papers.blank_sheets, name="blank-sheets"),
    path("panitia/<slug:slug>/kertas/<int:pk>/", paper.paper, name="paper"),
    path("panitia/<slug:slug>/kertas/<int:pk>/gambar/", paper.add, name="paper-add"),
    path("panitia/<slug:slug>/kertas/<int:pk>/sahkan/", paper.confirm, name="paper-confirm"),
    path("panitia/<slug:slug>/kertas/<int:pk>/kembalikan/", paper.send_back, name="paper-return"),
    path("panitia/<slug:slug>/kertas/<int:pk>/buang/", paper.discard, name="paper-discard"),
    path("panitia/kertas/<uuid:public_id>/", paper.picture, name="paper-picture"),
]
