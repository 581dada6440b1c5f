"""Who is what, where, from when until when."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bantar.accounts.models import User
from bantar.trace.services import record
from bantar.web.errors import Refusal
from rt_registry.enums import Role
from rt_registry.models import Kecamatan, Kelurahan, RoleGrant
from rt_registry.services.refusals import shown


class NeedsKelurahan(Refusal):
    message = _("The role “%(role)s” needs a kelurahan.")


class NeedsKecamatan(Refusal):
    message = _("The role “%(role)s” needs a kecamatan.")


class NeedsNoTerritory(Refusal):
    message = _("The role “%(role)s” holds for the whole city; leave the territory empty.")


class AlreadyHasRole(Refusal):
    message = _("%(user)s already has this role: %(role)s.")


class RoleHasEnded(Refusal):
    message = _("This role of %(user)s ended on %(until)s.")


class LastAdministrator(Refusal):
    message = _("%(user)s is the last administrator.")
    rule = _("Somebody must be able to manage accounts: make another person administrator first.")


class AccountIsClosed(Refusal):
    message = _("The account of %(user)s is switched off; switch it on first.")


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: str,
    by: User | None,
    now: datetime,
    kelurahan: Kelurahan | None = None,
    kecamatan: Kecamatan | None = None,
    active_from: date | None = None,
) -> RoleGrant:
    """Give a role from today (or `active_from`); an administrator also enters /admin/."""
    role = Role(role)
    check_territory(role, kelurahan=kelurahan, kecamatan=kecamatan)
    if not user.is_active:
        raise AccountIsClosed(user=user)
    grant = RoleGrant(
        user=user,
        role=role,
        kelurahan=kelurahan,
        kecamatan=kecamatan,
        active_from=active_from or timezone.localdate(now),
    )
    same = RoleGrant.objects.filter(user=user, role=role, kelurahan=kelurahan, kecamatan=kecamatan, active_until=None)
    if same.exists():
        raise AlreadyHasRole(user=user, role=grant)
    try:
        with transaction.atomic():
            grant.save()
    except IntegrityError as clash:
        raise AlreadyHasRole(user=user, role=grant) from clash
    if role == Role.ADMIN:
        _let_into_admin(user, True)
    record(act="role.granted", subject=user, by=by, now=now, details={"role": str(grant)})
    return grant


def check_territory(role: Role, *, kelurahan: Kelurahan | None, kecamatan: Kecamatan | None) -> None:
    if role in Role.of_a_kelurahan() and (kelurahan is None or kecamatan is not None):
        raise NeedsKelurahan(role=role.label)
    if role in Role.of_a_kecamatan() and (kecamatan is None or kelurahan is not None):
        raise NeedsKecamatan(role=role.label)
    whole_city = role not in Role.of_a_kelurahan() | Role.of_a_kecamatan()
    if whole_city and (kelurahan is not None or kecamatan is not None):
        raise NeedsNoTerritory(role=role.label)


@transaction.atomic
def end_role(*, grant: RoleGrant, by: User | None, now: datetime, reason: str = "") -> RoleGrant:
    """End a role today: from this day it no longer counts."""
    if grant.role == Role.ADMIN:
        lock_administrators()
    grant = RoleGrant.objects.select_for_update(of=("self",)).select_related("user").get(pk=grant.pk)
    if grant.active_until is not None:
        raise RoleHasEnded(user=grant.user, until=shown(grant.active_until))
    if grant.role == Role.ADMIN:
        check_not_last_admin(grant.user, now)
        _let_into_admin(grant.user, False)
    grant.active_until = timezone.localdate(now)
    grant.save(update_fields=["active_until"])
    record(act="role.ended", subject=grant.user, by=by, now=now, reason=reason, details={"role": str(grant)})
    return grant


def lock_administrators() -> None:
    """Let one person at a time take an administrator away: first of all locks, in one order, so that nobody waits
    in a circle, and two who remove each other are judged one after the other.
    """
    list(RoleGrant.objects.select_for_update(of=("self",)).filter(role=Role.ADMIN).order_by("pk").values_list("pk"))


def check_not_last_admin(user: User, now: datetime) -> None:
    """Keep at least one administrator who can sign in; call it under `lock_administrators()`."""
    admins = RoleGrant.objects.in_force_on(timezone.localdate(now)).filter(role=Role.ADMIN, user__is_active=True)
    if not admins.exclude(user=user).exists():
        raise LastAdministrator(user=user)


def _let_into_admin(user: User, allowed: bool) -> None:
    user.is_staff = user.is_superuser = allowed
    user.save(update_fields=["is_staff", "is_superuser"])
