"""Take a whole import back: what it made goes, what it changed is set back, or nothing is and the reason is named."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from bantar.accounts.models import User
from bantar.bulk import update_rows
from bantar.planner import refresh_planner_statistics
from bantar.trace.services import Traced, record, record_many
from bantar.web.errors import Refusal
from rt_registry.models import ImportBatch, ParkedRow
from rt_registry.services.import_journal import one_import_at_a_time
from rt_registry.services.import_standing import (
    Parts,
    Standing,
    Wrote,
    changed_since,
    column_of,
    in_chunks,
    made_by,
    models_of,
    referring,
    settled_since,
)
from rt_registry.spreadsheets.kinds import kind_named


class UnknownImport(Refusal):
    message = _("There is no import %(id)s.")


class AlreadyUndone(Refusal):
    message = _("The import of “%(file)s” was taken back already.")


class NothingKnown(Refusal):
    message = _("The import of “%(file)s” cannot be taken back: it is from before what imports write was kept.")


class ChangedMeanwhile(Refusal):
    message = _("Somebody works on the same data right now; nothing was taken back. Try again.")


class StandsOnImport(Refusal):
    """Something was built on the import; `standing` says what."""

    message = _("The import of “%(file)s” cannot be taken back. In its way (%(count)s): %(examples)s.")
    rule = _("An import is taken back whole or not at all: first take back what was built on it.")

    def __init__(self, batch: ImportBatch, standing: Standing) -> None:
        self.standing = standing
        more = ["…"] if standing.count > len(standing.examples) else []
        examples = "; ".join([*standing.examples, *more])
        super().__init__(file=batch.file_name, count=standing.count, examples=examples)


@dataclass(frozen=True)
class Undone:
    """What taking an import back did, by model."""

    batch: ImportBatch
    removed: Counter[str] = field(default_factory=Counter)
    restored: Counter[str] = field(default_factory=Counter)


Guard = Callable[[ImportBatch], Iterable[str]]
_guards: dict[str, list[Guard]] = {}


def register_undo_guard(kind: str, guard: Guard) -> None:
    """An app above says what else stands in the way of taking back sheets of this kind, or raises a Refusal."""
    if guard not in _guards.setdefault(kind, []):
        _guards[kind].append(guard)


def undo_import(*, batch_id: int, by: User | None, now: datetime, reason: str = "") -> Undone:
    """Take one import back, all of it or nothing. Afterwards the same file would be new again.

    The file, the batch and its journal stay; what was learnt from it (spellings, headers) stays too.
    """
    try:
        with transaction.atomic():
            return _undo(batch_id, by=by, now=now, reason=reason.strip())
    except IntegrityError as clash:
        raise ChangedMeanwhile from clash


def _undo(batch_id: int, *, by: User | None, now: datetime, reason: str) -> Undone:
    one_import_at_a_time()
    batch = ImportBatch.objects.select_for_update(of=("self",)).filter(pk=batch_id).first()
    if batch is None:
        raise UnknownImport(id=batch_id)
    if batch.undone_at is not None:
        raise AlreadyUndone(file=batch.file_name)
    parts: Parts = kind_named(batch.kind).parts
    models = models_of(batch)
    counts = batch.report.get("rows", {})
    if not models and (counts.get("new") or counts.get("changed")):
        raise NothingKnown(file=batch.file_name)
    restores = _look(batch, models, parts)
    undone = Undone(batch)
    for model in models:
        undone.removed[model._meta.label_lower] += _remove(batch, model, parts)
    for model, records in restores.items():
        undone.restored[model._meta.label_lower] += _restore(model, records, batch, by=by, now=now, reason=reason)
    if connection.vendor == "postgresql":
        connection.check_constraints()  # what refers to the removed records since must show now, not on commit
    _settle(batch, by=by, now=now, reason=reason)
    _mark(undone, by=by, now=now, reason=reason)
    return undone


def _look(batch: ImportBatch, models: Sequence[type[Model]], parts: Parts) -> Mapping[type[Model], Sequence[Wrote]]:
    """Refuse where anything stands on the import; else say what is to be set back."""
    standing = Standing()
    for guard in _guards.get(batch.kind, ()):
        for said in guard(batch):
            standing.add(partial(str, said))
    settled_since(batch, standing)
    restores = {model: changed_since(batch, model, standing) for model in models}
    for model in models:
        referring(batch, model, parts, set(models), standing)
    if standing.count:
        raise StandsOnImport(batch, standing)
    return restores


def _remove(batch: ImportBatch, model: type[Model], parts: Parts) -> int:
    """Delete what the import made, with its parts. That nothing else refers to it was looked at before."""
    made = made_by(batch, model)
    for part in parts.get(model, ()):
        for column in part._meta.concrete_fields:
            if column.related_model is model:
                found = part._base_manager.filter(**{f"{column.name}__in": made})
                found._raw_delete(found.db)
    records = model._base_manager.filter(pk__in=made)
    return records._raw_delete(records.db)


def _restore(
    model: type[Model],
    records: Sequence[Wrote],
    batch: ImportBatch,
    *,
    by: User | None,
    now: datetime,
    reason: str,
) -> int:
    """Set back the columns that the import wrote, traced on each record."""
    in_words = [f.name for f in model._meta.concrete_fields if f.many_to_one and not f.null]
    for fields, alike in groupby(sorted(records, key=_columns), key=_columns):
        columns = [column_of(model, name) for name in fields]
        names = (model._meta.pk.attname, *(column.attname for column in columns))
        for chunk in in_chunks(alike):
            before = {one.pk: [(one.before or {})[name] for name in fields] for one in chunk}
            values = {pk: [c.to_python(v) for c, v in zip(columns, row, strict=True)] for pk, row in before.items()}
            update_rows(model, names, ((pk, *row) for pk, row in values.items()))
            stored = model._base_manager.select_related(*in_words).in_bulk(list(before))
            traced = [Traced(stored[one.pk], {"import": batch.pk, **_changes(one)}, reason) for one in chunk]
            record_many(act="import.undone", traced=traced, by=by, now=now, scope=batch.edition_slug)
    return len(records)


def _columns(one: Wrote) -> list[str]:
    return sorted(one.fields)


def _changes(one: Wrote) -> dict[str, list[Any]]:
    return {name: [one.after[name], (one.before or {})[name]] for name in _columns(one)}


def _settle(batch: ImportBatch, *, by: User | None, now: datetime, reason: str) -> None:
    """Its parked rows wait no longer; rows of another import that were settled in this one wait again."""
    ParkedRow.objects.filter(batch=batch, resolved_at=None).update(resolved_at=now, resolved_by=by, note=reason)
    ParkedRow.objects.filter(resolved_in=batch, batch__undone_at=None).update(
        resolved_at=None, resolved_by=None, resolved_in=None, note=""
    )


def _mark(undone: Undone, *, by: User | None, now: datetime, reason: str) -> None:
    batch = undone.batch
    batch.undone_at, batch.undone_by, batch.undo_reason = now, by, reason
    batch.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    details = {"file": batch.file_name, "removed": dict(undone.removed), "restored": dict(undone.restored)}
    record(act="import.undone", subject=batch, by=by, now=now, scope=batch.edition_slug, reason=reason, details=details)
    refresh_planner_statistics()
