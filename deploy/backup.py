#!/usr/bin/env python3
"""Back up the database and the uploads into one folder, and bring them back.

    .venv/bin/python deploy/backup.py save /srv/backups
    .venv/bin/python deploy/backup.py restore /srv/backups/bantar-20260701-020000

`save` may run while people work. For `restore` stop the service first; it refuses to write over a database or uploads
that are there, unless --replace is given. Uploads in object storage are backed up there, not here. The secret key
(SECRET_KEY, or var/secret_key) is not in the backup: keep it elsewhere; without it people only have to sign in again.
Nor is the key that seals results (SIGNING_KEY, or var/signing_key), on purpose: a backup together with it could be
changed unnoticed. Keep it apart, for without it, or its public half in TRUSTED_KEYS, no earlier result is proven.
"""

import argparse
import hashlib
import os
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path


sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bantar.settings")

import django
from django.conf import settings
from django.db import connection


SUMS = "SHA256SUMS"


def save(folder: Path) -> Path:
    """Write a new backup; it gets its checksums last, so one without them is not whole."""
    target = folder / f"bantar-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    target.mkdir(parents=True, mode=0o700)
    _save_database(target)
    for name, place in _uploads().items():
        if place.is_dir():
            with tarfile.open(target / f"{name}.tar", "w") as archive:
                archive.add(place, arcname=".")
    lines = [f"{_sum(file)}  {file.name}\n" for file in sorted(target.iterdir())]
    (target / SUMS).write_text("".join(lines))
    return target


def restore(backup: Path, *, replace: bool) -> None:
    """Check every file first, then bring back the database and the uploads."""
    _check(backup)
    if not replace and (there := _what_is_there()):
        sys.exit(f"Already there: {', '.join(there)}. Nothing was changed; --replace writes over it.")
    _restore_database(backup)
    for name, place in _uploads().items():
        if (backup / f"{name}.tar").exists():
            place.mkdir(parents=True, exist_ok=True)
            with tarfile.open(backup / f"{name}.tar") as archive:
                archive.extractall(place, filter="data")


def _database() -> dict[str, str]:
    config: dict[str, str] = settings.DATABASES["default"]
    return config


def _is_sqlite() -> bool:
    return _database()["ENGINE"].endswith("sqlite3")


def _save_database(target: Path) -> None:
    if not _is_sqlite():
        _postgresql("pg_dump", "--format=custom", "--no-owner", f"--file={target / 'database.dump'}")
        return
    with (
        closing(sqlite3.connect(_database()["NAME"])) as source,
        closing(sqlite3.connect(target / "db.sqlite3")) as copy,
    ):
        source.backup(copy)


def _restore_database(backup: Path) -> None:
    if not _is_sqlite():
        clean = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
        _postgresql("pg_restore", *clean, f"--dbname={_database()['NAME']}", str(backup / "database.dump"))
        return
    Path(_database()["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(backup / "db.sqlite3")) as source,
        closing(sqlite3.connect(_database()["NAME"])) as here,
    ):
        source.backup(here)


def _postgresql(program: str, *arguments: str) -> None:
    """Call a tool of PostgreSQL; the password travels in the environment, where no process list shows it."""
    config = _database()
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    env = os.environ | {variable: str(config[key]) for variable, key in names.items() if config.get(key)}
    try:
        subprocess.run([program, *arguments], env=env, check=True)
    except FileNotFoundError:
        sys.exit(f"{program} is missing: apt-get install postgresql-client")
    except subprocess.CalledProcessError as problem:
        sys.exit(f"{program} ended with {problem.returncode}; what it said stands above.")


def _uploads() -> dict[str, Path]:
    """Return the folders of uploads; none where they live in object storage."""
    options = {name: settings.STORAGES[name]["OPTIONS"] for name in ("default", "public_media")}
    return {name: Path(given["location"]) for name, given in options.items() if "bucket_name" not in given}


def _what_is_there() -> list[str]:
    found = [str(place) for place in _uploads().values() if place.is_dir() and any(place.iterdir())]
    if _is_sqlite():
        file = Path(_database()["NAME"])
        return [str(file), *found] if file.exists() else found
    tables = connection.introspection.table_names()
    return [f"the database {_database()['NAME']} with {len(tables)} tables", *found] if tables else found


def _check(backup: Path) -> None:
    if not (backup / SUMS).is_file():
        sys.exit(f"{backup} is not a whole backup: {SUMS} is missing. Nothing was changed.")
    for line in (backup / SUMS).read_text().splitlines():
        expected, name = line.split("  ", 1)
        if not (backup / name).is_file() or _sum(backup / name) != expected:
            sys.exit(f"{name} differs from what was saved. Nothing was changed.")


def _sum(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("save", help="write a new backup below FOLDER").add_argument("folder", type=Path)
    restoring = acts.add_parser("restore", help="bring a backup back")
    restoring.add_argument("folder", type=Path)
    restoring.add_argument("--replace", action="store_true", help="write over what is there")
    given = parser.parse_args()
    django.setup()
    if given.act == "save":
        print(save(given.folder))
    else:
        restore(given.folder, replace=given.replace)
        print("Restored. Start the service, and ask /readyz.")


if __name__ == "__main__":
    main()
