"""Accounts are made by the administrator: a username, a name, a role; the password comes by slip."""

import re
from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from bantar.accounts.models import User
from bantar.trace.services import record
from bantar.web.errors import Refusal
from rt_registry.enums import Role
from rt_registry.models import Kecamatan, Kelurahan
from rt_registry.permissions import is_admin
from rt_registry.services.checks import check_reason
from rt_registry.services.roles import check_not_last_admin, grant_role, lock_administrators


USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{1,58}[a-z0-9])")
_PREFIX = {
    Role.OPERATOR: "operator",
    Role.VERIFIER: "verifikator",
    Role.PENDAMPING: "pendamping",
    Role.ASSESSOR: "penilai",
    Role.COMMITTEE: "panitia",
    Role.PUBLISHER: "pejabat",
    Role.ADMIN: "admin",
    Role.AUDITOR: "auditor",
}


class UsernameTaken(Refusal):
    message = _("The username “%(username)s” is already taken.")


class UsernameUnusable(Refusal):
    message = _("“%(username)s” cannot be a username.")
    rule = _(
        "3 to 60 small letters, digits, dots, hyphens or underscores, beginning and ending with a letter or digit."
    )


class EmailUnusable(Refusal):
    message = _("“%(email)s” is not an e-mail address.")


class NameMissing(Refusal):
    message = _("The name is missing.")


class OwnAccount(Refusal):
    message = _("You cannot switch off your own account.")
    rule = _("Another administrator does it.")


class AlreadySo(Refusal):
    message = _("The account of %(user)s is already in this state.")


def propose_username(
    role: Role, *, territory: Kelurahan | Kecamatan | None = None, name: str = "", taken: Collection[str] = ()
) -> str:
    """operator.kenali-besar, penilai.siti-aminah; the next free number behind it where it is taken."""
    base = f"{_PREFIX[role]}.{territory.slug if territory else slugify(name) or role.value}"[:56].rstrip(".-_")
    serial = 2
    proposal = base
    while proposal in taken:
        proposal, serial = f"{base}{serial}", serial + 1
    return proposal


def free_username(role: Role, *, territory: Kelurahan | Kecamatan | None = None, name: str = "") -> str:
    """The proposal that nobody has yet."""
    base = propose_username(role, territory=territory, name=name)
    taken = User.objects.filter(username__istartswith=base).values_list("username", flat=True)
    return propose_username(role, territory=territory, name=name, taken={one.casefold() for one in taken})


@transaction.atomic
def create_account(
    *,
    username: str,
    display_name: str,
    role: str,
    by: User | None,
    now: datetime,
    email: str = "",
    organisation: str = "",
    kelurahan: Kelurahan | None = None,
    kecamatan: Kecamatan | None = None,
) -> User:
    """Make an account with one role and no password: a sign-in slip lets the person set their own."""
    username = username.strip().casefold()
    check_account(username=username, display_name=display_name, email=email)
    user = User(
        username=username,
        display_name=display_name.strip()[:150],
        email=email.strip(),
        organisation=organisation.strip()[:120],
        date_joined=now,
    )
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as clash:
        raise UsernameTaken(username=username) from clash
    details = {"username": username, "organisation": user.organisation}
    record(act="account.created", subject=user, by=by, now=now, details=details)
    grant_role(user=user, role=role, kelurahan=kelurahan, kecamatan=kecamatan, by=by, now=now)
    return user


def check_account(*, username: str, display_name: str, email: str) -> None:
    if not USERNAME.fullmatch(username):
        raise UsernameUnusable(username=username)
    if User.objects.filter(username__iexact=username).exists():
        raise UsernameTaken(username=username)
    check_person(display_name=display_name, email=email)


def check_person(*, display_name: str, email: str) -> None:
    if not display_name.strip():
        raise NameMissing
    try:
        if email.strip():
            validate_email(email.strip())
    except ValidationError as problem:
        raise EmailUnusable(email=email) from problem


@transaction.atomic
def change_account(
    *, user: User, display_name: str, email: str, organisation: str, by: User | None, now: datetime
) -> User:
    """Correct a person's name, address or office; the username stays for good."""
    check_person(display_name=display_name, email=email)
    wanted = {"display_name": display_name.strip(), "email": email.strip(), "organisation": organisation.strip()}
    user = User.objects.select_for_update().get(pk=user.pk)
    details = {name: [getattr(user, name), value] for name, value in wanted.items() if getattr(user, name) != value}
    for name, value in wanted.items():
        setattr(user, name, value)
    if details:
        user.save(update_fields=list(wanted))
        record(act="account.changed", subject=user, by=by, now=now, details=details)
    return user


@transaction.atomic
def switch_off(*, user: User, reason: str, by: User | None, now: datetime) -> User:
    """Deactivate an account: its person is signed out and stays out; what they did stays."""
    if by is not None and by.pk == user.pk:
        raise OwnAccount
    lock_administrators()
    user = User.objects.select_for_update().get(pk=user.pk)
    reason = check_reason(reason)
    if not user.is_active:
        raise AlreadySo(user=user)
    if is_admin(user):
        check_not_last_admin(user, now)
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(act="account.switched_off", subject=user, by=by, now=now, reason=reason)
    return user


@transaction.atomic
def switch_on(*, user: User, by: User | None, now: datetime, reason: str = "") -> User:
    """Let a person in again, with the roles they still have."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active:
        raise AlreadySo(user=user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(act="account.switched_on", subject=user, by=by, now=now, reason=reason)
    return user
