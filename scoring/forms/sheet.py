"""What an assessor's browser sends for a sheet, read into typed values; everything wrong in words, nothing lost."""

import re
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from scoring.domain.merging import FACTS
from scoring.services.sheet_lines import (
    LONGEST_NOTE,
    LONGEST_PLACE,
    LONGEST_VISIT_NOTE,
    Line,
    VisitFacts,
    clean_text,
)


_MOST_SEEN: Final = 500


@dataclass
class SheetInput:
    """Scores (`s_B1`), notes (`n_B1`), time, place and note of the visit, and the revision they were typed on.

    `seen` (`c`): what phones said differently, as the page showed it. A button `settle` decides a line: "B1:keep" lets
    it stand, "B1:<id>" `takes` what a phone said.
    """

    scores: dict[str, int | None] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    facts: VisitFacts | None = None
    revision: int = 0
    seen: list[uuid.UUID] = field(default_factory=list)
    decides: str = ""
    takes: uuid.UUID | None = None

    @property
    def is_valid(self) -> bool:
        return not self.errors

    def laid_over(self, lines: Mapping[str, Line]) -> dict[str, Line]:
        """The stored lines with what was typed laid over them, for showing again."""
        codes = {*lines, *self.scores, *self.notes}
        return {
            code: Line(
                self.scores.get(code, lines.get(code, Line()).value),
                self.notes.get(code, lines.get(code, Line()).note),
            )
            for code in codes
        }


def read_sheet(post: QueryDict, *, codes: Collection[str], highest: int) -> SheetInput:
    given = SheetInput(revision=_revision(post))
    for code in codes:
        if f"s_{code}" in post:
            _read_score(given, code, post.get(f"s_{code}", "").strip(), highest)
        if f"n_{code}" in post:
            _read_note(given, code, clean_text(post.get(f"n_{code}", "")))
    if "visited_at" in post:
        given.facts = _facts(given, post)
    given.seen = [known for text in post.getlist("c")[:_MOST_SEEN] if (known := _uuid(text))]
    code, _colon, choice = post.get("settle", "").partition(":")
    if code in {*codes, FACTS}:
        given.decides, given.takes = code, _uuid(choice)
    return given


def _uuid(text: str) -> uuid.UUID | None:
    return uuid.UUID(text) if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text) else None


def _revision(post: QueryDict) -> int:
    text = post.get("revision", "")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def _read_score(given: SheetInput, code: str, text: str, highest: int) -> None:
    if not text:
        given.scores[code] = None
    elif re.fullmatch(r"[0-9]{1,5}", text) and int(text) <= highest:
        given.scores[code] = int(text)
    else:
        given.typed[code] = text[:20]
        words = {"highest": highest, "value": text[:20]}
        given.errors[code] = _("The score must be a whole number from 0 to %(highest)s, not “%(value)s”.") % words


def _read_note(given: SheetInput, code: str, note: str) -> None:
    given.notes[code] = note
    if len(note) > LONGEST_NOTE:
        given.errors[code] = _("This note is too long: %(given)s characters, at most %(most)s.") % {
            "given": len(note),
            "most": LONGEST_NOTE,
        }


def _facts(given: SheetInput, post: QueryDict) -> VisitFacts:
    place = " ".join(clean_text(post.get("place", "")).split())
    if len(place) > LONGEST_PLACE:
        given.errors["place"] = _("The place is too long: at most %(most)s characters.") % {"most": LONGEST_PLACE}
    return VisitFacts(
        _visited_at(given, post.get("visited_at", "").strip()),
        place,
        clean_text(post.get("note", ""))[:LONGEST_VISIT_NOTE],
    )


def _visited_at(given: SheetInput, text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = parse_datetime(text)
        if moment is None or not 2000 <= moment.year <= 2100:
            raise ValueError(text)
        return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
    except (ValueError, OverflowError):
        given.errors["visited_at"] = _("Please give day and time of the visit, for example 1 July 2026, 09:30.")
        return None
