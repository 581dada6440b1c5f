"""A score sheet made ready for printing: 21 indicators in three aspects, with what is given so far."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from scoring.enums import Aspect
from scoring.models import FieldMessage, Indicator, RuleBook, ScoreSheet
from scoring.services.sheet_lines import Line


MOST_BUTTONS: Final = 10
"""Up to this scale a button per level; above it a number field (CONTRACT 4)."""


@dataclass(frozen=True, slots=True)
class Level:
    value: int
    word: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class PhoneWord:
    """What a phone says about a line that differs from what stands."""

    id: uuid.UUID
    value: int | None
    note: str
    place: str
    phone: str
    at: datetime

    @property
    def line(self) -> Line:
        return Line(self.value, self.note)


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator of the sheet. `stored`: what somebody saved elsewhere in the meantime, `words`: what phones say."""

    code: str
    wording: str
    guide: str
    level_guide: tuple[tuple[int, str], ...]
    value: int | None
    typed: str
    note: str
    levels: tuple[Level, ...]
    error: str = ""
    stored: Line | None = None
    words: tuple[PhoneWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One aspect of the sheet."""

    code: str
    label: str
    rows: tuple[Row, ...]

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def done(self) -> int:
        return sum(row.value is not None for row in self.rows)


@dataclass(frozen=True)
class SheetView:
    """A whole sheet. `typed` holds what could not be read as a score, so that it is shown again as it was typed."""

    blocks: tuple[Block, ...]
    scale_max: int

    @property
    def has_buttons(self) -> bool:
        return self.scale_max <= MOST_BUTTONS

    @property
    def total(self) -> int:
        return sum(block.total for block in self.blocks)

    @property
    def done(self) -> int:
        return sum(block.done for block in self.blocks)

    @property
    def contested(self) -> list[str]:
        """The indicators on which phones differ."""
        return [row.code for block in self.blocks for row in block.rows if row.words]

    @property
    def is_complete(self) -> bool:
        return self.done == self.total

    @property
    def missing(self) -> list[str]:
        return [row.code for block in self.blocks for row in block.rows if row.value is None]

    @property
    def next_missing(self) -> str:
        return next(iter(self.missing), "")


@dataclass(frozen=True)
class Marks:
    """What a refused save adds to the sheet: errors and stored values by indicator, and what was typed."""

    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    stored: Mapping[str, Line] = field(default_factory=dict)


def words_of_phones(sheet: ScoreSheet | None) -> dict[str, tuple[PhoneWord, ...]]:
    """What phones say about each line that is not decided yet; one query."""
    found: dict[str, list[PhoneWord]] = defaultdict(list)
    for message in FieldMessage.objects.open_conflicts(sheet) if sheet else ():
        said = message.content
        word = PhoneWord(
            id=message.pk,
            value=said.get("value"),
            note=said.get("note", ""),
            place=said.get("place", ""),
            phone=str(message.device),
            at=message.happened_at,
        )
        found[message.code].append(word)
    return {code: tuple(words) for code, words in found.items()}


def indicators() -> list[Indicator]:
    return list(Indicator.objects.order_by("order"))


def sheet_view(
    *,
    book: RuleBook,
    indicators: Sequence[Indicator],
    lines: Mapping[str, Line],
    marks: Marks | None = None,
    words: Mapping[str, tuple[PhoneWord, ...]] | None = None,
) -> SheetView:
    marks, words = marks or Marks(), words or {}
    rows = {i.code: _row(i, book, lines.get(i.code, Line()), marks, words.get(i.code, ())) for i in indicators}
    blocks = tuple(
        Block(aspect.value, str(aspect.label), tuple(rows[i.code] for i in indicators if i.aspect == aspect))
        for aspect in Aspect
    )
    return SheetView(blocks=blocks, scale_max=book.scale_max)


def _row(indicator: Indicator, book: RuleBook, line: Line, marks: Marks, words: tuple[PhoneWord, ...]) -> Row:
    guide = indicator.level_guide if book.scale_max == 4 else {}
    return Row(
        code=indicator.code,
        wording=indicator.wording,
        guide=indicator.guide,
        level_guide=tuple((value, guide[str(value)]) for value in range(5) if str(value) in guide),
        value=line.value,
        typed=marks.typed.get(indicator.code, "" if line.value is None else str(line.value)),
        note=line.note,
        levels=_levels(book, line.value),
        error=marks.errors.get(indicator.code, ""),
        stored=marks.stored.get(indicator.code),
        words=words,
    )


def _levels(book: RuleBook, chosen: int | None) -> tuple[Level, ...]:
    if book.scale_max > MOST_BUTTONS:
        return ()
    words = book.levels or {}
    return tuple(Level(v, _breakable(words.get(str(v), "")), v == chosen) for v in range(book.scale_max + 1))


def _breakable(word: str) -> str:
    """Let "tidak ada/sangat buruk" break after the stroke on a narrow button."""
    return word.replace("/", "/\u200b")
