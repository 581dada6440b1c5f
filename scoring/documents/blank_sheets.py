"""Blank score sheets of a team, to be filled in on paper: Indonesian, whatever the language of the page."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final

from bantar.web import formats
from competitions.models import Edition
from scoring.documents.typesetting import qr_svg, typeset
from scoring.domain.paper import PaperCode
from scoring.enums import Aspect
from scoring.models import AssessmentTeam, Indicator
from scoring.paper_refusals import NothingToPrint, TooManySheets
from scoring.selectors.papers import Expected, rules_code_of
from scoring.selectors.sheets import MOST_BUTTONS


TEMPLATE: Final = "blank_sheet.typ"
MOST_SHEETS: Final = 150

_SIMULATED: Final = "DATA SIMULASI"
_DAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def blank_sheets_pdf(
    *,
    edition: Edition,
    team: AssessmentTeam,
    sheets: Sequence[Expected],
    indicators: Sequence[Indicator],
    typing_address: str,
) -> bytes:
    """Two pages for each sheet. The same sheets under the same rules give the same bytes."""
    if not sheets:
        raise NothingToPrint
    if len(sheets) > MOST_SHEETS:
        raise TooManySheets(count=len(sheets), most=MOST_SHEETS)
    mark = _SIMULATED if edition.simulated else ""
    rules, book = rules_code_of(edition, indicators), edition.rulebook
    levels = range(book.scale_max + 1) if book.scale_max <= MOST_BUTTONS else ()
    data = {
        "title": f"Lembar penilaian kosong: {team.name}, {edition.name}{f' ({mark})' if mark else ''}",
        "mark": mark,
        "author": "Pemerintah Kota Jambi",
        "edition": edition.name,
        "rules": rules,
        "scale_max": book.scale_max,
        "boxes": book.scale_max <= MOST_BUTTONS,
        "levels": [{"value": value, "word": (book.levels or {}).get(str(value), "")} for value in levels],
        "aspects": [_aspect(aspect, indicators) for aspect in Aspect],
        "sheets": [_sheet(one, team, rules, typing_address) for one in sheets],
    }
    return typeset(TEMPLATE, data, dated=datetime.combine(_first_day(edition), time(), UTC))


def _first_day(edition: Edition) -> date:
    return edition.assessment_opens or date(edition.year, 1, 1)


def _aspect(aspect: Aspect, indicators: Sequence[Indicator]) -> dict[str, Any]:
    rows = [{"code": one.code, "wording": one.wording} for one in indicators if one.aspect == aspect]
    return {"code": aspect.value, "name": str(aspect.label), "rows": rows}


def _sheet(expected: Expected, team: AssessmentTeam, rules: str, typing_address: str) -> Mapping[str, str]:
    visit, assessor = expected.visit, expected.assessor
    entry = visit.nomination
    code = str(PaperCode(entry.pk, assessor.pk, rules))
    return {
        "entry": entry.label,
        "kelurahan": entry.kelurahan.name,
        "kecamatan": entry.kelurahan.kecamatan.name,
        "category": f"{entry.category_code.capitalize()}, {formats.number(entry.kk)} KK, jalur {entry.track}",
        "assessor": assessor.name,
        "office": assessor.office.name if assessor.office else formats.NOTHING,
        "team": team.name,
        "visit": _visit_words(visit.visit_on, visit.order),
        "code": code,
        "qr": qr_svg(f"{typing_address}?kode={code}"),
    }


def _visit_words(day: date | None, order: int) -> str:
    return f"{_DAYS[day.weekday()]}, {formats.tanggal(day)}, urutan {order}" if day else f"urutan {order}"
