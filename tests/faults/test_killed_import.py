"""Kill -9 in the middle of a confirmed import: nothing is stored, and the next import stores all of it, once."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import connection

from rt_registry.models import RT, HouseholdCount, ImportBatch
from tests.factories import create_kelurahan
from tests.faults.dying_import import POINTS


pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
ROWS = 40


def database_url() -> str:
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    person = f"{quote(given['USER'], safe='')}:{quote(given['PASSWORD'], safe='')}"
    return f"postgres://{person}@{quote(given['HOST'], safe='')}:{given['PORT']}/{given['NAME']}"


@contextmanager
def importer(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that imports the sheet, and dies in between."""
    command = [sys.executable, "-m", "tests.faults.dying_import", str(path)]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url()}
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    yield process
    process.communicate(timeout=30)


def run_import(process: "subprocess.Popen[str]", point: str = "") -> str:
    """What the next import says first: its report, or as what it was killed."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{point}\n")
    process.stdin.flush()
    answer = process.stdout.readline().strip()
    assert answer, process.communicate()[1]
    if not point:
        assert process.stdout.readline().strip() == "0"
    return answer


def stored() -> dict[str, int]:
    """How many rows each table holds."""
    models = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    return {model._meta.label: model._default_manager.count() for model in models}


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    kelurahan = create_kelurahan()
    lines = [f"{kelurahan.code},{number},{30 + number},2026" for number in range(1, ROWS + 1)]
    path = tmp_path / "daftar.csv"
    path.write_text("\n".join(["kode_kelurahan,rt,jumlah_kk,tahun", *lines]), encoding="utf-8")
    return path


def test_a_killed_import_stores_nothing_and_the_next_one_everything_once(sheet: Path):
    before = stored()
    with importer(sheet) as process:
        for point in POINTS:
            assert run_import(process, point) == str(-signal.SIGKILL), point
            assert stored() == before, point
        done: Any = json.loads(run_import(process))
        assert (done["stored"], done["rows"]["new"]) == (True, ROWS)
        assert (RT.objects.count(), HouseholdCount.objects.count(), ImportBatch.objects.count()) == (ROWS, ROWS, 1)
        after = stored()
        again: Any = json.loads(run_import(process))
    assert (again["rows"]["unchanged"], again["import_id"]) == (ROWS, None)
    assert stored() == after
