"""Rows set aside, and what the page of one of them shows: its cells with what is wrong and what may be meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from bantar.accounts.models import User
from rt_registry.models import ParkedRow
from rt_registry.selectors.drafts import Groups, regions_for
from rt_registry.spreadsheets.draft_picture import question_as_dict
from rt_registry.spreadsheets.kinds import kind_named, kind_names
from rt_registry.spreadsheets.parking import cells_of, check_parked_row
from rt_registry.spreadsheets.report import ImportReport, Problem, Resolution
from rt_registry.spreadsheets.spellings import ConfirmedName, NameQuestion


DEEPEST = 3
"""A kecamatan that is placed may raise the question of its kelurahan."""


class ColumnWords:
    """The words for the columns of a kind: "jumlah_kk@2019" -> "KK (2019)"."""

    def __init__(self, kind: str) -> None:
        columns = kind_named(kind).columns if kind in kind_names() else ()
        self._words = {column.key: column.label for column in columns if column.label}

    def of(self, dated_key: str) -> str:
        key, _, year = dated_key.partition("@")
        words = str(self._words.get(key) or key.replace("_", " "))
        return f"{words} ({year})" if year else words


def open_parked_rows() -> QuerySet[ParkedRow]:
    """Those of all imports that still wait, the newest import first."""
    rows = ParkedRow.objects.filter(resolved_at=None, batch__undone_at=None)
    return rows.select_related("batch").defer("batch__report").order_by("-batch__imported_at", "-batch_id", "row")


@dataclass(frozen=True)
class Typed:
    """What a person made of a row: cells and chosen regions by the key of the column."""

    cells: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    accept: bool = False


@dataclass(frozen=True)
class CellField:
    """A cell to correct: what stands in it, what is wrong with it, and the regions it may mean."""

    at: int
    key: str
    label: str
    address: str
    text: str
    problems: Sequence[Problem]
    question: NameQuestion | None
    regions: Groups
    code: str

    @property
    def is_candidate(self) -> bool:
        return self.question is not None and self.code in dict(self.question.candidates)


@dataclass(frozen=True)
class ParkedPicture:
    """A parked row as it is now, were it stored with what was typed."""

    fields: Sequence[CellField]
    problems: Sequence[Problem]
    report: ImportReport
    names: Sequence[ConfirmedName]

    @property
    def is_ready(self) -> bool:
        return not self.report.blocking() and not self.report.unreadable

    @property
    def wants_note(self) -> bool:
        return any(problem.resolved_by == Resolution.CONTRADICTION for problem in self.report.problems)

    @property
    def wants_acceptance(self) -> bool:
        found = (p for p in self.report.problems if p.resolved_by == Resolution.SUGGESTION)
        return any(problem.question is None for problem in found)


def look_at(parked: ParkedRow, typed: Typed, *, by: User, now: datetime) -> ParkedPicture:
    """Ask the door what it would say, with every name that was chosen among those it asks for."""
    questions: dict[str, NameQuestion] = {}
    names: list[ConfirmedName] = []
    for _ in range(DEEPEST):
        report = check_parked_row(
            parked=parked,
            cells=typed.cells,
            names=names,
            accept_suggestions=typed.accept,
            acknowledge=typed.note,
            by=by,
            now=now,
        )
        fresh = {key: asked for key, asked in _asked(parked, report).items() if key not in questions}
        questions |= fresh
        answered = _answered(fresh, typed)
        if not answered:
            break
        names += answered
    return picture_of(parked, typed, report, questions, names)


def picture_of(
    parked: ParkedRow,
    typed: Typed,
    report: ImportReport,
    questions: Mapping[str, NameQuestion],
    names: Sequence[ConfirmedName],
) -> ParkedPicture:
    words, regions = ColumnWords(parked.batch.kind), _regions(questions)
    fields = []
    for at, cell in enumerate(cells_of(parked)):
        address = f"{cell.letter}{parked.row}"
        fields.append(
            CellField(
                at,
                cell.key,
                words.of(cell.key),
                address,
                typed.cells.get(cell.key, cell.text),
                [problem for problem in report.problems if problem.cell == address],
                questions.get(cell.key),
                regions.get(cell.key, []),
                typed.codes.get(cell.key, ""),
            )
        )
    addresses = {one.address for one in fields}
    rest = [problem for problem in report.problems if problem.cell not in addresses]
    return ParkedPicture(fields, rest, report, names)


def _asked(parked: ParkedRow, report: ImportReport) -> dict[str, NameQuestion]:
    keys = {f"{cell.letter}{parked.row}": cell.key for cell in cells_of(parked)}
    return {keys[p.cell]: p.question for p in report.problems if p.question is not None and p.cell in keys}


def _answered(questions: Mapping[str, NameQuestion], typed: Typed) -> list[ConfirmedName]:
    """Only regions that were offered count."""
    chosen = {key: question for key, question in questions.items() if typed.codes.get(key)}
    offered = _regions(chosen)
    found = []
    for key, question in chosen.items():
        code = typed.codes[key]
        codes = {code for _, group in offered[key] for code, _ in group} | {code for code, _ in question.candidates}
        if code in codes:
            found.append(question.answered(code))
    return found


def _regions(questions: Mapping[str, NameQuestion]) -> dict[str, Groups]:
    groups = regions_for([question_as_dict(question) for question in questions.values()])
    return dict(zip(questions, groups, strict=True))
