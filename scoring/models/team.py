from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from competitions.models import Edition, Nomination
from scoring.querysets import AssignmentQuerySet


class Office(models.Model):
    """An office that sends assessors (Dinas Kesehatan, PKK, Polri ...)."""

    name = models.CharField(_("name"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Assessor(models.Model):
    """A person who scores. Usually with an account; one known from a sheet alone has none."""

    name = models.CharField(_("name"), max_length=150)
    name_key = models.CharField(max_length=150, unique=True, help_text=_("The name folded: lower case, single spaces."))
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, related_name="assessors", verbose_name=_("office")
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assessor",
        verbose_name=_("account"),
    )

    class Meta:
        verbose_name = _("assessor")
        verbose_name_plural = _("assessors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AssessmentTeam(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="teams", verbose_name=_("edition"))
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("assessment team")
        verbose_name_plural = _("assessment teams")
        ordering = ["edition", "name"]
        constraints = [models.UniqueConstraint(fields=["edition", "name"], name="team_name_once_per_edition")]

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """An assessor in a team; in one team per edition. The lead closes visits."""

    team = models.ForeignKey(
        AssessmentTeam, on_delete=models.CASCADE, related_name="members", verbose_name=_("assessment team")
    )
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+", verbose_name=_("edition"))
    assessor = models.ForeignKey(
        Assessor, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("assessor")
    )
    is_lead = models.BooleanField(_("team lead"), default=False)

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        ordering = ["team", "-is_lead", "assessor__name"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "assessor"], name="assessor_in_one_team_per_edition"),
            models.UniqueConstraint(fields=["team"], condition=Q(is_lead=True), name="one_lead_per_team"),
        ]

    def __str__(self) -> str:
        return f"{self.assessor} ({self.team})"


class Assignment(models.Model):
    """The team that visits an entry, on which day and in which order; closed by the lead after the visit."""

    nomination = models.OneToOneField(
        Nomination, on_delete=models.PROTECT, related_name="assignment", verbose_name=_("entry")
    )
    team = models.ForeignKey(
        AssessmentTeam, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("assessment team")
    )
    visit_on = models.DateField(_("day of the visit"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order on the day"), default=1)
    closed_at = models.DateTimeField(_("visit closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by"),
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["visit_on", "order", "nomination__code"]
        indexes = [models.Index(fields=["team", "visit_on"], name="assignment_by_day")]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.team}"
