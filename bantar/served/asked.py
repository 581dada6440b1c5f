"""What a request asks for, as far as a ready page is concerned: the encoding, and whether it has the page already."""

import re
from functools import lru_cache
from typing import Final

from bantar.served.page import BR, GZIP, PLAIN


ETAG: Final = re.compile(r'(?:W/)?("[^"]*")')
LONGEST: Final = 2000
"""Longer lists are Django's: nobody who means well sends them."""


@lru_cache(maxsize=512)
def best_encoding(accepted: str) -> str | None:
    """What suits an Accept-Encoding best, the shortest where it has no wish; None: nothing that there is."""
    wishes = dict(filter(None, map(_wish, accepted.split(","))))
    others = wishes.get("*")

    def weight(encoding: str) -> float:
        if encoding in wishes:
            return wishes[encoding]
        if others is not None:
            return others
        return 0.0001 if encoding == PLAIN else 0.0

    best = max((BR, GZIP, PLAIN), key=weight)
    return best if weight(best) > 0 else None


def _wish(text: str) -> tuple[str, float] | None:
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    if not name:
        return None
    weight = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            weight = _number(value.strip())
    return (GZIP if name == "x-gzip" else name), weight


def _number(text: str) -> float:
    """0 to 1 with at most three digits; what is none counts as no wish at all."""
    return float(text) if re.fullmatch(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?", text) else 0.0


def has_already(if_none_match: str, etag: str) -> bool:
    """Weak comparison, as RFC 9110 wants it for If-None-Match."""
    return if_none_match.strip() == "*" or etag in ETAG.findall(if_none_match)
