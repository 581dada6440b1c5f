from django.db import models
from django.utils.translation import gettext_lazy as _


class Aspect(models.TextChoices):
    BERSIH = "bersih", "Bersih"
    AMAN = "aman", "Aman"
    PINTAR = "pintar", "Pintar"


class Aggregation(models.TextChoices):
    MEAN = "mean", _("Mean of all sheets")
    TRIMMED = "trimmed", _("Mean without one highest and one lowest (from 5 sheets)")


class WinnerMode(models.TextChoices):
    THRESHOLD = "threshold", _("Everyone who passes")
    TOP_N = "top_n", _("The best of each category among those who pass")


class SheetStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")


class SheetSource(models.TextChoices):
    WEB = "web", _("Entered by the assessor")
    IMPORT = "import", _("Imported")


class ResultStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")
    DISCARDED = "discarded", _("Discarded")

    @classmethod
    def open(cls) -> frozenset["ResultStatus"]:
        """Not public yet, still on its way."""
        return frozenset({cls.DRAFT, cls.APPROVED})


class DecisionKind(models.TextChoices):
    TIE_AT_CUT = "tie_at_cut", _("Tie at the last winning place")
    BEST_IN_CITY_TIE = "best_in_city_tie", _("Tie for best in the city")
    OVER_BUDGET = "over_budget", _("Prizes over the budget")


class EntryState(models.TextChoices):
    """What the tally made of an entry; a state, never a score of 0."""

    RANKED = "ranked", _("Ranked")
    INCOMPLETE = "incomplete", _("Incomplete")
    NOT_ASSESSED = "not_assessed", _("Not assessed (tidak dinilai)")
    DISQUALIFIED = "disqualified", _("Disqualified (didiskualifikasi)")
