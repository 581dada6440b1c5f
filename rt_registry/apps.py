from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class RtRegistryConfig(AppConfig):
    name = "rt_registry"
    verbose_name = _("RT registry")

    def ready(self) -> None:
        """Let every app offer its kinds of sheets at the one door."""
        autodiscover_modules("spreadsheets.offered")
