from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rt_registry.enums import Role
from rt_registry.models.region import Kecamatan, Kelurahan
from rt_registry.querysets import RoleGrantQuerySet


class RoleGrant(models.Model):
    """A role of a person, for a territory where the role has one, dated."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_grants", verbose_name=_("account")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    kecamatan = models.ForeignKey(
        Kecamatan, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kecamatan")
    )
    kelurahan = models.ForeignKey(
        Kelurahan, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kelurahan")
    )
    active_from = models.DateField(_("from"))
    active_until = models.DateField(_("until (this day no longer)"), null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["user", "role"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_known"),
            models.CheckConstraint(
                condition=Q(role__in=Role.of_a_kelurahan(), kelurahan__isnull=False, kecamatan__isnull=True)
                | Q(role__in=Role.of_a_kecamatan(), kecamatan__isnull=False, kelurahan__isnull=True)
                | (
                    ~Q(role__in=Role.of_a_kelurahan() | Role.of_a_kecamatan())
                    & Q(kecamatan__isnull=True, kelurahan__isnull=True)
                ),
                name="role_has_its_territory",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "kelurahan"],
                condition=Q(active_until=None, kelurahan__isnull=False),
                name="role_once_per_kelurahan",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "kecamatan"],
                condition=Q(active_until=None, kecamatan__isnull=False),
                name="role_once_per_kecamatan",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(active_until=None, kecamatan=None, kelurahan=None),
                name="role_once_for_the_city",
            ),
        ]

    def __str__(self) -> str:
        territory = self.kelurahan or self.kecamatan
        return f"{self.get_role_display()} {territory}" if territory else str(self.get_role_display())
