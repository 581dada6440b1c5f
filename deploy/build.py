"""Build what git does not hold: the typeface, the compiled translations, the hashed static files.

Each step looks first whether its result is up to date.
"""

import hashlib
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from fontTools import subset


ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
sys.path.insert(0, str(ROOT))

from bantar.catalogue import compile_catalogues  # noqa: E402


FONT_PACKAGE = "fontpkg_plus_jakarta_sans"
FONT = VAR / "assets" / "fonts" / "plus-jakarta-sans.woff2"
# Latin with its accents, dashes, quotes, arrows, the few signs our pages print.
LATIN = "U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2010-2015,U+2018-201E,U+2020-2022"
SIGNS = "U+2026,U+2030,U+2032-2033,U+2039-203A,U+20AC,U+2122,U+2190-2193,U+2212,U+2248,U+2260,U+2264-2265"


def font() -> None:
    """Cut the variable typeface of the package to Latin."""
    if FONT.exists():
        return
    FONT.parent.mkdir(parents=True, exist_ok=True)
    spec = find_spec(FONT_PACKAGE)
    if spec is None or spec.origin is None:
        sys.exit(f"The package {FONT_PACKAGE} is not installed: run `make setup`.")
    source = Path(spec.origin).parent / "files" / "PlusJakartaSans[wght].ttf"
    features = "--layout-features=kern,liga,calt,ccmp,locl,mark,mkmk,tnum,lnum,case"
    subset.main([str(source), f"--unicodes={LATIN},{SIGNS}", "--flavor=woff2", features, f"--output-file={FONT}"])


def static_files() -> None:
    """Hash and compress; minutes of work that a stamp spares when nothing has changed."""
    stamp = VAR / "static.stamp"
    now = fingerprint([*(ROOT / "static").rglob("*"), *(VAR / "assets").rglob("*"), *(ROOT / "bantar").glob("st*.py")])
    if stamp.exists() and stamp.read_text() == now and (VAR / "static" / "staticfiles.json").exists():
        return
    collect = [sys.executable, str(ROOT / "manage.py"), "collectstatic", "--noinput", "--clear", "--verbosity=0"]
    subprocess.run(collect, check=True, cwd=ROOT)
    stamp.write_text(now)


def fingerprint(files: Iterable[Path]) -> str:
    """Return a digest over names, times and sizes, and over the packages that bring static files."""
    packages = ["bootstrap-wrapper", "django", "django-htmx", "django-import-export", "django-js-lib-leaflet"]
    lines = [f"{name} {version(name)}" for name in packages]
    lines += [f"{file} {file.stat().st_mtime_ns} {file.stat().st_size}" for file in sorted(files) if file.is_file()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


if __name__ == "__main__":
    font()
    compile_catalogues(ROOT / "locale")
    static_files()
