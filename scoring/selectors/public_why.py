"""Why an entry stands where it stands: its four tests, and the entries its rank was decided against."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from scoring.domain.ranking import SHARED, STEPS
from scoring.domain.rules import ASPECTS, Rules
from scoring.enums import Aspect
from scoring.models import ResultEntry


MOST_NAMED: Final = 3


@dataclass(frozen=True)
class TestLine:
    """One test an entry had to pass: its figure, what was needed, and what is missing (0: nothing)."""

    code: str
    name: str
    value: Decimal
    mark: Decimal

    @property
    def missing(self) -> Decimal:
        return max(self.mark - self.value, Decimal(0))


@dataclass(frozen=True)
class Neighbour:
    """An entry that the rank was decided against, with its figure in the step that decided."""

    label: str
    kelurahan_code: str
    numbers: str
    rank: int
    step: str
    value: Decimal | None
    own: Decimal | None


def tests_of(entry: ResultEntry, rules: Rules) -> list[TestLine]:
    """All four tests in their order, so that whoever failed the first one sees the others too; none without figures."""
    figures = [
        (str(aspect), str(Aspect(aspect).label), getattr(entry, aspect), rules.aspect_floor) for aspect in ASPECTS
    ]
    figures.append(("total", str(_("Total")), entry.total, rules.pass_mark))
    return [TestLine(code, name, value, mark) for code, name, value, mark in figures if value is not None]


def neighbours_of(entry: ResultEntry, others: Sequence[ResultEntry]) -> list[Neighbour]:
    """Who shares the rank, or else who is ranked just above; nobody for a first rank held alone."""
    if entry.rank is None:
        return []
    group = [other for other in others if other.track == entry.track and other.pk != entry.pk]
    if entry.decided_by == SHARED:
        nearest = entry.rank
    else:
        nearest = max((other.rank for other in group if other.rank and other.rank < entry.rank), default=0)
    step = entry.decided_by if entry.decided_by in STEPS else STEPS[0]
    chosen = sorted((other for other in group if other.rank == nearest), key=lambda other: other.entry)
    return [
        Neighbour(
            label=other.label,
            kelurahan_code=other.kelurahan_code,
            numbers=other.entry.partition("/")[2],
            rank=nearest,
            step=step,
            value=getattr(other, step),
            own=getattr(entry, step),
        )
        for other in chosen[:MOST_NAMED]
    ]
