from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competitions.models import Nomination
from rt_registry.models import ImportBatch
from scoring.enums import SheetSource, SheetStatus
from scoring.models.rulebook import Indicator
from scoring.models.team import Assessor
from scoring.querysets import ConflictMarkQuerySet, ScoreSheetQuerySet


class ScoreSheet(models.Model):
    """The 21 scores of one assessor for one entry. Draft until submitted, then locked (DOMAIN 6)."""

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="sheets", verbose_name=_("entry"))
    assessor = models.ForeignKey(Assessor, on_delete=models.PROTECT, related_name="sheets", verbose_name=_("assessor"))
    status = models.CharField(_("status"), max_length=10, choices=SheetStatus.choices, default=SheetStatus.DRAFT)
    source = models.CharField(_("source"), max_length=10, choices=SheetSource.choices, default=SheetSource.WEB)
    revision = models.PositiveIntegerField(
        _("version"), default=0, help_text=_("Counts every save; a save on an older one is refused.")
    )
    visited_at = models.DateTimeField(_("time of the visit"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    facts_version = models.PositiveIntegerField(default=0)
    facts_device = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(_("created on"))
    updated_at = models.DateTimeField(_("changed on"))
    submitted_at = models.DateTimeField(_("submitted on"), null=True, blank=True)
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("import")
    )

    objects = ScoreSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("score sheet")
        verbose_name_plural = _("score sheets")
        ordering = ["nomination", "assessor"]
        constraints = [
            models.UniqueConstraint(fields=["nomination", "assessor"], name="one_sheet_per_assessor_and_entry"),
            models.CheckConstraint(
                condition=Q(status=SheetStatus.DRAFT, submitted_at=None)
                | Q(status=SheetStatus.SUBMITTED, submitted_at__isnull=False),
                name="sheet_submitted_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.assessor}"

    @property
    def is_submitted(self) -> bool:
        return self.status == SheetStatus.SUBMITTED


class Score(models.Model):
    """One indicator of one sheet: a whole number from 0 to the scale's maximum, None until it is given.

    `version` counts what was said about this line; a line that nobody has said anything about has no row, so it begins
    with 1. `device` is the phone that said what stands (None: the form, a file).
    The place, time and note of the visit (`facts_...` of the sheet) have the same two.
    """

    sheet = models.ForeignKey(
        ScoreSheet, on_delete=models.CASCADE, related_name="scores", verbose_name=_("score sheet")
    )
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", verbose_name=_("indicator"))
    value = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)
    device = models.UUIDField(null=True, blank=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["sheet", "indicator__order"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "indicator"], name="one_score_per_indicator_and_sheet"),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gte=0, value__lte=1000), name="score_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value}"


class SheetRevision(models.Model):
    """A sheet as it stood when it was submitted or reopened: every earlier value stays (DOMAIN 6)."""

    sheet = models.ForeignKey(
        ScoreSheet, on_delete=models.PROTECT, related_name="revisions", verbose_name=_("score sheet")
    )
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    act = models.CharField(
        _("what"), max_length=10, choices=[("submitted", _("Submitted")), ("reopened", _("Reopened"))]
    )
    reason = models.TextField(_("reason"), blank=True)
    scores = models.JSONField(_("scores"), help_text=_("by indicator code: value and note"))

    class Meta:
        verbose_name = _("earlier state of a sheet")
        verbose_name_plural = _("earlier states of sheets")
        ordering = ["sheet", "at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(act="reopened") | ~Q(reason=""), name="reopening_has_reason")
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.act} {self.at:%Y-%m-%d %H:%M}"


class ConflictMark(models.Model):
    """The committee holds an assessor in conflict with an entry: their sheet does not count (DOMAIN 7)."""

    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, related_name="conflicts", verbose_name=_("entry")
    )
    assessor = models.ForeignKey(
        Assessor, on_delete=models.PROTECT, related_name="conflicts", verbose_name=_("assessor")
    )
    reason = models.TextField(_("reason"))
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("marked by")
    )
    marked_at = models.DateTimeField(_("marked on"))
    lifted_at = models.DateTimeField(_("lifted on"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lifted by"),
    )
    lifted_reason = models.TextField(_("reason of the lifting"), blank=True)

    objects = ConflictMarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        ordering = ["nomination", "assessor"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "assessor"], condition=Q(lifted_at=None), name="one_conflict_in_force"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="conflict_has_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at=None) | Q(lifted_at__gte=F("marked_at")), name="conflict_lifted_after_mark"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessor} / {self.nomination}"
