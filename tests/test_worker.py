"""The queue and its worker: a job is there exactly if what asked for it is, and no worker outlives its server."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from rt_registry import jobs
from rt_registry.enums import ImportState
from rt_registry.spreadsheets import progress
from tests.factories import create_import_draft, create_kecamatan, create_kelurahan


DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
SHEET = b"kecamatan,kelurahan,rt,jumlah_kk,tahun\nAlam Barajo,Kenali Besar,1,80,2024\n"
QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
PATIENCE = 30


def work_off() -> None:
    """Do what waits, as `manage.py db_worker --batch` does."""
    Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    ).run()


@pytest.mark.django_db(transaction=True)
@override_settings(TASKS=QUEUE)
def test_the_worker_takes_a_job_from_the_database() -> None:
    create_kelurahan(name="Kenali Besar", kecamatan=create_kecamatan(name="Alam Barajo"))
    draft = create_import_draft(data=SHEET)
    jobs.prepare_later(draft)
    assert DBTaskResult.objects.ready().count() == 1

    work_off()

    draft.refresh_from_db()
    assert draft.state == ImportState.READY
    assert draft.report["rows"]["new"] == 1


@pytest.mark.django_db(transaction=True)
@override_settings(TASKS=QUEUE)
def test_what_was_rolled_back_asks_for_no_job() -> None:
    draft = create_import_draft(data=SHEET)

    with transaction.atomic():
        jobs.prepare_later(draft)
        transaction.set_rollback(True)

    assert not DBTaskResult.objects.exists()
    draft.refresh_from_db()
    assert draft.state == ImportState.WAITING


@pytest.mark.django_db(transaction=True)
@override_settings(TASKS=QUEUE)
def test_a_job_that_breaks_is_recorded_and_the_worker_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    create_kelurahan(name="Kenali Besar", kecamatan=create_kecamatan(name="Alam Barajo"))
    broken, whole = create_import_draft(data=SHEET), create_import_draft(data=SHEET)
    prepare = jobs.drafts.prepare

    def sometimes(draft: object, *more: object) -> object:
        if draft == broken:
            raise MemoryError
        return prepare(draft, *more)

    monkeypatch.setattr(jobs.drafts, "prepare", sometimes)
    jobs.prepare_later(broken)
    jobs.prepare_later(whole)

    work_off()

    assert [DBTaskResult.objects.failed().count(), DBTaskResult.objects.successful().count()] == [1, 1]
    broken.refresh_from_db()
    assert (broken.state, progress.standing_of(broken.pk).has_stopped) == (ImportState.WORKING, True)


# The worker beside the demo ------------------------------------------------------------------------------------------

WORKER = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(600)"
KEEPER = (
    "import sys; sys.path.insert(0, sys.argv[2]); import worker; "
    f"worker.PROGRAMS = dict(one=[sys.executable, '-c', {WORKER!r}, sys.argv[3]]); worker.main()"
)
SERVER = (
    "import os, subprocess, sys, time; "
    f"subprocess.Popen([sys.executable, '-c', {KEEPER!r}, str(os.getpid()), *sys.argv[1:]]); time.sleep(600)"
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Stands for the server; whoever keeps the worker writes each worker's number into a file."""
    process = subprocess.Popen([sys.executable, "-c", SERVER, str(DEPLOY), str(tmp_path / "workers")])
    yield process
    process.kill()
    process.wait()


def workers(folder: Path) -> list[int]:
    file = folder / "workers"
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "It did not happen."
        time.sleep(0.05)


def test_a_worker_that_dies_is_started_anew_and_ends_with_its_server(
    server: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    wait_until(lambda: len(workers(tmp_path)) == 1)
    os.kill(workers(tmp_path)[0], signal.SIGKILL)
    wait_until(lambda: len(workers(tmp_path)) == 2)

    server.kill()
    server.wait()

    wait_until(lambda: not any(is_alive(pid) for pid in workers(tmp_path)))
