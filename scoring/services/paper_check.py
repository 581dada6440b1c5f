"""A typed paper sheet is compared with its pictures by a third person: sent back, or confirmed and so submitted."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from bantar.accounts.models import User
from bantar.trace.services import record
from competitions.services.entries import lock_edition
from scoring.enums import PaperStatus, SheetSource
from scoring.models import PaperSheet, ScoreSheet
from scoring.paper_refusals import DraftDiffers, PaperChanged, PaperNotWaiting, TypedByAssessor, TypedByYou
from scoring.refusals import ReasonMissing
from scoring.services.paper_desk import (
    EMPTY,
    check_may_come,
    check_second,
    locked_paper,
    paper_facts,
    paper_lines,
    sheet_codes,
    touch,
    trace,
)
from scoring.services.sheet_lines import Line, VisitFacts, lines_of
from scoring.services.sheets import open_sheet, submit_sheet


@transaction.atomic
def return_paper(*, paper: PaperSheet, reason: str, revision: int, by: User, now: datetime) -> PaperSheet:
    """Give a typed sheet back to its typist, with what is wrong."""
    reason = reason.strip()
    fresh = locked_paper(paper)
    if fresh.status == PaperStatus.RETURNED and (fresh.checked_by_id, fresh.reason) == (by.pk, reason):
        return fresh
    _check_third(fresh, by)
    _check_waiting(fresh, revision)
    if not reason:
        raise ReasonMissing
    fresh.status, fresh.checked_by, fresh.checked_at, fresh.reason = PaperStatus.RETURNED, by, now, reason
    touch(fresh, "status", "checked_by", "checked_at", "reason", "assessor_user")
    trace("paper.returned", fresh, by=by, now=now, reason=reason)
    return fresh


@transaction.atomic
def confirm_paper(*, paper: PaperSheet, revision: int, by: User, now: datetime) -> PaperSheet:
    """Submit what was typed as the assessor's sheet, through the path that every sheet takes. Sent twice: once."""
    lock_edition(paper.nomination.edition_id)
    fresh = locked_paper(paper)
    if fresh.status == PaperStatus.CONFIRMED and fresh.checked_by_id == by.pk:
        return fresh
    _check_third(fresh, by)
    _check_waiting(fresh, revision)
    sheet = _submit(fresh, by=by, now=now)
    fresh.status, fresh.checked_by, fresh.checked_at = PaperStatus.CONFIRMED, by, now
    touch(fresh, "status", "checked_by", "checked_at", "assessor_user")
    people = {"typed_by": str(fresh.typed_by), "confirmed_by": str(by)}
    trace("paper.confirmed", fresh, by=by, now=now, details={**people, "sheet": sheet.pk})
    scope = fresh.nomination.edition.slug
    record(act="sheet.from_paper", subject=sheet, by=by, now=now, scope=scope, details={**people, "paper": fresh.pk})
    return fresh


def _submit(paper: PaperSheet, *, by: User, now: datetime) -> ScoreSheet:
    """Fill the assessor's sheet with what is on the paper, begun or not, and submit it."""
    check_may_come(paper.nomination, paper.assessor, now=now)
    sheet = open_sheet(nomination=paper.nomination, assessor=paper.assessor, now=now, by=by, source=SheetSource.PAPER)
    sheet = ScoreSheet.objects.select_for_update(of=("self",)).select_related("nomination").get(pk=sheet.pk)
    lines, facts = paper_lines(paper), paper_facts(paper)
    replaces = _is_from_paper(sheet)
    same_facts = replaces and _says_what_the_last_paper_said(sheet)
    differing = [
        *([] if replaces else _differing(sheet, lines)),
        *([] if same_facts else _facts_differing(sheet, facts)),
    ]
    if differing:
        raise DraftDiffers(codes=differing, assessor=paper.assessor)
    if not same_facts:
        facts = VisitFacts(facts.visited_at or sheet.visited_at, facts.place or sheet.place, facts.note or sheet.note)
    sheet.source = SheetSource.PAPER
    sheet.save(update_fields=["source"])
    return submit_sheet(
        sheet=sheet,
        scores={code: line.value for code, line in lines.items()},
        notes={code: line.note for code, line in lines.items() if line.note or replaces},
        revision=sheet.revision,
        facts=facts,
        by=by,
        now=now,
    )


def _is_from_paper(sheet: ScoreSheet) -> bool:
    """Taken from an earlier paper, reopened and not touched since: the new paper takes the place of the old one."""
    if sheet.source != SheetSource.PAPER:
        return False
    reopened = sheet.revisions.filter(act="reopened").order_by("at", "pk").last()
    said = {code: {"value": line.value, "note": line.note} for code, line in lines_of(sheet).items()}
    return reopened is not None and reopened.scores == said


def _says_what_the_last_paper_said(sheet: ScoreSheet) -> bool:
    """Whether nobody has told another place or note of the visit since the earlier paper."""
    papers = PaperSheet.objects.filter(
        nomination=sheet.nomination_id, assessor=sheet.assessor_id, status=PaperStatus.DISCARDED
    )
    last = papers.exclude(checked_at=None).order_by("checked_at").last()
    return last is not None and (last.place, last.note) == (sheet.place, sheet.note)


def _differing(sheet: ScoreSheet, lines: Mapping[str, Line]) -> list[str]:
    """What the draft says otherwise than the paper; what only one of them says differs from nothing."""
    begun = lines_of(sheet)
    codes = []
    for code in sheet_codes():
        ours, theirs = begun.get(code, EMPTY), lines.get(code, EMPTY)
        same_value = None in (ours.value, theirs.value) or ours.value == theirs.value
        if not (same_value and _agree(ours.note, theirs.note)):
            codes.append(code)
    return codes


def _facts_differing(sheet: ScoreSheet, facts: VisitFacts) -> list[str]:
    about_visit = {"place": (sheet.place, facts.place), "note": (sheet.note, facts.note)}
    return [name for name, pair in about_visit.items() if not _agree(*pair)]


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


def _check_third(paper: PaperSheet, by: User) -> None:
    """Whoever confirms: of the committee, and neither the assessor nor the typist."""
    check_second(paper.assessor_user_id, by)
    if paper.typed_by_id == by.pk:
        raise TypedByYou
    if paper.typed_by_id == paper.assessor_user_id:
        raise TypedByAssessor(name=paper.typed_by)


def _check_waiting(paper: PaperSheet, revision: int) -> None:
    if paper.status != PaperStatus.TYPED:
        raise PaperNotWaiting(status=paper.get_status_display())
    if revision != paper.revision:
        raise PaperChanged
