"""The journal of an import: every record it wrote, from which row, with what stood there before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from rt_registry.models import ImportBatch, ImportedRecord


@dataclass(frozen=True, slots=True)
class Written:
    """One record as an import left it; `before` None: made by the import. `row` 0: no single row stands behind it."""

    row: int
    record: Model
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]


def journal(*, batch: ImportBatch, written: Iterable[Written]) -> None:
    """Add to the journal of a batch; the records must be stored already."""
    ImportedRecord.objects.bulk_create(
        [
            ImportedRecord(
                batch=batch,
                row=one.row,
                model=one.record._meta.label_lower,
                object_id=one.record.pk,
                before=None if one.before is None else plain(one.before),
                after=plain(one.after),
            )
            for one in written
        ],
        batch_size=2000,
    )


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Dates, decimals and enums as JSON holds them."""
    encode = DjangoJSONEncoder().default
    simple = (str, int, float, bool, type(None), list, dict)
    return {
        name: (value if type(value) in simple else str(value) if isinstance(value, str) else encode(value))
        for name, value in values.items()
    }
