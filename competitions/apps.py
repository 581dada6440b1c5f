from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from bantar.web.trace_words import register_acts, register_values


class CompetitionsConfig(AppConfig):
    name = "competitions"
    verbose_name = _("Competitions")

    def ready(self) -> None:
        """Put the desks into the menu and say what the acts of this app are called."""
        import_string("competitions.desks.register_desks")()
        register_acts(ACTS)
        register_values(import_string("competitions.rule_words.LABELS"))


ACTS = {
    "nomination.willing": _("Noted as willing to take part"),
    "nomination.started": _("Entry started"),
    "nomination.changed": _("Entry changed"),
    "nomination.submitted": _("Nominated"),
    "nomination.verified": _("Verified"),
    "nomination.returned": _("Returned to the kelurahan"),
    "nomination.rejected": _("Rejected"),
    "nomination.withdrawn": _("Withdrawn"),
    "nomination.carried_out": _("Visit carried out"),
    "nomination.not_assessed": _("Set as not assessed"),
    "nomination.disqualified": _("Disqualified"),
    "nomination.reinstated": _("Reinstated"),
    "nomination.kk_corrected": _("KK corrected"),
    "nomination.imported": _("Entry imported"),
    "evidence.added": _("Evidence added"),
    "evidence.adopted": _("Photo of a score sheet copied into the evidence"),
    "evidence.removed": _("Evidence removed"),
    "photo.released": _("Photo released to the public"),
    "photo.withdrawn": _("Public photo withdrawn"),
    "edition.phase_moved": _("Phase moved"),
    "edition.archived": _("Archive of past winners made"),
    "recap.stored": _("Recap of a past year stored"),
    "award.recorded": _("Winners recorded"),
    "award.lost": _("Predikat lost"),
}
