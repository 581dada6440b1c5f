"""The record of who won the predikat, and of who lost it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bantar.accounts.models import User
from bantar.trace.services import record
from bantar.web.errors import Refusal
from competitions.enums import AwardSource, Track
from competitions.models import Award, Edition, Nomination
from competitions.refusals import ReasonMissing
from competitions.services.entries import lock_edition
from rt_registry.models import RT, ImportBatch
from rt_registry.selectors.rts import origins_of
from rt_registry.services.import_journal import changed, journal, made, values_of


class AwardRecordedOtherwise(Refusal):
    message = _("%(rt)s already has an award of this edition from another source.")
    rule = _("An RT has at most one award per edition.")


class AwardTwice(Refusal):
    message = _("%(rt)s would get two awards of this edition.")
    rule = _("An RT has at most one award per edition.")


class NothingToLose(Refusal):
    message = _("%(rt)s holds no predikat on that day.")


@dataclass(frozen=True)
class AwardValue:
    """One winning RT; of a joined entry each RT has one, all with the entry's code and whole prize."""

    rt: RT
    entry_code: str
    label: str
    category_code: str = ""
    track: str = Track.REGULER
    total: Decimal | None = None
    prize: int | None = None
    best_in_city: bool = False
    nomination: Nomination | None = None
    row: int = 0  # of the sheet it comes from, for the journal


WRITTEN = (
    *("nomination_id", "entry_code", "label", "track", "category_code", "total", "prize", "best_in_city"),
    *("source", "batch_id"),
)


@transaction.atomic
def record_awards(
    *,
    edition: Edition,
    awards: Sequence[AwardValue],
    source: AwardSource,
    by: User | None,
    now: datetime,
    batch: ImportBatch | None = None,
    keep_others: bool = False,
) -> list[Award]:
    """Write the awards of an edition: those of the same source that are named no more go, the others are brought up
    to date where they stand, so that a recorded loss and an import's journal stay true.

    `keep_others`: only add or change the RTs named, for an import that brings part of a year.
    """
    lock_edition(edition.pk)
    _refuse_doubles(edition, awards, source)
    old = {award.rt_id: award for award in Award.objects.filter(edition=edition, source=source)}
    named = {value.rt.pk for value in awards}
    replaced = [award for award in old.values() if award.rt_id in named or not keep_others]
    codes = {award.entry_code for award in replaced}
    before = {pk: values_of(award, WRITTEN) for pk, award in old.items()}
    written = [
        _fill(old.get(value.rt.pk) or Award(edition=edition, rt=value.rt), value, source, batch) for value in awards
    ]
    Award.objects.filter(pk__in=[award.pk for award in replaced if award.rt_id not in named]).delete()
    Award.objects.bulk_create([award for award in written if award.pk is None], 500)
    Award.objects.bulk_update([award for award in written if award.rt_id in before], WRITTEN, batch_size=50)
    if batch is not None:
        rows = {value.rt.pk: value.row for value in awards}
        _journal(batch, written, before, rows)
    _trace(edition, source, written, no_longer=codes - {award.entry_code for award in written}, by=by, now=now)
    return written


def _fill(award: Award, value: AwardValue, source: AwardSource, batch: ImportBatch | None) -> Award:
    award.nomination, award.entry_code, award.label = value.nomination, value.entry_code, value.label
    award.track, award.category_code, award.total = value.track, value.category_code, value.total
    award.prize, award.best_in_city, award.source, award.batch = value.prize, value.best_in_city, source, batch
    return award


def _journal(
    batch: ImportBatch, written: Sequence[Award], before: Mapping[int, Mapping[str, Any]], rows: Mapping[int, int]
) -> None:
    lines = [
        changed(rows[award.rt_id], award, before[award.rt_id])
        if award.rt_id in before
        else made(rows[award.rt_id], award)
        for award in written
    ]
    journal(batch=batch, written=lines)


def _trace(
    edition: Edition,
    source: AwardSource,
    written: Sequence[Award],
    *,
    no_longer: Collection[str],
    by: User | None,
    now: datetime,
) -> None:
    counts = {"rts": len(written), "entries": len({award.entry_code for award in written})}
    details = {"source": str(source), **counts, "no_longer": sorted(no_longer)}
    record(act="award.recorded", subject=edition, by=by, now=now, scope=edition.slug, details=details)


@transaction.atomic
def record_loss(*, rt: RT, on: date, reason: str, by: User | None, now: datetime) -> list[Award]:
    """The RT loses the predikat on a day: every award it holds, also those it carries on from RTs before it."""
    if not reason.strip():
        raise ReasonMissing
    ids = origins_of([rt.pk])[rt.pk]
    held = list(
        Award.objects.select_for_update(of=("self",))
        .held()
        .filter(rt_id__in=ids, edition__year__lte=on.year)
        .select_related("edition")
    )
    if not held:
        raise NothingToLose(rt=rt)
    for award in held:
        award.lost_on, award.loss_reason = on, reason.strip()
    Award.objects.bulk_update(held, ["lost_on", "loss_reason"])
    details = {"on": on.isoformat(), "awards": [f"{award.edition.slug}: {award.label}" for award in held]}
    record(act="award.lost", subject=rt, by=by, now=now, reason=reason.strip(), details=details)
    return held


def _refuse_doubles(edition: Edition, awards: Sequence[AwardValue], source: AwardSource) -> None:
    counted = Counter(value.rt.pk for value in awards)
    twice = next((value.rt for value in awards if counted[value.rt.pk] > 1), None)
    if twice is not None:
        raise AwardTwice(rt=twice)
    other = Award.objects.filter(edition=edition, rt_id__in=counted).exclude(source=source).select_related("rt")
    found = other.first()
    if found is not None:
        raise AwardRecordedOtherwise(rt=found.label)
