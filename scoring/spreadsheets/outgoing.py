"""The template and the export of score sheets."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from rt_registry.spreadsheets.exporting import register_export
from rt_registry.spreadsheets.outgoing import RT_COLUMN, place_columns
from rt_registry.spreadsheets.templates import TemplateColumn, register_template
from rt_registry.spreadsheets.writing import TEXT, SheetData
from scoring.domain.rules import Rules
from scoring.models import Indicator, RuleBook, ScoreSheet
from scoring.sheets import score_sheet
from scoring.spreadsheets.scores import CODES, SCORES_KIND


MOST_LEVELS = 100
"""Longer scales get no drop-down."""


def _scores(edition: str) -> Sequence[TemplateColumn]:
    scales = RuleBook.objects.filter(edition__slug=edition).values_list("scale_max", flat=True)
    highest = scales.first() or Rules().scale_max
    levels = range(highest + 1) if highest <= MOST_LEVELS else ()
    wordings = dict(Indicator.objects.values_list("code", "wording"))
    guide = _("The username or the full name of the assessor, always written the same way.")
    return [
        *place_columns(),
        RT_COLUMN,
        TemplateColumn("penilai", guide, "penilai1", (), TEXT, 24),
        *(TemplateColumn(code, wordings.get(code, code), min(3, highest), levels, "0", 16) for code in CODES),
    ]


def _scores_out(edition: str) -> SheetData:
    sheets = ScoreSheet.objects.all()
    return score_sheet(sheets.filter(nomination__edition__slug=edition) if edition else sheets)


register_template(SCORES_KIND.name, _("Template: score sheets, one per row"), _scores)
register_export(SCORES_KIND.name, _scores_out)
