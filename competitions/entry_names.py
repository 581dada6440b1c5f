"""What an entry is called and which size it has, from its RTs."""

from collections.abc import Sequence
from typing import Final

from competitions.domain.size_category import SizeCategory, size_category_for
from rt_registry.domain.rt_code import format_entry, rt_label


MOST_RTS: Final = 20
"""RTs of one joined entry: its code and name must fit a line of a decree."""


def entry_code(kelurahan_code: str, numbers: Sequence[int]) -> str:
    """15.71.01.1001/011+012 (CONTRACT 6)."""
    return f"{kelurahan_code}/{format_entry(numbers)}"


def entry_label(kelurahan_name: str, numbers: Sequence[int]) -> str:
    """RT 11+12 Kenali Besar."""
    return rt_label(numbers, kelurahan_name)


def category_of(kk: int | None, table: Sequence[SizeCategory]) -> str:
    """The code of the size category, empty where the KK is unknown or below the smallest one."""
    if kk is None:
        return ""
    try:
        return size_category_for(kk, table).code
    except LookupError:
        return ""
