"""What a kind of sheet is, and which kinds there are. Apps above register theirs in `<app>/spreadsheets/offered.py`."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Final, Generic, Protocol, TypeVar

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bantar.accounts.models import User
from bantar.web.errors import Refusal
from rt_registry.models import ImportBatch
from rt_registry.spreadsheets.columns import Column, Vocabulary
from rt_registry.spreadsheets.report import ExitCode, Problem, Severity
from rt_registry.spreadsheets.spellings import ConfirmedName
from rt_registry.spreadsheets.tables import DataRow, Table


W = TypeVar("W")
MODULE: Final = "spreadsheets.offered"


class Outcome(Enum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Stage(Enum):
    """Where an import is; each stage counts its own rows."""

    READING = "reading"
    PLANNING = "planning"
    STORING = "storing"


Progress = Callable[[Stage, int, int], None]
"""Told the stage, how many rows are done and of how many. It may raise ImportCancelled: then nothing is stored."""


class ImportCancelled(Exception):
    """The person who started the import stopped it."""


def silent(stage: Stage, done: int, total: int) -> None:
    """For those who do not watch."""


@dataclass(frozen=True)
class Context:
    """Who imports, when, for which edition, and what they have agreed to.

    `names`: spellings confirmed for this import; `park`: set rows aside that cannot be placed, and store the others.
    """

    by: User | None
    now: datetime
    edition_slug: str = ""
    dry_run: bool = False
    accept_suggestions: bool = False
    acknowledge: str = ""
    file_name: str = ""
    names: tuple[ConfirmedName, ...] = ()
    park: bool = False
    progress: Progress = silent


@dataclass
class Plan(Generic[W]):
    """What an import would do: work for `store`, an outcome per row, and the problems found.

    `changes`: row -> field -> [before, after], for every row that is new or changes something; `subjects`: the records
    these rows are about, by keys or codes. The same change of another record is another plan.
    """

    work: list[W] = field(default_factory=list)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    changes: dict[int, dict[str, Sequence[Any]]] = field(default_factory=dict)
    subjects: dict[int, list[Sequence[Any]]] = field(default_factory=dict)

    def put(
        self,
        row: DataRow,
        outcome: Outcome,
        work: W | None = None,
        changes: Mapping[str, Sequence[Any]] | None = None,
        about: Sequence[Any] = (),
    ) -> None:
        self.outcomes[row.number] = outcome
        if about:
            self.subjects.setdefault(row.number, []).append(about)
        if changes:
            self.changes.setdefault(row.number, {}).update(changes)
        if work is not None:
            self.work.append(work)

    def report(self, *problems: Problem) -> None:
        self.problems.extend(problems)


class Kind(Protocol[W]):
    """One kind of sheet. `required`: of each group at least one column must be there."""

    @property
    def name(self) -> str: ...

    @property
    def columns(self) -> Sequence[Column]: ...

    @property
    def required(self) -> Sequence[frozenset[str]]: ...

    @property
    def parts(self) -> Mapping[type[Model], Sequence[type[Model]]]:
        """Records that belong to one this kind writes, and go with it when the import is taken back."""
        ...

    def plan(self, table: Table, context: Context) -> Plan[W]:
        """Read every row and say what would happen. Writes nothing."""
        ...

    def store(self, plan: Plan[W], context: Context, batch: ImportBatch) -> None:
        """Do the plan's work, trace it, and write the journal; the door holds the transaction."""
        ...


class ImportStopped(Refusal):
    """An import refused as a whole, for a reason that stands in no row."""

    def __init__(
        self,
        message: str | Promise,
        *,
        code: str = "refused",
        exit_code: int = ExitCode.DECIDE,
        suggestion: str | None = None,
        **values: object,
    ) -> None:
        self.code = code
        self.exit_code = exit_code
        self.suggestion = suggestion
        super().__init__(message, rule=None, **values)


class Seen:
    """Notices keys that come twice: equal rows are said once more, different ones are an error on the later."""

    def __init__(self) -> None:
        self._first: dict[Hashable, tuple[int, object]] = {}

    def check(self, row: DataRow, key: Hashable, value: object, *, column: str = "rt") -> Problem | None:
        first = self._first.setdefault(key, (row.number, value))
        if first[0] == row.number:
            return None
        is_equal = first[1] == value
        return row.problem(
            column,
            code="duplicate_row",
            message=_lazy_format(EQUAL_ROWS if is_equal else DIFFERENT_ROWS, first[0]),
            severity=Severity.WARNING if is_equal else Severity.ERROR,
        )


EQUAL_ROWS = _("The same entry stands in row %(row)s already, with the same values; this row adds nothing.")
DIFFERENT_ROWS = _("The same entry stands in row %(row)s already, with other values; remove one of the two.")


def _lazy_format(sentence: str | Promise, row: int) -> str:
    return str(sentence) % {"row": row}


_KINDS: dict[str, Kind[Any]] = {}


def register(kind: Kind[Any]) -> None:
    """Offer a kind; registering the same name twice is a mistake in the code."""
    if _KINDS.get(kind.name, kind) is not kind:
        raise ValueError(f"Two kinds are called {kind.name}")
    _KINDS[kind.name] = kind


def kind_names() -> list[str]:
    return sorted(_KINDS)


def kind_named(name: str) -> Kind[Any]:
    kind = _KINDS.get(name)
    if kind is None:
        raise ImportStopped(
            _("There is no kind of sheet called %(name)s; there are: %(names)s."),
            code="unknown_kind",
            exit_code=ExitCode.UNREADABLE,
            name=name,
            names=", ".join(kind_names()),
        )
    return kind


def vocabulary_of(kind: Kind[Any]) -> Vocabulary:
    return Vocabulary.of(kind.columns, kind.required)
