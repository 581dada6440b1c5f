"""A backup that was never restored is a hope: save, lose everything, restore, compare."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A database with one note and one upload."""
    (tmp_path / "media" / "private").mkdir(parents=True)
    (tmp_path / "media" / "private" / "photo.jpg").write_bytes(b"photo")
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as database:
        database.executescript("create table note (text); insert into note values ('kept');")
    return tmp_path


def backup(city: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{city / 'db.sqlite3'}",
        "MEDIA_ROOT": str(city / "media"),
        "DJANGO_SETTINGS_MODULE": "bantar.settings",
    }
    command = [sys.executable, str(ROOT / "deploy" / "backup.py"), *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_what_is_saved_comes_back(city: Path) -> None:
    saved = backup(city, "save", str(city / "backups")).stdout.strip()
    (city / "db.sqlite3").unlink()
    (city / "media" / "private" / "photo.jpg").unlink()

    answer = backup(city, "restore", saved)

    assert answer.returncode == 0, answer.stderr
    with closing(sqlite3.connect(city / "db.sqlite3")) as database:
        assert database.execute("select text from note").fetchall() == [("kept",)]
    assert (city / "media" / "private" / "photo.jpg").read_bytes() == b"photo"


def test_restoring_refuses_to_write_over_what_is_there(city: Path) -> None:
    saved = backup(city, "save", str(city / "backups")).stdout.strip()

    answer = backup(city, "restore", saved)

    assert answer.returncode == 1
    assert "--replace" in answer.stderr


def test_a_damaged_backup_is_not_restored(city: Path) -> None:
    saved = Path(backup(city, "save", str(city / "backups")).stdout.strip())
    (saved / "default.tar").write_bytes(b"damaged")

    answer = backup(city, "restore", "--replace", str(saved))

    assert answer.returncode == 1
    assert "default.tar differs" in answer.stderr
