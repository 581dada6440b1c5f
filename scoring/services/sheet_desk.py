"""A sheet on the form's desk: read once under lock, written in one upsert, its versions counted, told once."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bantar.accounts.models import User
from bantar.trace.services import record
from scoring.domain.merging import FACTS
from scoring.models import FieldMessage, Indicator, Score, ScoreSheet
from scoring.services.sheet_gate import gated
from scoring.services.sheet_lines import Line, VisitFacts, facts_changes, facts_of, line_changes


@dataclass(frozen=True)
class Settles:
    """What phones said differently and the assessor had in view (`seen`), and the lines they decided as they stand.

    A line that they change is decided too.
    """

    seen: Collection[uuid.UUID] = ()
    codes: Collection[str] = ()


@dataclass
class FormDesk:
    """A sheet with what saving it needs, read once."""

    sheet: ScoreSheet
    indicators: Mapping[str, int]
    lines: dict[str, Line]
    versions: Mapping[str, int]
    conflicts: Sequence[FieldMessage]

    @property
    def contested(self) -> list[str]:
        """The lines on which phones differ, in the order of the sheet."""
        codes = {message.code for message in self.conflicts}
        return [code for code in (*self.indicators, FACTS) if code in codes]


def read_desk(sheet: ScoreSheet) -> FormDesk:
    """Lock the sheet and read it anew: four queries."""
    fresh = gated(ScoreSheet.objects.select_for_update(of=("self",))).get(pk=sheet.pk)
    codes = dict(Indicator.objects.order_by("order").values_list("code", "pk"))
    rows = list(Score.objects.filter(sheet=fresh).values_list("indicator__code", "value", "note", "version"))
    return FormDesk(
        sheet=fresh,
        indicators=codes,
        lines={code: Line(value, note) for code, value, note, _ in rows},
        versions={code: version for code, _, _, version in rows},
        conflicts=list(FieldMessage.objects.open_conflicts(fresh)),
    )


def write_desk(
    desk: FormDesk,
    lines: Mapping[str, Line],
    facts: VisitFacts | None,
    *,
    by: User | None,
    now: datetime,
    traced: bool = True,
    settles: Settles | None = None,
) -> None:
    """Store what differs in one upsert, and what was decided; nothing differs: nothing is written."""
    sheet = desk.sheet
    changed = {code: line for code, line in lines.items() if desk.lines.get(code) != line}
    changes = line_changes(desk.lines, changed)
    of_visit = facts_changes(facts_of(sheet), facts)
    says_more = bool(of_visit.keys() - {"visited_at"})
    decided = _decided(desk, settles or Settles(), {*changed, *([FACTS] if says_more else [])})
    if not (changes or of_visit or decided):
        return
    codes = {message.code for message in decided}
    _write_lines(desk, {code: lines.get(code, Line()) for code in desk.indicators if code in {*changed, *codes}})
    if facts is not None:
        sheet.visited_at, sheet.place, sheet.note = facts.visited_at, facts.place, facts.note
    if FACTS in codes or says_more:
        sheet.facts_version, sheet.facts_device = sheet.facts_version + 1, None
    touch(sheet, now, "visited_at", "place", "note", "facts_version", "facts_device")
    settled: dict[str, Any] = {}
    if decided:
        FieldMessage.objects.filter(pk__in=[message.pk for message in decided]).update(settled_at=now)
        settled = {"settled": sorted(codes)}
    if traced:
        tell("sheet.saved", sheet, by=by, now=now, details=changes | of_visit | settled)


def _decided(desk: FormDesk, settles: Settles, changed: Collection[str]) -> list[FieldMessage]:
    """What differs no longer: the assessor saw it, and changed the line or let it stand."""
    on_lines = {*changed, *settles.codes}
    return [message for message in desk.conflicts if message.pk in set(settles.seen) and message.code in on_lines]


def _write_lines(desk: FormDesk, lines: Mapping[str, Line]) -> None:
    """The form has seen the whole sheet: its word is the newest, and no phone's."""
    rows = [
        Score(
            sheet=desk.sheet,
            indicator_id=desk.indicators[code],
            value=line.value,
            note=line.note,
            version=desk.versions.get(code, 0) + 1,
        )
        for code, line in lines.items()
    ]
    fields = ["value", "note", "version", "device"]
    Score.objects.bulk_create(rows, update_conflicts=True, unique_fields=["sheet", "indicator"], update_fields=fields)


def touch(sheet: ScoreSheet, now: datetime, *fields: str) -> None:
    sheet.revision += 1
    sheet.updated_at = now
    sheet.save(update_fields=[*fields, "revision", "updated_at"])


def tell(
    act: str,
    sheet: ScoreSheet,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
    file_of: str = "",
) -> None:
    """`file_of`: whose phone's file it came in, if it did; whoever delivered that file scored nothing."""
    scope = sheet.nomination.edition.slug
    if file_of:
        act, details = f"{act}_from_file", {**(details or {}), "file_of": file_of}
    record(act=act, subject=sheet, by=by, now=now, scope=scope, reason=reason, details=details)
