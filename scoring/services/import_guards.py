"""What of an edition stands in the way of taking back score sheets."""

from collections.abc import Iterator

from competitions.services.import_guards import moved_phase, open_edition_of
from rt_registry.models import ImportBatch, ImportedRecord
from rt_registry.services.import_standing import named
from scoring.enums import ResultStatus
from scoring.models import Result, ScoreSheet


def results_and_sheets_in_the_way(batch: ImportBatch) -> Iterator[str]:
    """A result drafted from the sheets, and sheets of others in a phase that only the import had begun."""
    edition = open_edition_of(batch)
    if edition is None:
        return
    for result in Result.objects.filter(edition=edition, status__in=ResultStatus.open()).select_related("edition"):
        yield named(Result, result)
    if moved_phase(batch, edition):
        own = ImportedRecord.objects.filter(batch=batch, model=ScoreSheet._meta.label_lower)
        since = ScoreSheet.objects.filter(nomination__edition=edition, updated_at__gt=batch.imported_at)
        since = since.exclude(pk__in=own.order_by().values("object_id"))
        for sheet in since.select_related("nomination", "assessor"):
            yield named(ScoreSheet, sheet)
