"""Insert many rows of one model in one go: `bulk_create` builds a statement anew for each batch, which costs more than
the rows themselves."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper


def insert_rows(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write the rows, each a value for every field but the primary key by its attribute name (`result_id`).

    Every value goes through its field, as in `save()`; the primary keys stay with the database.
    """
    fields: Sequence[models.Field[Any, Any]] = [f for f in model._meta.local_concrete_fields if not f.primary_key]
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column or "") for field in fields)
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608
    prepared = [(field.attname, _preparer(field, connection)) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(sql, [[prepare(row[name]) for name, prepare in prepared] for row in rows])


_PLAIN = frozenset({int, bool, str, type(None)})


def _preparer(field: "models.Field[Any, Any]", connection: BaseDatabaseWrapper) -> Callable[[Any], Any]:
    """What a field makes of a value for the database; plain values are what they are, except as JSON."""

    def prepare(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    def prepare_unless_plain(value: Any) -> Any:
        return value if type(value) in _PLAIN else field.get_db_prep_save(value, connection)

    return prepare if isinstance(field, models.JSONField) else prepare_unless_plain
