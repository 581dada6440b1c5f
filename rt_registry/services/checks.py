"""Checks that several acts on the roster share; each raises a Refusal or says nothing."""

from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from rt_registry.models import RT, Kelurahan
from rt_registry.services import refusals as no
from rt_registry.services.refusals import shown


FIRST_NUMBER, LAST_NUMBER = 1, 999
FEWEST_KK, MOST_KK = 1, 5000


def check_not_future(on: date, now: datetime) -> None:
    if on > timezone.localdate(now):
        raise no.InTheFuture(on=shown(on))


def check_open(rt: RT) -> None:
    if rt.active_until is not None:
        raise no.RTIsClosed(rt=rt, until=shown(rt.active_until))


def check_kk(kk: int) -> None:
    if not FEWEST_KK <= kk <= MOST_KK:
        raise no.CountOutOfRange(kk=kk)


def check_reason(reason: str) -> str:
    if not reason.strip():
        raise no.ReasonMissing
    return reason.strip()


def check_existed(rt: RT, on: date) -> None:
    """A count belongs to the life of its RT, its first and last day included."""
    if on < rt.active_from or (rt.active_until is not None and on > rt.active_until):
        raise no.CountOutsideLife(rt=rt, on=shown(on))


def check_start(kelurahan: Kelurahan, on: date) -> None:
    if kelurahan.active_from is not None and on < kelurahan.active_from:
        raise no.BeforeKelurahan(kelurahan=kelurahan, since=shown(kelurahan.active_from), on=shown(on))


def check_number_free(kelurahan: Kelurahan, number: int, active_from: date, *, but: RT | None = None) -> None:
    """No other RT holds this number in this kelurahan on that day or later."""
    if not FIRST_NUMBER <= number <= LAST_NUMBER:
        raise no.NumberOutOfRange(number=number)
    others = RT.objects.filter(kelurahan=kelurahan, number=number).exclude(pk=but.pk if but else 0)
    holder = others.filter(Q(active_until=None) | Q(active_until__gt=active_from)).order_by("active_until").first()
    if holder is None:
        return
    if holder.active_until is None:
        raise no.NumberTaken(number=number, kelurahan=kelurahan, since=shown(holder.active_from))
    raise no.NumberStillTaken(number=number, kelurahan=kelurahan, until=shown(holder.active_until))
