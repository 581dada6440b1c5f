from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from bantar.accounts.models import User
from competitions.enums import NominationStatus, Phase
from rt_registry.permissions import roles_of, sees_everything


if TYPE_CHECKING:
    from competitions.models import Award, Edition, Evidence, Nomination


class EditionQuerySet(models.QuerySet["Edition"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Drafts are for those who set them up or see everything; the rest is public knowledge."""
        return self if sees_everything(user) else self.exclude(phase=Phase.DRAFT)

    def published(self) -> Self:
        return self.filter(phase__in=Phase.after_publication())

    def newest_first(self) -> Self:
        return self.order_by("-year", "-period", "-pk")


class NominationQuerySet(models.QuerySet["Nomination"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Operator: own kelurahan; verifier and pendamping: own kecamatan; officials: all. Assessors: see scoring."""
        if sees_everything(user):
            return self
        roles = roles_of(user)
        kecamatan = roles.verifier_kecamatan | roles.pendamping_kecamatan
        return self.filter(
            Q(kelurahan_id__in=roles.operator_kelurahan)
            | (Q(kelurahan__kecamatan_id__in=kecamatan) & ~Q(status__in=NominationStatus.private_to_kelurahan()))
        )

    def for_edition(self, edition: "Edition") -> Self:
        return self.filter(edition=edition)

    def live(self) -> Self:
        return self.filter(status__in=NominationStatus.live())

    def entered(self) -> Self:
        return self.filter(status__in=NominationStatus.entered())

    def competing(self) -> Self:
        return self.filter(status__in=NominationStatus.competing())

    def with_territory(self) -> Self:
        """Load what every list row prints."""
        return self.select_related("kelurahan__kecamatan", "edition")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def current(self) -> Self:
        return self.filter(removed_at=None)


class AwardQuerySet(models.QuerySet["Award"]):
    def held(self) -> Self:
        return self.filter(lost_on=None)

    def with_territory(self) -> Self:
        return self.select_related("edition", "rt__kelurahan__kecamatan")
