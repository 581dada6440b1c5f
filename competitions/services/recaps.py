"""Store the recap of a past year as an agency printed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from bantar.accounts.models import User
from bantar.trace.services import record
from competitions.models import Recap, RecapRow
from rt_registry.models import ImportBatch, Kecamatan
from rt_registry.services.import_journal import Written, changed, journal, made, values_of


@dataclass(frozen=True)
class RecapValue:
    """One kecamatan of a recap; None where the paper does not say. `row`: the sheet's, for the journal."""

    kecamatan: Kecamatan
    kelurahan_count: int | None = None
    rt_count: int | None = None
    nominated: int | None = None
    carried_out: int | None = None
    winners_besar: int | None = None
    winners_sedang: int | None = None
    winners_kecil: int | None = None
    winners: int | None = None
    row: int = 0

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
    differing = [value for value in rows if _differs(stored.get(value.kecamatan.pk), value)]
    figures = {pk: values_of(row, FIGURES) for pk, row in stored.items()}
    heading = values_of(recap, ("source", "batch_id"))
    written = [_write(recap, stored.get(value.kecamatan.pk), value) for value in differing]
    if not created and differing:
        recap.source, recap.batch = source or recap.source, batch or recap.batch
        recap.save(update_fields=["source", "batch"])
    if created or differing:
        _trace(recap, differing, figures, by=by, now=now)
    if batch is not None:
        journal(batch=batch, written=[made(0, recap) if created else changed(0, recap, heading), *written])
    return recap


def _write(recap: Recap, known: RecapRow | None, value: RecapValue) -> Written:
    row = known or RecapRow(recap=recap, kecamatan=value.kecamatan)
    before = values_of(row, FIGURES)
    for name, figure in value.figures().items():
        setattr(row, name, figure)
    row.save()
    return made(value.row, row) if known is None else changed(value.row, row, before)


def _differs(row: RecapRow | None, value: RecapValue) -> bool:
    return row is None or any(getattr(row, name) != figure for name, figure in value.figures().items())


def _trace(
    recap: Recap,
    written: Sequence[RecapValue],
    figures: Mapping[int, Mapping[str, Any]],
    *,
    by: User | None,
    now: datetime,
) -> None:
    """`figures`: what stood there before, by kecamatan."""
    before = {v.kecamatan.name: dict(figures[v.kecamatan.pk]) for v in written if v.kecamatan.pk in figures}
    details = {"rows": len(written), "source": recap.source, "replaced": before}
    record(act="recap.stored", subject=recap, by=by, now=now, scope=str(recap.year), details=details)
