"""All addresses. Pages: Indonesian at the plain address, English under /en/. Machines: outside both."""

from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import LocalePrefixPattern
from django.utils.translation import get_language

from bantar import health


class IndonesianAtThePlainAddress(LocalePrefixPattern):
    """As Django's, but whatever LANGUAGE_CODE says, the plain address stays Indonesian."""

    @property
    def language_prefix(self) -> str:
        language = get_language() or settings.PLAIN_ADDRESS_LANGUAGE
        return "" if language == settings.PLAIN_ADDRESS_LANGUAGE else f"{language}/"


admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# Accounts are given, not signed up for, and a new password comes by slip: allauth's other addresses do not exist.
sign_in: list[URLPattern | URLResolver] = [
    path("masuk/", account.login, name="account_login"),
    path("keluar/", account.logout, name="account_logout"),
    path("akun/nonaktif/", account.account_inactive, name="account_inactive"),
    path("akun/konfirmasi/", account.reauthenticate, name="account_reauthenticate"),
    path("akun/kata-sandi/", account.password_change, name="account_change_password"),
    path("akun/kata-sandi/baru/", account.password_set, name="account_set_password"),
    path("akun/dua-langkah/", include("allauth.mfa.urls")),
]

pages: list[URLPattern | URLResolver] = [
    *sign_in,
    path("", include("bantar.accounts.urls")),
    path("", include("rt_registry.urls")),
    path("", include("competitions.urls")),
    path("", include("scoring.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("", include("scoring.routes.worker")),
    path("", include("scoring.routes.api")),
    URLResolver(IndonesianAtThePlainAddress(prefix_default_language=False), pages),
]
