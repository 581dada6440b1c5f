"""Paper sheets: taken in with pictures, and typed in by a second person (DOMAIN 6).

Three persons, always; the database keeps them apart as well (`PaperSheet.Meta.constraints`).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from bantar.accounts.models import User
from competitions.models import Nomination
from competitions.services.entries import locked
from scoring.enums import PaperStatus
from scoring.models import Assessor, PaperSheet
from scoring.paper_refusals import (
    NotCommittee,
    NotYourTyping,
    PaperChanged,
    PaperIncomplete,
    PaperNotOpen,
    PaperThere,
)
from scoring.permissions import can_type_papers
from scoring.refusals import NoteTooLong, ReasonMissing, ScoreOffScale, UnknownIndicator
from scoring.services.paper_desk import (
    EMPTY,
    check_may_come,
    check_second,
    is_submitted,
    locked_paper,
    paper_facts,
    paper_lines,
    sheet_codes,
    touch,
    trace,
)
from scoring.services.paper_pages import Upload, inspected, store_pages
from scoring.services.sheet_lines import LONGEST_NOTE, Line, VisitFacts, clean_text, codes_missing


@transaction.atomic
def begin_paper(
    *,
    nomination: Nomination,
    assessor: Assessor,
    uploads: Sequence[Upload],
    rules_code: str,
    by: User,
    now: datetime,
) -> PaperSheet:
    """Take in the pictures of a paper; the same ones sent twice by the same person are taken in once."""
    nomination = locked(nomination)
    check_second(assessor.user_id, by)
    pages = inspected(uploads)
    known = PaperSheet.objects.filter(nomination=nomination, assessor=assessor).exclude(status=PaperStatus.DISCARDED)
    if (there := known.first()) is not None:
        if there.typed_by_id == by.pk and there.is_being_typed and pages.keys() <= _digests(there):
            return there
        raise PaperThere(pk=there.pk, assessor=assessor, entry=nomination.label, status=there.get_status_display())
    check_may_come(nomination, assessor, now=now)
    paper = PaperSheet.objects.create(
        nomination=nomination,
        assessor=assessor,
        assessor_user_id=assessor.user_id,
        rules_code=rules_code,
        typed_by=by,
        typed_at=now,
    )
    trace("paper.begun", paper, by=by, now=now)
    store_pages(paper, pages)
    return paper


@transaction.atomic
def add_pages(*, paper: PaperSheet, uploads: Sequence[Upload], by: User, now: datetime) -> PaperSheet:
    """Add the page that was forgotten; a picture that is there already is not added twice."""
    paper = _in_typing(paper, by)
    if added := store_pages(paper, inspected(uploads)):
        trace("paper.pages_added", paper, by=by, now=now, details={"pictures": added})
    return paper


@transaction.atomic
def save_paper(
    *,
    paper: PaperSheet,
    scores: Mapping[str, int | None],
    notes: Mapping[str, str],
    revision: int,
    by: User,
    now: datetime,
    facts: VisitFacts | None = None,
) -> PaperSheet:
    """Keep what is typed so far; what is not named stays. Older than what is stored: nothing is overwritten."""
    return _save(_in_typing(paper, by), scores, notes, facts, revision=revision, now=now)


@transaction.atomic
def finish_paper(
    *,
    paper: PaperSheet,
    scores: Mapping[str, int | None],
    notes: Mapping[str, str],
    revision: int,
    by: User,
    now: datetime,
    facts: VisitFacts | None = None,
) -> PaperSheet:
    """Hand a completely typed sheet on to whoever confirms it. Sent twice: handed on once."""
    fresh = locked_paper(paper)
    if fresh.status == PaperStatus.TYPED and fresh.typed_by_id == by.pk:
        return fresh
    fresh = _save(_in_typing(paper, by), scores, notes, facts, revision=revision, now=now)
    missing = codes_missing(paper_lines(fresh), sheet_codes())
    if missing:
        raise PaperIncomplete(missing)
    fresh.status, fresh.checked_by, fresh.checked_at, fresh.reason = PaperStatus.TYPED, None, None, ""
    touch(fresh, "status", "checked_by", "checked_at", "reason", "assessor_user")
    trace("paper.typed", fresh, by=by, now=now, details={"scores": fresh.scores})
    return fresh


@transaction.atomic
def discard_paper(*, paper: PaperSheet, reason: str, by: User, now: datetime) -> PaperSheet:
    """Lay a paper aside: the wrong one, an unreadable picture. It stays, with the reason.

    A confirmed one only after its sheet was reopened, to make room for a better one.
    """
    reason = reason.strip()
    fresh = locked_paper(paper)
    if fresh.status == PaperStatus.DISCARDED:
        return fresh
    if not can_type_papers(by):
        raise NotCommittee
    if fresh.status == PaperStatus.CONFIRMED and is_submitted(fresh):
        raise PaperNotOpen(status=fresh.get_status_display())
    if not reason:
        raise ReasonMissing
    fresh.status, fresh.reason = PaperStatus.DISCARDED, reason
    touch(fresh, "status", "reason")
    trace("paper.discarded", fresh, by=by, now=now, reason=reason)
    return fresh


def _save(
    paper: PaperSheet,
    scores: Mapping[str, int | None],
    notes: Mapping[str, str],
    facts: VisitFacts | None,
    *,
    revision: int,
    now: datetime,
) -> PaperSheet:
    lines = _merged(paper, scores, notes)
    facts = facts or paper_facts(paper)
    if lines == paper_lines(paper) and facts == paper_facts(paper):
        return paper
    if revision != paper.revision:
        raise PaperChanged
    paper.scores = {code: {"value": line.value, "note": line.note} for code, line in lines.items()}
    paper.visited_at, paper.place, paper.note, paper.typed_at = facts.visited_at, facts.place, facts.note, now
    touch(paper, "scores", "visited_at", "place", "note", "typed_at")
    return paper


def _merged(paper: PaperSheet, scores: Mapping[str, int | None], notes: Mapping[str, str]) -> dict[str, Line]:
    codes, highest = sheet_codes(), paper.nomination.edition.rulebook.scale_max
    lines = paper_lines(paper)
    for code in [*scores, *notes]:
        if code not in codes:
            raise UnknownIndicator(code=code[:20])
    for code, value in scores.items():
        if value is not None and not (type(value) is int and 0 <= value <= highest):
            raise ScoreOffScale(code=code, value=value, highest=highest)
        lines[code] = Line(value, lines.get(code, EMPTY).note)
    for code, text in notes.items():
        note = clean_text(text)
        if len(note) > LONGEST_NOTE:
            raise NoteTooLong(code=code, most=LONGEST_NOTE)
        lines[code] = Line(lines.get(code, EMPTY).value, note)
    return {code: lines[code] for code in codes if lines.get(code, EMPTY) != EMPTY}


def _in_typing(paper: PaperSheet, by: User) -> PaperSheet:
    fresh = locked_paper(paper)
    check_second(fresh.assessor_user_id, by)
    if fresh.typed_by_id != by.pk:
        raise NotYourTyping(name=fresh.typed_by)
    if not fresh.is_being_typed:
        raise PaperNotOpen(status=fresh.get_status_display())
    return fresh


def _digests(paper: PaperSheet) -> set[str]:
    return set(paper.pages.values_list("sha256", flat=True))
