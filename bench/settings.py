"""The project's own settings and one address more: the bare view that pages are compared with."""

import os

from bench.environment import KEYS


os.environ.update({**KEYS, **os.environ})

from bantar.settings import *  # noqa: F403
from bantar.settings import BASE_DIR, DATABASES, STORAGES, TEMPLATES


ROOT_URLCONF = "bench.urls"
SERVED_PAGES = ""  # pages as Django makes them; bench/served.py measures those made ahead
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], BASE_DIR / "bench" / "templates"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
if "BENCH_DATABASE" in os.environ:  # on the server of DATABASE_URL
    DATABASES["default"]["NAME"] = os.environ["BENCH_DATABASE"]
