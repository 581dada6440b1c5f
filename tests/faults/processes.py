"""A process of our own that does an act again and again, told on standard input where to kill itself in between."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection


ROOT = Path(__file__).resolve().parents[2]
Process = subprocess.Popen[str]


@contextmanager
def dying(module: str, *arguments: str) -> Iterator[Process]:
    """The program in the database of this test, ended with its input."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": _database_url()}
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    yield process
    process.communicate(timeout=30)


def act(process: Process, point: str = "") -> str:
    """The first line of what it answers; without a point it lives on to the end."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{point}\n")
    process.stdin.flush()
    answer = process.stdout.readline().strip()
    assert answer, process.communicate()[1]
    return answer


def _database_url() -> str:
    """As given to this run, whichever way it leads to a server; only the database is the one of the test."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
