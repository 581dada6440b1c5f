"""The lines of a sheet: what each says, how text is cleaned, and what a change looks like in the trace."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from scoring.models import Score, ScoreSheet


LONGEST_NOTE: Final = 1000
LONGEST_PLACE: Final = 200
LONGEST_VISIT_NOTE: Final = 4000


@dataclass(frozen=True)
class VisitFacts:
    """What a sheet says besides scores: when, where, and a note on the whole."""

    visited_at: datetime | None = None
    place: str = ""
    note: str = ""


@dataclass(frozen=True)
class Line:
    """What one indicator of a sheet says."""

    value: int | None = None
    note: str = ""


def lines_of(sheet: ScoreSheet) -> dict[str, Line]:
    """The scores and notes of a sheet by indicator code; one query."""
    rows = Score.objects.filter(sheet=sheet).values_list("indicator__code", "value", "note")
    return {code: Line(value, note) for code, value, note in rows}


def facts_of(sheet: ScoreSheet) -> VisitFacts:
    return VisitFacts(sheet.visited_at, sheet.place, sheet.note)


def clean_text(text: str) -> str:
    """A note without control characters; line ends stay."""
    return "".join(c for c in text.replace("\r\n", "\n") if c == "\n" or c.isprintable()).strip()


def codes_missing(lines: Mapping[str, Line], codes: Iterable[str]) -> list[str]:
    """The indicators still without a score, in the order of the sheet."""
    return [code for code in codes if lines.get(code, Line()).value is None]


def line_changes(before: Mapping[str, Line], after: Mapping[str, Line]) -> dict[str, list[Any]]:
    """What differs, as the trace keeps it: {"B1": [before, after], "B1 note": [before, after]}."""
    changes: dict[str, list[Any]] = {}
    for code, line in after.items():
        old = before.get(code, Line())
        if old.value != line.value:
            changes[code] = [old.value, line.value]
        if old.note != line.note:
            changes[f"{code} note"] = [old.note, line.note]
    return changes


def facts_changes(before: VisitFacts, after: VisitFacts | None) -> dict[str, list[Any]]:
    if after is None:
        return {}
    pairs: dict[str, list[Any]] = {
        "visited_at": [_iso(before.visited_at), _iso(after.visited_at)],
        "place": [before.place, after.place],
        "note": [before.note, after.note],
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
