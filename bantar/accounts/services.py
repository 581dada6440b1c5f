"""Sign-in slips, the own address, and visits to desks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from bantar.accounts import slips
from bantar.accounts.emails import send_notice
from bantar.accounts.errors import SlipExpired, SlipRefused
from bantar.accounts.models import DeskVisit, SignInSlip, User
from bantar.trace.services import Traced, record, record_many
from bantar.web import formats


SLIP_VALID_FOR: Final = timedelta(days=14)
# Opening a desk again within this time is the same visit: a reload must not hide what is new.
SAME_VISIT: Final = timedelta(minutes=30)


@dataclass(frozen=True)
class IssuedSlip:
    """What is printed. The code exists here and on paper only."""

    user: User
    code: str
    expires_at: datetime


@transaction.atomic
def issue_slips(
    *, users: Iterable[User], by: User | None, now: datetime, valid_for: timedelta = SLIP_VALID_FOR
) -> list[IssuedSlip]:
    """Make one new slip per user and void older ones; the present password works until the slip is used."""
    people = list({user.pk: user for user in users}.values())
    _lock(people)
    expires_at = now + valid_for
    issued = [IssuedSlip(user, slips.new_code(), expires_at) for user in people]
    _open_slips(people).update(voided_at=now)
    SignInSlip.objects.bulk_create(
        SignInSlip(
            user=slip.user,
            code_hash=slips.code_hash(user_id=slip.user.pk, code=slip.code),
            issued_by=by,
            issued_at=now,
            expires_at=expires_at,
        )
        for slip in issued
    )
    record_many(act="slip.issued", traced=[Traced(user) for user in people], by=by, now=now)
    send_notice(users=people, template="accounts/mail/slip_issued.txt", context={"expires_at": expires_at})
    return issued


def redeem_slip(*, username: str, code: str, password: str, now: datetime) -> User:
    """Set the owner's password by a slip, once. The caller has validated the password."""
    with transaction.atomic():
        slip = _slip_for(username=username, code=code)
        if slip.expires_at <= now:
            day = timezone.localtime(slip.expires_at)
            raise SlipExpired(day=formats.tanggal(day, language=get_language() or "id"))
        user = slip.user
        slip.used_at = now
        slip.save(update_fields=["used_at"])
        user.set_password(password)
        user.save(update_fields=["password"])
        record(act="slip.redeemed", subject=user, by=user, now=now)
        send_notice(users=[user], template="accounts/mail/password_set.txt", context={"now": now})
    return user


@transaction.atomic
def change_email(*, user: User, email: str, now: datetime) -> User:
    """Store the address notices go to; an empty one stops them."""
    if email == user.email:
        return user
    user.email = email
    user.save(update_fields=["email"])
    record(act="account.email_changed", subject=user, by=user, now=now)
    return user


def mark_desk_visit(*, user: User, desk: str, now: datetime) -> datetime | None:
    """Note that the user opens a desk, and return when they last did; None on the first time."""
    visit = DeskVisit.objects.filter(user=user, desk=desk).first()
    if visit is None:
        DeskVisit.objects.bulk_create([DeskVisit(user=user, desk=desk, seen_at=now)], ignore_conflicts=True)
        return None
    if now - visit.seen_at >= SAME_VISIT:
        DeskVisit.objects.filter(pk=visit.pk).update(previous_at=visit.seen_at, seen_at=now)
        return visit.seen_at
    return visit.previous_at


def _lock(users: Iterable[User]) -> None:
    """Two administrators who print slips of the same people do so one after the other: the later paper counts."""
    people = User.objects.select_for_update(no_key=True).filter(pk__in=[user.pk for user in users]).order_by("pk")
    list(people.values_list("pk"))


def _open_slips(users: Iterable[User]) -> QuerySet[SignInSlip]:
    return SignInSlip.objects.filter(user__in=users, used_at=None, voided_at=None)


def _slip_for(*, username: str, code: str) -> SignInSlip:
    """Return the open slip that carries this code; of an unknown name, a hash is computed all the same."""
    candidates = (
        SignInSlip.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(user__username__iexact=username.strip(), user__is_active=True, used_at=None, voided_at=None)
    )
    slip = candidates.first()
    matches = slips.is_code(
        user_id=slip.user_id if slip else 0, typed=code, stored_hash=slip.code_hash if slip else "none"
    )
    if slip is None or not matches:
        raise SlipRefused
    return slip
