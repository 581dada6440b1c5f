"""Kill -9 in the middle of a confirmed import: nothing is stored, and the next import stores all of it, once."""

import json
import signal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from rt_registry.models import RT, HouseholdCount, ImportBatch
from tests.factories import create_kelurahan
from tests.faults.dying_import import POINTS
from tests.faults.processes import Process, act, dying


pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 40


def run_import(process: Process, point: str = "") -> str:
    """What the next import says first: its report, or as what it was killed."""
    answer = act(process, point)
    if not point:
        assert process.stdout is not None
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
    with dying("tests.faults.dying_import", str(sheet)) as process:
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
