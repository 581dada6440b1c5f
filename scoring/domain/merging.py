"""What becomes of a line that a phone hands in late: it stands, was overtaken, or differs from another phone.

A line is one indicator of one sheet (score and note), or place and note of the visit. Its version counts everything
that was said about it, also what does not stand. Order of arrival decides nothing that one phone said: its own
numbers do.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final


FACTS: Final = "visit"
"""The code of the line that holds place and note of the visit."""


@dataclass(frozen=True)
class Said:
    """What a line says: a score and a note, or (`value` None) the place and the note of the visit."""

    value: int | None = None
    note: str = ""
    place: str = ""


@dataclass(frozen=True)
class StandingLine:
    """A line as it is stored; `device` is the phone whose word stands, None for the form or nobody."""

    said: Said = Said()
    version: int = 0
    device: str | None = None


@dataclass(frozen=True)
class Change:
    """What a phone says about a line; `base` is the version that the person had in view."""

    said: Said
    base: int
    device: str


class Merge(Enum):
    """`SETTLES`: it stands, and whatever differed before is decided, because the person saw all of it.

    `SAME`: two phones agree without knowing of each other; the line is neither's alone from then on.
    """

    SETTLES = "settles"
    STANDS = "stands"
    SAME = "same"
    SUPERSEDED = "superseded"
    CONFLICT = "conflict"


def merge(line: StandingLine, change: Change, *, later_known: bool) -> Merge:
    """Say what becomes of a change. `later_known`: a later word of the same phone on this line has arrived already."""
    if later_known:
        return Merge.SUPERSEDED
    if change.base == line.version:
        return Merge.SETTLES
    if change.device == line.device:
        return Merge.STANDS
    return Merge.SAME if change.said == line.said else Merge.CONFLICT


def standing_after(line: StandingLine, change: Change, answer: Merge) -> StandingLine:
    """The line after a change was merged. Where two phones agreed, neither overwrites the other unseen."""
    if answer in {Merge.SUPERSEDED, Merge.CONFLICT}:
        return replace(line, version=line.version + 1)
    device = None if answer == Merge.SAME else change.device
    return StandingLine(change.said, line.version + 1, device)


@dataclass(frozen=True)
class Manifest:
    """What a phone holds to be the whole sheet when the assessor submits it."""

    lines: Mapping[str, Said]
    facts: Said
    photos: Collection[str]


@dataclass(frozen=True)
class Held:
    """What the server holds of the same sheet; `open_lines` are those on which phones differ."""

    lines: Mapping[str, Said]
    facts: Said
    photos: Collection[str]
    open_lines: Collection[str] = ()


def missing_from(held: Held, manifest: Manifest, *, codes: Collection[str]) -> list[str]:
    """What keeps the sheet from being complete: codes of lines, "visit", ids of photos; in the sheet's order.

    A line is missing if either side has no score, if the two differ, or if phones differ on it. The manifest decides,
    never the last answer that a phone has seen.
    """
    lines = [code for code in codes if not _agrees(held, manifest, code)]
    facts = [FACTS] if held.facts != manifest.facts or FACTS in held.open_lines else []
    known = set(held.photos)
    return [*lines, *facts, *(photo for photo in manifest.photos if photo not in known)]


def _agrees(held: Held, manifest: Manifest, code: str) -> bool:
    ours, theirs = held.lines.get(code, Said()), manifest.lines.get(code, Said())
    return ours.value is not None and ours == theirs and code not in held.open_lines
