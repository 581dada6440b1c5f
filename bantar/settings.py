"""The one settings module. Everything a city may change comes from the environment (bantar/environment.py)."""

import importlib.util
import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from bantar import environment as read


ENV = os.environ
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

# The machine ---------------------------------------------------------------------------------------------------------

DEBUG = read.boolean(ENV, "DEBUG", default=False)
SECRET_KEY = read.secret_key(ENV, debug=DEBUG, key_file=VAR_DIR / "secret_key")
# Seals published results; it never enters the database, and every server of one site has the same.
SIGNING_KEY = read.signing_key(ENV, debug=DEBUG, key_file=VAR_DIR / "signing_key")
TRUSTED_KEYS = read.trusted_keys(ENV)
ALLOWED_HOSTS = read.hosts(ENV)
# A site with a public name is served over https unless it says otherwise; the demo on this machine is not.
HTTPS = read.boolean(ENV, "HTTPS", default=not DEBUG and set(ALLOWED_HOSTS) != set(read.LOCAL_HOSTS))
PROXY_COUNT = read.whole_number(ENV, "PROXY_COUNT", default=0)

DATABASES = {"default": read.database(ENV, default_file=VAR_DIR / "db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": read.cache(ENV, default_folder=VAR_DIR / "cache")}

_mail = read.mail(ENV)
EMAIL_BACKEND: str = _mail["EMAIL_BACKEND"]
EMAIL_HOST: str = _mail.get("EMAIL_HOST", "localhost")
EMAIL_PORT: int = _mail.get("EMAIL_PORT", 25)
EMAIL_HOST_USER: str = _mail.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD: str = _mail.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS: bool = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL: bool = _mail.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH: str | None = _mail.get("EMAIL_FILE_PATH")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = read.mail_sender(ENV)

# The project ---------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "bantar.accounts",
    "bantar.trace",
    "bantar.web",
    "rt_registry",
    "competitions",
    "scoring",
    "bantar.web.admin_config.BantarAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "bantar.staticfiles.BantarStaticFilesConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "import_export",
    "django_htmx",
    "django_filters",
    "heroicons",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "bantar.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "bantar.middleware.PermissionsPolicyMiddleware",
    "bantar.middleware.ContentSecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bantar.middleware.CompressTextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bantar.middleware.PathLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bantar.middleware.ClosedUntilOpenedMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

# Where pages that are ready before anybody asks come from (bantar/served). While styles and templates are being worked
# on, every page is made when it is asked for.
SERVED_PAGES = "" if DEBUG else "scoring.selectors.served.PublishedPages"

ROOT_URLCONF = "bantar.urls"
WSGI_APPLICATION = "bantar.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bantar.web.context.site",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = True  # the preview rows of bulk imports carry no instance; the trace has one entry

# Long work -----------------------------------------------------------------------------------------------------------

# The queue lies in the database, whichever it is, so a job is there exactly if what asked for it is. `manage.py
# db_worker` does the work.
TASKS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
IMPORT_IN_BACKGROUND_BYTES = 1024 * 1024  # a sheet above that outlasts the patience of one request

# Language and time ---------------------------------------------------------------------------------------------------

LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LANGUAGE_CODE = read.choice(ENV, "LANGUAGE_CODE", allowed=["id", "en"], default="id")
PLAIN_ADDRESS_LANGUAGE = "id"  # pages; LANGUAGE_CODE is for commands and mail
# The second one holds Indonesian texts of packages that bring none; collecting our own msgids leaves it alone.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "packages"]
TIME_ZONE = read.time_zone(ENV)
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # numbers as people read them come from bantar_format; ids and codes stay plain

# Who comes in --------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"  # /masuk/, in the language of the page
LOGIN_REDIRECT_URL = "accounts:account"
ACCOUNT_ADAPTER = "bantar.accounts.adapter.AccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]  # no address leads to a sign-up
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "redeem_slip": "20/m/ip,5/5m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "BANTAR Kota Jambi"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = True  # people are known by a slip handed over in person, not by e-mail

# Files ---------------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"


def _installed(package: str) -> Path:
    """Return the folder of a package, also of one without a module of its own."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ImproperlyConfigured(f"The package {package} is not installed: run `make setup`.")
    return Path(next(iter(spec.submodule_search_locations)))


STATICFILES_DIRS: list[Path | tuple[str, Path]] = [
    *(folder for folder in (BASE_DIR / "static", VAR_DIR / "assets") if folder.is_dir()),
    ("vendor/bootstrap", _installed("bootstrap")),
    ("vendor/leaflet", _installed("js_lib_leaflet") / "static" / "js_lib_leaflet"),
]
_static_backend = "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "bantar.storage.StaticFiles"
STORAGES: dict[str, dict[str, Any]] = {
    **read.media_storages(ENV, default_folder=VAR_DIR / "media"),
    "staticfiles": {"BACKEND": _static_backend},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # a form without its files; files have limits of their own
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# What browsers are told ----------------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked by machines on the inside
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
# Other sites under the city's name are not ours to decide on.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_COUNT else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# What the machine is told --------------------------------------------------------------------------------------------

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "bantar.logs.JsonFormatter"},
        "plain": {"format": "%(levelname)s %(name)s %(message)s"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain" if DEBUG else "json"},
        "nothing": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.security.DisallowedHost": {"handlers": ["nothing"], "propagate": False},  # scanners, all day long
    },
}
