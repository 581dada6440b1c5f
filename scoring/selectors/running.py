"""Which editions everybody may know of before they have a result: their phase and calendar, nothing else."""

from django.db.models import Count, QuerySet

from competitions.enums import Phase
from competitions.models import Edition
from competitions.selectors.editions import RUNNING


def running_editions() -> list[Edition]:
    """The editions under way in the newest year that has any, in the order of their periods. One query."""
    running = list(_public().filter(phase__in=RUNNING).order_by("-year", "period", "pk"))
    return [edition for edition in running if edition.year == running[0].year]


def archive_editions() -> list[Edition]:
    """Past years of which only the winners are left, with `winner_count` (entries). One query."""
    archive = Edition.objects.filter(is_archive=True).exclude(phase=Phase.DRAFT)
    return list(archive.annotate(winner_count=Count("awards__entry_code", distinct=True)).newest_first())


def _public() -> QuerySet[Edition]:
    return Edition.objects.exclude(phase=Phase.DRAFT).filter(is_archive=False)
