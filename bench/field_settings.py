"""The project's own settings with its hashed and compressed static files, in a folder that the benchmark names."""

import os
from pathlib import Path

from bench.settings import *  # noqa: F403
from bench.settings import STORAGES


STATIC_ROOT = Path(os.environ["BENCH_STATIC"])
STORAGES["staticfiles"] = {"BACKEND": "bantar.storage.StaticFiles"}
