"""What `collectstatic` leaves out: compressing what no page asks for took two minutes."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class BantarStaticFilesConfig(StaticFilesConfig):
    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*.map",
        "*.esm*",
        "*rtl*",
        "bootstrap-grid*",
        "bootstrap-reboot*",
        "bootstrap-utilities*",
        "bootstrap.css",
        "bootstrap.js",
        "bootstrap.bundle.js",
        "bootstrap.min.js",
        "LICENSE*",
        "version.txt",
        "jquery.js",
        "select2.full.js",
        "xregexp.js",
        "htmax*",
        "htmx-2.js",
        "htmx-4*",
        "ext",
        "leaflet-src*",
    ]
