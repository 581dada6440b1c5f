"""Which visits a phone may speak of, and why what it says is kept aside instead of applied."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q

from bantar.accounts.models import User
from bantar.web.errors import Refusal
from competitions.domain.calendar import wib_date
from competitions.enums import Phase
from competitions.models import Nomination
from competitions.querysets import NominationQuerySet
from rt_registry.enums import Role
from rt_registry.models import RoleGrant
from scoring.enums import KeptReason
from scoring.models import ConflictMark, HeldVisit, ScoreSheet, TeamMember
from scoring.refusals import (
    AssessmentNotOpen,
    EntryNotCompeting,
    InConflict,
    NotAssigned,
    OwnKecamatan,
    SheetLocked,
    VisitClosed,
)
from scoring.services.sheet_gate import check_entry, check_open, visit_of


REASONS: Final[Mapping[type[Refusal], KeptReason]] = {
    NotAssigned: KeptReason.NOT_ASSIGNED,
    VisitClosed: KeptReason.VISIT_CLOSED,
    EntryNotCompeting: KeptReason.NOT_COMPETING,
    AssessmentNotOpen: KeptReason.NOT_OPEN,
    InConflict: KeptReason.IN_CONFLICT,
    OwnKecamatan: KeptReason.OWN_KECAMATAN,
    SheetLocked: KeptReason.LOCKED,
}


def known_entries(user: User, ids: Collection[int]) -> NominationQuerySet:
    """Of these entries, those that the user may know of: visited by their team, with a sheet of theirs, or handed out
    to a phone of theirs once. With all that the gate asks, in one query."""
    assessor = {"assessor__user": user}
    in_team = TeamMember.objects.filter(team__assignments__nomination_id=OuterRef("pk"), **assessor)
    own_sheet = ScoreSheet.objects.filter(nomination_id=OuterRef("pk"), **assessor)
    held = HeldVisit.objects.filter(nomination_id=OuterRef("pk"), device__user=user)
    conflict = ConflictMark.objects.in_force().filter(nomination_id=OuterRef("pk"), **assessor)
    return (
        Nomination.objects.filter(Q(Exists(in_team)) | Q(Exists(own_sheet)) | Q(Exists(held)), pk__in=ids)
        .select_related("edition__rulebook", "kelurahan__kecamatan", "assignment__team")
        .annotate(in_team=Exists(in_team), in_conflict=Exists(conflict))
    )


def own_kecamatan(user: User, now: datetime) -> frozenset[int]:
    """The kecamatan in which the user is a pendamping and may not assess; one query."""
    grants = RoleGrant.objects.in_force_on(wib_date(now)).filter(role=Role.PENDAMPING, user=user)
    return frozenset(pk for pk in grants.values_list("kecamatan_id", flat=True) if pk is not None)


def why_kept(nomination: Nomination, sheet: ScoreSheet | None, own: Iterable[int]) -> KeptReason | None:
    """Why nothing can be entered on this visit now; None while it is open. Asks the database nothing.

    The entry comes from `known_entries()`, the sheet from `gated()`, `own` from `own_kecamatan()`.
    """
    try:
        if sheet is not None:
            check_open(sheet)
        else:
            _check_may_begin(nomination)
        if nomination.kelurahan.kecamatan_id in set(own):
            raise OwnKecamatan
    except Refusal as refusal:
        return REASONS[type(refusal)]
    return None


def _check_may_begin(nomination: Nomination) -> None:
    """What `check_may_assess` asks, of an entry that brings the answers along."""
    if not nomination.in_team:  # type: ignore[attr-defined]
        raise NotAssigned
    if nomination.edition.phase != Phase.ASSESSMENT:
        raise AssessmentNotOpen
    check_entry(nomination, visit_of(nomination))
    if nomination.in_conflict:  # type: ignore[attr-defined]
        raise InConflict
