from django.contrib.admin.apps import AdminConfig


class BantarAdminConfig(AdminConfig):
    """Django's admin with our site in the place of its own."""

    default_site = "bantar.web.admin_site.BantarAdminSite"
