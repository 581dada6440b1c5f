"""What stands in the way of taking back a sheet of accounts."""

from collections.abc import Iterator

from django.utils import timezone

from rt_registry.enums import Role
from rt_registry.models import ImportBatch, RoleGrant
from rt_registry.services.import_standing import made_by
from rt_registry.services.roles import LastAdministrator, lock_administrators


def last_administrator_in_the_way(batch: ImportBatch) -> Iterator[str]:
    """Somebody must be able to manage accounts afterwards; this refuses, or names nothing."""
    lock_administrators()
    admins = RoleGrant.objects.in_force_on(timezone.localdate()).filter(role=Role.ADMIN, user__is_active=True)
    going = admins.filter(pk__in=made_by(batch, RoleGrant)).select_related("user")
    if going and not admins.exclude(pk__in=[grant.pk for grant in going]).exists():
        raise LastAdministrator(user=going[0].user)
    yield from ()
