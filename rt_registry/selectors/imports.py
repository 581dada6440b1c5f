"""Where a stored value came from, and what an import wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from rt_registry.models import ImportedRecord
from rt_registry.spreadsheets.kinds import kind_named, kind_names


@dataclass(frozen=True)
class CellOrigin:
    """The place on a sheet that a value was read from; `cell` is empty where no single cell says it."""

    import_id: int
    file_name: str
    sheet: str
    row: int
    cell: str

    def __str__(self) -> str:
        return " · ".join(part for part in (self.file_name, self.sheet, self.cell or str(self.row or "")) if part)


Origins = dict[str, CellOrigin]
"""By the name of the field."""


def origin_of(record: Model) -> Origins:
    """Where each field of one record came from; a field that no import wrote is absent. One query."""
    return origins_of([record])[record.pk]


def origins_of(records: Sequence[Model]) -> dict[int, Origins]:
    """The same for records of one model, by their key. One query. What was taken back no longer counts.

    Kinds say which column a field is read from (`columns_of`), records with columns per year which year is theirs
    (`sheet_year`).
    """
    found: dict[int, Origins] = {record.pk: {} for record in records}
    if not records:
        return found
    by_pk = {record.pk: record for record in records}
    lines = (
        ImportedRecord.objects.filter(model=records[0]._meta.label_lower, object_id__in=by_pk, batch__undone_at=None)
        .order_by("-pk")
        .values_list(*_LINE)
    )
    for pk, row, after, batch_id, kind, file_name, sheet, columns in lines:
        letters = _letters(by_pk[pk], kind, columns)
        for name in after:
            letter = letters.get(name, "")
            cell = f"{letter}{row}" if letter and row else ""
            found[pk].setdefault(name, CellOrigin(batch_id, file_name, sheet, row, cell))
    return found


_LINE = (
    *("object_id", "row", "after", "batch_id"),
    *("batch__kind", "batch__file_name", "batch__sheet", "batch__columns"),
)


def _letters(record: Model, kind: str, columns: Mapping[str, str]) -> dict[str, str]:
    """The letter of the column that each field of this record was read from."""
    if kind not in kind_names():
        return {}
    keys: Mapping[str, str] = getattr(kind_named(kind), "columns_of", {}).get(type(record), {})
    year: Any = getattr(record, "sheet_year", None)
    letters = {name: columns.get(f"{key}@{year}") or columns.get(key) for name, key in keys.items()}
    return {name: letter for name, letter in letters.items() if letter}
