"""What a page shows of an import that was looked at: its report and preview as JSON, cropped to what can be read."""

import hashlib
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import get_language

from bantar.web import formats
from rt_registry.domain.region_names import squash
from rt_registry.spreadsheets.choosing import propose_header, table_names
from rt_registry.spreadsheets.grid import Workbook
from rt_registry.spreadsheets.headers import Header
from rt_registry.spreadsheets.kinds import ImportStopped, Kind, kind_named, kind_names
from rt_registry.spreadsheets.report import ImportReport, Preview, Problem, Resolution, Severity
from rt_registry.spreadsheets.spellings import NameQuestion
from rt_registry.spreadsheets.tables import DataRow


SHOWN: Final = 200
SHOWN_NAMES: Final = 40
LONG: Final = 5000
SHOWN_CELLS: Final = 6
LONGEST: Final = 60
DECIMAL_TEXT: Final = re.compile(r"-?[0-9]{1,12}\.[0-9]{1,4}")
SPEAKING: Final = (("kelurahan", "kode_kelurahan"), ("kecamatan", "kode_kecamatan"), ("rt",), ("penilai",), ("nama",))
"""The columns by which a person knows a row; of each group the first that is filled."""


def picture_of(report: ImportReport, *, asked_for: str | None = None) -> dict[str, Any]:
    """Lists hold their first entries; `totals` says how many there are of each. `asked_for`: a sheet by name."""
    preview = report.preview
    lists = _sorted_problems(report)
    blocked = {problem.row for problem in report.blocking()}
    rows = preview.table.rows if preview.table else ()
    changes = _changes(preview, blocked)
    return {
        "file": report.file,
        "sheet": report.sheet,
        "header_row": report.header_row,
        "unreadable": report.unreadable,
        "rows": report.rows.as_dict(),
        "summary": report.summary(),
        **_where(report, asked_for),
        "names": _questions(report.problems)[:SHOWN_NAMES],
        **{name: [_said(problem) for problem in problems[:SHOWN]] for name, problems in lists.items()},
        "changes": changes[:SHOWN],
        "blocking": bool(blocked),
        "parkable": sum(row.number in blocked for row in rows),
        "parked_rows": len(preview.parked),
        "parked_anew": len(preview.parked - preview.parked_before),
        "totals": {
            **{name: len(problems) for name, problems in lists.items()},
            "names": len(_questions(report.problems)),
            "changes": len(changes),
        },
    }


def _where(report: ImportReport, asked_for: str | None) -> dict[str, Any]:
    """The sheets to choose from, and the header found, or the one that comes closest."""
    workbook, header = report.preview.workbook, report.preview.header
    if workbook is None or report.kind not in kind_names():
        return {"sheets": [], "header": None, "header_sheet": None}
    kind = kind_named(report.kind)
    sheet = report.sheet
    if header is None:
        sheet, header = _closest(workbook, kind, asked_for)
    return {
        "sheets": [name for name in table_names(workbook, kind) if name],
        "header": _header(header),
        "header_sheet": sheet,
    }


def _closest(workbook: Workbook, kind: Kind[Any], asked_for: str | None) -> tuple[str | None, Header | None]:
    try:
        return propose_header(workbook, kind, asked_for) or (None, None)
    except ImportStopped:  # there is no such sheet
        return None, None


def _sorted_problems(report: ImportReport) -> dict[str, list[Problem]]:
    """Each problem once, where a person looks for it."""
    lists: dict[str, list[Problem]] = {name: [] for name in ("whole", "errors", "sums", "parked", "warnings")}
    for problem in report.problems:
        name = _list_of(problem, report)
        if name:
            lists[name].append(problem)
    return lists


def _list_of(problem: Problem, report: ImportReport) -> str:
    if problem.severity == Severity.WARNING:
        return "warnings"
    if problem.resolved_by == Resolution.CONTRADICTION:
        return "sums"
    if problem.question is not None:
        return ""
    if problem.row in report.preview.parked:
        return "parked"
    return "errors" if problem.row is not None else "whole"


def _said(problem: Problem) -> dict[str, Any]:
    return cropped_problem(problem.as_dict())


def cropped_problem(problem: Mapping[str, Any]) -> dict[str, Any]:
    """A problem of a report, its longest texts cut: a cell may hold a novel."""
    said = dict(problem)
    for name in ("column", "value", "suggestion", "printed", "computed"):
        if isinstance(said.get(name), str):
            said[name] = _cropped(said[name])
    return said


def _questions(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Each spelling is asked once, however many cells hold it."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for problem in problems:
        question = problem.question
        if question is None:
            continue
        key = (question.level, squash(question.typed), question.parent)
        asked = found.setdefault(
            key,
            {
                **question_as_dict(question),
                "message": str(problem.message),
                "severity": str(problem.severity),
                "code": problem.code,
                "cells": [],
            },
        )
        asked["count"] = asked.get("count", 0) + 1
        if problem.cell and len(asked["cells"]) < SHOWN_CELLS:
            asked["cells"].append(problem.cell)
    return list(found.values())


def question_as_dict(question: NameQuestion) -> dict[str, Any]:
    said = "\n".join((question.level, squash(question.typed), question.parent))
    return {
        "id": hashlib.sha256(said.encode()).hexdigest()[:12],
        "level": question.level,
        "typed": question.typed[:150],
        "parent": question.parent,
        "candidates": [list(candidate) for candidate in question.candidates[:5]],
        "suggested": question.suggested,
    }


def _header(header: Header | None) -> dict[str, Any] | None:
    if header is None:
        return None
    return {
        "first": header.first,
        "last": header.last,
        "taught": header.is_taught,
        "missing": [sorted(group) for group in header.missing],
        "headings": [
            {
                "index": heading.index,
                "letter": heading.letter,
                "text": _cropped(heading.text),
                "samples": [sample[:40] for sample in heading.samples],
                "key": heading.key,
            }
            for heading in header.headings
        ],
    }


def _changes(preview: Preview, blocked: Container[int | None]) -> list[dict[str, Any]]:
    """Row by row what would be written; everything is counted, the first ones are spelt out."""
    rows = {row.number: row for row in preview.table.rows} if preview.table else {}
    numbers = sorted(number for number in preview.changes if number not in blocked)
    spelt = [_change(number, rows.get(number), preview.changes[number]) for number in numbers[:SHOWN]]
    return [*spelt, *({"row": number} for number in numbers[SHOWN:])]


def _change(number: int, row: DataRow | None, fields: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    said = [
        {"name": name, "before": _shown(name, old), "after": _shown(name, new)} for name, (old, new) in fields.items()
    ]
    return {"row": number, "subject": _subject(row) if row else "", "fields": said}


def _subject(row: DataRow) -> str:
    """ "Kenali Besar · Alam Barajo · RT 012", as the sheet itself says it."""
    texts = []
    for group in SPEAKING:
        key, text = next(((key, row.get(key).text) for key in group if row.get(key).text), ("", ""))
        if text:
            texts.append(f"RT {text}" if key == "rt" and not text.upper().startswith("RT") else text)
    return " · ".join(_cropped(text) for text in texts)


def _shown(name: str, value: Any) -> str | None:
    """As people read it; a year is no number."""
    language = get_language() or "id"
    if value is None:
        return None
    if isinstance(value, date):
        return formats.tanggal(value, language=language)
    if isinstance(value, Decimal):
        return formats.number(value, 2, language=language)
    if isinstance(value, int) and not isinstance(value, bool) and name.partition("@")[0] != "tahun":
        return formats.number(value, language=language)
    text = str(value)
    return formats.exact(text, language=language) if DECIMAL_TEXT.fullmatch(text) else _cropped(text)


def _cropped(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
