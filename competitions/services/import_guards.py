"""What of an edition stands in the way of taking back sheets of entries or scores."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from bantar.web.errors import Refusal
from competitions.enums import Phase
from competitions.models import Edition, Nomination
from rt_registry.models import ImportBatch, ImportedRecord
from rt_registry.services.import_standing import named


class EditionIsOver(Refusal):
    message = _("“%(edition)s” is published; nothing is taken out of it any more.")


def entries_in_the_way(batch: ImportBatch) -> Iterator[str]:
    """Entries that others worked on since, in a phase that only the import had begun."""
    edition = open_edition_of(batch)
    if edition is not None and moved_phase(batch, edition):
        own = ImportedRecord.objects.filter(batch=batch, model=Nomination._meta.label_lower)
        since = Nomination.objects.for_edition(edition).filter(updated_at__gt=batch.imported_at)
        for entry in since.exclude(pk__in=own.order_by().values("object_id")):
            yield named(Nomination, entry)


def open_edition_of(batch: ImportBatch) -> Edition | None:
    """The edition a sheet went into, locked; one that is published keeps everything."""
    own = ImportedRecord.objects.filter(batch=batch, model=Edition._meta.label_lower)
    edition = Edition.objects.select_for_update(no_key=True).filter(pk__in=own.order_by().values("object_id")).first()
    if edition is not None and edition.phase in Phase.after_publication():
        raise EditionIsOver(edition=edition.name)
    return edition


def moved_phase(batch: ImportBatch, edition: Edition) -> bool:
    """Whether the import brought the edition forward, so that taking it back brings the edition back."""
    line = ImportedRecord.objects.filter(batch=batch, model=edition._meta.label_lower, object_id=edition.pk).first()
    return line is not None and line.before != line.after
