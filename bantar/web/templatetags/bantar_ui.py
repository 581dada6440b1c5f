"""Tags of the frame and the small components."""

from typing import Any

from django import template
from django.http import HttpRequest, QueryDict
from django.template.context import RequestContext
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bantar.accounts.models import User
from bantar.web import markup
from bantar.web.trace_words import act_words as words_for
from bantar.web.trace_words import field_words, value_words


register = template.Library()

register.simple_tag(markup.icon)
register.simple_tag(markup.badge)
register.simple_tag(markup.category)
register.simple_tag(markup.bar)
register.filter(markup.svg_percent)


@register.filter
def act_words(code: str) -> str:
    """{{ entry.act|act_words }} -> what happened, in words"""
    return words_for(code)


@register.simple_tag
def aspect_bars(bersih: Any, aman: Any, pintar: Any, floor: object = None, compact: bool = False) -> SafeString:
    """{% aspect_bars row.bersih row.aman row.pintar compact=True %}"""
    return markup.aspect_bars((bersih, aman, pintar), floor=floor, compact=compact)


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changes: object) -> str:
    """{% query page=2 %} -> the page's query string with these changes; None or "" drops a key."""
    request: HttpRequest | None = context.get("request")
    params = request.GET.copy() if request else QueryDict(mutable=True)
    for key, value in changes.items():
        if value in (None, ""):
            params.pop(key, None)
        else:
            params[key] = str(value)
    return f"?{params.urlencode()}"


@register.simple_tag(takes_context=True)
def nav_link(context: RequestContext, url_name: str, label: object) -> SafeString | str:
    """Print a link of the menu, marked when it leads here; nothing while no app answers under that name."""
    try:
        url = reverse(url_name)
    except NoReverseMatch:
        return ""
    request: HttpRequest | None = context.get("request")
    here = request.path if request else ""
    current = "page" if here == url else "true" if here.startswith(url) and url.count("/") > 1 else ""
    return format_html(
        '<a href="{}"{}>{}</a>', url, format_html(' aria-current="{}"', current) if current else "", label
    )


@register.filter
def actor_name(entry: Any) -> str:
    """{{ entry|actor_name }} -> who did it, as named then; the command line is named in the page's language."""
    return str(_(entry.actor_label)) if entry.actor_id is None else str(entry.actor_label)


@register.filter
def is_signed_in(user: object) -> bool:
    """{% if user|is_signed_in %}, also on pages rendered without a request."""
    return isinstance(user, User)


@register.filter
def ring_dash(value: object, most: object) -> str:
    """{{ done|ring_dash:7 }} -> the dash of a progress ring with the circumference 100."""
    try:
        share = 100 * float(str(value)) / float(str(most))
    except (ValueError, ZeroDivisionError):
        share = 0.0
    return f"{min(max(share, 0.0), 100.0):.1f} 100"


@register.filter
def changes(entry: Any) -> list[tuple[str, object, object]]:
    """{% for field, before, after in entry|changes %}: what the act changed, from the trace's details."""
    return [
        (field_words(name), value_words(name, pair[0]), value_words(name, pair[1]))
        for name, pair in entry.details.items()
        if isinstance(pair, (list, tuple)) and len(pair) == 2
    ]


@register.filter
def largest_count(steps: Any) -> int:
    """{% with most=steps|largest_count %}: the count the bars of a funnel are measured against."""
    return max((step["count"] if isinstance(step, dict) else step.count for step in steps), default=0)


@register.filter
def share_of(part: object, whole: object) -> float:
    """{% bar step.count|share_of:most %} -> a share in percent, 0 without a whole"""
    try:
        return 100 * float(str(part)) / float(str(whole))
    except (ValueError, ZeroDivisionError):
        return 0.0


@register.filter
def add_float(value: object, change: object) -> str:
    """{{ 3.5|add_float:-10 }} -> -6.5, for coordinates"""
    return f"{float(str(value)) + float(str(change)):g}"


@register.simple_tag
def qr(text: object, label: object = "") -> SafeString:
    """{% qr address label %} -> a QR code as SVG, black on white in both themes"""
    return markup.qr(str(text), label)
