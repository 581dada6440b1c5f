"""The prize ledger: from the published result to the hand-over."""

from django.urls import URLPattern, URLResolver, path

from scoring.views import ledger


urlpatterns: list[URLPattern | URLResolver] = [
    path("panitia/<slug:slug>/hadiah/", ledger.ledger, name="ledger"),
    path("panitia/<slug:slug>/hadiah/catat/", ledger.several, name="prizes-several"),
    path("panitia/<slug:slug>/hadiah/hadiah.csv", ledger.ledger_csv, name="ledger-csv"),
    path("panitia/<slug:slug>/hadiah/hadiah.xlsx", ledger.ledger_xlsx, name="ledger-xlsx"),
    path("panitia/<slug:slug>/hadiah/<int:pk>/", ledger.prize, name="prize"),
    path("panitia/<slug:slug>/hadiah/<int:pk>/batal/", ledger.cancel, name="prize-cancel"),
]
