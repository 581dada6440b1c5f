"""Score sheets: begun, saved as the assessor goes, submitted and locked, reopened by the committee (DOMAIN 6)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from bantar.accounts.models import User
from competitions.models import Nomination
from competitions.services.entries import lock_edition, locked
from scoring.enums import SheetSource, SheetStatus
from scoring.models import Assessor, ScoreSheet, SheetRevision
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
from scoring.services.sheet_desk import FormDesk, Settles, read_desk, tell, touch, write_desk
from scoring.services.sheet_gate import CORRECTION_PHASES, check_may_assess, check_open
from scoring.services.sheet_lines import (
    LONGEST_NOTE,
    Line,
    VisitFacts,
    clean_text,
    codes_missing,
    facts_of,
)
from scoring.services.teams import check_own_kecamatan, mark_carried_out_if_open


@transaction.atomic
def open_sheet(
    *,
    nomination: Nomination,
    assessor: Assessor,
    now: datetime,
    by: User | None = None,
    source: SheetSource = SheetSource.WEB,
    file_of: str = "",
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
        tell("sheet.begun", sheet, by=by or assessor.user, now=now, file_of=file_of)
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
    settles: Settles | None = None,
) -> ScoreSheet:
    """Keep what is given so far; what is not named stays. Older than what is stored: nothing is overwritten."""
    desk = read_desk(sheet)
    check_open(desk.sheet)
    check_own_kecamatan([desk.sheet.assessor], [desk.sheet.nomination], now=now)
    lines = _merged(desk, scores, notes)
    _check_revision(desk, lines, facts, revision)
    write_desk(desk, lines, facts, by=by, now=now, settles=settles)
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
    file_of: str = "",
) -> ScoreSheet:
    """Store every score and lock the sheet, or store nothing. The same sheet sent twice is submitted once."""
    lock_edition(sheet.nomination.edition_id)
    desk = read_desk(sheet)
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
    write_desk(desk, lines, facts, by=by, now=now, traced=False)
    _lock(desk.sheet, lines, by=by, now=now, file_of=file_of)
    mark_carried_out_if_open(desk.sheet.nomination, by=by, now=now)
    return desk.sheet


@transaction.atomic
def reopen_sheet(*, sheet: ScoreSheet, reason: str, by: User | None, now: datetime) -> ScoreSheet:
    """Give a submitted sheet back to its assessor; what it said stays in the history."""
    edition = lock_edition(sheet.nomination.edition_id)
    desk = read_desk(sheet)
    if edition.phase not in CORRECTION_PHASES:
        raise AssessmentNotOpen(phase=edition.get_phase_display())
    if not desk.sheet.is_submitted:
        raise SheetNotSubmitted
    if not reason.strip():
        raise ReasonMissing
    _keep(desk.sheet, "reopened", desk.lines, by=by, now=now, reason=reason.strip())
    desk.sheet.status, desk.sheet.submitted_at = SheetStatus.DRAFT, None
    touch(desk.sheet, now, "status", "submitted_at")
    tell("sheet.reopened", desk.sheet, by=by, now=now, reason=reason.strip())
    return desk.sheet


def _merged(desk: FormDesk, scores: Mapping[str, int | None], notes: Mapping[str, str]) -> dict[str, Line]:
    """The sheet's lines with what is given laid over them."""
    highest = desk.sheet.nomination.edition.rulebook.scale_max
    lines = dict(desk.lines)
    for code, value in scores.items():
        _check_score(desk, code, value, highest)
        lines[code] = Line(value, lines.get(code, Line()).note)
    for code, note in notes.items():
        lines[code] = Line(lines.get(code, Line()).value, _clean_note(desk, code, note))
    return {code: line for code, line in lines.items() if code in desk.lines or line != Line()}


def _check_score(desk: FormDesk, code: str, value: object, highest: int) -> None:
    if code not in desk.indicators:
        raise UnknownIndicator(code=code[:20])
    if value is not None and not (type(value) is int and 0 <= value <= highest):
        raise ScoreOffScale(code=code, value=value, highest=highest)


def _clean_note(desk: FormDesk, code: str, note: str) -> str:
    if code not in desk.indicators:
        raise UnknownIndicator(code=code[:20])
    note = clean_text(note)
    if len(note) > LONGEST_NOTE:
        raise NoteTooLong(code=code, most=LONGEST_NOTE)
    return note


def _check_revision(desk: FormDesk, lines: Mapping[str, Line], facts: VisitFacts | None, revision: int) -> None:
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


def _lock(sheet: ScoreSheet, lines: Mapping[str, Line], *, by: User | None, now: datetime, file_of: str) -> None:
    sheet.status, sheet.submitted_at = SheetStatus.SUBMITTED, now
    touch(sheet, now, "status", "submitted_at")
    _keep(sheet, "submitted", lines, by=by, now=now)
    tell("sheet.submitted", sheet, by=by, now=now, file_of=file_of)


def _keep(
    sheet: ScoreSheet, act: str, lines: Mapping[str, Line], *, by: User | None, now: datetime, reason: str = ""
) -> None:
    """Put the sheet as it stands into the history."""
    scores = {code: {"value": line.value, "note": line.note} for code, line in lines.items()}
    SheetRevision.objects.create(sheet=sheet, at=now, by=by, act=act, reason=reason, scores=scores)
