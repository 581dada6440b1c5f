"""Conflicts of interest between an assessor and an entry: their sheet does not count (DOMAIN 7)."""

from datetime import datetime

from django.db import transaction

from bantar.accounts.models import User
from bantar.trace.services import record
from competitions.enums import Phase
from competitions.models import Nomination
from competitions.services.entries import lock_edition
from scoring.models import Assessor, ConflictMark
from scoring.refusals import AlreadyInConflict, ConflictLifted, ConflictsClosed, ReasonMissing


@transaction.atomic
def mark_conflict(
    *, nomination: Nomination, assessor: Assessor, reason: str, by: User | None, now: datetime
) -> ConflictMark:
    """Hold an assessor in conflict with an entry. A sheet they submitted stays, but no longer counts."""
    _check(nomination, reason)
    if ConflictMark.objects.in_force().filter(nomination=nomination, assessor=assessor).exists():
        raise AlreadyInConflict(assessor=assessor, entry=nomination.label)
    mark = ConflictMark.objects.create(
        nomination=nomination, assessor=assessor, reason=reason.strip(), marked_by=by, marked_at=now
    )
    _trace("conflict.marked", mark, reason, by=by, now=now)
    return mark


@transaction.atomic
def lift_conflict(*, mark: ConflictMark, reason: str, by: User | None, now: datetime) -> ConflictMark:
    """Take a conflict mark back; it stays in the history."""
    _check(mark.nomination, reason)
    mark = ConflictMark.objects.select_for_update(of=("self",)).select_related("nomination", "assessor").get(pk=mark.pk)
    if mark.lifted_at is not None:
        raise ConflictLifted
    mark.lifted_at, mark.lifted_by, mark.lifted_reason = now, by, reason.strip()
    mark.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
    _trace("conflict.lifted", mark, reason, by=by, now=now)
    return mark


def _check(nomination: Nomination, reason: str) -> None:
    edition = lock_edition(nomination.edition_id)
    if edition.phase == Phase.CLOSED:
        raise ConflictsClosed
    if not reason.strip():
        raise ReasonMissing


def _trace(act: str, mark: ConflictMark, reason: str, *, by: User | None, now: datetime) -> None:
    record(
        act=act,
        subject=mark.nomination,
        by=by,
        now=now,
        scope=mark.nomination.edition.slug,
        reason=reason.strip(),
        details={"assessor": mark.assessor.name},
    )
