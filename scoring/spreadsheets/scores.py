"""Score sheets, one row each: entry, assessor and the 21 scores (CONTRACT 6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from competitions.enums import NominationStatus
from competitions.models import Edition, Nomination, NominationRT
from competitions.spreadsheets.editions import edition_of
from rt_registry.models import ImportBatch, Kelurahan
from rt_registry.spreadsheets.cells import CellProblem, parse_int, parse_rt, parse_text
from rt_registry.spreadsheets.columns import Column
from rt_registry.spreadsheets.grid import Cell
from rt_registry.spreadsheets.kinds import Context, ImportStopped, Outcome, Plan, Seen
from rt_registry.spreadsheets.places import PLACE_COLUMNS, RegionBook
from rt_registry.spreadsheets.report import Problem
from rt_registry.spreadsheets.roster import RT_NUMBER
from rt_registry.spreadsheets.tables import DataRow, RowReader, Table
from scoring.domain.merging import FACTS
from scoring.domain.rules import DEFAULT_INDICATORS
from scoring.enums import SheetStatus
from scoring.models import Assessor, FieldMessage, RuleBook, Score, ScoreSheet, SheetRevision
from scoring.services.imported_sheets import ImportedSheet, Scorer, store_imported_sheets
from scoring.spreadsheets.scorers import ScorerBook


CODES: Final = tuple(indicator.code for indicator in DEFAULT_INDICATORS)
SCORER: Final = Column(
    "penilai",
    ("nama penilai", "juri", "nama juri", "assessor", "tim penilai", "username", "nama pengguna"),
    _("Assessor"),
)
SCORES: Final = tuple(Column(code, (f"nilai {code}", f"skor {code}", f"indikator {code}"), code) for code in CODES)

NO_RULES: Final = _("“%(edition)s” has no rules of scoring yet; complete them first.")
OFF_SCALE: Final = _("A score is a whole number from 0 to %(highest)s.")
UNKNOWN_ENTRY: Final = _("%(rt)s is not entered in this edition.")
SEVERAL_ENTRIES: Final = _("These RTs belong to different entries: %(entries)s.")
NOT_COMPETING: Final = _("%(entry)s takes no sheets: it is “%(status)s”.")
LOCKED: Final = _(
    "The sheet of %(assessor)s for %(entry)s is submitted and locked with other scores: %(differences)s. "
    "The committee must reopen it first."
)
CONTESTED: Final = _(
    "Phones of %(assessor)s differ on the sheet for %(entry)s: %(codes)s. The assessor must decide first what stands."
)


@dataclass(frozen=True)
class _Stored:
    """A sheet there is, with its scores and notes by indicator code; `contested`: on what phones differ."""

    sheet: ScoreSheet
    scores: dict[str, int | None] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    contested: set[str] = field(default_factory=set)


class ScoresKind:
    name = "scores"
    columns: Sequence[Column] = (*PLACE_COLUMNS, RT_NUMBER, SCORER, *SCORES)
    required: Sequence[frozenset[str]] = (
        frozenset({"kode_kelurahan", "kelurahan"}),
        frozenset({"rt"}),
        frozenset({"penilai"}),
        *(frozenset({code}) for code in CODES),
    )
    parts: Mapping[type[Model], Sequence[type[Model]]] = {ScoreSheet: (Score, SheetRevision)}
    columns_of: Mapping[type[Model], Mapping[str, str]] = {
        ScoreSheet: {"nomination_id": RT_NUMBER.key, "assessor_id": SCORER.key},
        Assessor: {"name": SCORER.key},
    }

    def plan(self, table: Table, context: Context) -> Plan[ImportedSheet]:
        edition = edition_of(context)
        highest = RuleBook.objects.filter(edition=edition).values_list("scale_max", flat=True).first()
        if highest is None:
            raise ImportStopped(NO_RULES, code="no_rules", edition=edition.name)
        entries = _Entries.load(edition)
        regions, scorers = RegionBook.load(context.names), ScorerBook.load(edition, context.now)
        reading = _Reading(edition, highest, regions, entries, scorers)
        for row in table.rows:
            reading.read(row)
        return reading.plan

    def store(self, plan: Plan[ImportedSheet], context: Context, batch: ImportBatch) -> None:
        if not plan.work:  # every row was parked, and an empty sheet moves no edition
            return
        edition = edition_of(context)
        store_imported_sheets(edition=edition, sheets=plan.work, by=context.by, now=context.now, batch=batch)


@dataclass
class _Entries:
    """The live entries of an edition by the RTs they had when they were entered, and the sheets of them."""

    by_rt: Mapping[tuple[int, int], Nomination]
    sheets: Mapping[tuple[int, int], _Stored]  # by entry and assessor

    @classmethod
    def load(cls, edition: Edition) -> "_Entries":
        """Four queries."""
        entries: dict[int, Nomination] = {}
        by_rt: dict[tuple[int, int], Nomination] = {}
        members = NominationRT.objects.filter(edition=edition, is_live=True)
        for member in members.select_related("nomination__kelurahan__kecamatan"):
            entry = entries.setdefault(member.nomination_id, member.nomination)
            by_rt[entry.kelurahan_id, member.number] = entry
        stored = {
            sheet.pk: _Stored(sheet)
            for sheet in ScoreSheet.objects.filter(nomination__edition=edition).select_related("assessor", "nomination")
        }
        rows = Score.objects.filter(sheet__nomination__edition=edition).order_by()
        for pk, code, value, note in rows.values_list("sheet_id", "indicator__code", "value", "note"):
            stored[pk].scores[code], stored[pk].notes[code] = value, note
        sheets = {(one.sheet.nomination_id, one.sheet.assessor_id): one for one in stored.values()}
        differing = FieldMessage.objects.undecided().filter(nomination__edition=edition).order_by()
        for nomination, assessor, code in differing.values_list("nomination_id", "assessor_id", "code"):
            if (nomination, assessor) in sheets:
                sheets[nomination, assessor].contested.add(code)
        return cls(by_rt, sheets)

    def nearest(self, kelurahan: Kelurahan, number: int) -> str | None:
        near = [(abs(n - number), n) for k, n in self.by_rt if k == kelurahan.pk]
        return self.by_rt[kelurahan.pk, min(near)[1]].label if near else None


@dataclass
class _Reading:
    edition: Edition
    highest: int
    regions: RegionBook
    entries: _Entries
    scorers: ScorerBook
    plan: Plan[ImportedSheet] = field(default_factory=Plan)
    seen: Seen = field(default_factory=Seen)

    def read(self, row: DataRow) -> None:
        reader = RowReader(row)
        numbers = reader.take("rt", parse_rt, required=True)
        typed = reader.take("penilai", parse_text, required=True, max_length=150)
        scores = {code: reader.take(code, parse_score, required=True, highest=self.highest) for code in CODES}
        place = self.regions.kelurahan(row, year=self.edition.year)
        self.plan.report(*reader.problems, *place.problems)
        if place.region is None or not numbers or not typed:
            return
        entry = self._entry(row, place.region, numbers)
        scorer, problems = self.scorers.find(row, typed)
        self.plan.report(*problems)
        if entry is None or scorer is None or not reader.is_clean:
            return
        self._settle(row, entry, scorer, {code: value for code, value in scores.items() if value is not None})

    def _entry(self, row: DataRow, kelurahan: Kelurahan, numbers: Sequence[int]) -> Nomination | None:
        """The entry of the edition that these RTs are in; any RT of a joined one is enough."""
        found = {number: self.entries.by_rt.get((kelurahan.pk, number)) for number in numbers}
        missing = [number for number, entry in found.items() if entry is None]
        if missing:
            message = str(UNKNOWN_ENTRY) % {"rt": f"RT {missing[0]:02d} {kelurahan.name}"}
            nearest = self.entries.nearest(kelurahan, missing[0])
            self.plan.report(row.problem("rt", code="unknown_entry", message=message, suggestion=nearest))
            return None
        entries = {entry.pk: entry for entry in found.values() if entry is not None}
        if len(entries) > 1:
            message = str(SEVERAL_ENTRIES) % {"entries": ", ".join(entry.label for entry in entries.values())}
            self.plan.report(row.problem("rt", code="several_entries", message=message))
            return None
        return next(iter(entries.values()))

    def _settle(self, row: DataRow, entry: Nomination, scorer: Scorer, scores: Mapping[str, int]) -> None:
        """Compare with the sheet there is: a submitted one is locked, a draft is handed in."""
        twice = self.seen.check(row, (entry.pk, scorer.key), tuple(scores.values()), column="penilai")
        if twice is not None:
            self.plan.report(twice)
            self.plan.put(row, Outcome.UNCHANGED)
            return
        known = self.entries.sheets.get((entry.pk, scorer.assessor.pk)) if scorer.assessor is not None else None
        if known is not None and known.sheet.is_submitted:
            self._compare(row, entry, known, scores)
            return
        problem = self._why_not(row, entry, scorer) or self._contested(row, entry, known)
        if problem is not None:
            self.plan.report(problem)
        elif known is None:
            sheet = ImportedSheet(row.number, entry, scorer, scores)
            self.plan.put(row, Outcome.NEW, sheet, _changes(sheet, {}), (entry.pk, scorer.key, self.highest))
        else:
            sheet = ImportedSheet(row.number, entry, scorer, scores, known.sheet, known.notes)
            self.plan.put(
                row, Outcome.CHANGED, sheet, _changes(sheet, known.scores), (entry.pk, scorer.key, self.highest)
            )

    def _compare(self, row: DataRow, entry: Nomination, known: _Stored, scores: Mapping[str, int]) -> None:
        differing = [code for code in CODES if known.scores.get(code) != scores[code]]
        if not differing:
            self.plan.put(row, Outcome.UNCHANGED)
            return
        differences = ", ".join(f"{code} {known.scores.get(code)} → {scores[code]}" for code in differing)
        words = {"assessor": known.sheet.assessor, "entry": entry.label, "differences": differences}
        self.plan.report(row.problem(differing[0], code="locked", message=str(LOCKED) % words))

    def _why_not(self, row: DataRow, entry: Nomination, scorer: Scorer) -> Problem | None:
        if entry.status not in NominationStatus.competing():
            words = {"entry": entry.label, "status": entry.get_status_display()}
            return row.problem("rt", code="not_competing", message=str(NOT_COMPETING) % words)
        return self.scorers.in_own_kecamatan(row, scorer, entry)

    def _contested(self, row: DataRow, entry: Nomination, known: _Stored | None) -> Problem | None:
        """No way around the question that the assessor was asked: such a sheet can be handed in by nobody."""
        if known is None or not known.contested:
            return None
        codes = [*(code for code in CODES if code in known.contested), *(known.contested & {FACTS})]
        words = {"assessor": known.sheet.assessor, "entry": entry.label, "codes": ", ".join(codes)}
        return row.problem("penilai", code="contested", message=str(CONTESTED) % words)


def _changes(sheet: ImportedSheet, before: Mapping[str, int | None]) -> dict[str, Sequence[Any]]:
    """By the name of the column, and the state that a sheet of a file arrives in."""
    whose = {RT_NUMBER.key: [None, sheet.nomination.label], SCORER.key: [None, sheet.scorer.name]}
    state = [None if sheet.draft is None else str(sheet.draft.status), str(SheetStatus.SUBMITTED)]
    scores = {code: [before.get(code), value] for code, value in sheet.scores.items() if before.get(code) != value}
    return {**(whose if sheet.draft is None else {}), "status": state, **scores}


def parse_score(cell: Cell, *, highest: int) -> int | None:
    """A whole number on the edition's scale; a comma is no reason to guess."""
    try:
        return parse_int(cell, minimum=0, maximum=highest)
    except CellProblem as wrong:
        raise CellProblem(wrong.code, str(OFF_SCALE) % {"highest": highest}) from wrong


SCORES_KIND: Final = ScoresKind()
