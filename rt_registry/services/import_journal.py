"""The journal of an import: every record it wrote, from which row, with what stood there before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from bantar.bulk import insert_rows
from rt_registry.models import ImportBatch, ImportedRecord, Kecamatan


@dataclass(frozen=True, slots=True)
class Written:
    """One record as an import left it; `before` None: made by the import. `row` 0: no single row stands behind it.

    Names are those of the model's columns ("kecamatan_id"). A field that stands in both with the same value was not
    written: the import found it so and builds on it.
    """

    row: int
    record: Model
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]


def journal(*, batch: ImportBatch, written: Iterable[Written]) -> None:
    """Add to the journal of a batch; the records must be stored already. What wrote no field is left out."""
    _insert(
        (
            batch.pk,
            one.row,
            one.record._meta.label_lower,
            one.record.pk,
            None if one.before is None else plain(one.before),
            plain(one.after),
        )
        for one in written
        if one.before is None or one.after
    )


def journal_many(
    *,
    batch: ImportBatch,
    model: type[Model],
    written: Iterable[tuple[int, int, Mapping[str, Any] | None, Mapping[str, Any]]],
) -> None:
    """The same for many records of one model: row, primary key, before and after, both `plain` already."""
    label = model._meta.label_lower
    _insert((batch.pk, row, label, pk, before, after) for row, pk, before, after in written)


def _insert(rows: Iterable[tuple[Any, ...]]) -> None:
    insert_rows(ImportedRecord, ("batch_id", "row", "model", "object_id", "before", "after"), rows)


def values_of(record: Model, fields: Sequence[str] = ()) -> dict[str, Any]:
    """What stands in these columns of a record; without names, in all but its key."""
    names = fields or [field.attname for field in record._meta.concrete_fields if not field.primary_key]
    return {name: getattr(record, name) for name in names}


def made(row: int, record: Model, fields: Sequence[str] = ()) -> Written:
    """A record that the import made."""
    return Written(row, record, None, values_of(record, fields))


def changed(row: int, record: Model, before: Mapping[str, Any]) -> Written:
    """A record that was there: `before` is what stood in the columns the import may have written."""
    after = values_of(record, list(before))
    differing = [name for name in before if before[name] != after[name]]
    return Written(row, record, {name: before[name] for name in differing}, {name: after[name] for name in differing})


def one_import_at_a_time() -> None:
    """Imports, and who takes one back, wait for each other until the transaction is over.

    So two people confirming the same file store it once, and what an undo has looked at stays.
    """
    list(Kecamatan.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


_AS_IS: Final = frozenset({str, int, float, bool, type(None), list, dict})


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Dates, decimals and enums as JSON holds them, nothing lost: the journal must give them back."""
    return {name: value if type(value) in _AS_IS else _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()  # the encoder would cut it to milliseconds
    return DjangoJSONEncoder().default(value)
