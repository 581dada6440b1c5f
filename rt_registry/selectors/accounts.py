"""Who has an account, with which roles, and whether they have come in yet."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from bantar.accounts.models import SignInSlip, User
from bantar.trace.models import TraceEntry
from rt_registry.models import RoleGrant


@dataclass(frozen=True)
class AccountFilter:
    words: str = ""
    role: str = ""
    state: str = ""


def accounts(wanted: AccountFilter, *, day: date) -> QuerySet[User]:
    """Accounts with `.grants_now` (roles in force) and `has_slip` (an open slip). Two queries for a page."""
    in_force = RoleGrant.objects.in_force_on(day)
    open_slips = SignInSlip.objects.filter(user_id=OuterRef("pk"), used_at=None, voided_at=None)
    users = User.objects.annotate(has_slip=Exists(open_slips)).prefetch_related(_grants(in_force))
    for word in wanted.words.split()[:5]:
        users = users.filter(_about(word))
    if wanted.role:
        users = users.filter(pk__in=in_force.filter(role=wanted.role).values("user_id"))
    return _in_state(users, wanted.state, in_force).order_by("username")


def _grants(in_force: QuerySet[RoleGrant]) -> Prefetch:  # type: ignore[type-arg]
    grants = in_force.select_related("kelurahan", "kecamatan").order_by("role", "pk")
    return Prefetch("role_grants", queryset=grants, to_attr="grants_now")


def _about(word: str) -> Q:
    names = Q(username__icontains=word) | Q(display_name__icontains=word)
    return names | Q(email__icontains=word) | Q(organisation__icontains=word)


def _with_slip_run_out() -> QuerySet[SignInSlip, int]:
    slips = SignInSlip.objects.filter(used_at=None, voided_at=None, expires_at__lte=timezone.now())
    return slips.values_list("user_id", flat=True)


def _in_state(users: QuerySet[User], state: str, in_force: QuerySet[RoleGrant]) -> QuerySet[User]:
    match state:
        case "active":
            return users.filter(is_active=True, last_login__isnull=False)
        case "waiting":
            return users.filter(is_active=True, last_login=None)
        case "run-out":
            return users.filter(is_active=True, last_login=None, pk__in=_with_slip_run_out())
        case "off":
            return users.filter(is_active=False)
        case "no-role":
            return users.exclude(pk__in=in_force.values("user_id"))
    return users


@dataclass(frozen=True)
class AccountFigures:
    active: int
    waiting: int
    run_out: int


def account_figures(*, now: datetime) -> AccountFigures:
    """How many can sign in, how many never have, and how many of these hold a slip that ran out. One query."""
    run_out = SignInSlip.objects.filter(user_id=OuterRef("pk"), used_at=None, voided_at=None, expires_at__lte=now)
    waiting = Q(last_login=None)
    found = (
        User.objects.filter(is_active=True)
        .annotate(ran_out=Exists(run_out))
        .aggregate(
            active=Count("pk"),
            waiting=Count("pk", filter=waiting),
            run_out=Count("pk", filter=waiting & Q(ran_out=True)),
        )
    )
    return AccountFigures(**found)


def account_acts_since(moment: datetime | None) -> int:
    """How much happened to accounts since somebody last looked."""
    if moment is None:
        return 0
    return TraceEntry.objects.filter(subject_type=User._meta.label_lower, at__gt=moment).count()


def roles_in_time(user: AbstractBaseUser) -> list[RoleGrant]:
    """All roles a person has or had, those in force first. One query."""
    grants = RoleGrant.objects.filter(user_id=user.pk).select_related("kelurahan", "kecamatan")
    return sorted(grants, key=lambda grant: (grant.active_until is not None, grant.role, grant.pk))
