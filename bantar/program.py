"""Which program this is: one word over all that decides what a page says and how it looks."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings


CODE = ("bantar", "rt_registry", "competitions", "scoring")


@cache
def program() -> str:
    """SHA-256 over our code, templates, translations, the names of the static files and the locked packages.

    Contents, not times: two servers with the same checkout have the same word.
    """
    root = Path(settings.BASE_DIR)
    files = [file for folder in CODE for file in (root / folder).rglob("*.py")]
    files += [
        *(root / "templates").rglob("*.html"),
        *(root / "locale").rglob("*.po"),
        *(root / "requirements").glob("*.txt"),
    ]
    files += [Path(settings.STATIC_ROOT) / "staticfiles.json"]
    lines = [f"{file.relative_to(root)} {_digest(file)}" for file in sorted(files) if file.is_file()]
    lines += [str(settings.TIME_ZONE), str(settings.STATIC_URL), str(settings.STORAGES["staticfiles"]["BACKEND"])]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
