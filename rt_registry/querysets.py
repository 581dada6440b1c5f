from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery


if TYPE_CHECKING:
    from rt_registry.models import RT, HouseholdCount, Kelurahan, RoleGrant


class KelurahanQuerySet(models.QuerySet["Kelurahan"]):
    def active_on(self, day: date) -> Self:
        return self.filter(Q(active_from=None) | Q(active_from__lte=day))

    def with_kecamatan(self) -> Self:
        return self.select_related("kecamatan")


class RTQuerySet(models.QuerySet["RT"]):
    def active_on(self, day: date) -> Self:
        return self.filter(active_from__lte=day).filter(Q(active_until=None) | Q(active_until__gt=day))

    def active_in_year(self, year: int) -> Self:
        """RTs that existed on any day of `year`."""
        return self.filter(active_from__lte=date(year, 12, 31)).filter(
            Q(active_until=None) | Q(active_until__gt=date(year, 1, 1))
        )

    def in_kelurahan(self, *kelurahan_ids: int) -> Self:
        return self.filter(kelurahan_id__in=kelurahan_ids)

    def with_territory(self) -> Self:
        """Load what every list row prints."""
        return self.select_related("kelurahan__kecamatan")

    def with_kk(self, counts: "models.QuerySet[HouseholdCount]") -> Self:
        """Annotate `kk` with the newest of `counts`, None where there is none."""
        newest = counts.filter(rt_id=OuterRef("pk")).order_by("-counted_on", "-pk")
        return self.annotate(kk=Subquery(newest.values("kk")[:1]), kk_on=Subquery(newest.values("counted_on")[:1]))


class HouseholdCountQuerySet(models.QuerySet["HouseholdCount"]):
    def up_to(self, day: date) -> Self:
        return self.filter(counted_on__lte=day)

    def of_year(self, year: int) -> Self:
        return self.filter(counted_on__year=year)


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def in_force_on(self, day: date) -> Self:
        return self.filter(active_from__lte=day).filter(Q(active_until=None) | Q(active_until__gt=day))
