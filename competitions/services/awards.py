"""The record of who won the predikat, and of who lost it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

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
    """Write the awards of an edition, replacing those of the same source; recorded losses stay with their RT.

    `keep_others`: only add or replace the RTs named, for an import that brings part of a year.
    """
    lock_edition(edition.pk)
    ids = [value.rt.pk for value in awards]
    _refuse_doubles(edition, awards, source)
    old = list(Award.objects.filter(edition=edition, source=source).select_related("rt__kelurahan"))
    replaced = [award for award in old if not keep_others or award.rt_id in set(ids)]
    Award.objects.filter(pk__in=[award.pk for award in replaced]).delete()
    losses = {award.rt_id: (award.lost_on, award.loss_reason) for award in replaced}
    made = Award.objects.bulk_create([_award(edition, value, source, batch, losses) for value in awards], 500)
    gone = {award.entry_code for award in replaced} - {award.entry_code for award in made}
    details = {"source": str(source), "rts": len(made), "entries": len({a.entry_code for a in made})}
    record(
        act="award.recorded",
        subject=edition,
        by=by,
        now=now,
        scope=edition.slug,
        details={**details, "no_longer": sorted(gone)},
    )
    return made


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


def _award(
    edition: Edition,
    value: AwardValue,
    source: AwardSource,
    batch: ImportBatch | None,
    losses: dict[int, tuple[date | None, str]],
) -> Award:
    lost_on, loss_reason = losses.get(value.rt.pk, (None, ""))
    return Award(
        edition=edition,
        rt=value.rt,
        nomination=value.nomination,
        entry_code=value.entry_code,
        label=value.label,
        track=value.track,
        category_code=value.category_code,
        total=value.total,
        prize=value.prize,
        best_in_city=value.best_in_city,
        source=source,
        batch=batch,
        lost_on=lost_on,
        loss_reason=loss_reason,
    )
