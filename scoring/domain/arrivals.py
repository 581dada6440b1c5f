"""How far a sheet is on its way: expected, on a phone, received, counted. Three states that are never blurred."""

from dataclasses import dataclass
from enum import StrEnum


class Arrival(StrEnum):
    """In the order in which a sheet passes through them; the last four are not on their way."""

    EXPECTED = "expected"
    PHONE = "phone"
    PAPER = "paper"
    PARTLY = "partly"
    RECEIVED = "received"
    COUNTED = "counted"
    CONFLICT = "conflict"
    OUT = "out"
    STRANGER = "stranger"
    CLOSED = "closed"


MISSING = frozenset({Arrival.EXPECTED, Arrival.PHONE, Arrival.PAPER, Arrival.PARTLY})
"""Expected, and not (wholly) here."""
EXPECTED_OF_TEAM = MISSING | {Arrival.RECEIVED, Arrival.COUNTED}


@dataclass(frozen=True)
class SheetFacts:
    """What is known of one assessor's sheet of one entry, without any value."""

    is_member: bool = True
    is_competing: bool = True
    in_conflict: bool = False
    is_closed: bool = False
    is_submitted: bool = False
    filled: int = 0
    on_phone: bool = False
    on_paper: bool = False


def arrival_of(facts: SheetFacts) -> Arrival:
    """Say how far the sheet is. A submitted one is received for good, whether it counts or not."""
    if facts.is_submitted:
        return Arrival.COUNTED if facts.is_competing and not facts.in_conflict else Arrival.RECEIVED
    states = (
        (facts.in_conflict, Arrival.CONFLICT),
        (not facts.is_competing, Arrival.OUT),
        (not facts.is_member, Arrival.STRANGER),
        (facts.is_closed, Arrival.CLOSED),
        (facts.filled > 0, Arrival.PARTLY),
        (facts.on_paper, Arrival.PAPER),
        (facts.on_phone, Arrival.PHONE),
    )
    return next((arrival for holds, arrival in states if holds), Arrival.EXPECTED)
