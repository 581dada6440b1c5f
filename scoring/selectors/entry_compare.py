"""All sheets of one entry side by side, for officials: who scored what, and where they disagree."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from competitions.models import Nomination
from scoring.models import ConflictMark, Indicator, Score, ScoreSheet, TeamMember


DISAGREEMENT_SHARE = 2
"""A spread of more than 1/2 of the scale between two assessors of one indicator is marked."""


@dataclass(frozen=True)
class SheetColumn:
    """One assessor of an entry: their sheet, if they have one, and the conflict mark in force, if there is one."""

    assessor_id: int
    name: str
    office: str
    sheet: ScoreSheet | None = None
    conflict: ConflictMark | None = None
    in_team: bool = True

    @property
    def state(self) -> str:
        """counts, contested, draft or missing."""
        if self.sheet is None:
            return "missing"
        if not self.sheet.submitted_at:
            return "draft"
        return "contested" if self.conflict else "counts"


@dataclass(frozen=True)
class Cell:
    value: int | None = None
    note: str = ""
    counts: bool = False


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator over all assessors. `disagrees`: the counting scores lie more than half the scale apart."""

    code: str
    aspect: str
    wording: str
    cells: list[Cell]
    disagrees: bool


@dataclass(frozen=True)
class SheetTable:
    columns: list[SheetColumn]
    lines: list[IndicatorLine] = field(default_factory=list)

    @property
    def counting(self) -> int:
        return sum(column.state == "counts" for column in self.columns)


def sheet_table(nomination: Nomination, scale_max: int) -> SheetTable:
    """Five queries: sheets, conflicts, team, scores, indicators."""
    columns = _columns(nomination)
    cells: defaultdict[int, dict[int, tuple[int | None, str]]] = defaultdict(dict)
    rows = Score.objects.filter(sheet__nomination=nomination).order_by()
    for sheet, indicator, value, note in rows.values_list("sheet_id", "indicator_id", "value", "note"):
        cells[sheet][indicator] = (value, note)
    lines = [_line(indicator, columns, cells, scale_max) for indicator in Indicator.objects.order_by("order")]
    return SheetTable(columns, lines)


def _columns(nomination: Nomination) -> list[SheetColumn]:
    """The team's members in their order, then whoever else has a sheet (imported, or of an earlier team)."""
    sheets = {s.assessor_id: s for s in _sheets(nomination)}
    marks = {m.assessor_id: m for m in ConflictMark.objects.in_force().filter(nomination=nomination)}
    members = list(
        TeamMember.objects.filter(team__assignments__nomination=nomination)
        .select_related("assessor__office")
        .order_by("-is_lead", "assessor__name")
    )
    team = [m.assessor for m in members]
    others = [s.assessor for pk, s in sheets.items() if pk not in {a.pk for a in team}]
    return [
        SheetColumn(
            assessor_id=assessor.pk,
            name=assessor.name,
            office=assessor.office.name if assessor.office else "",
            sheet=sheets.get(assessor.pk),
            conflict=marks.get(assessor.pk),
            in_team=position < len(team),
        )
        for position, assessor in enumerate([*team, *others])
    ]


def _sheets(nomination: Nomination) -> list[ScoreSheet]:
    return list(
        ScoreSheet.objects.filter(nomination=nomination).select_related("assessor__office").order_by("assessor__name")
    )


def _line(
    indicator: Indicator,
    columns: list[SheetColumn],
    cells: Mapping[int, Mapping[int, tuple[int | None, str]]],
    scale_max: int,
) -> IndicatorLine:
    own = [_cell(indicator, column, cells) for column in columns]
    counted = [cell.value for cell in own if cell.counts and cell.value is not None]
    disagrees = bool(counted) and DISAGREEMENT_SHARE * (max(counted) - min(counted)) > scale_max
    return IndicatorLine(indicator.code, indicator.aspect, indicator.wording, own, disagrees)


def _cell(indicator: Indicator, column: SheetColumn, cells: Mapping[int, Mapping[int, tuple[int | None, str]]]) -> Cell:
    if column.sheet is None:
        return Cell()
    value, note = cells.get(column.sheet.pk, {}).get(indicator.pk, (None, ""))
    return Cell(value, note, counts=column.state == "counts")
