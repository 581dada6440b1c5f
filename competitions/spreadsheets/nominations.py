"""Entries of an edition, one row each; they arrive verified and carried out (CONTRACT 6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from competitions.domain.eligibility import EntryFacts, RTFacts, check_entry
from competitions.domain.messages import BrokenRule
from competitions.entry_names import MOST_RTS, category_of, entry_label
from competitions.enums import NominationStatus, Phase, Track
from competitions.models import Edition, Nomination, NominationRT
from competitions.rule_words import say
from competitions.selectors.awards import years_won
from competitions.services.imports import ImportedEntry, store_imported_entries
from competitions.services.verification import MOST_KK
from competitions.spreadsheets.counts import wrong_counts
from competitions.spreadsheets.editions import edition_of
from rt_registry.models import RT, ImportBatch, Kelurahan
from rt_registry.selectors.rts import kk_in_year
from rt_registry.spreadsheets.cells import CellProblem, parse_int, parse_rt, parse_text, parse_year
from rt_registry.spreadsheets.columns import Column
from rt_registry.spreadsheets.grid import Cell
from rt_registry.spreadsheets.kinds import Context, Outcome, Plan, Seen
from rt_registry.spreadsheets.places import PLACE_COLUMNS, RegionBook
from rt_registry.spreadsheets.report import Problem, Severity
from rt_registry.spreadsheets.roster import KK, RT_NUMBER
from rt_registry.spreadsheets.rts import RTBook
from rt_registry.spreadsheets.sums import wrong_totals
from rt_registry.spreadsheets.tables import DataRow, RowReader, Table
from rt_registry.spreadsheets.years import YEAR


TRACK: Final = Column("jalur", ("track", "kategori jalur", "jalur penilaian"), _("Track"))
TRACKS: Final[Mapping[str, Track]] = {
    **{track.value: track for track in Track},
    "regular": Track.REGULER,
    "umum": Track.REGULER,
}
STATUS: Final = Column("status_tersimpan", (), _("Status when it was exported"))
"""Only our own exports print it: a row equal to what is stored changes nothing, also where it was never carried out."""

UNKNOWN_TRACK: Final = _("There is no such track; it is “reguler” or “kencana”.")
TOO_MANY_RTS: Final = _("At most %(most)s RTs may enter as one joined entry.")
OTHER_YEAR: Final = _("The edition is of %(year)s; this row speaks of another year.")
KK_DIFFERS: Final = _("The roster has %(roster)s KK for %(year)s; the sheet's %(sheet)s are taken.")
ENTERED_OTHERWISE: Final = _("One of these RTs is already entered in this edition as %(entry)s.")
FIXED: Final = _(
    "%(entry)s is entered with %(kk)s KK, track %(track)s. Once assessment has begun neither changes any more."
)
TAKEN_OUT: Final = _("%(entry)s stays as it is: %(status)s.")


@dataclass(frozen=True)
class _Read:
    """A row understood: which RTs enter as what. `kk` None: the sheet leaves it to the roster."""

    row: DataRow
    kelurahan: Kelurahan
    rts: tuple[RT, ...]
    kk: int | None
    track: Track
    status: str | None = None

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(rt.pk for rt in self.rts)


@dataclass
class _Stored:
    """What the database knows about the RTs of a sheet; a fixed number of queries."""

    kk: Mapping[int, int | None]
    years_won: Mapping[int, frozenset[int]]
    live: Mapping[int, Nomination]  # by RT
    members: Mapping[int, frozenset[int]]  # by entry

    @classmethod
    def load(cls, edition: Edition, rows: Sequence[_Read]) -> "_Stored":
        ids = sorted({rt.pk for read in rows for rt in read.rts})
        kencana = [rt.pk for read in rows if read.track == Track.KENCANA for rt in read.rts]
        members = NominationRT.objects.filter(edition=edition, is_live=True).select_related("nomination")
        live: dict[int, Nomination] = {}
        entries: dict[int, Nomination] = {}
        of_entry: dict[int, frozenset[int]] = {}
        for member in members:
            entry = entries.setdefault(member.nomination_id, member.nomination)
            live[member.rt_id] = entry
            of_entry[entry.pk] = of_entry.get(entry.pk, frozenset()) | {member.rt_id}
        return cls(kk_in_year(ids, edition.year), years_won(kencana) if kencana else {}, live, of_entry)


class NominationsKind:
    name = "nominations"
    columns: Sequence[Column] = (*PLACE_COLUMNS, RT_NUMBER, KK, TRACK, YEAR, STATUS)
    required: Sequence[frozenset[str]] = (frozenset({"kode_kelurahan", "kelurahan"}), frozenset({"rt"}))
    parts: Mapping[type[Model], Sequence[type[Model]]] = {Nomination: (NominationRT,)}
    columns_of: Mapping[type[Model], Mapping[str, str]] = {
        Nomination: {"kk": KK.key, "track": TRACK.key, "code": RT_NUMBER.key, "label": RT_NUMBER.key}
    }

    def plan(self, table: Table, context: Context) -> Plan[ImportedEntry]:
        edition = edition_of(context)
        reading = _Reading(edition, RegionBook.load(context.names), RTBook.load())
        rows = [read for row in table.rows if (read := reading.read(row)) is not None]
        reading.plan.report(*wrong_totals(table, KK.key, reading.counted), *wrong_counts(table, reading.rts_in))
        stored = _Stored.load(edition, rows)
        for read in rows:
            reading.settle(read, stored)
        return reading.plan

    def store(self, plan: Plan[ImportedEntry], context: Context, batch: ImportBatch) -> None:
        if not plan.work:  # every row was parked, and an empty sheet moves no edition
            return
        edition = edition_of(context)
        store_imported_entries(edition=edition, entries=plan.work, by=context.by, now=context.now, batch=batch)


@dataclass
class _Reading:
    edition: Edition
    regions: RegionBook
    rts: RTBook
    plan: Plan[ImportedEntry] = field(default_factory=Plan)
    seen: Seen = field(default_factory=Seen)
    counted: dict[int, int] = field(default_factory=dict)
    rts_in: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.categories = self.edition.size_table()

    def read(self, row: DataRow) -> _Read | None:
        """What a row says by itself; None where something is wrong with it, or it says nothing new."""
        reader = RowReader(row)
        numbers = reader.take("rt", parse_rt, required=True)
        kk = reader.take(KK.key, parse_kk)
        track = reader.take(TRACK.key, parse_track) or Track.REGULER
        year = reader.take(YEAR.key, parse_year)
        status = reader.take(STATUS.key, parse_text)
        place = self.regions.kelurahan(row, year=self.edition.year)
        self.plan.report(*reader.problems, *place.problems, *self._out_of_bounds(row, numbers, year))
        self.rts_in[row.number] = len(numbers or [0])
        if kk is not None:
            self.counted[row.number] = kk
        if not reader.is_clean or place.region is None or not numbers or len(numbers) > MOST_RTS:
            return None
        rts, problems = self.rts.rts_of(row, place.region, numbers, self.edition.year)
        self.plan.report(*problems)
        if problems or self._is_twice(row, place.region, numbers, (kk, track)):
            return None
        return _Read(row, place.region, tuple(rts), kk, track, status)

    def _out_of_bounds(self, row: DataRow, numbers: Sequence[int] | None, year: int | None) -> list[Problem]:
        problems = []
        if numbers and len(numbers) > MOST_RTS:
            message = str(TOO_MANY_RTS) % {"most": MOST_RTS}
            problems.append(row.problem("rt", code="too_many_rts", message=message))
        if year not in (None, self.edition.year):
            message = str(OTHER_YEAR) % {"year": self.edition.year}
            problems.append(row.problem(YEAR.key, code="other_year", message=message))
        return problems

    def _is_twice(self, row: DataRow, kelurahan: Kelurahan, numbers: tuple[int, ...], said: object) -> bool:
        """An RT may stand in the sheet once; the same entry again adds nothing."""
        checks = [self.seen.check(row, (kelurahan.pk, number), (numbers, said)) for number in numbers]
        found = [problem for problem in checks if problem is not None]
        if not found:
            return False
        self.plan.report(min(found, key=lambda problem: problem.severity is not Severity.ERROR))
        self.plan.put(row, Outcome.UNCHANGED)
        return True

    def settle(self, read: _Read, stored: _Stored) -> None:
        """Judge a row by the edition's rules and year, and compare it with what is entered already."""
        entered = {stored.live[pk].pk: stored.live[pk] for pk in read.ids if pk in stored.live}
        known = next(iter(entered.values()), None)
        if known is not None and (len(entered) > 1 or stored.members[known.pk] != read.ids):
            message = str(ENTERED_OTHERWISE) % {"entry": known.label}
            self.plan.report(read.row.problem("rt", code="already_entered", message=message))
            return
        if known is not None and (read.status, read.kk, read.track) == (known.status, known.kk, known.track):
            self.plan.put(read.row, Outcome.UNCHANGED)
            return
        entry = self._judged(read, known, stored)
        if entry is None:
            return
        if known is None:
            self.plan.put(read.row, Outcome.NEW, entry, _changes(None, entry), self._about(entry))
        else:
            self._compare(read.row, known, entry)

    def _judged(self, read: _Read, known: Nomination | None, stored: _Stored) -> ImportedEntry | None:
        """The entry with its KK, or None where a rule keeps it out. Quota and documents are not asked of a sheet."""
        facts = EntryFacts(
            rts=tuple(
                RTFacts(
                    label=str(rt),
                    kelurahan=read.kelurahan.code,
                    is_active=True,
                    kk=stored.kk.get(rt.pk),
                    years_won=stored.years_won.get(rt.pk, frozenset()),
                )
                for rt in read.rts
            ),
            year=self.edition.year,
            track=read.track,
            categories=self.categories,
            recorded_kk=read.kk if read.kk is not None else _recorded(known),
        )
        broken = check_entry(facts)
        self.plan.report(*(_as_problem(read.row, rule) for rule in broken), *self._differs_from_roster(read, stored))
        if facts.kk is None or any(rule.code not in WARNINGS for rule in broken):
            return None
        rt_kk = (facts.kk,) if len(read.rts) == 1 else tuple(stored.kk.get(rt.pk) for rt in read.rts)
        return ImportedEntry(read.row.number, read.kelurahan, read.rts, rt_kk, facts.kk, read.track, known)

    def _differs_from_roster(self, read: _Read, stored: _Stored) -> list[Problem]:
        counts = [stored.kk.get(rt.pk) for rt in read.rts]
        total = sum(count or 0 for count in counts)
        if read.kk is None or None in counts or total == read.kk:
            return []
        message = str(KK_DIFFERS) % {"roster": total, "year": self.edition.year, "sheet": read.kk}
        return [read.row.problem(KK.key, code="kk_differs", message=message, severity=Severity.WARNING)]

    def _compare(self, row: DataRow, known: Nomination, entry: ImportedEntry) -> None:
        is_same = (known.kk, known.track) == (entry.kk, entry.track)
        is_entered = known.status in NominationStatus.entered()
        if is_entered and not is_same and self.edition.phase not in Phase.before_assessment():
            words = {"entry": known.label, "kk": known.kk, "track": known.get_track_display()}
            self.plan.report(row.problem(KK.key, code="locked", message=str(FIXED) % words))
        elif known.status in TAKEN_OUT_STATUSES:
            words = {"entry": known.label, "status": known.get_status_display()}
            message = str(TAKEN_OUT) % words
            self.plan.report(row.problem("rt", code="taken_out", message=message, severity=Severity.WARNING))
            self.plan.put(row, Outcome.UNCHANGED)
        elif is_same and known.status == NominationStatus.CARRIED_OUT:
            self.plan.put(row, Outcome.UNCHANGED)
        else:
            self.plan.put(row, Outcome.CHANGED, entry, _changes(known, entry), self._about(entry))

    def _about(self, entry: ImportedEntry) -> tuple[Any, ...]:
        """Whose entry, and what it gets beside what the sheet says of it."""
        category = category_of(entry.kk, self.categories)
        return entry.known.pk if entry.known else None, [rt.pk for rt in entry.rts], entry.rt_kk, category


WARNINGS: Final = frozenset({"kencana_history"})
"""History from before the portal is not known to it: a sheet's word for Kencana is taken, and noted."""
TAKEN_OUT_STATUSES: Final = NominationStatus.entered() - NominationStatus.competing()


def _changes(known: Nomination | None, entry: ImportedEntry) -> dict[str, Sequence[Any]]:
    """By the name of the column, and the status that an entry on a sheet arrives with."""
    label = entry_label(entry.kelurahan.name, [rt.number for rt in entry.rts])
    after = {KK.key: entry.kk, TRACK.key: str(entry.track), "status": str(NominationStatus.CARRIED_OUT)}
    if known is None:
        return {RT_NUMBER.key: [None, label], **{key: [None, value] for key, value in after.items()}}
    before = {KK.key: known.kk, TRACK.key: str(known.track), "status": str(known.status)}
    return {key: [before[key], value] for key, value in after.items() if before[key] != value}


def _recorded(known: Nomination | None) -> int | None:
    return known.kk if known is not None and known.status in NominationStatus.entered() else None


def _as_problem(row: DataRow, rule: BrokenRule) -> Problem:
    severity = Severity.WARNING if rule.code in WARNINGS else Severity.ERROR
    column = TRACK.key if rule.field == "track" else KK.key
    return row.problem(column, code=rule.code, message=say(rule), severity=severity)


def parse_kk(cell: Cell) -> int | None:
    """The KK of the entry; of a joined one also as a sum, "40+55"."""
    parts = cell.text.split("+") if isinstance(cell.value, str) else []
    if len(parts) < 2 or not all(part.strip() for part in parts):
        return parse_int(cell, minimum=1, maximum=MOST_KK)
    counts = [parse_int(Cell(part.strip(), part.strip(), cell.address), minimum=1, maximum=MOST_KK) for part in parts]
    return sum(count or 0 for count in counts)


def parse_track(cell: Cell) -> Track | None:
    text = (parse_text(cell) or "").casefold()
    if not text:
        return None
    if text not in TRACKS:
        raise CellProblem("unknown_track", UNKNOWN_TRACK)
    return TRACKS[text]


NOMINATIONS: Final = NominationsKind()
