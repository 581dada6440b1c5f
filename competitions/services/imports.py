"""Entries that come by a sheet: they arrive verified and carried out, all of them at once (CONTRACT 3, 6)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from bantar.accounts.models import User
from bantar.trace.services import Traced, record_many
from competitions.entry_names import category_of, entry_code, entry_label
from competitions.enums import NominationStatus, Phase
from competitions.models import Edition, Nomination, NominationRT
from competitions.services.phases import advance_for_import
from rt_registry.models import RT, ImportBatch, Kelurahan
from rt_registry.services.import_journal import Written, changed, journal, made, values_of


WRITTEN: Final = (
    *("status", "track", "kk", "kk_source", "kk_confirmed_by_id", "kk_confirmed_at", "category_code"),
    *("neighbours_confirmed", "reason", "submitted_at", "submitted_by_id", "decided_at", "decided_by_id", "updated_at"),
)


@dataclass(frozen=True)
class ImportedEntry:
    """One entry of a sheet, checked; `known` is the live entry over the same RTs, if there is one."""

    row: int
    kelurahan: Kelurahan
    rts: tuple[RT, ...]
    rt_kk: tuple[int | None, ...]
    kk: int
    track: str
    known: Nomination | None = None


@transaction.atomic
def store_imported_entries(
    *, edition: Edition, entries: Sequence[ImportedEntry], by: User | None, now: datetime, batch: ImportBatch
) -> None:
    """Write entries and members in a few queries, trace and journal each, and bring the edition to verification."""
    phase = edition.phase
    edition = advance_for_import(edition=edition, at_least=Phase.VERIFICATION, by=by, now=now)
    table = edition.size_table()
    before = {entry.known.pk: values_of(entry.known, WRITTEN) for entry in entries if entry.known is not None}
    written = [
        _written(edition, entry, category=category_of(entry.kk, table), by=by, now=now, batch=batch)
        for entry in entries
    ]
    Nomination.objects.bulk_create([one for one in written if one.pk is None], batch_size=200)
    Nomination.objects.bulk_update([one for one in written if one.pk in before], WRITTEN, batch_size=50)
    pairs = list(zip(written, entries, strict=True))
    lines = [phase_line(edition, phase), *_lines(pairs, before), *_write_members(edition, pairs)]
    journal(batch=batch, written=lines)
    traced = [
        Traced(one, details={"import": batch.pk, **_changes(before.get(one.pk, {}), _shown(one))}) for one in written
    ]
    record_many(act="nomination.imported", traced=traced, by=by, now=now, scope=edition.slug)


def phase_line(edition: Edition, before: str) -> Written:
    """The edition's phase: moved forward by the import, or found so far already, on which the import builds."""
    return Written(0, edition, {"phase": before}, {"phase": edition.phase})


def _lines(
    pairs: Sequence[tuple[Nomination, ImportedEntry]], before: Mapping[int, Mapping[str, Any]]
) -> Iterator[Written]:
    for one, entry in pairs:
        yield changed(entry.row, one, before[one.pk]) if one.pk in before else made(entry.row, one)


def _written(
    edition: Edition, entry: ImportedEntry, *, category: str, by: User | None, now: datetime, batch: ImportBatch
) -> Nomination:
    one = entry.known or Nomination(edition=edition, kelurahan=entry.kelurahan, created_by=by, created_at=now)
    numbers = [rt.number for rt in entry.rts]
    one.code = one.code or entry_code(entry.kelurahan.code, numbers)
    one.label = one.label or entry_label(entry.kelurahan.name, numbers)
    if one.submitted_at is None:
        _sign(one, "submitted", by, now)
    if one.decided_at is None or one.status not in NominationStatus.entered():
        _sign(one, "decided", by, now)
    if not one.kk_source or one.kk != entry.kk:
        one.kk_source = batch.file_name[:200]
        _sign(one, "kk_confirmed", by, now)
    one.status, one.track, one.kk = NominationStatus.CARRIED_OUT, entry.track, entry.kk
    one.category_code, one.reason, one.updated_at = category, "", now
    one.neighbours_confirmed = len(entry.rts) > 1
    return one


def _sign(one: Nomination, act: str, by: User | None, now: datetime) -> None:
    setattr(one, f"{act}_by", by)
    setattr(one, f"{act}_at", now)


def _write_members(edition: Edition, pairs: Sequence[tuple[Nomination, ImportedEntry]]) -> list[Written]:
    """The members of new entries go with them; of known ones the KK may change, which is journaled."""
    new = [(one, entry) for one, entry in pairs if entry.known is None]
    NominationRT.objects.bulk_create(
        [
            NominationRT(nomination=one, edition=edition, rt=rt, number=rt.number, kk=kk)
            for one, entry in new
            for rt, kk in zip(entry.rts, entry.rt_kk, strict=True)
        ],
        batch_size=500,
    )
    known = {one.pk: entry for one, entry in pairs if entry.known is not None}
    members = list(NominationRT.objects.filter(nomination_id__in=known))
    lines = []
    for member in members:
        entry, before = known[member.nomination_id], {"kk": member.kk}
        member.kk = dict(zip((rt.pk for rt in entry.rts), entry.rt_kk, strict=True)).get(member.rt_id, member.kk)
        lines.append(changed(entry.row, member, before))
    NominationRT.objects.bulk_update(members, ["kk"], batch_size=300)
    return lines


def _shown(one: Nomination) -> dict[str, Any]:
    return {"status": str(one.status), "kk": one.kk, "track": str(one.track), "category_code": one.category_code}


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    names = {"category_code": "category"}
    return {names.get(name, name): [before.get(name), after[name]] for name in after if before.get(name) != after[name]}
