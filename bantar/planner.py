"""What the database's planner knows of its tables."""

from django.db import connection, transaction


def refresh_planner_statistics() -> None:
    """After the current transaction, let PostgreSQL count its tables anew.

    Its own count may have run in the middle of a bulk load, whose rows it does not see: it then takes the tables for
    empty, and for a minute or more a page that joins them takes seconds. SQLite keeps no such count.
    """
    if connection.vendor == "postgresql":
        transaction.on_commit(count_tables)


def count_tables() -> None:
    """At once, as this transaction sees them; the count outlives the transaction, even one that is undone."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
