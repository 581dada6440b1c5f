"""Editions of the past of which only the winners are known."""

from datetime import datetime

from django.db import transaction

from bantar.accounts.models import User
from bantar.trace.services import record
from competitions.enums import Phase
from competitions.models import Edition
from rt_registry.models import ImportBatch
from rt_registry.services.import_journal import journal, made


ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV", 5: "V", 6: "VI", 7: "VII", 8: "VIII", 9: "IX"}


@transaction.atomic
def create_archive(*, year: int, period: int, by: User | None, now: datetime, batch: ImportBatch) -> Edition:
    """An edition marked as archive: closed, without rules or entries, to hang imported awards on."""
    edition = Edition.objects.create(
        slug=_free_slug(year, period),
        year=year,
        period=period,
        name=f"Kampung BANTAR {year} Periode {ROMAN[period]}",
        phase=Phase.CLOSED,
        is_archive=True,
    )
    journal(batch=batch, written=[made(0, edition)])
    record(act="edition.archived", subject=edition, by=by, now=now, scope=edition.slug)
    return edition


def _free_slug(year: int, period: int) -> str:
    """2018-1, or the next of arsip-2018-1, arsip-2018-1-2 ... where it is taken."""
    base, serial = f"arsip-{year}-{period}", 2
    taken = set(Edition.objects.values_list("slug", flat=True))
    slug = f"{year}-{period}" if f"{year}-{period}" not in taken else base
    while slug in taken:
        slug, serial = f"{base}-{serial}", serial + 1
    return slug
