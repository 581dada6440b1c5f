"""The prize ledger of an edition: each prize of the newest published version, and what was handed over of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from django.db.models import QuerySet
from django.http import QueryDict

from competitions.models import Edition
from scoring.domain.ledger import Standing, Sums, standing_of
from scoring.domain.rules import rules_from_json
from scoring.models import Decree, PrizeHandover, Result, ResultEntry
from scoring.selectors.documents import decree_in_force
from scoring.selectors.findings import describe, from_json
from scoring.selectors.ledger_trace import Traced, is_as_traced, missing_of, traced_handovers
from scoring.selectors.results import category_codes


@dataclass(frozen=True)
class Line:
    """One prize: the line of the newest version (none where an older one alone awarded it) and its hand-over."""

    about: ResultEntry
    due: int
    handover: PrizeHandover | None
    is_traced: bool = True

    @property
    def handed(self) -> int:
        return self.handover.amount if self.handover else 0

    @property
    def standing(self) -> Standing:
        return standing_of(due=self.due, handed=self.handed)

    @property
    def is_open(self) -> bool:
        return self.standing in Standing.open()

    @property
    def is_differing(self) -> bool:
        return self.standing in Standing.differing()

    @property
    def difference(self) -> int:
        """Too much (positive) or too little was handed over."""
        return abs(self.handed - self.due)

    @property
    def is_altered(self) -> bool:
        """Not as traced, or otherwise than the ledger ever does: not its own line's prize, or of another's decree."""
        given = self.handover
        if given is None or not self.is_traced:
            return given is not None
        line = given.result_entry
        return (given.amount, given.decree.result_id, given.nomination_id) != (
            line.prize,
            line.result_id,
            line.nomination_id,
        )


@dataclass(frozen=True)
class KecamatanSums:
    """One kecamatan (or the city): prizes handed over of those due, by category, and the sums."""

    name: str
    code: str
    by_category: tuple[Sums, ...]
    sums: Sums


@dataclass(frozen=True)
class Ledger:
    """`result` is the newest published version, `decree` the one in force for exactly that version.

    `missing`: what the trace says of hand-overs that nobody cancelled, and that do not stand in the ledger.
    """

    edition: Edition
    result: Result | None
    decree: Decree | None
    lines: Sequence[Line]
    missing: Sequence[Mapping[str, Any]] = ()

    @cached_property
    def sums(self) -> Sums:
        return _sums(self.lines)

    @property
    def is_due(self) -> bool:
        """Without the decree of exactly this version nothing is due, whatever it awards."""
        return self.result is not None and self.decree is not None

    @property
    def is_true(self) -> bool:
        """The lines add up to the version's own total."""
        return self.result is None or self.sums.due == self.result.prize_total

    @cached_property
    def findings(self) -> list[str]:
        """What the watch last found about the version; on recording it is recounted anew."""
        check = getattr(self.result, "last_check", None)
        return [] if check is None or check.is_true else [describe(from_json(kept)) for kept in check.findings]

    @property
    def open_count(self) -> int:
        return sum(line.is_open for line in self.lines)

    @property
    def share(self) -> float:
        """Of what is due, in percent, for a bar."""
        return 100 * self.sums.settled / self.sums.due if self.sums.due else 0

    @property
    def differing(self) -> list[Line]:
        return [line for line in self.lines if line.is_differing]

    @property
    def altered(self) -> list[Line]:
        return [line for line in self.lines if line.is_altered]

    @cached_property
    def categories(self) -> list[str]:
        if self.result is None:
            return []
        codes = category_codes(rules_from_json(self.result.rules))
        return [*codes, *sorted({line.about.category for line in self.lines} - set(codes))]

    @cached_property
    def by_kecamatan(self) -> list[KecamatanSums]:
        inside: defaultdict[tuple[str, str], list[Line]] = defaultdict(list)
        for line in self.lines:
            inside[line.about.kecamatan_code, line.about.kecamatan].append(line)
        return [self._row(name, code, inside[code, name]) for code, name in sorted(inside)]

    @property
    def city(self) -> KecamatanSums:
        return self._row("", "", self.lines)

    def _row(self, name: str, code: str, lines: Sequence[Line]) -> KecamatanSums:
        by_category = (_sums(line for line in lines if line.about.category == wanted) for wanted in self.categories)
        return KecamatanSums(name, code, tuple(by_category), _sums(lines))


def _sums(lines: Iterable[Line]) -> Sums:
    return Sums.of((line.due, line.handed) for line in lines)


def ledger_of(edition: Edition) -> Ledger:
    """Everything of the page; five queries, however many prizes."""
    result = newest_published(edition)
    awarded = _awarded(result) if result else []
    given = {handover.nomination_id: handover for handover in handovers(edition).filter(cancelled_at=None)}
    traced = traced_handovers(edition)
    missing = missing_of(traced, given.values())
    lines = [_line(entry, entry.prize, given.pop(entry.nomination_id, None), traced) for entry in awarded]
    lines += [_line(handover.result_entry, 0, handover, traced) for handover in given.values()]
    lines.sort(key=lambda line: (line.about.kecamatan_code, line.about.kelurahan_code, line.about.entry))
    return Ledger(edition, result, decree_in_force(result) if result else None, lines, missing)


def _line(about: ResultEntry, due: int, handover: PrizeHandover | None, traced: Traced) -> Line:
    return Line(about, due, handover, handover is None or is_as_traced(handover, traced))


def newest_published(edition: Edition) -> Result | None:
    """The version that counts, with what the watch last found about it."""
    published = Result.objects.filter(edition=edition).published().latest_first().without_inputs()
    return published.select_related("last_check").first()


def _awarded(result: Result) -> list[ResultEntry]:
    return list(result.entries.filter(winner=True, prize__gt=0).defer("indicators"))


def handovers(edition: Edition) -> QuerySet[PrizeHandover]:
    """All lines ever recorded for an edition, cancelled ones included, with what a row prints."""
    loaded = PrizeHandover.objects.select_related("result_entry__result", "decree", "recorded_by", "cancelled_by")
    return loaded.filter(nomination__edition=edition).defer("result_entry__result__inputs", "result_entry__indicators")


@dataclass(frozen=True)
class Prize:
    """One prize with all that was ever recorded of it; `line` is None where nothing is due and nothing stands."""

    about: ResultEntry
    result: Result
    decree: Decree | None
    line: Line | None
    cancelled: Sequence[PrizeHandover]

    @property
    def can_be_handed(self) -> bool:
        return self.decree is not None and self.line is not None and self.line.handover is None


def prize_of(edition: Edition, nomination_id: int) -> Prize | None:
    """The prize of an entry; None for one that never won any. Five queries."""
    result = newest_published(edition)
    if result is None:
        return None
    recorded = list(handovers(edition).filter(nomination_id=nomination_id))
    awarded = result.entries.filter(nomination_id=nomination_id, prize__gt=0).defer("indicators").first()
    if awarded is None and not recorded:
        return None
    stands = next((handover for handover in recorded if handover.cancelled_at is None), None)
    about = awarded or recorded[-1].result_entry
    due = awarded.prize if awarded else 0
    line = _line(about, due, stands, traced_handovers(edition)) if awarded or stands else None
    cancelled = [handover for handover in recorded if handover.cancelled_at is not None]
    return Prize(about, result, decree_in_force(result), line, cancelled)


@dataclass(frozen=True)
class LedgerFilter:
    """What the address asks for; without a word the prizes still to be handed over."""

    kecamatan: str = ""
    category: str = ""
    standing: str = "belum"

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        def value(name: str, default: str = "") -> str:
            return query.get(name, default).replace("\0", "").strip()[:80]

        return cls(value("kecamatan"), value("kategori"), value("keadaan", "belum"))

    def applied(self, lines: Iterable[Line]) -> list[Line]:
        return [line for line in lines if self._fits(line)]

    def _fits(self, line: Line) -> bool:
        is_there = self.kecamatan in ("", line.about.kecamatan_code)
        return is_there and self.category in ("", line.about.category) and self._stands(line)

    def _stands(self, line: Line) -> bool:
        wanted = {
            "semua": True,
            "belum": line.is_open,
            "sudah": line.handover is not None,
            "selisih": line.is_differing or line.is_altered,
        }
        return wanted.get(self.standing, False)
