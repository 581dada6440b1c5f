from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from competitions.models import Edition
from scoring.enums import Aggregation, Aspect, WinnerMode


class Indicator(models.Model):
    """One of the 21 official indicators (B1 ... P7). Its wording is the regulation's and stays Indonesian."""

    code = models.CharField(_("code"), max_length=4, unique=True)
    aspect = models.CharField(_("aspect"), max_length=6, choices=Aspect.choices)
    order = models.PositiveSmallIntegerField(_("order"), unique=True)
    wording = models.TextField(_("official wording"))
    guide = models.TextField(_("what to look at"), blank=True)
    level_guide = models.JSONField(
        _("what each level looks like"),
        default=dict,
        blank=True,
        help_text=_("score and its description, on the scale 0-4"),
    )

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["order"]
        constraints = [models.CheckConstraint(condition=Q(aspect__in=Aspect.values), name="indicator_aspect_known")]

    def __str__(self) -> str:
        return self.code


class RuleBook(models.Model):
    """How one edition is scored, ranked and awarded (DOMAIN 6, 7). Frozen from assessment on."""

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, related_name="rulebook", verbose_name=_("edition")
    )
    scale_max = models.PositiveSmallIntegerField(_("highest score"), default=4)
    levels = models.JSONField(_("words for each score"), default=dict, blank=True)
    weight_bersih = models.PositiveSmallIntegerField(_("weight of Bersih"), default=1)
    weight_aman = models.PositiveSmallIntegerField(_("weight of Aman"), default=1)
    weight_pintar = models.PositiveSmallIntegerField(_("weight of Pintar"), default=1)
    aggregation = models.CharField(
        _("aggregation"), max_length=8, choices=Aggregation.choices, default=Aggregation.MEAN
    )
    quorum = models.PositiveSmallIntegerField(_("quorum (sheets)"), default=3)
    pass_mark = models.DecimalField(_("pass mark"), max_digits=5, decimal_places=2, default=Decimal("75.00"))
    aspect_floor = models.DecimalField(_("aspect floor"), max_digits=5, decimal_places=2, default=Decimal("60.00"))
    mode = models.CharField(_("winners"), max_length=10, choices=WinnerMode.choices, default=WinnerMode.THRESHOLD)
    top_n = models.PositiveSmallIntegerField(_("winners per category"), null=True, blank=True)
    best_in_city_prize = models.PositiveBigIntegerField(_("best-in-city bonus (rupiah)"), default=0)

    class Meta:
        verbose_name = _("rule book")
        verbose_name_plural = _("rule books")
        constraints = [
            models.CheckConstraint(condition=Q(scale_max__gte=1, scale_max__lte=1000), name="rulebook_scale_in_range"),
            models.CheckConstraint(condition=Q(quorum__gte=1), name="rulebook_quorum_positive"),
            models.CheckConstraint(
                condition=Q(pass_mark__gte=0, pass_mark__lte=100), name="rulebook_pass_mark_in_range"
            ),
            models.CheckConstraint(
                condition=Q(aspect_floor__gte=0, aspect_floor__lte=100), name="rulebook_floor_in_range"
            ),
            models.CheckConstraint(
                condition=Q(mode=WinnerMode.THRESHOLD) | Q(mode=WinnerMode.TOP_N, top_n__gte=1),
                name="rulebook_top_n_has_n",
            ),
            models.CheckConstraint(condition=Q(aggregation__in=Aggregation.values), name="rulebook_aggregation_known"),
            models.CheckConstraint(
                condition=Q(weight_bersih__gte=1) | Q(weight_aman__gte=1) | Q(weight_pintar__gte=1),
                name="rulebook_some_aspect_weighs",
            ),
        ]

    def __str__(self) -> str:
        return str(self.edition)


class IndicatorWeight(models.Model):
    """The weight of one indicator in one rule book; absent: 1."""

    rulebook = models.ForeignKey(
        RuleBook, on_delete=models.CASCADE, related_name="indicator_weights", verbose_name=_("rule book")
    )
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", verbose_name=_("indicator"))
    weight = models.PositiveSmallIntegerField(_("weight"))

    class Meta:
        verbose_name = _("weight of an indicator")
        verbose_name_plural = _("weights of indicators")
        ordering = ["indicator__order"]
        constraints = [models.UniqueConstraint(fields=["rulebook", "indicator"], name="one_weight_per_indicator")]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.weight}"
