"""The project's settings, with what makes tests quick and leaves nothing behind."""

import base64
import os
import tempfile
from pathlib import Path


os.environ["SECRET_KEY"] = "only-for-tests-" * 4
os.environ["SIGNING_KEY"] = base64.b64encode(b"only for tests".ljust(32)).decode()
os.environ["DEBUG"] = "False"

from bantar.settings import *  # noqa: F403
from bantar.settings import DATABASES, INSTALLED_APPS, STORAGES


_scratch = tempfile.TemporaryDirectory(prefix="bantar-tests-")
SCRATCH = Path(_scratch.name)

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Under its plain name the live server finds it, and serves what lies in the source folders.
INSTALLED_APPS[INSTALLED_APPS.index("bantar.staticfiles.BantarStaticFilesConfig")] = "django.contrib.staticfiles"
SERVED_PAGES = ""  # tests of what is served ahead say so; no other publication makes pages nobody asks for
WHITENOISE_AUTOREFRESH = True  # looks on demand; a test client would list every file
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STORAGES["default"] = {"BACKEND": "bantar.storage.PrivateFiles", "OPTIONS": {"location": SCRATCH / "private"}}
STORAGES["public_media"] = {
    "BACKEND": "bantar.storage.PublicFiles",
    "OPTIONS": {"location": SCRATCH / "public", "base_url": "/media/"},
}

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in production: a live server and concurrent writers meet the same locks.
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "db.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += ";PRAGMA synchronous=OFF"
