from django.db import models
from django.utils.translation import gettext_lazy as _

from rt_registry.enums import RegionLevel
from rt_registry.querysets import KelurahanQuerySet


class Kecamatan(models.Model):
    """A district, by its official code (15.71.01)."""

    code = models.CharField(_("code"), max_length=13, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("kecamatan")
        verbose_name_plural = _("kecamatan")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Kelurahan(models.Model):
    """An urban village, by its official code (15.71.01.1001)."""

    kecamatan = models.ForeignKey(
        Kecamatan, on_delete=models.PROTECT, related_name="kelurahan_set", verbose_name=_("kecamatan")
    )
    code = models.CharField(_("code"), max_length=13, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    active_from = models.DateField(_("exists since"), null=True, blank=True, help_text=_("Empty: since always."))

    objects = KelurahanQuerySet.as_manager()

    class Meta:
        verbose_name = _("kelurahan")
        verbose_name_plural = _("kelurahan")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class RegionBoundary(models.Model):
    """The outline of one region, apart from it so that lists of regions stay small."""

    code = models.CharField(_("region code"), max_length=13, unique=True)
    level = models.CharField(_("level"), max_length=10, choices=RegionLevel.choices)
    geometry = models.JSONField(_("GeoJSON geometry, lon/lat, EPSG:4326"))

    class Meta:
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(level__in=RegionLevel.values), name="boundary_level_known")
        ]

    def __str__(self) -> str:
        return self.code
