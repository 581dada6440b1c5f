from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef

from bantar.accounts.models import User
from rt_registry.permissions import sees_everything
from scoring.enums import MessageOutcome, ResultStatus, SheetStatus


if TYPE_CHECKING:
    from competitions.models import Edition
    from scoring.models import Assignment, ConflictMark, FieldMessage, Result, ScoreSheet, SheetPhoto


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Members of the team, and those who see everything."""
        if sees_everything(user):
            return self
        return self.filter(team__members__assessor__user_id=user.pk or 0)

    def for_edition(self, edition: "Edition") -> Self:
        return self.filter(nomination__edition=edition)

    def with_nomination(self) -> Self:
        return self.select_related("team", "nomination__kelurahan__kecamatan", "nomination__edition")


class ScoreSheetQuerySet(models.QuerySet["ScoreSheet"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """An assessor sees their own sheets alone; officials see all (DOMAIN 6)."""
        if sees_everything(user):
            return self
        return self.filter(assessor__user_id=user.pk or 0)

    def submitted(self) -> Self:
        return self.filter(status=SheetStatus.SUBMITTED)

    def given_back(self) -> Self:
        """Reopened for a correction and not submitted again."""
        reopened = self.model.objects.filter(revisions__act="reopened").values("pk")
        return self.filter(status=SheetStatus.DRAFT, pk__in=reopened)

    def counting(self, conflicts: "models.QuerySet[ConflictMark]") -> Self:
        """Submitted and uncontested (DOMAIN 7)."""
        contested = conflicts.filter(nomination_id=OuterRef("nomination_id"), assessor_id=OuterRef("assessor_id"))
        return self.submitted().filter(~Exists(contested))

    def with_nomination(self) -> Self:
        return self.select_related("nomination__edition", "nomination__kelurahan__kecamatan", "assessor__office")


class ConflictMarkQuerySet(models.QuerySet["ConflictMark"]):
    def in_force(self) -> Self:
        return self.filter(lifted_at=None)


class SheetPhotoQuerySet(models.QuerySet["SheetPhoto"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """As sheets: an assessor sees their own, but for those taken back; officials see all."""
        if sees_everything(user):
            return self
        return self.filter(assessor__user_id=user.pk or 0, removed_at=None)

    def received(self) -> Self:
        """Those whose picture is here."""
        return self.exclude(received_at=None)


class FieldMessageQuerySet(models.QuerySet["FieldMessage"]):
    def of_sheet(self, sheet: "ScoreSheet") -> Self:
        return self.filter(nomination_id=sheet.nomination_id, assessor_id=sheet.assessor_id)

    def undecided(self) -> Self:
        """What differs from what stands, and is not decided yet."""
        return self.filter(outcome=MessageOutcome.CONFLICT, settled_at=None)

    def open_conflicts(self, sheet: "ScoreSheet") -> Self:
        """What phones said about a sheet that differs from what stands, and is not decided yet."""
        return self.of_sheet(sheet).undecided().select_related("device").order_by("received_at", "seq")

    def kept(self) -> Self:
        return self.filter(outcome=MessageOutcome.KEPT)


class ResultQuerySet(models.QuerySet["Result"]):
    def published(self) -> Self:
        return self.filter(status=ResultStatus.PUBLISHED)

    def open(self) -> Self:
        """Drafted or approved, not public yet."""
        return self.filter(status__in=ResultStatus.open())

    def latest_first(self) -> Self:
        return self.order_by("-version")

    def without_inputs(self) -> Self:
        """Leave out the anonymous sheets, by far the largest column; pages do not print them."""
        return self.defer("inputs")
