"""What an import says: problems by cell, what would change, and whether a person must decide."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rt_registry.spreadsheets.headers import Header
from rt_registry.spreadsheets.spellings import NameQuestion


if TYPE_CHECKING:
    from rt_registry.spreadsheets.grid import Workbook
    from rt_registry.spreadsheets.tables import Table

Text = str | Promise


class Severity(StrEnum):
    ERROR = "error"  # nothing is stored
    DECISION = "decision"  # nothing is stored until a person says so
    WARNING = "warning"  # stored


class Resolution(StrEnum):
    """What lets a decision pass. A decision without one is settled in the sheet."""

    SUGGESTION = "suggestion"  # --accept-suggestions
    CONTRADICTION = "contradiction"  # --acknowledge NOTE


class ExitCode(IntEnum):
    DONE = 0
    DECIDE = 1
    UNREADABLE = 2


@dataclass(frozen=True)
class Problem:
    """One thing to say, with the place where it stands; `row` None: it concerns the whole sheet."""

    code: str
    message: Text
    severity: Severity = Severity.ERROR
    row: int | None = None
    column: str | None = None
    cell: str | None = None
    value: str | None = None
    suggestion: str | None = None
    printed: str | None = None
    computed: str | None = None
    resolved_by: Resolution | None = None
    question: NameQuestion | None = None

    def blocks(self, *, accept_suggestions: bool, acknowledge: str) -> bool:
        if self.severity != Severity.DECISION:
            return self.severity == Severity.ERROR
        if self.resolved_by == Resolution.SUGGESTION:
            return not accept_suggestions
        return not (self.resolved_by == Resolution.CONTRADICTION and acknowledge.strip())

    def as_dict(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "row": self.row,
            "column": self.column,
            "cell": self.cell,
            "value": self.value,
            "severity": str(self.severity),
            "code": self.code,
            "message": str(self.message),
            "suggestion": self.suggestion,
        }
        figures = {"printed": self.printed, "computed": self.computed}
        return said | ({} if self.printed is None and self.computed is None else figures)


@dataclass
class RowCounts:
    """Data rows by what becomes of them."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0

    @property
    def read(self) -> int:
        return self.new + self.changed + self.unchanged + self.skipped

    def as_dict(self) -> dict[str, int]:
        return {
            "read": self.read,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "skipped": self.skipped,
        }


@dataclass
class Preview:
    """What a page shows of an import beside its report; not part of the document.

    `changes`: row -> field -> [before, after]; `planned`: what `store` gets; `parked`: rows set aside at the person's
    wish, `parked_before` those of them that an earlier import of this very file set aside; `fingerprint` stands for
    all of it, so that what is confirmed is what is stored.
    """

    workbook: "Workbook | None" = None
    table: "Table | None" = None
    header: Header | None = None
    sheets: tuple[str, ...] = ()
    changes: Mapping[int, Mapping[str, Sequence[Any]]] = field(default_factory=dict)
    planned: Sequence[Any] = ()
    parked: frozenset[int] = frozenset()
    parked_before: frozenset[int] = frozenset()
    fingerprint: str = ""


@dataclass
class ImportReport:
    """The answer to one import, the same keys whatever happened."""

    kind: str
    file: str
    sheet: str | None = None
    header_row: int | None = None
    rows: RowCounts = field(default_factory=RowCounts)
    problems: list[Problem] = field(default_factory=list)
    stored: bool = False
    import_id: int | None = None
    accept_suggestions: bool = False
    acknowledge: str = ""
    unreadable: bool = False
    preview: Preview = field(default_factory=Preview)

    def blocking(self) -> list[Problem]:
        """What stands in the way, given what the person has accepted, acknowledged and parked."""
        return [
            problem
            for problem in self.problems
            if problem.row not in self.preview.parked
            and problem.blocks(accept_suggestions=self.accept_suggestions, acknowledge=self.acknowledge)
        ]

    def exit_code(self) -> int:
        if self.unreadable:
            return ExitCode.UNREADABLE
        return ExitCode.DECIDE if self.blocking() else ExitCode.DONE

    def of_severity(self, severity: Severity) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == severity]

    def add(self, problems: Iterable[Problem]) -> None:
        """Take problems in, in the order of the sheet."""
        self.problems = sorted([*self.problems, *problems], key=lambda p: (p.row is not None, p.row or 0))

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "file": self.file,
            "sheet": self.sheet,
            "header_row": self.header_row,
            "rows": self.rows.as_dict(),
            "problems": [problem.as_dict() for problem in self.problems],
            "stored": self.stored,
            "import_id": self.import_id,
        }

    def to_json(self) -> str:
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2)

    def summary(self) -> str:
        """One line for people."""
        if self.unreadable:
            return str(self.problems[0].message)
        counts = _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(skipped)s skipped")
        return counts % self.rows.as_dict()
