from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules, import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from bantar.web.simulated import register_simulated_check
from bantar.web.trace_words import register_acts


class RtRegistryConfig(AppConfig):
    name = "rt_registry"
    verbose_name = _("RT registry")

    def ready(self) -> None:
        """Offer the kinds of sheets of every app, the words for our acts, our desks, and the question of truth."""
        autodiscover_modules("spreadsheets.offered", "spreadsheets.outgoing")
        import_string("rt_registry.desks.register_desks")()
        register_simulated_check(import_string("rt_registry.selectors.rts.is_anything_simulated"))
        register_acts(ACTS)


ACTS = {
    "rt.added": _("RT entered"),
    "rt.changed": _("RT corrected"),
    "rt.closed": _("RT closed"),
    "rt.reopened": _("Closing of the RT taken back"),
    "rt.split": _("RT split"),
    "rt.merge": _("RTs merged"),
    "rt.renumber": _("RT renumbered"),
    "rt.move": _("RT moved to another kelurahan"),
    "kk.recorded": _("KK recorded"),
    "role.granted": _("Role given"),
    "role.ended": _("Role ended"),
    "account.created": _("Account made"),
    "account.changed": _("Account corrected"),
    "account.switched_off": _("Account switched off"),
    "account.switched_on": _("Account switched on"),
    "import.stored": _("Sheet imported"),
    "import.undone": _("Import taken back"),
    "import.row_settled": _("Parked row settled"),
    "import.row_dismissed": _("Parked row left out"),
    "spelling.forgotten": _("Known spelling forgotten"),
    "header.forgotten": _("Known header forgotten"),
    "region.added": _("Region entered"),
    "region.changed": _("Region corrected"),
}

# What the details of the trace are called; components/_trace.html says them in the language of the page.
DETAILS = (
    gettext_noop("head"),
    gettext_noop("from"),
    gettext_noop("until"),
    gettext_noop("display_name"),
    gettext_noop("email"),
    gettext_noop("organisation"),
)
