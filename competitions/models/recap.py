from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rt_registry.models import ImportBatch, Kecamatan


class Recap(models.Model):
    """The figures of one past year per kecamatan, as an agency printed them (DOMAIN 9)."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    source = models.TextField(_("source"), blank=True)
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("import")
    )

    class Meta:
        verbose_name = _("recap")
        verbose_name_plural = _("recaps")
        ordering = ["year"]
        constraints = [models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2100), name="recap_year_in_range")]

    def __str__(self) -> str:
        return str(self.year)


class RecapRow(models.Model):
    """One kecamatan of a recap. None means: the paper does not say."""

    recap = models.ForeignKey(Recap, on_delete=models.CASCADE, related_name="rows", verbose_name=_("recap"))
    kecamatan = models.ForeignKey(
        Kecamatan, on_delete=models.PROTECT, related_name="recap_rows", verbose_name=_("kecamatan")
    )
    kelurahan_count = models.PositiveSmallIntegerField(_("kelurahan"), null=True, blank=True)
    rt_count = models.PositiveSmallIntegerField(_("RTs"), null=True, blank=True)
    nominated = models.PositiveSmallIntegerField(_("nominated"), null=True, blank=True)
    carried_out = models.PositiveSmallIntegerField(_("carried out"), null=True, blank=True)
    winners_besar = models.PositiveSmallIntegerField(_("winners besar"), null=True, blank=True)
    winners_sedang = models.PositiveSmallIntegerField(_("winners sedang"), null=True, blank=True)
    winners_kecil = models.PositiveSmallIntegerField(_("winners kecil"), null=True, blank=True)
    winners = models.PositiveSmallIntegerField(_("winners"), null=True, blank=True)

    class Meta:
        verbose_name = _("recap row")
        verbose_name_plural = _("recap rows")
        ordering = ["recap", "kecamatan"]
        constraints = [
            models.UniqueConstraint(fields=["recap", "kecamatan"], name="one_row_per_recap_and_kecamatan"),
        ]

    def __str__(self) -> str:
        return f"{self.recap} {self.kecamatan}"

    @property
    def sheet_year(self) -> int:
        """The year of the columns it is read from, on a sheet with columns per year."""
        return self.recap.year
