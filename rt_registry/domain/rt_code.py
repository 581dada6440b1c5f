"""RT numbers as people type them: "RT 12", "RT.08", "021", "Rt 60", 12, 12.0, "011+012" (joined)."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Final


LOWEST: Final = 1
HIGHEST: Final = 999
LONGEST: Final = 300  # a joined entry of fifty RTs is shorter

_PREFIX = re.compile(
    r"^(?:(?:r\s*\.?\s*t|rukun\s+tetangga)(?![a-z])[\s.:_-]*)+(?:(?:no|nomor)\b[\s.:]*)?", re.IGNORECASE
)
_JOIN = re.compile(r"\s*(?:\+|&|;|\bdan\b|,(?!0+$))\s*", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,9}(?:[.,]0+)?")
_SLASH = re.compile(r"[0-9]\s*/\s*(?:r\.?[tw]\.?\s*)?[0-9]", re.IGNORECASE)
_RANGE = re.compile(r"[0-9]+\s*(?:-|–|—|s\.?\s*/?\s*d\.?|sampai)\s*(?:r\.?t\.?\s*)?[0-9]+", re.IGNORECASE)


class RtCodeError(ValueError):
    """Why a value is no RT number: `code` is empty, not_a_number, not_whole, out_of_range, range, slash or repeated."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        self.text = text
        super().__init__(f"{code}: {text!r}")


def parse_rt(value: str | float | Decimal) -> tuple[int, ...]:
    """Return the RT numbers meant, ascending: one, or several for RTs that enter joined."""
    if isinstance(value, bool):
        raise RtCodeError("not_a_number", str(value))
    if not isinstance(value, str):
        return (_from_number(Decimal(str(value))),)
    text = unicodedata.normalize("NFKC", value).strip().lstrip("'").strip()
    if not text:
        raise RtCodeError("empty", value)
    if len(text) > LONGEST:
        raise RtCodeError("not_a_number", value[:LONGEST])
    if _RANGE.search(text):
        raise RtCodeError("range", value)
    if _SLASH.search(text):
        raise RtCodeError("slash", value)
    numbers = [_from_text(part, value) for part in _JOIN.split(text)]
    if len(set(numbers)) < len(numbers):
        raise RtCodeError("repeated", value)
    return tuple(sorted(numbers))


def _from_text(part: str, whole: str) -> int:
    bare = _PREFIX.sub("", part).strip()
    if not _NUMBER.fullmatch(bare):
        raise RtCodeError("not_a_number", whole)
    return _in_range(int(re.split(r"[.,]", bare)[0]), whole)


def _from_number(number: Decimal) -> int:
    if not number.is_finite():
        raise RtCodeError("not_a_number", str(number))
    if abs(number) > HIGHEST:
        raise RtCodeError("out_of_range", str(number))
    if number != number.to_integral_value():
        raise RtCodeError("not_whole", str(number))
    return _in_range(int(number), str(number))


def _in_range(number: int, text: str) -> int:
    if not LOWEST <= number <= HIGHEST:
        raise RtCodeError("out_of_range", text)
    return number


def format_rt(number: int) -> str:
    """17 -> "017", as sheets and codes carry it."""
    return f"{number:03d}"


def format_entry(numbers: Iterable[int]) -> str:
    """(12, 11) -> "011+012": the RTs of one entry, ascending."""
    return "+".join(format_rt(number) for number in sorted(numbers))


def rt_label(numbers: Iterable[int], kelurahan: str) -> str:
    """(17,) -> "RT 17 Kenali Besar", as people say it."""
    return f"RT {'+'.join(f'{number:02d}' for number in sorted(numbers))} {kelurahan}"
