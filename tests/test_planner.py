"""PostgreSQL counts its tables after a bulk load, so that no page is planned for empty ones."""

import pytest
from django.db import connection
from django.utils import timezone

from rt_registry.models import Kecamatan
from rt_registry.spreadsheets.door import import_spreadsheet
from scoring.demo.seeding import seed_demo
from tests.factories import create_kelurahan


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


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_an_import_leaves_the_tables_counted():
    kelurahan = create_kelurahan()
    load_as_if_counted_meanwhile()
    sheet = f"kode_kelurahan,rt,jumlah_kk,tahun\n{kelurahan.code},1,40,2026\n{kelurahan.code},2,50,2026\n"
    report = import_spreadsheet(kind="roster", data=sheet.encode(), file_name="daftar.csv", by=None, now=timezone.now())
    assert report.stored
    assert believed("rt_registry_rt") == 2


@only_postgresql
@pytest.mark.django_db
def test_the_demo_has_its_tables_counted(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        seed_demo(scale=1, seed=2020, password="kata-sandi-demo-42", now=timezone.now())
        load_as_if_counted_meanwhile()
    assert believed("rt_registry_kecamatan") == Kecamatan.objects.count()
