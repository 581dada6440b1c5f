"""The tables of the statistics page: kecamatan by year, one measure at a time, with the sums."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bantar.web import formats
from scoring.selectors.statistics import CoverageYear, RecapSum, Statistics, YearFigures


@dataclass(frozen=True)
class Head:
    """A column: the year, and where its figures come from."""

    year: int
    kind: str
    url: str = ""


@dataclass(frozen=True)
class Line:
    name: str
    slug: str
    cells: Sequence[str]


@dataclass(frozen=True)
class MeasureTable:
    """One measure: what it counts in words, its columns, a line per kecamatan and the city's."""

    key: str
    title: str
    definition: str
    heads: Sequence[Head]
    lines: Sequence[Line]
    city: Sequence[str]


@dataclass(frozen=True)
class StatisticsTables:
    measures: Sequence[MeasureTable]
    coverage: MeasureTable
    recap_sums: MeasureTable | None
    sources: Sequence[YearFigures]


def statistics_tables(found: Statistics) -> StatisticsTables:
    measures = [
        _measure(
            found,
            "nominated",
            _("Nominated"),
            _("RTs put forward by their kelurahan. In results of this portal: entries admitted after verification."),
        ),
        _measure(
            found,
            "carried_out",
            _("Carried out"),
            _("RTs that were really visited and assessed. In results of this portal: entries with a rank."),
        ),
        _measure(found, "winners", _("Winners"), _("Winning entries; a joined entry of several RTs counts once.")),
    ]
    return StatisticsTables(
        measures=[table for table in measures if table.heads],
        coverage=_coverage_table(found),
        recap_sums=_recap_table(found) if found.recap_sums else None,
        sources=found.years,
    )


def kind_word(kind: str) -> str:
    return {"recap": _("recap"), "result": _("result"), "archive": _("archive")}[kind]


def _measure(found: Statistics, measure: str, title: str, definition: str) -> MeasureTable:
    years = [figures for figures in found.years if figures.city(measure) is not None]
    return MeasureTable(
        key=measure,
        title=title,
        definition=definition,
        heads=[Head(figures.year, kind_word(figures.kind), figures.url) for figures in years],
        lines=[
            Line(one.name, one.slug, [_number(getattr(figures, measure).get(one.pk)) for figures in years])
            for one in found.kecamatan
        ],
        city=[_number(figures.city(measure)) for figures in years],
    )


def _coverage_table(found: Statistics) -> MeasureTable:
    def cell(year: CoverageYear, pk: int | None) -> str:
        coverage = year.city if pk is None else year.by_kecamatan.get(pk)
        if coverage is None or coverage.rts is None:
            return formats.NOTHING
        percent = formats.percent(coverage.percent, language=get_language() or "id")
        of = f"{_number(coverage.took_part)}/{_number(coverage.rts)}"
        return format_html('{}<span class="row-sub">{}</span>', percent, of)

    return MeasureTable(
        key="coverage",
        title=_("Coverage"),
        definition="",
        heads=[Head(year.year, "") for year in found.coverage],
        lines=[Line(one.name, one.slug, [cell(year, one.pk) for year in found.coverage]) for one in found.kecamatan],
        city=[cell(year, None) for year in found.coverage],
    )


def _recap_table(found: Statistics) -> MeasureTable:
    def cells(line: RecapSum) -> list[str]:
        percent = formats.percent(line.percent, language=get_language() or "id")
        return [*map(_number, line.by_year), _number(line.total), _number(line.rts), percent]

    *lines, city = found.recap_sums
    return MeasureTable(
        key="recap-sums",
        title=_("Participations added up, from the recaps"),
        definition="",
        heads=[Head(year, _("carried out")) for year in found.recap_years],
        lines=[Line(str(line.kecamatan), line.kecamatan.slug if line.kecamatan else "", cells(line)) for line in lines],
        city=cells(city),
    )


def _number(value: int | None) -> str:
    return formats.number(value, language=get_language() or "id")
