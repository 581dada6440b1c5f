"""What a witness at the server writes down, and what must never be true afterwards."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

from bantar.trace.models import TraceEntry
from scoring.domain.merging import FACTS
from scoring.enums import MessageOutcome
from scoring.models import FieldMessage, PhotoPart, Score, ScoreSheet, SheetPhoto, SheetRevision
from tests.scoring.field.pocket import Json, Pocket, Word


FORM: Final = "form"
Line = tuple[int, int, str]
"""Entry, user of the assessor, code."""
ACCEPTED: Final = {MessageOutcome.APPLIED, MessageOutcome.CONFLICT, MessageOutcome.SUPERSEDED}


@dataclass(frozen=True)
class Event:
    """An accepted word: which one, what its speaker had in view, the version that it made."""

    by: str
    base: int
    version: int


def snapshot() -> dict[str, Any]:
    """Everything that a repeated message must leave alone."""
    tables = (Score, ScoreSheet, SheetRevision, FieldMessage, SheetPhoto)
    rows = {model.__name__: list(model.objects.order_by("pk").values()) for model in tables}
    parts = list(PhotoPart.objects.order_by("photo_id", "number").values_list("photo_id", "number"))
    return {**rows, "parts": parts, "traced": TraceEntry.objects.count()}


def versions() -> dict[Line, int]:
    lines = {
        (entry, user, code): version
        for entry, user, code, version in Score.objects.values_list(
            "sheet__nomination_id", "sheet__assessor__user_id", "indicator__code", "version"
        )
    }
    facts = ScoreSheet.objects.values_list("nomination_id", "assessor__user_id", "facts_version")
    return lines | {(entry, user, FACTS): version for entry, user, version in facts}


def line_of(word: FieldMessage) -> Line:
    return word.nomination_id, word.assessor.user_id or 0, word.code or FACTS


def repeats_submitted(word: FieldMessage) -> bool:
    """Says what a submitted sheet says already: received, and no word of its own."""
    sheet = ScoreSheet.objects.get(nomination=word.nomination_id, assessor=word.assessor_id)
    return sheet.is_submitted and standing(line_of(word)) == word.content


def standing(line: Line) -> Json:
    entry, user, code = line
    if code == FACTS:
        sheets = ScoreSheet.objects.filter(nomination_id=entry, assessor__user_id=user)
        return sheets.values("place", "note").first() or {"place": "", "note": ""}
    found = Score.objects.filter(sheet__nomination_id=entry, sheet__assessor__user_id=user, indicator__code=code)
    return found.values("value", "note").first() or {"value": None, "note": ""}


@dataclass
class Witness:
    """Keeps the accepted words of each line in order, and the receipt of each message."""

    events: dict[Line, list[Event]] = field(default_factory=lambda: defaultdict(list))
    receipts: dict[str, str] = field(default_factory=dict)
    _before: dict[Line, int] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)

    def look(self, *, form: bool = False) -> None:
        """Write down what was accepted since the last look: each accepted word counts once in its line's version."""
        rows = FieldMessage.objects.filter(outcome__in=ACCEPTED, kind__in=("line", "facts")).exclude(pk__in=self._known)
        fresh: dict[Line, list[FieldMessage]] = defaultdict(list)
        for row in rows.select_related("assessor").order_by("device", "seq"):
            fresh[line_of(row)].append(row)
            self._known.add(str(row.pk))
        after = versions()
        for line in {*after, *fresh}:
            self._note(line, fresh[line], after.get(line, 0), form=form)
        self._before = after
        if form:
            self._note_settled()

    def _note(self, line: Line, words: list[FieldMessage], version: int, *, form: bool) -> None:
        before = self._before.get(line, 0)
        by_form = int(form and version == before + 1)
        too_many = max(0, len(words) + by_form - (version - before))
        repeats = [word for word in words if repeats_submitted(word)][-too_many:] if too_many else []
        words = [word for word in words if word not in repeats]
        assert version - before == len(words) + by_form, f"{line}: {before} to {version} by {len(words)} words"
        for number, word in enumerate(words, before + 1):
            self.events[line].append(Event(str(word.pk), word.base, number))
        if by_form:
            self.events[line].append(Event(FORM, before, version))
        self.events[line] += [Event(str(word.pk), word.base, version) for word in repeats]

    def _note_settled(self) -> None:
        """The form may settle what it showed and leave the line as it was."""
        for row in FieldMessage.objects.filter(settled_at__isnull=False).select_related("assessor"):
            line = line_of(row)
            if self.events[line][-1].by == str(row.pk):
                self.events[line].append(Event(FORM, self._before[line], self._before[line]))

    def check_answer(self, user: int, results: list[Json], sheets: list[Json]) -> None:
        """A receipt is given only for what is stored, always the same; a state is what the server holds."""
        for result in results:
            if result["outcome"] in ("refused", "waiting"):
                assert result["receipt"] is None
                continue
            stored = FieldMessage.objects.get(pk=result["id"])
            assert result["receipt"] == stored.receipt
            assert self.receipts.setdefault(result["id"], stored.receipt) == stored.receipt
        for sheet in sheets:
            for code, line in sheet["lines"].items():
                held = standing((sheet["visit"], user, code))
                assert (line["value"], line["note"]) == (held["value"], held["note"])

    def fate(self, pocket: Pocket, entry: int, code: str, word: Word) -> str:
        """What became of the last word that the person saw as saved; "lost" must never come out."""
        line = (entry, pocket.user.pk, code)
        stored = FieldMessage.objects.filter(pk=word.id).first()
        if stored is None:
            return "lost: the server does not have it"
        if stored.outcome == MessageOutcome.KEPT:
            return "kept" if stored.reason else "lost: kept without a reason"
        if stored.outcome == MessageOutcome.SUPERSEDED:
            return "lost: overtaken, though nothing of this phone came later"
        if standing(line) == word.content:
            return "stands"
        if stored.outcome == MessageOutcome.CONFLICT and stored.settled_at is None:
            return "waits"
        return "settled" if self._was_seen(line, word) else "lost: overwritten unseen"

    def _was_seen(self, line: Line, word: Word) -> bool:
        """Whether somebody who spoke later had this word in view."""
        events = self.events[line]
        place, said = next((n, event) for n, event in enumerate(events) if event.by == word.id)
        return any(event.base >= said.version for event in events[place + 1 :])
