"""Split, merge, renumber, move: old RTs end on a day, new ones begin on it, and the history knows the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from bantar.accounts.models import User
from bantar.trace.services import Traced, record_many
from bantar.web.errors import Refusal
from rt_registry.enums import SuccessionKind
from rt_registry.models import RT, HouseholdCount, Kelurahan, RTSuccession
from rt_registry.services import checks
from rt_registry.services import refusals as no
from rt_registry.services.refusals import shown
from rt_registry.services.roster import create_rt


@dataclass(frozen=True)
class NewRT:
    """An RT that begins with the succession."""

    kelurahan: Kelurahan
    number: int
    head_name: str = ""
    kk: int | None = None


class NoSuccession(Refusal):
    rule = _(
        "Split: one RT becomes two or more. Merge: two or more become one. "
        "Renumber: one becomes one in the same kelurahan. Move: one becomes one in another kelurahan."
    )


class WrongCount(NoSuccession):
    message = _("%(before)s RT before and %(after)s after do not make a “%(kind)s”.")


class WrongKelurahan(NoSuccession):
    message = _("A “%(kind)s” cannot lead from %(before)s to %(after)s.")


class NamedTwice(NoSuccession):
    message = _("RT %(number)s of %(kelurahan)s is named twice.")


class SuccessorNotThere(Refusal):
    message = _("%(rt)s does not exist on %(on)s and cannot take over on that day.")


class AlreadyRecorded(Refusal):
    message = _("This succession is already recorded.")


@transaction.atomic
def record_succession(
    *,
    kind: str,
    predecessors: Sequence[RT],
    successors: Sequence[NewRT | RT],
    on: date,
    by: User | None,
    now: datetime,
    note: str = "",
) -> list[RT]:
    """End the predecessors on `on`, begin the successors, link them; return the successors.

    A successor may be an RT that goes on (6 is merged into 5). From one to one the newest KK and the head go along.
    """
    kind = SuccessionKind(kind)
    _lock([*predecessors, *(rt for rt in successors if isinstance(rt, RT))])
    before = _found(predecessors)
    going_on = iter(_found([rt for rt in successors if isinstance(rt, RT)]))
    successors = [next(going_on) if isinstance(rt, RT) else rt for rt in successors]
    checks.check_not_future(on, now)
    _check_shape(kind, before, successors)
    _check_days(before, successors, on)
    RT.objects.filter(pk__in=[rt.pk for rt in before]).update(active_until=on)
    after = [_begin(wanted, before, on) for wanted in successors]
    _link(kind, before, after, on, note)
    for rt, wanted in zip(after, successors, strict=True):
        _count(rt, wanted, before, on=on, by=by, now=now, alone=len(before) == len(after) == 1)
    _trace(kind, before, after, on=on, note=note, by=by, now=now)
    return after


def _lock(rts: Sequence[RT]) -> None:
    """All at once and in one order: two successions over the same RTs wait for each other, never in a circle."""
    wanted = RT.objects.select_for_update(of=("self",)).filter(pk__in=[rt.pk for rt in rts])
    list(wanted.order_by("pk").values_list("pk"))


def _found(rts: Sequence[RT]) -> list[RT]:
    wanted = [rt.pk for rt in rts]
    found = RT.objects.select_related("kelurahan").in_bulk(wanted)
    if len(found) != len(wanted):
        twice = next(rt for rt in rts if wanted.count(rt.pk) > 1)
        raise NamedTwice(number=twice.number, kelurahan=twice.kelurahan)
    return [found[pk] for pk in wanted]


def _check_shape(kind: SuccessionKind, before: Sequence[RT], after: Sequence[NewRT | RT]) -> None:
    goes_on = any(isinstance(rt, RT) for rt in after)
    fits = {
        SuccessionKind.SPLIT: len(before) == 1 and len(after) >= 2,
        SuccessionKind.MERGE: len(after) == 1 and (len(before) >= 2 or (goes_on and len(before) == 1)),
        SuccessionKind.RENUMBER: len(before) == len(after) == 1,
        SuccessionKind.MOVE: len(before) == len(after) == 1,
    }[kind]
    if not fits:
        raise WrongCount(kind=kind.label, before=len(before), after=len(after))
    if kind in {SuccessionKind.RENUMBER, SuccessionKind.MOVE}:
        stays = before[0].kelurahan_id == _kelurahan_id(after[0])
        if stays != (kind == SuccessionKind.RENUMBER):
            raise WrongKelurahan(kind=kind.label, before=before[0].kelurahan, after=after[0].kelurahan)
    named = [(_kelurahan_id(rt), rt.number) for rt in after]
    for rt in after:
        if named.count((_kelurahan_id(rt), rt.number)) > 1 or (isinstance(rt, RT) and rt in before):
            raise NamedTwice(number=rt.number, kelurahan=rt.kelurahan)


def _kelurahan_id(rt: NewRT | RT) -> int:
    return rt.kelurahan_id if isinstance(rt, RT) else rt.kelurahan.pk


def _check_days(before: Sequence[RT], after: Sequence[NewRT | RT], on: date) -> None:
    for rt in before:
        checks.check_open(rt)
        if on <= rt.active_from:
            raise no.EndsBeforeStart(rt=rt, since=shown(rt.active_from), on=shown(on))
    for new in after:
        if isinstance(new, NewRT):
            checks.check_start(new.kelurahan, on)
        elif new.active_until is not None or new.active_from > on:
            raise SuccessorNotThere(rt=new, on=shown(on))


def _begin(wanted: NewRT | RT, before: Sequence[RT], on: date) -> RT:
    if isinstance(wanted, RT):
        return wanted
    old = before[0]
    head_name = wanted.head_name or (old.head_name if len(before) == 1 and wanted.number == old.number else "")
    return create_rt(
        kelurahan=wanted.kelurahan,
        number=wanted.number,
        active_from=on,
        head_name=head_name,
        simulated=old.simulated,
    )


def _link(kind: SuccessionKind, before: Sequence[RT], after: Sequence[RT], on: date, note: str) -> None:
    links = [
        RTSuccession(predecessor=old, successor=new, kind=kind, on=on, note=note.strip()[:300])
        for old in before
        for new in after
    ]
    try:
        with transaction.atomic():
            RTSuccession.objects.bulk_create(links)
    except IntegrityError as clash:
        raise AlreadyRecorded from clash


def _count(
    rt: RT, wanted: NewRT | RT, before: Sequence[RT], *, on: date, by: User | None, now: datetime, alone: bool
) -> None:
    """The stated KK on the day; else, from one to one, the newest count of the predecessor with its own day."""
    source = ", ".join(str(old) for old in before)[:200]
    if isinstance(wanted, NewRT) and wanted.kk is not None:
        checks.check_kk(wanted.kk)
        day, kk = on, wanted.kk
    else:
        newest = before[0].household_counts.filter(counted_on__lte=on).order_by("-counted_on").first()
        if not alone or isinstance(wanted, RT) or newest is None:
            return
        day, kk, source = newest.counted_on, newest.kk, newest.source or source
    HouseholdCount.objects.create(rt=rt, counted_on=day, kk=kk, source=source, recorded_by=by, recorded_at=now)


def _trace(
    kind: SuccessionKind,
    before: Sequence[RT],
    after: Sequence[RT],
    *,
    on: date,
    note: str,
    by: User | None,
    now: datetime,
) -> None:
    details = {
        "on": on.isoformat(),
        "before": ", ".join(str(rt) for rt in before),
        "after": ", ".join(str(rt) for rt in after),
    }
    traced = [Traced(rt, details=details, reason=note.strip()) for rt in [*before, *after]]
    record_many(act=f"rt.{kind.value}", traced=traced, by=by, now=now)
