"""Collect msgids into locale/, or with --check say what the catalogue lacks or holds in vain.

Collecting needs GNU gettext; without it the check says so and is content with the rest, except in CI.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib


ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "").lower() in {"true", "1"}
CATALOGUES = Path("locale/id/LC_MESSAGES")
COLLECT = ["makemessages", "--locale", "id", "--no-location", "--no-obsolete", "--ignore=tests/*", "--ignore=bench/*"]
MISSING = "GNU gettext is missing, so msgids cannot be compared with the code: apt-get install gettext"


def collect(folder: Path) -> None:
    """Run makemessages in `folder`, for pages and, where a script has texts, for scripts."""
    (folder / "locale").mkdir(exist_ok=True)
    env = {**os.environ, "DEBUG": "True"}  # no secret needed to read texts
    for domain in ("django", "djangojs"):
        if domain == "djangojs" and not (folder / CATALOGUES / "djangojs.po").exists():
            continue
        extra = ["--ignore=var/*", "--ignore=.venv/*", f"--domain={domain}"]
        command = [sys.executable, "manage.py", *COLLECT, *extra, "--verbosity=0"]
        subprocess.run(command, cwd=folder, env=env, check=True)


def copy_of_the_project(folder: Path) -> None:
    """Copy what git knows or would take, so that collecting changes nothing here."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    for name in names:
        if (ROOT / name).is_file() and not name.startswith(("fixtures/", "tests/")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)


def differences() -> list[str]:
    """Compare what the code asks for with what the catalogues hold."""
    found: list[str] = []
    with tempfile.TemporaryDirectory(prefix="bantar-messages-") as name:
        copy_of_the_project(Path(name))
        collect(Path(name))
        for po in sorted((Path(name) / CATALOGUES).glob("*.po")):
            wanted, held = texts(po), texts(ROOT / CATALOGUES / po.name)
            found += [f"{po.name} lacks {text!r}" for text in sorted(wanted - held)]
            found += [f"{po.name} holds in vain {text!r}" for text in sorted(held - wanted)]
    return found


def texts(po: Path) -> set[str]:
    """Return what tells entries apart: context, text and plural."""
    entries = polib.pofile(str(po)) if po.exists() else []
    return {" | ".join(filter(None, (e.msgctxt, e.msgid, e.msgid_plural))) for e in entries if not e.obsolete}


def unfinished() -> list[str]:
    """Name what is untranslated or only guessed, in our catalogue and in the one we keep for packages."""
    entries = [entry for po in sorted((ROOT / "locale").rglob("*.po")) for entry in polib.pofile(str(po))]
    return [f"not translated: {e.msgid!r}" for e in entries if not e.obsolete and not (e.translated() and not e.fuzzy)]


def check() -> int:
    problems = unfinished()
    if shutil.which("xgettext"):
        problems += differences()
    else:
        print(MISSING)
        problems += [MISSING] if IN_CI else []
    print(*problems[:60], sep="\n")
    print(f"{len(problems)} problems" if problems else "The catalogue is complete.")
    return 1 if problems else 0


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        sys.exit(check())
    if not shutil.which("xgettext"):
        sys.exit(MISSING)
    collect(ROOT)
