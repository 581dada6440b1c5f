"""The addresses of this app, one list per kind of page in `scoring/routes/`."""

from django.urls import URLPattern, URLResolver, include, path


app_name = "scoring"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("scoring.routes.public")),
    path("", include("scoring.routes.recount")),
    path("", include("scoring.routes.open_data")),
    path("", include("scoring.routes.assess")),
    path("", include("scoring.routes.field")),
    path("", include("scoring.routes.offline")),
    path("", include("scoring.routes.editions")),
    path("", include("scoring.routes.teams")),
    path("", include("scoring.routes.field_board")),
    path("", include("scoring.routes.paper")),
    path("", include("scoring.routes.cockpit")),
    path("", include("scoring.routes.documents")),
    path("", include("scoring.routes.ledger")),
]
