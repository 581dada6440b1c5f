"""The charts of the statistics page, each beside a table of the same figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bantar.web import formats
from bantar.web.charts import Chart, grouped_bars, lines_over_years, lying_bars
from scoring.selectors.statistics import CoverageYear, Statistics, YearFigures


@dataclass(frozen=True)
class StatisticsCharts:
    """None where there is nothing to draw."""

    participation: Chart | None
    coverage: Chart | None
    coverage_by_kecamatan: Chart | None


def statistics_charts(found: Statistics) -> StatisticsCharts:
    known = [year for year in found.coverage if year.city.percent is not None]
    return StatisticsCharts(
        participation=_participation(found.years) if found.years else None,
        coverage=_coverage(known) if known else None,
        coverage_by_kecamatan=_by_kecamatan(found, known[-1]) if known else None,
    )


def _participation(years: Sequence[YearFigures]) -> Chart:
    every = sorted({figures.year for figures in years})
    winners = _("Winners")
    names = (("nominated", _("Nominated")), ("carried_out", _("Carried out")), ("winners", winners))
    return grouped_bars(
        title=_("Participation and winners in the city, by year"),
        names=[str(year) for year in every],
        series=[(name, [_of_year(years, year, measure) for year in every]) for measure, name in names],
        label=_number,
        awards=winners,
    )


def _of_year(years: Sequence[YearFigures], year: int, measure: str) -> float | None:
    """What the recap tells; where it does not, the sum of the year's results or archive lists."""
    recaps = [f.city(measure) for f in years if f.year == year and f.kind == "recap"]
    others = [f.city(measure) for f in years if f.year == year and f.kind != "recap"]
    known = [value for value in (recaps if recaps and recaps[0] is not None else others) if value is not None]
    return sum(known) if known else None


def _coverage(years: Sequence[CoverageYear]) -> Chart:
    return lines_over_years(
        title=_("RTs that ever took part, in percent of the RTs of the same year"),
        years=[year.year for year in years],
        series=[(_("Coverage"), [float(year.city.percent or 0) for year in years])],
        label=_percent,
    )


def _by_kecamatan(found: Statistics, newest: CoverageYear) -> Chart:
    def percent(pk: int) -> float | None:
        coverage = newest.by_kecamatan.get(pk)
        return None if coverage is None or coverage.percent is None else float(coverage.percent)

    return lying_bars(
        title=_("Coverage by kecamatan in %(year)s") % {"year": newest.year},
        rows=[(one.name, percent(one.pk)) for one in found.kecamatan],
        label=_percent,
    )


def _number(value: float) -> str:
    return formats.number(value, language=get_language() or "id")


def _percent(value: float) -> str:
    return formats.percent(value, 1 if value % 1 else 0, language=get_language() or "id")
