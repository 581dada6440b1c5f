"""Whether a sheet may be begun or changed now (DOMAIN 2, 6)."""

from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef

from bantar.web.errors import Refusal
from competitions.enums import NominationStatus, Phase
from competitions.models import Nomination
from scoring.enums import SheetSource
from scoring.models import Assessor, Assignment, ConflictMark, ScoreSheet, SheetRevision, TeamMember
from scoring.querysets import ScoreSheetQuerySet
from scoring.refusals import AssessmentNotOpen, EntryNotCompeting, InConflict, NotAssigned, SheetLocked, VisitClosed
from scoring.services.teams import check_own_kecamatan


CORRECTION_PHASES: Final = frozenset({Phase.ASSESSMENT, Phase.TALLY, Phase.PROVISIONAL, Phase.PUBLISHED})
"""A sheet the committee reopened may be corrected in these, also for a corrected version of a published result."""


def gated(sheets: ScoreSheetQuerySet) -> ScoreSheetQuerySet:
    """Read sheets with all that `check_open` asks, in the same query."""
    same = {"nomination_id": OuterRef("nomination_id"), "assessor_id": OuterRef("assessor_id")}
    members = TeamMember.objects.filter(
        assessor_id=OuterRef("assessor_id"), team_id=OuterRef("nomination__assignment__team_id")
    )
    return sheets.select_related(
        "assessor__user", "nomination__edition__rulebook", "nomination__kelurahan__kecamatan", "nomination__assignment"
    ).annotate(
        is_reopened=Exists(SheetRevision.objects.filter(sheet_id=OuterRef("pk"), act="reopened")),
        in_conflict=Exists(ConflictMark.objects.in_force().filter(**same)),
        in_team=Exists(members),
    )


def check_open(sheet: ScoreSheet) -> None:
    """A sheet is open while its edition is in assessment, its visit open and the entry in the contest.

    One the committee reopened is open for its correction, whatever became of the visit. Takes a sheet from `gated()`.
    """
    if sheet.is_submitted:
        raise SheetLocked
    nomination, is_reopened = sheet.nomination, _says(sheet, "is_reopened")
    allowed = CORRECTION_PHASES if is_reopened else frozenset({Phase.ASSESSMENT})
    if nomination.edition.phase not in allowed:
        raise AssessmentNotOpen(phase=nomination.edition.get_phase_display())
    check_entry(nomination, None if is_reopened else visit_of(nomination))
    if _says(sheet, "in_conflict"):
        raise InConflict(entry=nomination.label)
    if not (is_reopened or sheet.source == SheetSource.IMPORT or _says(sheet, "in_team")):
        raise NotAssigned(entry=nomination.label)


def why_closed(sheet: ScoreSheet) -> Refusal | None:
    """Why the sheet cannot be changed now, for the page that shows it; None while it is open."""
    try:
        check_open(sheet)
    except Refusal as refusal:
        return refusal
    return None


def check_may_assess(nomination: Nomination, assessor: Assessor, *, now: datetime) -> None:
    """Whether this assessor may begin a sheet of this entry now; the first rule that says no is raised."""
    edition, visit = nomination.edition, visit_of(nomination)
    if visit is None or not TeamMember.objects.filter(team_id=visit.team_id, assessor=assessor).exists():
        raise NotAssigned(entry=nomination.label)
    if edition.phase != Phase.ASSESSMENT:
        raise AssessmentNotOpen(phase=edition.get_phase_display())
    check_entry(nomination, visit)
    if ConflictMark.objects.in_force().filter(nomination=nomination, assessor=assessor).exists():
        raise InConflict(entry=nomination.label)
    check_own_kecamatan([assessor], [nomination], now=now)


def check_entry(nomination: Nomination, visit: Assignment | None) -> None:
    if nomination.status not in NominationStatus.competing():
        raise EntryNotCompeting(entry=nomination.label, status=nomination.get_status_display())
    if visit is not None and visit.closed_at is not None:
        raise VisitClosed(entry=nomination.label)


def visit_of(nomination: Nomination) -> Assignment | None:
    return getattr(nomination, "assignment", None)


def _says(sheet: ScoreSheet, name: str) -> bool:
    return bool(getattr(sheet, name))
