"""Store the recap of a past year as an agency printed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from bantar.accounts.models import User
from bantar.trace.services import record
from competitions.models import Recap, RecapRow
from rt_registry.models import ImportBatch, Kecamatan


@dataclass(frozen=True)
class RecapValue:
    """One kecamatan of a recap; None where the paper does not say."""

    kecamatan: Kecamatan
    kelurahan_count: int | None = None
    rt_count: int | None = None
    nominated: int | None = None
    carried_out: int | None = None
    winners_besar: int | None = None
    winners_sedang: int | None = None
    winners_kecil: int | None = None
    winners: int | None = None

    def figures(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in FIGURES}


FIGURES = (
    "kelurahan_count",
    "rt_count",
    "nominated",
    "carried_out",
    "winners_besar",
    "winners_sedang",
    "winners_kecil",
    "winners",
)


@transaction.atomic
def store_recap(
    *,
    year: int,
    rows: Sequence[RecapValue],
    source: str,
    by: User | None,
    now: datetime,
    batch: ImportBatch | None = None,
) -> Recap:
    """Write the recap of `year`, replacing rows that differ; kecamatan not among `rows` stay as they are.

    A second run with the same rows changes and traces nothing.
    """
    recap, created = Recap.objects.select_for_update().get_or_create(
        year=year, defaults={"source": source, "batch": batch}
    )
    stored = {row.kecamatan_id: row for row in recap.rows.all()}
    changed = [value for value in rows if _differs(stored.get(value.kecamatan.pk), value)]
    for value in changed:
        RecapRow.objects.update_or_create(recap=recap, kecamatan=value.kecamatan, defaults=value.figures())
    if not created and changed:
        recap.source, recap.batch = source or recap.source, batch or recap.batch
        recap.save(update_fields=["source", "batch"])
    if created or changed:
        _trace(recap, changed, stored, by=by, now=now)
    return recap


def _differs(row: RecapRow | None, value: RecapValue) -> bool:
    return row is None or any(getattr(row, name) != figure for name, figure in value.figures().items())


def _trace(
    recap: Recap, changed: Sequence[RecapValue], stored: dict[int, RecapRow], *, by: User | None, now: datetime
) -> None:
    before = {
        value.kecamatan.name: {name: getattr(stored[value.kecamatan.pk], name) for name in FIGURES}
        for value in changed
        if value.kecamatan.pk in stored
    }
    details = {"rows": len(changed), "source": recap.source, "replaced": before}
    record(act="recap.stored", subject=recap, by=by, now=now, scope=str(recap.year), details=details)
