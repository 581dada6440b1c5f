from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competitions.domain import size_category
from competitions.domain.calendar import Calendar, Span
from competitions.enums import Phase
from competitions.querysets import EditionQuerySet


SPANS = ("nomination", "verification", "assessment", "objection")


def _span_in_order(span: str) -> models.CheckConstraint:
    opens, closes = f"{span}_opens", f"{span}_closes"
    return models.CheckConstraint(
        condition=Q(**{opens: None, closes: None}) | Q(**{f"{closes}__gte": F(opens)}), name=f"edition_{span}_in_order"
    )


class Edition(models.Model):
    """One judging period with its own rules, calendar and prizes (DOMAIN 4). Its scoring rules: `scoring.RuleBook`."""

    slug = models.CharField(_("address"), max_length=60, unique=True, validators=[RegexValidator(r"^[a-z0-9-]+\Z")])
    year = models.PositiveSmallIntegerField(_("year"))
    period = models.PositiveSmallIntegerField(_("period"), default=1)
    name = models.CharField(_("name"), max_length=120)
    phase = models.CharField(_("phase"), max_length=12, choices=Phase.choices, default=Phase.DRAFT)
    budget = models.PositiveBigIntegerField(_("budget (rupiah)"), null=True, blank=True)
    quota_per_kelurahan = models.PositiveSmallIntegerField(_("quota per kelurahan"), null=True, blank=True)
    required_documents = models.JSONField(_("required documents"), default=list, blank=True)
    nomination_opens = models.DateField(_("nomination opens"), null=True, blank=True)
    nomination_closes = models.DateField(_("nomination closes (included)"), null=True, blank=True)
    verification_opens = models.DateField(_("verification opens"), null=True, blank=True)
    verification_closes = models.DateField(_("verification closes (included)"), null=True, blank=True)
    assessment_opens = models.DateField(_("assessment opens"), null=True, blank=True)
    assessment_closes = models.DateField(_("assessment closes (included)"), null=True, blank=True)
    objection_opens = models.DateField(_("objections open"), null=True, blank=True)
    objection_closes = models.DateField(_("objections close (included)"), null=True, blank=True)
    is_archive = models.BooleanField(_("archive: past winners only"), default=False)
    simulated = models.BooleanField(_("simulated data"), default=False)
    created_at = models.DateTimeField(_("created on"), auto_now_add=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-year", "-period", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(phase__in=Phase.values), name="edition_phase_known"),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2100), name="edition_year_in_range"),
            models.CheckConstraint(condition=Q(period__gte=1, period__lte=9), name="edition_period_in_range"),
            *[_span_in_order(span) for span in SPANS],
        ]

    def __str__(self) -> str:
        return self.name

    def calendar(self) -> Calendar:
        """The calendar as the pure rules read it; a span without both dates is none."""
        return Calendar(**{name: self._span(name) for name in SPANS})

    def _span(self, name: str) -> Span | None:
        first, last = getattr(self, f"{name}_opens"), getattr(self, f"{name}_closes")
        return Span(first, last) if first and last else None

    def size_table(self) -> tuple[size_category.SizeCategory, ...]:
        """The size categories as the pure rules read them, smallest first."""
        return tuple(
            size_category.SizeCategory(c.code, c.min_kk, c.max_kk, c.prize, c.kencana_prize)
            for c in self.categories.all()
        )


class SizeCategory(models.Model):
    """A size category of one edition: its KK range (both ends included) and its prize in rupiah."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="categories", verbose_name=_("edition"))
    code = models.SlugField(_("code"), max_length=20)
    min_kk = models.PositiveIntegerField(_("from KK"))
    max_kk = models.PositiveIntegerField(_("to KK (included)"), null=True, blank=True)
    prize = models.PositiveBigIntegerField(_("prize (rupiah)"))
    kencana_prize = models.PositiveBigIntegerField(
        _("Kencana prize (rupiah)"), null=True, blank=True, help_text=_("Empty: the category's prize.")
    )

    class Meta:
        verbose_name = _("size category")
        verbose_name_plural = _("size categories")
        ordering = ["edition", "min_kk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="category_code_once_per_edition"),
            models.UniqueConstraint(fields=["edition", "min_kk"], name="category_start_once_per_edition"),
            models.CheckConstraint(
                condition=Q(max_kk=None) | Q(max_kk__gte=F("min_kk")), name="category_range_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.code
