"""What stands on an import: records changed since, by hand or by a later import, and records that refer to its own."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import groupby, islice
from typing import Any, Final, TypeVar

from django.apps import apps
from django.db.models import Field, ForeignObjectRel, Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rt_registry.models import ImportBatch, ImportedRecord, ParkedRow


CHUNK: Final = 2000
EXAMPLES: Final = 5

CHANGED: Final = _("%(record)s (changed since)")
GONE: Final = _("%(record)s (is gone)")
LATER: Final = _("%(record)s (changed by import %(import)s, “%(file)s”)")
SETTLED: Final = _("row %(row)s (settled in import %(import)s)")

Parts = Mapping[type[Model], Sequence[type[Model]]]
T = TypeVar("T")


def in_chunks(found: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(found)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


@cache
def column_of(model: type[Model], name: str) -> "Field[Any, Any]":
    """The column that the journal calls so: "kelurahan_id" or "kelurahan"."""
    return next(column for column in model._meta.concrete_fields if name in (column.attname, column.name))


@dataclass
class Standing:
    """How much stands in the way, and the first of it by name."""

    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, say: Callable[[], str]) -> None:
        """Count it; only the first few are put into words, which takes a query each."""
        self.count += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(say())

    def add_all(self, model: type[Model], found: QuerySet[Model]) -> None:
        count = found.count()
        if count:
            self.count += count
            self.examples += [named(model, one) for one in found[: EXAMPLES - len(self.examples)]]


@dataclass(slots=True)
class Wrote:
    """All that one import wrote of one record; `before` None: it made the record."""

    pk: int
    before: dict[str, Any] | None
    after: dict[str, Any]

    @property
    def fields(self) -> set[str]:
        """The columns that it wrote. What it found as it left it, it only builds on."""
        before = self.before
        return {n for n in self.after if before is None or before.get(n) != self.after[n]}


def models_of(batch: ImportBatch) -> list[type[Model]]:
    """The models an import wrote."""
    labels = ImportedRecord.objects.filter(batch=batch).order_by("model").values_list("model", flat=True).distinct()
    return [apps.get_model(label) for label in labels]


def wrote(batch: ImportBatch, model: type[Model]) -> Iterator[Wrote]:
    """Each record once: what stood there first, what was written last."""
    lines = (
        ImportedRecord.objects.filter(batch=batch, model=model._meta.label_lower)
        .order_by("object_id", "pk")
        .values_list("object_id", "before", "after")
    )
    for pk, group in groupby(lines.iterator(chunk_size=CHUNK), key=lambda line: line[0]):
        one: Wrote | None = None
        for _pk, before, after in group:
            if one is None:
                one = Wrote(pk, before, after)
                continue
            one.after = {**one.after, **after}
            if one.before is not None:
                one.before = {**(before or {}), **one.before}
        if one is not None:
            yield one


def made_by(batch: ImportBatch, model: type[Model]) -> QuerySet[ImportedRecord, Any]:
    """The keys of the records of a model that the import made, as a subquery."""
    lines = ImportedRecord.objects.filter(batch=batch, model=model._meta.label_lower, before__isnull=True)
    return lines.order_by().values("object_id")


def changed_since(batch: ImportBatch, model: type[Model], standing: Standing) -> list[Wrote]:
    """Look at each record as it is now, locked; what the import only changed is returned, to be set back."""
    to_restore = []
    for chunk in in_chunks(wrote(batch, model)):
        keys = [one.pk for one in chunk]
        current = {row[model._meta.pk.attname]: row for row in _locked(model, keys)}
        later = _later_writers(batch, model, keys)
        for one in chunk:
            say = _what_happened(model, one, current.get(one.pk), later.get(one.pk, ()))
            if say is not None:
                standing.add(say)
            elif one.before is not None and one.fields:
                to_restore.append(one)
    return to_restore


def _locked(model: type[Model], keys: Sequence[int]) -> Iterable[dict[str, Any]]:
    return model._base_manager.select_for_update().filter(pk__in=keys).order_by("pk").values()


def _later_writers(
    batch: ImportBatch, model: type[Model], keys: Sequence[int]
) -> dict[int, list[tuple[int, str, dict[str, Any]]]]:
    lines = ImportedRecord.objects.filter(
        model=model._meta.label_lower, object_id__in=keys, batch_id__gt=batch.pk, batch__undone_at=None
    )
    found: dict[int, list[tuple[int, str, dict[str, Any]]]] = {}
    for pk, batch_id, file_name, after in lines.values_list("object_id", "batch_id", "batch__file_name", "after"):
        found.setdefault(pk, []).append((batch_id, file_name, after))
    return found


def _what_happened(
    model: type[Model],
    one: Wrote,
    current: Mapping[str, Any] | None,
    later: Iterable[tuple[int, str, dict[str, Any]]],
) -> Callable[[], str] | None:
    """Why this record cannot be set back, or None."""
    if current is None:
        return lambda: str(GONE) % {"record": f"{model._meta.verbose_name} {one.pk}"}
    for batch_id, file_name, after in later:
        if one.before is None or one.fields & after.keys():
            return partial(_say, LATER, model, one.pk, **{"import": batch_id, "file": file_name})
    if all(_is_still(model, name, current, one.after[name]) for name in one.fields):
        return None
    return partial(_say, CHANGED, model, one.pk)


def _is_still(model: type[Model], name: str, current: Mapping[str, Any], written: Any) -> bool:
    column = column_of(model, name)
    return bool(current[column.attname] == column.to_python(written))


def _say(sentence: str | Promise, model: type[Model], pk: int, **words: object) -> str:
    return str(sentence) % {"record": named(model, model._base_manager.get(pk=pk)), **words}


def named(model: type[Model], record: Model) -> str:
    """In words; of a record that does not say whose it is, also the RT or the account."""
    words: str | Promise = model._meta.verbose_name or model.__name__
    whose = getattr(record, "rt", None) or getattr(record, "user", None)
    shown = str(record)
    return f"{words} “{shown}, {whose}”" if whose and str(whose) not in shown else f"{words} “{shown}”"


def settled_since(batch: ImportBatch, standing: Standing) -> None:
    """Rows that were set aside and stored later: they came in the same file, so they are taken back first."""
    settled = ParkedRow.objects.filter(batch=batch, resolved_in__isnull=False, resolved_in__undone_at=None)
    for row, number in settled.order_by("row").values_list("row", "resolved_in"):
        standing.add(partial(str.__mod__, str(SETTLED), {"row": row, "import": number}))


def referring(batch: ImportBatch, model: type[Model], parts: Parts, ours: set[type[Model]], standing: Standing) -> None:
    """Records that refer to what the import made, or to parts of it, and that it neither made nor set so itself.

    `ours`: the models it wrote. Two queries for each relation that has any, one for the others.
    """
    made = made_by(batch, model)
    belongings = parts.get(model, ())
    for relation in _relations_to(model):
        other, name = relation.related_model, relation.field.name
        if other in belongings:
            for further in _relations_to(other):
                found = further.related_model._base_manager.filter(**{f"{further.field.name}__{name}__in": made})
                standing.add_all(further.related_model, found)
            continue
        found = other._base_manager.filter(**{f"{name}__in": made})
        if other in ours:
            own = ImportedRecord.objects.filter(batch=batch, model=other._meta.label_lower)
            own = own.filter(Q(before__isnull=True) | Q(before__has_key=relation.field.attname))
            found = found.exclude(pk__in=own.order_by().values("object_id"))
        standing.add_all(other, found)


def _relations_to(model: type[Model]) -> Iterator[ForeignObjectRel]:
    """Foreign keys to the model from anywhere, also those without a way back by name."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and not relation.many_to_many:
            yield relation
