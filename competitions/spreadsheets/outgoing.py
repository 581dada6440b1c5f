"""The competition's templates and exports."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from competitions.domain.size_category import DEFAULT_CATEGORIES
from competitions.enums import Track
from competitions.models import Award, Edition, Nomination, RecapRow, SizeCategory
from competitions.sheets import award_sheet, nomination_sheet, recap_sheet
from competitions.spreadsheets.nominations import NOMINATIONS
from competitions.spreadsheets.recap import RECAP
from competitions.spreadsheets.winners import WINNERS
from rt_registry.spreadsheets.exporting import register_export
from rt_registry.spreadsheets.outgoing import RT_COLUMN, YEAR_COLUMN, kecamatan_column, place_columns
from rt_registry.spreadsheets.templates import TemplateColumn, register_template
from rt_registry.spreadsheets.writing import RUPIAH, TEXT, TWO_DECIMALS, WHOLE, SheetData


TRACK_COLUMN = TemplateColumn(
    "jalur", _("Choose the track; empty means reguler."), Track.REGULER.value, [track.value for track in Track], TEXT
)


def _recap(_edition: str) -> Sequence[TemplateColumn]:
    figures = {
        "jumlah_kelurahan": (_("How many kelurahan it has; may stay empty."), 6),
        "jumlah_rt": (_("How many RTs it has; may stay empty."), 127),
        "diusulkan": (_("How many RTs were nominated; empty where the paper does not say."), 26),
        "terlaksana": (_("How many of them took part; empty where the paper does not say."), 9),
        "pemenang_besar": (_("Winners of the category besar; may stay empty."), 5),
        "pemenang_sedang": (_("Winners of the category sedang; may stay empty."), 3),
        "pemenang_kecil": (_("Winners of the category kecil; may stay empty."), 1),
        "pemenang_jumlah": (_("All winners; the three before must add up to it."), 9),
    }
    columns = [TemplateColumn(key, guide, figure, (), WHOLE, 17) for key, (guide, figure) in figures.items()]
    return [YEAR_COLUMN, kecamatan_column(), *columns]


def _nominations(_edition: str) -> Sequence[TemplateColumn]:
    guide = _("How many KK (households) enter, of joined RTs together; empty: as the roster says.")
    return [*place_columns(), RT_COLUMN, TemplateColumn("jumlah_kk", guide, 84, (), WHOLE, 14), TRACK_COLUMN]


def _winners(edition: str) -> Sequence[TemplateColumn]:
    categories = SizeCategory.objects.filter(edition__slug=edition) if edition else SizeCategory.objects.all()
    named = categories.order_by("min_kk").values_list("code", flat=True)
    codes = list(dict.fromkeys([*named, *(category.code for category in DEFAULT_CATEGORIES)]))
    prize = next(category.prize for category in DEFAULT_CATEGORIES if category.code == "besar")
    return [
        YEAR_COLUMN,
        TemplateColumn("periode", _("The judging period within the year; empty: the first."), 1, (1, 2), "0", 10),
        *place_columns(),
        RT_COLUMN,
        TemplateColumn("kategori", _("Choose the size category; may stay empty."), "besar", codes, TEXT),
        TemplateColumn(
            "nilai", _("The total, at most two decimals, up to 100; may stay empty."), Decimal("87.5"), (), TWO_DECIMALS
        ),
        TemplateColumn("hadiah", _("The prize in rupiah; may stay empty."), prize, (), RUPIAH, 18),
        TRACK_COLUMN,
    ]


def _nominations_out(edition: str) -> SheetData:
    nominations = Nomination.objects.all()
    return nomination_sheet(nominations.filter(edition__slug=edition) if edition else nominations)


def _winners_out(edition: str) -> SheetData:
    """Without an edition those of the archives: the others come from published results, which nobody imports."""
    archives = Award.objects.filter(edition__in=Edition.objects.filter(is_archive=True))
    return award_sheet(Award.objects.filter(edition__slug=edition) if edition else archives)


register_template(RECAP.name, _("Template: recap of past years per kecamatan"), _recap)
register_template(NOMINATIONS.name, _("Template: entries of an edition"), _nominations)
register_template(WINNERS.name, _("Template: winners of past years"), _winners)
register_export(RECAP.name, lambda _edition: recap_sheet(RecapRow.objects.all()))
register_export(NOMINATIONS.name, _nominations_out)
register_export(WINNERS.name, _winners_out)
