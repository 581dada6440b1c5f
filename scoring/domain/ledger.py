"""The arithmetic of the prize ledger: what is due, what was handed over, and what one says of the other."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Standing(StrEnum):
    """Where one prize stands against the newest published version."""

    OUTSTANDING = "outstanding"
    HANDED = "handed"
    UNDERPAID = "underpaid"
    OVERPAID = "overpaid"
    NOT_DUE = "not_due"

    @classmethod
    def differing(cls) -> frozenset["Standing"]:
        """Handed over under an older version, and otherwise than the newest says."""
        return frozenset({cls.UNDERPAID, cls.OVERPAID, cls.NOT_DUE})

    @classmethod
    def open(cls) -> frozenset["Standing"]:
        """Something is still to be handed over."""
        return frozenset({cls.OUTSTANDING, cls.UNDERPAID})


def standing_of(*, due: int, handed: int) -> Standing:
    """Compare the prize of the newest version with what was handed over; both in rupiah, not both 0."""
    if handed == 0:
        return Standing.OUTSTANDING
    if due == 0:
        return Standing.NOT_DUE
    if handed == due:
        return Standing.HANDED
    return Standing.UNDERPAID if handed < due else Standing.OVERPAID


@dataclass(frozen=True)
class Sums:
    """Totals in rupiah; `due` - `handed` = `outstanding` - `surplus`, whatever was handed over."""

    prizes: int = 0
    handed_prizes: int = 0
    due: int = 0
    handed: int = 0
    outstanding: int = 0
    surplus: int = 0

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]]) -> Self:
        """Add up (due, handed) of each prize."""
        listed = list(pairs)
        return cls(
            prizes=sum(due > 0 for due, _ in listed),
            handed_prizes=sum(0 < due <= handed for due, handed in listed),
            due=sum(due for due, _ in listed),
            handed=sum(handed for _, handed in listed),
            outstanding=sum(max(due - handed, 0) for due, handed in listed),
            surplus=sum(max(handed - due, 0) for due, handed in listed),
        )

    @property
    def settled(self) -> int:
        """What was handed over of what is due."""
        return self.due - self.outstanding
