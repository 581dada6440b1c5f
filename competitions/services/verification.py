"""What verifier and committee decide on an entry, from verifying to disqualifying (DOMAIN 4, 5)."""

from datetime import datetime
from typing import Final

from django.db import transaction

from bantar.accounts.models import User
from competitions.domain.messages import BrokenRule
from competitions.domain.nomination_states import Act
from competitions.domain.size_category import lower_bound
from competitions.entry_names import category_of
from competitions.enums import NominationStatus, Phase
from competitions.models import Nomination
from competitions.refusals import (
    CorrectionTooLate,
    KKOutOfRange,
    KKSourceMissing,
    NeighboursNotConfirmed,
    ReasonMissing,
    RuleBroken,
)
from competitions.services.entries import ActBy, act_on, locked, trace, write
from competitions.services.notices import tell_operators_of_decision


MOST_KK: Final = 20_000
"""More households than any joined entry of one kelurahan can have: a larger number is a slip of the finger."""


@transaction.atomic
def verify_nomination(
    *,
    nomination: Nomination,
    kk: int,
    kk_source: str,
    neighbours_confirmed: bool,
    by: User | None,
    now: datetime,
) -> Nomination:
    """Confirm the entry with its KK and where that number comes from; the size category follows the KK."""
    nomination = locked(nomination)
    if not kk_source.strip():
        raise KKSourceMissing
    if not neighbours_confirmed and nomination.members.count() > 1:
        raise NeighboursNotConfirmed
    category = _category_for(nomination, kk)
    how = ActBy(by, now, details={"source": kk_source.strip(), **_kk_changes(nomination, kk, category)})
    nomination = act_on(
        nomination,
        Act.VERIFY,
        how,
        kk=kk,
        kk_source=kk_source.strip(),
        kk_confirmed_by=by,
        kk_confirmed_at=now,
        category_code=category,
        neighbours_confirmed=neighbours_confirmed,
        reason="",
        decided_at=now,
        decided_by=by,
    )
    tell_operators_of_decision(nomination)
    return nomination


def return_nomination(*, nomination: Nomination, reason: str, by: User | None, now: datetime) -> Nomination:
    """Send the entry back to the kelurahan, editable again."""
    return _decide(nomination, Act.RETURN, reason=reason, by=by, now=now)


def reject_nomination(*, nomination: Nomination, reason: str, by: User | None, now: datetime) -> Nomination:
    """Refuse the entry for this edition; its RTs are free again."""
    return _decide(nomination, Act.REJECT, reason=reason, by=by, now=now)


def set_not_assessed(*, nomination: Nomination, reason: str, by: User | None, now: datetime) -> Nomination:
    """*Tidak dinilai*: listed so, unranked, and blocking no longer."""
    return _decide(nomination, Act.NOT_ASSESS, reason=reason, by=by, now=now)


def disqualify(*, nomination: Nomination, reason: str, by: User | None, now: datetime) -> Nomination:
    return _decide(nomination, Act.DISQUALIFY, reason=reason, by=by, now=now)


def reinstate(*, nomination: Nomination, reason: str, by: User | None, now: datetime) -> Nomination:
    """Take *tidak dinilai* or *didiskualifikasi* back; the entry stands as verified again."""
    return _decide(nomination, Act.REINSTATE, reason=reason, by=by, now=now)


@transaction.atomic
def mark_carried_out(*, nomination: Nomination, by: User | None, now: datetime) -> Nomination:
    """*Terlaksana*: the visit took place. Doing it twice, by a second sheet or the lead's closing, changes nothing."""
    nomination = locked(nomination)
    if nomination.status == NominationStatus.CARRIED_OUT:
        return nomination
    return act_on(nomination, Act.CARRY_OUT, ActBy(by, now))


@transaction.atomic
def correct_kk(*, nomination: Nomination, kk: int, reason: str, by: User | None, now: datetime) -> Nomination:
    """The committee corrects the recorded KK until assessment; the size category follows (DOMAIN 4)."""
    nomination = locked(nomination)
    if not reason.strip():
        raise ReasonMissing
    in_time = nomination.edition.phase in Phase.before_assessment()
    if not in_time or nomination.status not in {NominationStatus.SUBMITTED, NominationStatus.VERIFIED}:
        raise CorrectionTooLate
    category = _category_for(nomination, kk)
    how = ActBy(by, now, reason.strip(), _kk_changes(nomination, kk, category))
    write(nomination, now=now, kk=kk, category_code=category, kk_confirmed_by=by, kk_confirmed_at=now)
    trace(nomination, "nomination.kk_corrected", how)
    return nomination


@transaction.atomic
def _decide(nomination: Nomination, act: Act, *, reason: str, by: User | None, now: datetime) -> Nomination:
    reason = reason.strip()
    nomination = act_on(locked(nomination), act, ActBy(by, now, reason), reason=reason, decided_at=now, decided_by=by)
    if act in {Act.RETURN, Act.REJECT}:
        tell_operators_of_decision(nomination)
    return nomination


def _category_for(nomination: Nomination, kk: int) -> str:
    """The category of a count, or the refusal that a count below the smallest one earns."""
    if not 1 <= kk <= MOST_KK:
        raise KKOutOfRange(most=MOST_KK)
    table = nomination.edition.size_table()
    category = category_of(kk, table)
    if not category:
        params = {"kk": kk, "minimum": lower_bound(table), "rt": nomination.label}
        code = "kk_sum_below_minimum" if nomination.members.count() > 1 else "kk_below_minimum"
        raise RuleBroken(BrokenRule(code, params, field="kk"))
    return category


def _kk_changes(nomination: Nomination, kk: int, category: str) -> dict[str, object]:
    changes: dict[str, object] = {}
    if kk != nomination.kk:
        changes["kk"] = [nomination.kk, kk]
    if category != nomination.category_code:
        changes["category"] = [nomination.category_code, category]
    return changes
