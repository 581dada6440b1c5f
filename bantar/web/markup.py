"""The smallest components as plain functions: a list of 158 rows cannot afford a template for each of them."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import lru_cache

import segno
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bantar.web import formats
from bantar.web.icons import DRAWN, DRAWN_ROOFS, STATE_TONES


ASPECTS = (("bersih", "Bersih"), ("aman", "Aman"), ("pintar", "Pintar"))
CATEGORY_WORDS: dict[str, str | Promise] = {"kecil": _("Small"), "sedang": _("Medium"), "besar": _("Large")}


def _escaped(value: object) -> str:
    return conditional_escape(str(value))


def svg_percent(value: object) -> str:
    """87.5 -> "87.5%", held between 0 and 100 and never with a comma: for SVG attributes."""
    try:
        percent = Decimal(str(value))
    except InvalidOperation:
        return "0%"
    if not percent.is_finite():
        return "0%"
    held = min(max(percent, Decimal(0)), Decimal(100)) + 0  # a negative zero loses its sign
    return f"{held.normalize():f}%"


def icon(name: str) -> SafeString:
    """Draw a sign that repeats a word standing beside it; an unknown name draws nothing."""
    return mark_safe(DRAWN.get(name, ""))


def badge(tone: str, text: object) -> SafeString:
    """A state as a word, a shape and a colour."""
    known = tone if tone in STATE_TONES else "idle"
    return mark_safe(f'<span class="state state-{known}">{DRAWN[known]}{_escaped(text)}</span>')


def category(code: str, word: object = "") -> SafeString:
    """A size category: its word and one, two or three roofs; a code of the edition's own has no roofs."""
    shown = _escaped(word or CATEGORY_WORDS.get(code, code))
    return mark_safe(f'<span class="category">{DRAWN_ROOFS.get(code, "")}{shown}</span>')


def bar(value: object, *, mark: object = None) -> SafeString:
    """A bar from 0 to 100; the number stands beside it, so the drawing itself is silent."""
    line = ""
    if mark is not None:
        at = svg_percent(mark)
        line = f'<line x1="{at}" x2="{at}" y1="0" y2="100%"/>'
    return mark_safe(
        f'<svg class="bar" aria-hidden="true"><rect width="{svg_percent(value)}" height="100%"/>{line}</svg>'
    )


def aspect_bars(values: Iterable[Decimal | None], *, floor: object = None, compact: bool = False) -> SafeString:
    """The values of Bersih, Aman and Pintar, each with its bar and its number."""
    language = get_language() or "id"
    rows = "".join(
        f'<div class="aspect-{code}"><dt>{word}</dt><dd>{bar(value or 0, mark=floor)}</dd>'
        f'<dd class="num">{formats.score(value, language=language)}</dd></div>'
        for (code, word), value in zip(ASPECTS, values, strict=True)
    )
    return mark_safe(f'<dl class="aspects{" aspects-compact" if compact else ""}">{rows}</dl>')


def qr(text: str, label: object = "") -> SafeString:
    """A QR code as SVG; its quiet zone is part of the drawing, so that it scans on any ground."""
    name = f'role="img" aria-label="{_escaped(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(f'<span class="qr" {name}>{_drawn_qr(text)}</span>')


@lru_cache(maxsize=512)
def _drawn_qr(text: str) -> str:
    """Working out a code takes milliseconds, and a page says the same one to everybody."""
    code = segno.make(text, error="m", micro=False)
    return str(code.svg_inline(omitsize=True, border=3, dark="#000", light="#fff"))
