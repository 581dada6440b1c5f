"""Score sheets: begun, saved as the assessor goes, submitted and locked, reopened by the committee (DOMAIN 6)."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from bantar.accounts.models import User
from bantar.trace.services import record
from competitions.models import Nomination
from competitions.services.entries import lock_edition, locked
from scoring.domain.merging import FACTS
from scoring.enums import SheetSource, SheetStatus
from scoring.models import Assessor, FieldMessage, Indicator, Score, ScoreSheet, SheetRevision
from scoring.refusals import (
    AssessmentNotOpen,
    NoteTooLong,
    ReasonMissing,
    ScoreOffScale,
    SheetContested,
    SheetIncomplete,
    SheetNotSubmitted,
    StaleSheet,
    UnknownIndicator,
)
from scoring.services.sheet_gate import CORRECTION_PHASES, check_may_assess, check_open, gated
from scoring.services.sheet_lines import (
    LONGEST_NOTE,
    Line,
    VisitFacts,
    clean_text,
    codes_missing,
    facts_changes,
    facts_of,
    line_changes,
)
from scoring.services.teams import check_own_kecamatan, mark_carried_out_if_open


@dataclass
class _Desk:
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


@transaction.atomic
def open_sheet(
    *,
    nomination: Nomination,
    assessor: Assessor,
    now: datetime,
    by: User | None = None,
    source: SheetSource = SheetSource.WEB,
) -> ScoreSheet:
    """Return the assessor's sheet of this entry, begun as a draft if it is new; refuse whoever may not assess it."""
    known = ScoreSheet.objects.filter(nomination=nomination, assessor=assessor).first()
    if known is not None:
        return known
    nomination = locked(nomination)  # neither phase nor entry nor visit may change under a new sheet
    check_may_assess(nomination, assessor, now=now)
    sheet, is_new = ScoreSheet.objects.get_or_create(
        nomination=nomination, assessor=assessor, defaults={"created_at": now, "updated_at": now, "source": source}
    )
    if is_new:
        record(act="sheet.begun", subject=sheet, by=by or assessor.user, now=now, scope=nomination.edition.slug)
    return sheet


@transaction.atomic
def save_draft(
    *,
    sheet: ScoreSheet,
    scores: Mapping[str, int | None],
    notes: Mapping[str, str],
    revision: int,
    by: User | None,
    now: datetime,
    facts: VisitFacts | None = None,
    settles: Collection[uuid.UUID] = (),
) -> ScoreSheet:
    """Keep what is given so far; what is not named stays. Older than what is stored: nothing is overwritten.

    `settles`: what phones said differently, shown to the assessor, who decided by this save.
    """
    desk = _read(sheet)
    check_open(desk.sheet)
    check_own_kecamatan([desk.sheet.assessor], [desk.sheet.nomination], now=now)
    lines = _merged(desk, scores, notes)
    _check_revision(desk, lines, facts, revision)
    _write(desk, lines, facts, by=by, now=now, settles=settles)
    return desk.sheet


@transaction.atomic
def submit_sheet(
    *,
    sheet: ScoreSheet,
    scores: Mapping[str, int | None],
    notes: Mapping[str, str],
    revision: int,
    by: User | None,
    now: datetime,
    facts: VisitFacts | None = None,
) -> ScoreSheet:
    """Store every score and lock the sheet, or store nothing. The same sheet sent twice is submitted once."""
    lock_edition(sheet.nomination.edition_id)
    desk = _read(sheet)
    lines = _merged(desk, scores, notes)
    if desk.sheet.is_submitted and lines == desk.lines:
        return desk.sheet
    check_open(desk.sheet)
    check_own_kecamatan([desk.sheet.assessor], [desk.sheet.nomination], now=now)
    _check_revision(desk, lines, facts, revision)
    missing = codes_missing(lines, desk.indicators)
    if missing:
        raise SheetIncomplete(missing)
    if desk.conflicts:
        raise SheetContested(desk.contested)
    _write(desk, lines, facts, by=by, now=now, traced=False)
    _lock(desk.sheet, lines, by=by, now=now)
    mark_carried_out_if_open(desk.sheet.nomination, by=by, now=now)
    return desk.sheet


@transaction.atomic
def reopen_sheet(*, sheet: ScoreSheet, reason: str, by: User | None, now: datetime) -> ScoreSheet:
    """Give a submitted sheet back to its assessor; what it said stays in the history."""
    edition = lock_edition(sheet.nomination.edition_id)
    desk = _read(sheet)
    if edition.phase not in CORRECTION_PHASES:
        raise AssessmentNotOpen(phase=edition.get_phase_display())
    if not desk.sheet.is_submitted:
        raise SheetNotSubmitted
    if not reason.strip():
        raise ReasonMissing
    _keep(desk.sheet, "reopened", desk.lines, by=by, now=now, reason=reason.strip())
    desk.sheet.status, desk.sheet.submitted_at = SheetStatus.DRAFT, None
    _touch(desk.sheet, now, "status", "submitted_at")
    _trace("sheet.reopened", desk.sheet, by=by, now=now, reason=reason.strip())
    return desk.sheet


def _read(sheet: ScoreSheet) -> _Desk:
    """Lock the sheet and read it anew: four queries."""
    fresh = gated(ScoreSheet.objects.select_for_update(of=("self",))).get(pk=sheet.pk)
    codes = dict(Indicator.objects.order_by("order").values_list("code", "pk"))
    rows = list(Score.objects.filter(sheet=fresh).values_list("indicator__code", "value", "note", "version"))
    return _Desk(
        sheet=fresh,
        indicators=codes,
        lines={code: Line(value, note) for code, value, note, _ in rows},
        versions={code: version for code, _, _, version in rows},
        conflicts=list(FieldMessage.objects.open_conflicts(fresh)),
    )


def _merged(desk: _Desk, scores: Mapping[str, int | None], notes: Mapping[str, str]) -> dict[str, Line]:
    """The sheet's lines with what is given laid over them."""
    highest = desk.sheet.nomination.edition.rulebook.scale_max
    lines = dict(desk.lines)
    for code, value in scores.items():
        _check_score(desk, code, value, highest)
        lines[code] = Line(value, lines.get(code, Line()).note)
    for code, note in notes.items():
        lines[code] = Line(lines.get(code, Line()).value, _clean_note(desk, code, note))
    return {code: line for code, line in lines.items() if code in desk.lines or line != Line()}


def _check_score(desk: _Desk, code: str, value: object, highest: int) -> None:
    if code not in desk.indicators:
        raise UnknownIndicator(code=code[:20])
    if value is not None and not (type(value) is int and 0 <= value <= highest):
        raise ScoreOffScale(code=code, value=value, highest=highest)


def _clean_note(desk: _Desk, code: str, note: str) -> str:
    if code not in desk.indicators:
        raise UnknownIndicator(code=code[:20])
    note = clean_text(note)
    if len(note) > LONGEST_NOTE:
        raise NoteTooLong(code=code, most=LONGEST_NOTE)
    return note


def _check_revision(desk: _Desk, lines: Mapping[str, Line], facts: VisitFacts | None, revision: int) -> None:
    """A save that does not know the newest state may only repeat it."""
    sheet = desk.sheet
    if revision == sheet.revision:
        return
    stored: dict[str, object] = {
        code: desk.lines.get(code, Line()) for code in lines if desk.lines.get(code, Line()) != lines[code]
    }
    stored_facts = facts_of(sheet)
    if facts is not None and facts != stored_facts:
        stored["facts"] = stored_facts
    if stored:
        raise StaleSheet(revision=sheet.revision, saved_at=sheet.updated_at, stored=stored)


def _write(
    desk: _Desk,
    lines: Mapping[str, Line],
    facts: VisitFacts | None,
    *,
    by: User | None,
    now: datetime,
    traced: bool = True,
    settles: Collection[uuid.UUID] = (),
) -> None:
    """Store what differs in one upsert, and what was decided; nothing differs: nothing is written."""
    sheet = desk.sheet
    decided = [message for message in desk.conflicts if message.pk in set(settles)]
    changed = {code: line for code, line in lines.items() if desk.lines.get(code) != line}
    changes = line_changes(desk.lines, changed)
    of_visit = facts_changes(facts_of(sheet), facts)
    if not (changes or of_visit or decided):
        return
    codes = {message.code for message in decided}
    _write_lines(desk, {code: lines.get(code, Line()) for code in desk.indicators if code in {*changed, *codes}})
    if facts is not None:
        sheet.visited_at, sheet.place, sheet.note = facts.visited_at, facts.place, facts.note
    if FACTS in codes or of_visit.keys() - {"visited_at"}:
        sheet.facts_version, sheet.facts_device = sheet.facts_version + 1, None
    _touch(sheet, now, "visited_at", "place", "note", "facts_version", "facts_device")
    settled: dict[str, Any] = {}
    if decided:
        FieldMessage.objects.filter(pk__in=[message.pk for message in decided]).update(settled_at=now)
        settled = {"settled": sorted(codes)}
    if traced:
        _trace("sheet.saved", sheet, by=by, now=now, details=changes | of_visit | settled)


def _write_lines(desk: _Desk, lines: Mapping[str, Line]) -> None:
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


def _lock(sheet: ScoreSheet, lines: Mapping[str, Line], *, by: User | None, now: datetime) -> None:
    sheet.status, sheet.submitted_at = SheetStatus.SUBMITTED, now
    _touch(sheet, now, "status", "submitted_at")
    _keep(sheet, "submitted", lines, by=by, now=now)
    _trace("sheet.submitted", sheet, by=by, now=now)


def _keep(
    sheet: ScoreSheet, act: str, lines: Mapping[str, Line], *, by: User | None, now: datetime, reason: str = ""
) -> None:
    """Put the sheet as it stands into the history."""
    scores = {code: {"value": line.value, "note": line.note} for code, line in lines.items()}
    SheetRevision.objects.create(sheet=sheet, at=now, by=by, act=act, reason=reason, scores=scores)


def _touch(sheet: ScoreSheet, now: datetime, *fields: str) -> None:
    sheet.revision += 1
    sheet.updated_at = now
    sheet.save(update_fields=[*fields, "revision", "updated_at"])


def _trace(
    act: str,
    sheet: ScoreSheet,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    scope = sheet.nomination.edition.slug
    record(act=act, subject=sheet, by=by, now=now, scope=scope, reason=reason, details=details)
