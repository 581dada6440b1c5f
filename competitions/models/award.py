from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from competitions.enums import AwardSource, Track
from competitions.models.edition import Edition
from competitions.models.nomination import Nomination
from competitions.querysets import AwardQuerySet
from rt_registry.models import RT, ImportBatch


class Award(models.Model):
    """An RT won the predikat in an edition: the record that history, streaks and coverage read.

    Written when a result is published, or by an import of past winners. `prize` is the whole prize of the entry, also
    for a joined one: sum it over distinct (`edition`, `entry_code`), never over RTs.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="awards", verbose_name=_("edition"))
    rt = models.ForeignKey(RT, on_delete=models.PROTECT, related_name="awards", verbose_name=_("RT"))
    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, null=True, blank=True, related_name="awards", verbose_name=_("entry")
    )
    entry_code = models.CharField(_("entry"), max_length=120)
    label = models.CharField(_("name as of the award"), max_length=200)
    track = models.CharField(_("track"), max_length=10, choices=Track.choices, default=Track.REGULER)
    category_code = models.CharField(_("size category"), max_length=20, blank=True)
    total = models.DecimalField(_("total"), max_digits=5, decimal_places=2, null=True, blank=True)
    prize = models.PositiveBigIntegerField(_("prize (rupiah)"), null=True, blank=True)
    best_in_city = models.BooleanField(_("best in the city"), default=False)
    source = models.CharField(_("source"), max_length=10, choices=AwardSource.choices)
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("import")
    )
    lost_on = models.DateField(_("predikat lost on"), null=True, blank=True)
    loss_reason = models.TextField(_("reason of the loss"), blank=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["edition", "entry_code"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "rt"], name="one_award_per_edition_and_rt"),
            models.CheckConstraint(condition=Q(source__in=AwardSource.values), name="award_source_known"),
            models.CheckConstraint(condition=Q(lost_on=None) | ~Q(loss_reason=""), name="award_loss_has_reason"),
            models.CheckConstraint(
                condition=Q(total=None) | Q(total__gte=0, total__lte=100), name="award_total_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.edition})"
