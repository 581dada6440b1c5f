"""One sheet while messages of one phone are taken in: read once under lock, changed in memory, written in one go."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bantar.accounts.models import User
from competitions.models import Nomination
from scoring.domain.merging import FACTS, Said, StandingLine
from scoring.enums import KeptReason, SheetSource
from scoring.models import Assessor, FieldDevice, FieldMessage, Score, ScoreSheet, SheetPhoto
from scoring.services.field_content import Scale
from scoring.services.field_gate import why_kept
from scoring.services.sheet_desk import tell
from scoring.services.sheet_gate import gated
from scoring.services.sheet_lines import Line, VisitFacts, facts_changes, facts_of, line_changes
from scoring.services.sheets import open_sheet


@dataclass(frozen=True)
class Bench:
    """What all desks of one delivery share: whose phone (`user`), who delivers (`by`), when, the indicators."""

    device: FieldDevice
    assessor: Assessor
    user: User
    by: User
    now: datetime
    indicators: Mapping[str, int]
    own_kecamatan: frozenset[int]
    file_of: str = ""
    """Whose phone's file is taken in, if it is one."""


@dataclass
class Desk:
    """The sheet of one visit, with what a merge asks. `kept_because`: why nothing may be entered now."""

    bench: Bench
    nomination: Nomination
    sheet: ScoreSheet | None
    lines: dict[str, StandingLine] = field(default_factory=dict)
    conflicts: list[FieldMessage] = field(default_factory=list)
    latest: dict[str, int] = field(default_factory=dict)
    photos: dict[str, SheetPhoto] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    _before: dict[str, Said] = field(default_factory=dict)
    _dirty: set[str] = field(default_factory=set)
    _settled: list[FieldMessage] = field(default_factory=list)
    _visited_at: datetime | None = None
    _noted: dict[str, list[str]] = field(default_factory=dict)

    @property
    def scale(self) -> Scale:
        return Scale(frozenset(self.bench.indicators), self.nomination.edition.rulebook.scale_max)

    @property
    def kept_because(self) -> KeptReason | None:
        return why_kept(self.nomination, self.sheet, self.bench.own_kecamatan)

    @property
    def is_submitted(self) -> bool:
        return self.sheet is not None and self.sheet.is_submitted

    def line(self, code: str) -> StandingLine:
        return self.lines.get(code, StandingLine())

    def begun(self) -> ScoreSheet:
        """The sheet, begun now if this is the first word about it."""
        if self.sheet is None:
            bench = self.bench
            sheet = open_sheet(
                nomination=self.nomination,
                assessor=bench.assessor,
                by=bench.by,
                now=bench.now,
                source=SheetSource.PHONE,
                file_of=bench.file_of,
            )
            self.sheet = gated(ScoreSheet.objects.filter(pk=sheet.pk)).get()
        return self.sheet

    def put(self, code: str, line: StandingLine, *, happened_at: datetime) -> None:
        """Let a line stand as given; written by `flush`."""
        sheet = self.begun()
        self._before.setdefault(code, self.line(code).said)
        self.lines[code] = line
        self._dirty.add(code)
        if sheet.visited_at is None and self._visited_at is None:
            self._visited_at = happened_at

    def settle(self, messages: list[FieldMessage]) -> None:
        """These differ no longer."""
        self._settled += messages
        self.conflicts = [one for one in self.conflicts if one not in messages]

    def differ(self, message: FieldMessage) -> None:
        """Phones differ on this line now."""
        self.conflicts.append(message)
        self.note("conflicts", message.code)

    def note(self, what: str, code: str) -> None:
        """Something besides lines to tell in the trace."""
        self._noted.setdefault(what, []).append(code)

    def reread(self) -> None:
        """Read the sheet anew after an act that changed it."""
        if self.sheet is not None:
            self.sheet = gated(ScoreSheet.objects.filter(pk=self.sheet.pk)).get()

    def flush(self) -> None:
        """Write what has changed, and tell it once."""
        if self.sheet is None:
            return
        changes = self._write()
        if self._settled:
            pks = [message.pk for message in self._settled]
            FieldMessage.objects.filter(pk__in=pks).update(settled_at=self.bench.now)
            self._noted["settled"] = sorted({message.code for message in self._settled})
        is_seen = bool(changes or self._settled or "conflicts" in self._noted)
        if is_seen:
            self.sheet.revision += 1
            self.sheet.updated_at = self.bench.now
        if is_seen or self._dirty:
            names = ["visited_at", "place", "note", "facts_version", "facts_device", "revision", "updated_at"]
            self.sheet.save(update_fields=names)
        if changes or self._noted:
            noted = {what: ", ".join(codes) for what, codes in self._noted.items()}  # a list of two reads as a change
            bench = self.bench
            details = {**changes, **noted, "phone": str(bench.device)}
            tell("sheet.saved", self.sheet, by=bench.by, now=bench.now, details=details, file_of=bench.file_of)
        self._before, self._dirty, self._settled, self._noted = {}, set(), [], {}

    def _write(self) -> dict[str, Any]:
        """Store the lines; returns what differs from before."""
        sheet = self.sheet
        if sheet is None or not self._dirty:
            return {}
        codes = self._dirty - {FACTS}
        rows = [self._row(sheet, code, self.lines[code]) for code in self.bench.indicators if code in codes]
        fields = ["value", "note", "version", "device"]
        if rows:
            Score.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["sheet", "indicator"], update_fields=fields
            )
        before = {code: Line(said.value, said.note) for code, said in self._before.items() if code in codes}
        after = {code: Line(self.lines[code].said.value, self.lines[code].said.note) for code in before}
        return line_changes(before, after) | self._write_facts(sheet)

    def _row(self, sheet: ScoreSheet, code: str, line: StandingLine) -> Score:
        return Score(
            sheet=sheet,
            indicator_id=self.bench.indicators[code],
            value=line.said.value,
            note=line.said.note,
            version=line.version,
            device=uuid.UUID(line.device) if line.device else None,
        )

    def _write_facts(self, sheet: ScoreSheet) -> dict[str, Any]:
        before = facts_of(sheet)
        facts = VisitFacts(sheet.visited_at or self._visited_at, sheet.place, sheet.note)
        if FACTS in self._dirty:
            line = self.lines[FACTS]
            facts = VisitFacts(facts.visited_at, line.said.place, line.said.note)
            sheet.facts_version = line.version
            sheet.facts_device = uuid.UUID(line.device) if line.device else None
        sheet.visited_at, sheet.place, sheet.note = facts.visited_at, facts.place, facts.note
        return facts_changes(before, facts)
