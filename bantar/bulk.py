"""Many rows of one model in one go: executemany on SQLite, COPY on PostgreSQL.

`bulk_create` and `bulk_update` build long statements and an object per row, which costs more than the rows themselves.
Signals are not sent; defaults are not filled in; call it inside the transaction of the act.
"""

import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper


Rows = Iterable[Sequence[Any]]
Column = Sequence[Any]

AT_ONCE: Final = 10_000
PLAIN: Final = frozenset({int, bool, str, type(None)})


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Rows) -> int:
    """Write rows, each with one value per named field (by its attribute name, such as `rt_id`); say how many.

    Every value goes through its field, as in `save()`; fields not named are left to the database.
    """
    table, count = _Table(model, names), 0
    with table.connection.cursor() as cursor:
        for columns in table.columns_of(rows):
            count += len(columns[0])
            if table.connection.vendor == "postgresql":
                table.copy(cursor, f"{table.name} ({', '.join(table.quoted)})", columns)
            else:
                marks = ", ".join(["%s"] * len(names))
                sql = f"INSERT INTO {table.name} ({', '.join(table.quoted)}) VALUES ({marks})"  # noqa: S608
                cursor.executemany(sql, list(zip(*columns, strict=True)))
    return count


def update_rows(model: type[models.Model], names: Sequence[str], rows: Rows) -> None:
    """Change rows that exist; the first field named is the one they are found by."""
    table = _Table(model, names)
    key, *others = table.quoted
    with table.connection.cursor() as cursor:
        for columns in table.columns_of(rows):
            if table.connection.vendor == "postgresql":
                _update_from_copy(cursor, table, columns)
            else:
                sets = ", ".join(f"{name} = %s" for name in others)
                sql = f"UPDATE {table.name} SET {sets} WHERE {key} = %s"  # noqa: S608
                cursor.executemany(sql, list(zip(*columns[1:], columns[0], strict=True)))


def reserve_keys(model: type[models.Model], count: int) -> list[int]:
    """Primary keys for rows about to be inserted in this transaction; nobody else gets them."""
    if not count:
        return []
    table = _Table(model, ())
    with table.connection.cursor() as cursor:
        if table.connection.vendor == "postgresql":
            key = model._meta.pk.column
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table.name, key, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        last = (cursor.fetchone() or (0,))[0]
    return list(range(last + 1, last + count + 1))


class _Table:
    """The database's side of a model: its table, the columns of some fields, and what values become there."""

    def __init__(self, model: type[models.Model], names: Sequence[str]) -> None:
        by_name = {field.attname: field for field in model._meta.local_concrete_fields}
        self.connection = connections[router.db_for_write(model)]
        quote = self.connection.ops.quote_name
        self.name = quote(model._meta.db_table)
        fields = [by_name[name] for name in names]
        self.quoted = [quote(field.column or "") for field in fields]
        self._prepare = [_preparer(field, self.connection) for field in fields]

    def columns_of(self, rows: Rows) -> Iterator[list[Column]]:
        """The rows by column, some thousands at a time, as the database takes their values."""
        every = iter(rows)
        while some := list(islice(every, AT_ONCE)):
            columns = zip(*some, strict=True)
            yield [prepare(column) for prepare, column in zip(self._prepare, columns, strict=True)]

    def copy(self, cursor: Any, target: str, columns: list[Column]) -> None:
        lines = map("\t".join, zip(*map(_copied, columns), strict=True))
        with self.connection.wrap_database_errors:  # Django does it for its own calls only
            cursor.copy_expert(f"COPY {target} FROM STDIN", io.StringIO("\n".join(lines)))


def _preparer(field: "models.Field[Any, Any]", connection: BaseDatabaseWrapper) -> Callable[[Column], Column]:
    """What a field makes of its column; plain values are what they are, except as JSON."""
    if isinstance(field, models.JSONField):
        encode = _json_encoder(field.encoder or json.JSONEncoder)
        return lambda values: [None if value is None else encode(value) for value in values]

    def prepare(values: Column) -> Column:
        if PLAIN.issuperset(map(type, values)):
            return values
        known = {value: field.get_db_prep_save(value, connection) for value in set(values)}
        return [known[value] for value in values]

    return prepare


def _json_encoder(kind: type[json.JSONEncoder]) -> Callable[[Any], str]:
    """As `JSONEncoder.encode`, which makes an encoder in C for each value anew: for a small one that takes longer."""
    encoder = kind()
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return encoder.encode
    separators = (encoder.key_separator, encoder.item_separator)
    in_c = make(None, encoder.default, json.encoder.encode_basestring_ascii, None, *separators, False, False, True)
    return lambda value: "".join(in_c(value, 0))


def _update_from_copy(cursor: Any, table: _Table, columns: list[Column]) -> None:
    names = ", ".join(table.quoted)
    key, *others = table.quoted
    cursor.execute(f"CREATE TEMPORARY TABLE changed_rows AS SELECT {names} FROM {table.name} LIMIT 0")  # noqa: S608
    table.copy(cursor, "changed_rows", columns)
    sets = ", ".join(f"{name} = changed_rows.{name}" for name in others)
    cursor.execute(
        f"UPDATE {table.name} SET {sets} FROM changed_rows WHERE {table.name}.{key} = changed_rows.{key}"  # noqa: S608
    )
    cursor.execute("DROP TABLE changed_rows")


def _copied(column: Column) -> list[str]:
    """Values as COPY reads them: \\N for nothing, a backslash before what means something to it."""
    return [_escaped(value) if type(value) is str else "\\N" if value is None else str(value) for value in column]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
