from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rt_registry.enums import SuccessionKind
from rt_registry.models.region import Kelurahan
from rt_registry.querysets import HouseholdCountQuerySet, RTQuerySet


class RT(models.Model):
    """One RT for as long as it exists under this number; what follows or precedes it stands in RTSuccession."""

    kelurahan = models.ForeignKey(Kelurahan, on_delete=models.PROTECT, related_name="rts", verbose_name=_("kelurahan"))
    number = models.PositiveSmallIntegerField(_("number"))
    head_name = models.CharField(_("head of the RT (never public)"), max_length=120, blank=True)
    active_from = models.DateField(_("exists since"))
    active_until = models.DateField(_("ended on (this day no longer)"), null=True, blank=True)
    simulated = models.BooleanField(_("simulated data"), default=False)

    objects = RTQuerySet.as_manager()

    class Meta:
        verbose_name = "RT"
        verbose_name_plural = "RT"
        ordering = ["kelurahan", "number"]
        # Every page asks whether anything here is simulated; the index holds only the rows that are.
        indexes = [models.Index(fields=["simulated"], condition=models.Q(simulated=True), name="rt_simulated")]
        constraints = [
            models.UniqueConstraint(
                fields=["kelurahan", "number"],
                condition=models.Q(active_until=None),
                name="rt_number_once_while_active",
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1, number__lte=999), name="rt_number_in_range"),
            models.CheckConstraint(
                condition=models.Q(active_until=None) | models.Q(active_until__gte=models.F("active_from")),
                name="rt_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"RT {self.number:02d} {self.kelurahan.name}"


class RTSuccession(models.Model):
    """What became of an RT: the successor carries on its history."""

    predecessor = models.ForeignKey(
        RT, on_delete=models.PROTECT, related_name="successions", verbose_name=_("RT before")
    )
    successor = models.ForeignKey(RT, on_delete=models.PROTECT, related_name="origins", verbose_name=_("RT after"))
    kind = models.CharField(_("kind"), max_length=10, choices=SuccessionKind.choices)
    on = models.DateField(_("on"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="succession_not_to_itself"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=SuccessionKind.values), name="succession_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class HouseholdCount(models.Model):
    """The number of households (KK) of one RT on one day, with its source and who recorded it."""

    rt = models.ForeignKey(RT, on_delete=models.PROTECT, related_name="household_counts", verbose_name=_("RT"))
    counted_on = models.DateField(_("as of"))
    kk = models.PositiveIntegerField(_("KK"))
    source = models.CharField(_("source"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded on"))

    objects = HouseholdCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("household count")
        verbose_name_plural = _("household counts")
        ordering = ["rt", "-counted_on"]
        constraints = [
            models.UniqueConstraint(fields=["rt", "counted_on"], name="one_count_per_rt_and_day"),
            models.CheckConstraint(condition=models.Q(kk__gte=1, kk__lte=5000), name="kk_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.kk} KK, {self.counted_on}"

    @property
    def sheet_year(self) -> int:
        """The year of the columns it is read from, on a sheet with columns per year."""
        return self.counted_on.year
