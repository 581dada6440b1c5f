"""What is measured of a long roster, each in a process of its own so that its peak memory is its own."""

import io
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from bantar.trace.models import TraceEntry
from bench.sheet_files import roster_rows, roster_xlsx
from rt_registry.models import RT, HouseholdCount, ImportBatch, ImportedRecord, Kelurahan
from rt_registry.spreadsheets.door import import_file


ROWS: Final = 100_000
WRITTEN: Final = (RT, HouseholdCount, TraceEntry, ImportedRecord)
"""What a roster's import writes, in an order that foreign keys allow."""


def prepare(path: Path) -> dict[str, Any]:
    """A database with the city in it, and a roster of every RT number that there can be."""
    call_command("migrate", verbosity=0)
    call_command("load_reference", stdout=io.StringIO())
    places = Kelurahan.objects.order_by("code").values_list("code", "kecamatan__name", "name")
    path.write_bytes(roster_xlsx(roster_rows(list(places), ROWS)))
    return {"database": connection.vendor, "rows": ROWS, "megabytes": round(path.stat().st_size / 1024**2, 1)}


def import_roster(path: Path) -> dict[str, Any]:
    start = time.perf_counter()
    report = import_file(kind="roster", path=path, by=None, now=timezone.now())
    seconds = time.perf_counter() - start
    if not report.stored:
        raise RuntimeError(report.to_json()[:2000])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": round(seconds, 2), "megabytes": round(peak / 1024), **report.rows.as_dict()}


def put_back_raw(_path: Path) -> dict[str, Any]:
    """The rows that the import wrote, taken out and put back the plainest way the database has."""
    with connection.cursor() as cursor:
        tables = [_taken_out(cursor, model._meta.db_table) for model in WRITTEN]
    _empty(WRITTEN)
    start = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        rows = sum(put_back(cursor) for put_back in tables)
    return {"seconds": round(time.perf_counter() - start, 2), "rows": rows}


def _taken_out(cursor: Any, table: str) -> Callable[[Any], int]:
    """All rows of a table in memory, and how to put them back: COPY of the text that COPY gave, or executemany."""
    if connection.vendor == "postgresql":
        text = io.BytesIO()
        cursor.copy_expert(f"COPY {table} TO STDOUT", text)
        return lambda target: _copy(target, table, text)
    cursor.execute(f"SELECT * FROM {table}")
    rows = cursor.fetchall()
    sql = f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(rows[0]))})"
    return lambda target: _insert(target, sql, rows)


def _insert(cursor: Any, sql: str, rows: list[Any]) -> int:
    cursor.executemany(sql, rows)
    return len(rows)


def _copy(cursor: Any, table: str, text: io.BytesIO) -> int:
    text.seek(0)
    cursor.copy_expert(f"COPY {table} FROM STDIN", text)
    return int(cursor.rowcount)


def clear(_path: Path) -> dict[str, Any]:
    """Nothing of the import before."""
    _empty((*WRITTEN, ImportBatch))
    return {}


def _empty(models: tuple[Any, ...]) -> None:
    with connection.cursor() as cursor:
        for model in sorted(models, key=[ImportBatch, *WRITTEN].index, reverse=True):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")


def create(path: Path) -> dict[str, Any]:
    """A database of its own on the server of the one named; no other is touched."""
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{path.name}"')
    return {}


def drop(path: Path) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{path.name}"')
    return {}


ACTS: Final[dict[str, Callable[[Path], dict[str, Any]]]] = {
    "prepare": prepare,
    "import": import_roster,
    "raw": put_back_raw,
    "clear": clear,
    "create": create,
    "drop": drop,
}
