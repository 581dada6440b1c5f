from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RtRegistryConfig(AppConfig):
    name = "rt_registry"
    verbose_name = _("RT registry")
