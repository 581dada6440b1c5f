"""A process of our own that does an act again and again, told on standard input where to kill itself in between."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

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
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    person = f"{quote(given['USER'], safe='')}:{quote(given['PASSWORD'], safe='')}"
    return f"postgres://{person}@{quote(given['HOST'], safe='')}:{given['PORT']}/{given['NAME']}"
