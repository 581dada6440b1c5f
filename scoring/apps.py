from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from bantar.web.trace_words import register_acts, register_fields


class ScoringConfig(AppConfig):
    name = "scoring"
    verbose_name = _("Scoring")

    def ready(self) -> None:
        """Offer our desks and the words for our acts, and say who may not read all of them yet."""
        import_string("scoring.desks.register_desks")()
        register_acts(import_string("scoring.desks.ACTS"))
        register_fields({"visited_at": _("time of the visit")})
        import_string("scoring.trace_veil.register")()
