"""Who may do what with regions, rosters, roles and accounts, and the roles that the other apps ask about."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from bantar.accounts.models import User
from rt_registry.enums import Role
from rt_registry.models import RoleGrant


if TYPE_CHECKING:
    from rt_registry.models import RT, Kecamatan, Kelurahan

_CACHE = "_bantar_roles"


@dataclass(frozen=True)
class Roles:
    """The roles of one person today, with their territories."""

    names: frozenset[str] = frozenset()
    operator_kelurahan: frozenset[int] = frozenset()
    verifier_kecamatan: frozenset[int] = frozenset()
    pendamping_kecamatan: frozenset[int] = frozenset()


def roles_of(user: User | AnonymousUser) -> Roles:
    """Read the roles once per user object: one query per request."""
    if not isinstance(user, User) or not user.is_active:
        return Roles()
    cached = getattr(user, _CACHE, None)
    if cached is None:
        cached = _load_roles(user)
        setattr(user, _CACHE, cached)
    return cached


def _load_roles(user: User) -> Roles:
    grants = list(
        RoleGrant.objects.filter(user=user)
        .in_force_on(timezone.localdate())
        .values_list("role", "kelurahan_id", "kecamatan_id")
    )
    # `createsuperuser` makes the first administrator of a new installation, before there is anybody to grant the role.
    names = {role for role, _, _ in grants} | ({str(Role.ADMIN)} if user.is_superuser else set())
    return Roles(
        names=frozenset(names),
        operator_kelurahan=frozenset(k for role, k, _ in grants if role == Role.OPERATOR),
        verifier_kecamatan=frozenset(k for role, _, k in grants if role == Role.VERIFIER),
        pendamping_kecamatan=frozenset(k for role, _, k in grants if role == Role.PENDAMPING),
    )


def has_role(user: User | AnonymousUser, role: Role) -> bool:
    return role in roles_of(user).names


def is_operator(user: User | AnonymousUser) -> bool:
    return has_role(user, Role.OPERATOR)


def is_verifier(user: User | AnonymousUser) -> bool:
    return has_role(user, Role.VERIFIER)


def is_pendamping(user: User | AnonymousUser) -> bool:
    return has_role(user, Role.PENDAMPING)


def is_assessor(user: User | AnonymousUser) -> bool:
    return has_role(user, Role.ASSESSOR)


def is_committee(user: User | AnonymousUser) -> bool:
    return has_role(user, Role.COMMITTEE)


def is_publisher(user: User | AnonymousUser) -> bool:
    return has_role(user, Role.PUBLISHER)


def is_admin(user: User | AnonymousUser) -> bool:
    return has_role(user, Role.ADMIN)


def is_auditor(user: User | AnonymousUser) -> bool:
    return has_role(user, Role.AUDITOR)


def sees_everything(user: User | AnonymousUser) -> bool:
    """Committee, publisher, admin and auditor read every object of the competition (DOMAIN 2)."""
    return bool(roles_of(user).names & Role.seeing_everything())


def is_operator_of(user: User | AnonymousUser, kelurahan: "Kelurahan") -> bool:
    return kelurahan.pk in roles_of(user).operator_kelurahan


def is_verifier_of(user: User | AnonymousUser, kecamatan: "Kecamatan") -> bool:
    return kecamatan.pk in roles_of(user).verifier_kecamatan


def can_keep_roster(user: User | AnonymousUser, kelurahan: "Kelurahan") -> bool:
    """The operator keeps the roster of their own kelurahan; the admin any."""
    return is_operator_of(user, kelurahan) or is_admin(user)


def can_move_rts(user: User | AnonymousUser) -> bool:
    """An RT moves between two rosters, so one must keep both."""
    return is_admin(user) or len(roles_of(user).operator_kelurahan) > 1


def can_see_private_rt_data(user: User | AnonymousUser, rt: "RT") -> bool:
    """Names of RT heads are for the kelurahan, its kecamatan and the city's officials (DOMAIN 10, privacy)."""
    roles = roles_of(user)
    in_kecamatan = rt.kelurahan.kecamatan_id in roles.verifier_kecamatan | roles.pendamping_kecamatan
    return rt.kelurahan_id in roles.operator_kelurahan or in_kecamatan or sees_everything(user)


def can_manage_accounts(user: User | AnonymousUser) -> bool:
    return is_admin(user)


def can_import(user: User | AnonymousUser) -> bool:
    """Sheets come in through the administrator alone, whoever typed them."""
    return is_admin(user)


def can_import_reference_data(user: User | AnonymousUser) -> bool:
    return is_admin(user)


def can_read_trace(user: User | AnonymousUser) -> bool:
    """The whole trace is for the auditor, the admin and the committee."""
    return is_auditor(user) or is_admin(user) or is_committee(user)
