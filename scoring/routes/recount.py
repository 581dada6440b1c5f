"""Counting a published result again: everybody may."""

from django.urls import URLPattern, URLResolver, path

from scoring.views import recount


urlpatterns: list[URLPattern | URLResolver] = [
    path("hasil/<slug:slug>/hitung-ulang/", recount.recount, name="result-recount"),
]
