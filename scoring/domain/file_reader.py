"""Values out of a JSON object: each of the type it must have, and everything wrong noted with its key."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from competitions.domain.calendar import Span
from competitions.domain.messages import BrokenRule, gettext_noop


TEXTS: Final = {
    "unknown_key": gettext_noop("“%(key)s” is not a key of an edition file."),
    "missing_key": gettext_noop("“%(key)s” is missing."),
    "not_whole": gettext_noop("“%(key)s” must be a whole number from %(low)s to %(high)s, not %(value)s."),
    "not_text": gettext_noop("“%(key)s” must be a text of 1 to %(high)s characters on one line, not %(value)s."),
    "not_slug": gettext_noop("“%(key)s” must be 1 to %(high)s characters of a-z, 0-9 and the hyphen, not %(value)s."),
    "not_mark": gettext_noop('“%(key)s” must be a number from 0 to 100 such as "75.00", not %(value)s.'),
    "not_mapping": gettext_noop("“%(key)s” must be an object of names and values, not %(value)s."),
    "not_list": gettext_noop("“%(key)s” must be a list, not %(value)s."),
    "not_span": gettext_noop(
        '“%(key)s” must be two dates, first and last day, such as ["2026-05-01", "2026-05-31"], not %(value)s.'
    ),
    "not_choice": gettext_noop("“%(key)s” must be one of %(choices)s, not %(value)s."),
    "twice": gettext_noop("“%(key)s” names %(value)s twice."),
}


class FileReader:
    """Reads values of one JSON object; a wrong one is noted with its key, and a harmless value stands in for it."""

    def __init__(self, data: Mapping[str, Any], prefix: str = "", problems: list[BrokenRule] | None = None) -> None:
        self.data = data
        self.prefix = prefix
        self.problems: list[BrokenRule] = [] if problems is None else problems

    def wrong(self, code: str, key: str, value: object, **params: object) -> None:
        full = self.prefix + key
        shown = {"key": full, "value": _shown(value), **{name: str(param) for name, param in params.items()}}
        self.problems.append(BrokenRule(code, shown, field=full.partition(".")[0].partition("[")[0]))

    def check_keys(
        self, prefix: str, given: Mapping[str, Any], known: frozenset[str], required: Sequence[str] = ()
    ) -> None:
        for key in given:
            if key not in known:
                self.problems.append(BrokenRule("unknown_key", {"key": prefix + str(key)[:60]}, field=prefix or key))
        for key in required:
            if key not in given:
                self.problems.append(BrokenRule("missing_key", {"key": prefix + key}, field=prefix or key))

    def names(self, key: str, known: Sequence[str]) -> list[str]:
        """The names used in the object under `key`."""
        given = self.data.get(key)
        if given is None:
            return []
        if not isinstance(given, Mapping):
            self.wrong("not_mapping", key, given)
            return []
        self.check_keys(f"{self.prefix}{key}.", given, frozenset(known))
        return [name for name in known if name in given]

    def rows(self, key: str) -> list[Mapping[str, Any]]:
        given = self.data.get(key)
        if not isinstance(given, list):
            self.wrong("not_list", key, given)
            return []
        for position, row in enumerate(given, start=1):
            if not isinstance(row, Mapping):
                self.wrong("not_mapping", f"{key}[{position}]", row)
        return [row for row in given if isinstance(row, Mapping)]

    def whole(self, *path: str, low: int, high: int, default: int) -> int:
        value = self._at(path, default)
        if type(value) is int and low <= value <= high:
            return value
        self.wrong("not_whole", ".".join(path), value, low=low, high=high)
        return default

    def whole_or_none(self, key: str, *, low: int, high: int) -> int | None:
        return None if self.data.get(key) is None else self.whole(key, low=low, high=high, default=low)

    def text(self, key: str, *, high: int) -> str:
        def is_text(value: str) -> bool:
            return bool(value.strip()) and len(value) <= high and value.isprintable()

        return self._text("not_text", key, is_text, high).strip()

    def slug(self, key: str, *, high: int) -> str:
        return self._text("not_slug", key, lambda value: bool(re.fullmatch(rf"[a-z0-9-]{{1,{high}}}", value)), high)

    def choice(self, key: str, choices: Sequence[str], *, default: str) -> str:
        value = self.data.get(key, default)
        if isinstance(value, str) and value in choices:
            return value
        self.wrong("not_choice", key, value, choices=", ".join(choices))
        return default

    def mark(self, key: str, *, default: Decimal) -> Decimal:
        value = self.data.get(key, default)
        try:
            mark = Decimal(str(value)) if isinstance(value, str | int | float | Decimal) else None
        except InvalidOperation:
            mark = None
        if mark is None or isinstance(value, bool) or not mark.is_finite() or not 0 <= mark <= 100:
            self.wrong("not_mark", key, value)
            return default
        return mark

    def span(self, *path: str) -> Span | None:
        value = self._at(path, None)
        if value is None:
            return None
        try:
            first, last = (date.fromisoformat(day) for day in value)
        except (TypeError, ValueError):
            self.wrong("not_span", ".".join(path), value)
            return None
        return Span(first, last)

    def _at(self, path: Sequence[str], default: object) -> Any:
        value: Any = self.data
        for key in path:
            if key not in value:
                return default
            value = value[key]
        return value

    def _text(self, code: str, key: str, is_right: Callable[[str], bool], high: int) -> str:
        value = self.data.get(key)
        if isinstance(value, str) and is_right(value):
            return value
        if key in self.data:
            self.wrong(code, key, value, high=high)
        return ""


def _shown(value: object) -> str:
    """A value as it stands in the file, short enough for a sentence."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = f"“{value}”" if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:59] + "…"
