"""PostgreSQL counts its tables after a bulk load, so that no page is planned for empty ones."""

import pytest
from django.db import connection
from django.utils import timezone

from bantar import planner
from bantar.planner import count_tables
from rt_registry.models import Kecamatan
from rt_registry.spreadsheets.door import import_spreadsheet
from scoring.demo.seeding import seed_demo
from tests.factories import create_kelurahan


NEVER_COUNTED = -1
only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no count of its own")


def believed(table: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
        return float(cursor.fetchone()[0])


def load_as_if_counted_meanwhile() -> None:
    """What a count in the middle of a load leaves behind: rows on disk, none of them believed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_class SET reltuples = 0 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in production: elsewhere in the suite nothing is counted."""
    monkeypatch.setattr(planner, "count_tables", count_tables)


@only_postgresql
@pytest.mark.django_db
def test_no_other_test_leaves_a_count_behind(django_capture_on_commit_callbacks):
    """A table counted among rows that a test takes back is taken for empty: in the demo one query then takes hours."""
    with django_capture_on_commit_callbacks(execute=True):
        planner.refresh_planner_statistics()
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE oid = 'scoring_score'::regclass")
        (options,) = cursor.fetchone()
    assert believed("scoring_score") == NEVER_COUNTED
    assert options == ["autovacuum_enabled=off"]


@only_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("counting")
def test_an_import_leaves_the_tables_counted():
    kelurahan = create_kelurahan()
    load_as_if_counted_meanwhile()
    sheet = f"kode_kelurahan,rt,jumlah_kk,tahun\n{kelurahan.code},1,40,2026\n{kelurahan.code},2,50,2026\n"
    report = import_spreadsheet(kind="roster", data=sheet.encode(), file_name="daftar.csv", by=None, now=timezone.now())
    assert report.stored
    assert believed("rt_registry_rt") == 2


@only_postgresql
@pytest.mark.django_db
@pytest.mark.usefixtures("counting")
def test_the_demo_has_its_tables_counted(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        seed_demo(scale=1, seed=2020, password="kata-sandi-demo-42", now=timezone.now())
        load_as_if_counted_meanwhile()
    assert believed("rt_registry_kecamatan") == Kecamatan.objects.count()
