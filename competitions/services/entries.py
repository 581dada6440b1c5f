"""What every act on an entry shares: lock and read anew, check, write, bring the members along, trace."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bantar.accounts.models import User
from bantar.trace.services import record
from competitions.domain.nomination_states import Act, after, needs_reason, why_not
from competitions.enums import NominationStatus
from competitions.models import Edition, Nomination
from competitions.refusals import EntryGone, ReasonMissing, RuleBroken


TRACED_AS: Final[Mapping[Act, str]] = {
    Act.SUBMIT: "nomination.submitted",
    Act.VERIFY: "nomination.verified",
    Act.RETURN: "nomination.returned",
    Act.REJECT: "nomination.rejected",
    Act.WITHDRAW: "nomination.withdrawn",
    Act.CARRY_OUT: "nomination.carried_out",
    Act.NOT_ASSESS: "nomination.not_assessed",
    Act.DISQUALIFY: "nomination.disqualified",
    Act.REINSTATE: "nomination.reinstated",
}


@dataclass(frozen=True)
class ActBy:
    """Who acts, when, and why."""

    by: User | None
    now: datetime
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def locked(nomination: Nomination) -> Nomination:
    """Read the entry anew, and keep everybody else from changing it or moving its edition until this act is over."""
    edition = lock_edition(nomination.edition_id)
    fresh = (
        Nomination.objects.select_for_update(of=("self",), no_key=True)
        .select_related("kelurahan__kecamatan")
        .filter(pk=nomination.pk)
        .first()
    )
    if fresh is None:
        raise EntryGone
    fresh.edition = edition
    return fresh


def lock_edition(edition_id: int) -> Edition:
    return Edition.objects.select_for_update(no_key=True).get(pk=edition_id)


def act_on(nomination: Nomination, act: Act, how: ActBy, **changes: object) -> Nomination:
    """Do one act on a locked entry: refuse it, or write status and `changes`, members and trace."""
    broken = why_not(nomination.status, act, nomination.edition.phase)
    if broken is not None:
        raise RuleBroken(broken)
    if needs_reason(act) and not how.reason.strip():
        raise ReasonMissing
    status = NominationStatus(str(after(nomination.status, act)))
    write(nomination, now=how.now, status=status, **changes)
    nomination.members.update(is_live=status in NominationStatus.live())
    trace(nomination, TRACED_AS[act], how)
    return nomination


def write(nomination: Nomination, *, now: datetime, **changes: object) -> None:
    for name, value in {**changes, "updated_at": now}.items():
        setattr(nomination, name, value)
    nomination.save(update_fields=[*changes, "updated_at"])


def trace(nomination: Nomination, act: str, how: ActBy) -> None:
    record(
        act=act,
        subject=nomination,
        by=how.by,
        now=how.now,
        scope=nomination.edition.slug,
        reason=how.reason,
        details=how.details,
    )
