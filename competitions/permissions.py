"""Who may do what with nominations and their evidence. Whether it can be done now is for the services to say."""

from django.contrib.auth.models import AnonymousUser

from bantar.accounts.models import User
from competitions.domain.nomination_states import Act, acts_on
from competitions.enums import NominationStatus, Phase
from competitions.models import Edition, Nomination
from rt_registry.models import Kelurahan
from rt_registry.permissions import (
    is_committee,
    is_operator,
    is_operator_of,
    is_pendamping,
    is_verifier,
    is_verifier_of,
    sees_everything,
)


AnyUser = User | AnonymousUser


def can_open_kelurahan_desk(user: AnyUser) -> bool:
    return is_operator(user)


def can_open_kecamatan_desk(user: AnyUser) -> bool:
    """The verifier works there; the pendamping reads the same."""
    return is_verifier(user) or is_pendamping(user)


def can_list_entries(user: AnyUser) -> bool:
    """The committee's list of entries is also read by publisher, admin and auditor."""
    return sees_everything(user)


def can_nominate(user: AnyUser, kelurahan: Kelurahan) -> bool:
    return is_operator_of(user, kelurahan)


def can_keep_entry(user: AnyUser, nomination: Nomination) -> bool:
    """Change, submit, add evidence: the operator of the entry's own kelurahan."""
    return is_operator_of(user, nomination.kelurahan)


def can_verify(user: AnyUser, nomination: Nomination) -> bool:
    """Verify, return, reject: the verifier of the entry's own kecamatan."""
    return is_verifier_of(user, nomination.kelurahan.kecamatan)


def can_withdraw(user: AnyUser, nomination: Nomination) -> bool:
    return can_keep_entry(user, nomination) or is_committee(user)


def can_direct_entry(user: AnyUser, nomination: Nomination) -> bool:
    """Correct the KK, set tidak dinilai or didiskualifikasi, reinstate, release photos: the committee."""
    return nomination.pk is not None and is_committee(user)


def can_see_removed_evidence(user: AnyUser) -> bool:
    return sees_everything(user)


def can_change_now(user: AnyUser, nomination: Nomination) -> bool:
    """Whether to offer changing and evidence: in the operator's hands, and the edition still takes entries."""
    in_time = nomination.edition.phase in {Phase.NOMINATION, Phase.VERIFICATION}
    return can_keep_entry(user, nomination) and in_time and nomination.status in NominationStatus.editable_by_operator()


def can_correct_kk_now(user: AnyUser, nomination: Nomination) -> bool:
    in_time = nomination.edition.phase in Phase.before_assessment()
    return (
        can_direct_entry(user, nomination)
        and in_time
        and nomination.status in {NominationStatus.SUBMITTED, NominationStatus.VERIFIED}
    )


def takes_nominations(edition: Edition) -> bool:
    return edition.phase == Phase.NOMINATION


def acts_for(user: AnyUser, nomination: Nomination) -> frozenset[Act]:
    """The acts to offer this person on this entry now."""
    allowed: set[Act] = set()
    if can_keep_entry(user, nomination):
        allowed |= {Act.SUBMIT, Act.WITHDRAW}
    if can_verify(user, nomination):
        allowed |= {Act.VERIFY, Act.RETURN, Act.REJECT}
    if can_direct_entry(user, nomination):
        allowed |= {Act.WITHDRAW, Act.NOT_ASSESS, Act.DISQUALIFY, Act.REINSTATE}
    return frozenset(allowed.intersection(acts_on(nomination.status, nomination.edition.phase)))
