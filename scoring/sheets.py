"""Score sheets on their way out, in the columns in which they come in again (CONTRACT 6)."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import QuerySet

from competitions.sheets import PLACE
from rt_registry.sheets import place_of
from rt_registry.spreadsheets.writing import TEXT, SheetColumn, SheetData, Writable
from scoring.enums import SheetStatus
from scoring.models import Score, ScoreSheet
from scoring.spreadsheets.scores import CODES


SCORE_COLUMNS = (
    *PLACE,
    SheetColumn("penilai", TEXT, 24),
    *(SheetColumn(code, "0", 6) for code in CODES),
    SheetColumn("edisi", TEXT),
)


def score_sheet(sheets: QuerySet[ScoreSheet]) -> SheetData:
    """The submitted sheets, one row each. Two queries."""
    submitted = sheets.filter(status=SheetStatus.SUBMITTED).order_by("nomination__code", "assessor__name", "pk")
    values: dict[int, dict[str, int | None]] = defaultdict(dict)
    scores = Score.objects.filter(sheet__in=submitted.order_by().values("pk")).order_by()
    for sheet, code, value in scores.values_list("sheet_id", "indicator__code", "value"):
        values[sheet][code] = value
    rows = submitted.select_related("nomination__kelurahan__kecamatan", "nomination__edition", "assessor__user")
    return SheetData("Nilai", SCORE_COLUMNS, _rows(rows, values))


def _rows(sheets: QuerySet[ScoreSheet], values: dict[int, dict[str, int | None]]) -> Iterator[list[Writable]]:
    for sheet in sheets:
        entry, assessor = sheet.nomination, sheet.assessor
        who = assessor.user.username if assessor.user else assessor.name
        scores = [values[sheet.pk].get(code) for code in CODES]
        yield [*place_of(entry.kelurahan), entry.code.partition("/")[2], who, *scores, entry.edition.slug]
