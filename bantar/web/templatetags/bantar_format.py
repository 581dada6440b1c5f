"""Filters that print numbers, money, dates and ranks in the language of the page."""

from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from bantar.web import formats


register = template.Library()


def _language() -> str:
    return get_language() or "id"


def _as_number(value: object) -> Decimal | None:
    """Read what a template may hold; anything that is no number prints as nothing rather than failing."""
    try:
        number_ = Decimal(str(value))
    except InvalidOperation:
        return None
    return number_ if number_.is_finite() else None


def _as_int(value: object) -> int | None:
    number = _as_number(value)
    return None if number is None else int(number)


def _as_date(value: object) -> date | None:
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value if isinstance(value, date) else None


@register.filter
def number(value: object, decimals: int = 0) -> str:
    """{{ 1635|number }} -> 1.635"""
    return formats.number(_as_number(value), decimals, language=_language())


@register.filter
def exact(value: object) -> str:
    """{{ "50.00"|exact }} -> 50,00; {{ "tidak ada"|exact }} -> tidak ada"""
    return formats.exact(None if value is None else str(value), language=_language())


@register.filter
def score(value: object) -> str:
    """{{ entry.total|score }} -> 87,50"""
    return formats.score(_as_number(value), language=_language())


@register.filter
def rupiah(value: object) -> str:
    """{{ entry.prize|rupiah }} -> Rp10.000.000"""
    return formats.rupiah(_as_int(value), language=_language())


@register.filter
def rupiah_short(value: object) -> str:
    """{{ 892000000|rupiah_short }} -> Rp892 juta"""
    return formats.rupiah_short(_as_int(value), language=_language())


@register.filter
def percent(value: object, decimals: int = 1) -> str:
    """{{ 70.886|percent }} -> 70,9%"""
    return formats.percent(_as_number(value), decimals, language=_language())


@register.filter
def percent_of(part: object, whole: object) -> str:
    """{{ winners|percent_of:entries }} -> 70,9%"""
    return formats.percent_of(_as_number(part), _as_number(whole), language=_language())


@register.filter
def tanggal(value: object) -> str:
    """{{ edition.opens_on|tanggal }} -> 21 November 2026"""
    return formats.tanggal(_as_date(value), language=_language())


@register.filter
def tanggal_short(value: object) -> str:
    """{{ visit_on|tanggal_short }} -> 21 Nov 2026"""
    return formats.tanggal(_as_date(value), language=_language(), short=True)


@register.filter
def tanggal_until(first: object, last: object) -> str:
    """{{ starts_on|tanggal_until:ends_on }} -> 1–31 Mei 2026"""
    return formats.tanggal_range(_as_date(first), _as_date(last), language=_language())


@register.filter
def waktu(value: object) -> str:
    """{{ sheet.submitted_at|waktu }} -> 21 November 2026 pukul 14.30 WIB"""
    if not isinstance(value, datetime):
        return formats.NOTHING
    return formats.waktu(timezone.localtime(value) if timezone.is_aware(value) else value, language=_language())


@register.filter
def just_now(value: object, now: object) -> bool:
    """{% if phone.seen_at|just_now:now %}: less than a minute ago, for which `timesince` says 0 minutes"""
    return isinstance(value, datetime) and isinstance(now, datetime) and now - value < timedelta(minutes=1)


@register.filter
def rank(value: object) -> str:
    """{{ entry.rank|rank }} -> ke-1"""
    return formats.rank(_as_int(value), language=_language())


@register.filter
def rt_number(value: object) -> str:
    """{{ rt.number|rt_number }} -> 017"""
    number_ = _as_int(value)
    return formats.NOTHING if number_ is None else formats.rt_number(number_)
