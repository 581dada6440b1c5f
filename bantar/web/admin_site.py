"""The admin site: our name on it, our models in it, and the portal's own sign-out and password pages."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class BantarAdminSite(AdminSite):
    site_title = "BANTAR"
    site_header = _("BANTAR administration")
    index_title = _("Accounts, reference data and imports")
    enable_nav_sidebar = True

    def register(
        self, model_or_iterable: type[Model] | Iterable[type[Model]], admin_class: Any = None, **options: Any
    ) -> None:
        """Take our own models only: groups, second factors and addresses of packages are nobody's to edit here."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        ours = [model for model in models if _is_ours(admin_class or model)]
        if ours:
            super().register(ours, admin_class, **options)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        return HttpResponseRedirect(reverse("account_logout"))

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_change_password"))


OURS = ("bantar", "rt_registry", "competitions", "scoring")


def _is_ours(thing: type) -> bool:
    return thing.__module__.split(".")[0] in OURS
