"""Score sheets: begun, saved as the assessor goes, submitted and locked, reopened by the committee (DOMAIN 6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from django.db import transaction

from bantar.accounts.models import User
from bantar.trace.services import record
from competitions.models import Nomination
from competitions.services.entries import lock_edition, locked
from scoring.enums import SheetStatus
from scoring.models import Assessor, Indicator, Score, ScoreSheet, SheetRevision
from scoring.refusals import (
    AssessmentNotOpen,
    NoteTooLong,
    ReasonMissing,
    ScoreOffScale,
    SheetIncomplete,
    SheetNotSubmitted,
    StaleSheet,
    UnknownIndicator,
)
from scoring.services.sheet_gate import CORRECTION_PHASES, check_may_assess, check_open, gated
from scoring.services.teams import check_own_kecamatan, mark_carried_out_if_open


LONGEST_NOTE: Final = 1000
LONGEST_PLACE: Final = 200


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


@dataclass
class _Desk:
    """A sheet with what saving it needs, read once."""

    sheet: ScoreSheet
    indicators: Mapping[str, int]
    lines: dict[str, Line] = field(default_factory=dict)


@transaction.atomic
def open_sheet(*, nomination: Nomination, assessor: Assessor, now: datetime, by: User | None = None) -> ScoreSheet:
    """Return the assessor's sheet of this entry, begun as a draft if it is new; refuse whoever may not assess it."""
    known = ScoreSheet.objects.filter(nomination=nomination, assessor=assessor).first()
    if known is not None:
        return known
    nomination = locked(nomination)  # neither phase nor entry nor visit may change under a new sheet
    check_may_assess(nomination, assessor, now=now)
    sheet, is_new = ScoreSheet.objects.get_or_create(
        nomination=nomination, assessor=assessor, defaults={"created_at": now, "updated_at": now}
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
) -> ScoreSheet:
    """Keep what is given so far; what is not named stays. Older than what is stored: nothing is overwritten."""
    desk = _read(sheet)
    check_open(desk.sheet)
    check_own_kecamatan([desk.sheet.assessor], [desk.sheet.nomination], now=now)
    lines = _merged(desk, scores, notes)
    _check_revision(desk, lines, facts, revision)
    _write(desk, lines, facts, by=by, now=now)
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
    missing = [code for code in desk.indicators if lines.get(code, Line()).value is None]
    if missing:
        raise SheetIncomplete(missing)
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


def lines_of(sheet: ScoreSheet) -> dict[str, Line]:
    """The scores and notes of a sheet by indicator code; one query."""
    rows = Score.objects.filter(sheet=sheet).values_list("indicator__code", "value", "note")
    return {code: Line(value, note) for code, value, note in rows}


def _read(sheet: ScoreSheet) -> _Desk:
    """Lock the sheet and read it anew: three queries."""
    fresh = gated(ScoreSheet.objects.select_for_update(of=("self",))).get(pk=sheet.pk)
    codes = dict(Indicator.objects.values_list("code", "pk"))
    return _Desk(fresh, codes, lines_of(fresh))


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


def clean_text(text: str) -> str:
    """A note without control characters; line ends stay."""
    return "".join(c for c in text.replace("\r\n", "\n") if c == "\n" or c.isprintable()).strip()


def _check_revision(desk: _Desk, lines: Mapping[str, Line], facts: VisitFacts | None, revision: int) -> None:
    """A save that does not know the newest state may only repeat it."""
    sheet = desk.sheet
    if revision == sheet.revision:
        return
    stored: dict[str, object] = {
        code: desk.lines.get(code, Line()) for code in lines if desk.lines.get(code, Line()) != lines[code]
    }
    stored_facts = VisitFacts(sheet.visited_at, sheet.place, sheet.note)
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
) -> None:
    """Store what differs in one upsert; nothing differs: nothing is written."""
    sheet = desk.sheet
    changed = {code: line for code, line in lines.items() if desk.lines.get(code) != line}
    changes = _changes(desk.lines, changed) | _facts_changes(sheet, facts)
    if not changes:
        return
    rows = [
        Score(sheet=sheet, indicator_id=desk.indicators[code], value=line.value, note=line.note)
        for code, line in changed.items()
    ]
    Score.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["sheet", "indicator"], update_fields=["value", "note"]
    )
    if facts is not None:
        sheet.visited_at, sheet.place, sheet.note = facts.visited_at, facts.place, facts.note
    _touch(sheet, now, "visited_at", "place", "note")
    if traced:
        _trace("sheet.saved", sheet, by=by, now=now, details=changes)


def _changes(before: Mapping[str, Line], after: Mapping[str, Line]) -> dict[str, list[Any]]:
    changes: dict[str, list[Any]] = {}
    for code, line in after.items():
        old = before.get(code, Line())
        if old.value != line.value:
            changes[code] = [old.value, line.value]
        if old.note != line.note:
            changes[f"{code} note"] = [old.note, line.note]
    return changes


def _facts_changes(sheet: ScoreSheet, facts: VisitFacts | None) -> dict[str, list[Any]]:
    if facts is None:
        return {}
    pairs: dict[str, list[Any]] = {
        "visited_at": [_iso(sheet.visited_at), _iso(facts.visited_at)],
        "place": [sheet.place, facts.place],
        "note": [sheet.note, facts.note],
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


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


def codes_missing(lines: Mapping[str, Line], codes: Iterable[str]) -> list[str]:
    """The indicators still without a score, in the order of the sheet."""
    return [code for code in codes if lines.get(code, Line()).value is None]
