"""What the committee sees of sheets on their way from the phones: expected, on a phone, received, counted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from bantar.web.formats import natural
from competitions.domain.calendar import wib_date
from competitions.enums import NominationStatus, Phase
from competitions.models import Edition
from scoring.domain.arrivals import EXPECTED_OF_TEAM, Arrival, SheetFacts, arrival_of
from scoring.enums import KeptReason
from scoring.models import Assignment
from scoring.selectors.field_facts import Facts, OnPhone, Person, PhotoCount, StoredSheet, facts_of
from scoring.selectors.field_rows import BoardVisit, MemberLine, Missing, NotCounted, SilentPhone, Totals


SILENT_AFTER: Final = timedelta(hours=12)
"""A phone with open visits that was not heard of for longer is asked for."""


@dataclass(frozen=True)
class BoardFilter:
    """What the address asks for: a day (None: all), a team (0: all), only visits of which sheets are missing."""

    day: date | None = None
    team: int = 0
    missing: bool = False

    def wants(self, visit: BoardVisit) -> bool:
        if self.missing and not visit.missing:
            return False
        return self.day in (None, visit.visit_on) and self.team in (0, visit.team_id)


@dataclass(frozen=True)
class Board:
    """The whole edition, eight queries; the page filters what is loaded."""

    visits: tuple[BoardVisit, ...]
    not_counted: tuple[NotCounted, ...]
    silent: tuple[SilentPhone, ...]
    today: date
    teams: tuple[tuple[int, str], ...] = field(default=())

    @property
    def days(self) -> list[date]:
        return sorted({visit.visit_on for visit in self.visits if visit.visit_on})

    @property
    def missing_today(self) -> list[Missing]:
        return missing_of(visit for visit in self.visits if visit.visit_on == self.today)

    @property
    def expected_today(self) -> int:
        return self._of_today.expected

    @property
    def arrived_today(self) -> int:
        return self._of_today.received

    @property
    def _of_today(self) -> Totals:
        return totals_of(visit for visit in self.visits if visit.visit_on == self.today)

    @property
    def late(self) -> int:
        """Sheets of earlier days that are not here."""
        return sum(len(v.missing) for v in self.visits if v.visit_on and v.visit_on < self.today)

    @property
    def contested(self) -> list[tuple[BoardVisit, MemberLine]]:
        return [(visit, line) for visit in self.visits for line in visit.members if line.contested]

    def shown(self, wanted: BoardFilter) -> list[BoardVisit]:
        return [visit for visit in self.visits if wanted.wants(visit)]


def field_board(edition: Edition, *, now: datetime) -> Board:
    """Where the sheets of an edition are; eight queries, however many there are."""
    rows = (
        Assignment.objects.for_edition(edition).order_by("order", "nomination__code").values_list(*_VISIT, named=True)
    )
    assignments = sorted(
        rows, key=lambda row: (row.visit_on is None, row.visit_on or date.max, natural(row.team__name))
    )
    facts = facts_of(edition)
    visits = tuple(_visit(one, facts) for one in assignments)
    today = wib_date(now)
    return Board(
        visits=visits,
        not_counted=tuple(_not_counted(visits, facts, is_running=edition.phase == Phase.ASSESSMENT)),
        silent=tuple(_silent(visits, now)),
        today=today,
        teams=tuple(sorted({(v.team_id, v.team) for v in visits}, key=lambda team: natural(team[1]))),
    )


_VISIT: Final = (
    *("nomination_id", "nomination__label", "nomination__status", "nomination__kelurahan__kecamatan__name"),
    *("team_id", "team__name", "visit_on", "order", "closed_at"),
)


def _visit(row: Any, facts: Facts) -> BoardVisit:
    """One visit, from a row of `_VISIT`."""
    members = facts.members[row.team_id]
    others = facts.strangers[row.nomination_id] - {member.pk for member in members}
    place = _Place(row.nomination_id, row.nomination__status in NominationStatus.competing(), row.closed_at is not None)
    lines = [_line(place, one, facts, is_member=True) for one in members]
    strangers = sorted((facts.people[pk] for pk in others), key=lambda person: natural(person.name))
    lines += [_line(place, one, facts, is_member=False) for one in strangers]
    return BoardVisit(
        pk=row.nomination_id,
        label=row.nomination__label,
        kecamatan=row.nomination__kelurahan__kecamatan__name,
        team_id=row.team_id,
        team=row.team__name,
        visit_on=row.visit_on,
        order=row.order,
        closed_at=row.closed_at,
        members=tuple(lines),
    )


_NO_SHEET: Final = StoredSheet(0, "", "", None, 0)


@dataclass(frozen=True)
class _Place:
    """The visit that a sheet is of."""

    nomination: int
    is_competing: bool
    is_closed: bool


def _line(place: _Place, person: Person, facts: Facts, *, is_member: bool) -> MemberLine:
    key = (place.nomination, person.pk)
    sheet, phones = facts.sheets.get(key, _NO_SHEET), tuple(facts.phones.get(key, ()))
    known = SheetFacts(
        is_member=is_member,
        is_competing=place.is_competing,
        is_closed=place.is_closed and not sheet.is_reopened,
        in_conflict=key in facts.marks,
        is_submitted=sheet.is_submitted,
        filled=sheet.filled,
        on_phone=bool(phones),
        on_paper=key in facts.papers,
    )
    reason = KeptReason.IN_CONFLICT if known.in_conflict else KeptReason.NOT_COMPETING
    arrival = arrival_of(known)
    return MemberLine(
        nomination_id=place.nomination,
        assessor_id=person.pk,
        name=person.name,
        office=person.office or "",
        arrival=arrival,
        is_member=is_member,
        sheet_id=sheet.pk or None,
        source=sheet.source,
        filled=sheet.filled,
        submitted_at=sheet.submitted_at,
        receipt=facts.receipts.get(key, "") if sheet.is_submitted else "",
        phones=phones,
        paper=facts.papers.get(key),
        photos=facts.photos.get(key, PhotoCount()),
        contested=len(facts.contested.get(key, ())),
        why_not=str(reason.label) if arrival == Arrival.RECEIVED else "",
    )


def missing_of(visits: Iterable[BoardVisit]) -> list[Missing]:
    """Who still owes sheets of these visits; who owes most comes first."""
    owed: defaultdict[int, list[tuple[str, MemberLine]]] = defaultdict(list)
    teams: dict[int, str] = {}
    for visit in visits:
        for line in visit.missing:
            owed[line.assessor_id].append((visit.label, line))
            teams[line.assessor_id] = visit.team
    people = [Missing(rows[0][1].name, rows[0][1].office, teams[pk], tuple(rows)) for pk, rows in owed.items()]
    return sorted(people, key=lambda person: (-len(person.lines), natural(person.team), natural(person.name)))


def totals_of(visits: Iterable[BoardVisit]) -> Totals:
    lines = [line for visit in visits for line in visit.members]
    states = [line.arrival for line in lines]
    return Totals(
        expected=sum(state in EXPECTED_OF_TEAM for state in states),
        on_phones=states.count(Arrival.PHONE),
        on_paper=states.count(Arrival.PAPER),
        partly=states.count(Arrival.PARTLY),
        received=states.count(Arrival.RECEIVED) + states.count(Arrival.COUNTED),
        counted=states.count(Arrival.COUNTED),
        photos=sum((line.photos for line in lines), PhotoCount()),
    )


def _not_counted(visits: Sequence[BoardVisit], facts: Facts, *, is_running: bool) -> Iterator[NotCounted]:
    """Messages kept aside first: somebody can do something about them."""
    open_now = {(visit.pk, line.assessor_id) for visit in visits for line in visit.missing}
    for (nomination, assessor, reason), pile in facts.kept.items():
        is_open = is_running and (nomination, assessor) in open_now
        words = str(KeptReason(reason).label)
        yield NotCounted(
            nomination,
            assessor,
            pile.label,
            pile.name,
            "kept",
            words,
            count=pile.count,
            received_at=pile.received_at,
            is_open=is_open,
        )
    for visit in visits:
        for line in visit.members:
            about = (visit.pk, line.assessor_id, visit.label, line.name)
            if line.arrival == Arrival.RECEIVED:
                yield NotCounted(*about, "sheet", line.why_not, count=1, received_at=line.submitted_at)
            for problem, count in line.photos.refused.items():
                if (visit.pk, line.assessor_id, problem) in facts.kept:
                    continue
                yield NotCounted(*about, "photo", str(KeptReason(problem).label), count=count)


def _silent(visits: Iterable[BoardVisit], now: datetime) -> list[SilentPhone]:
    """By phone: visits up to today that are not here. Longest silent first."""
    today = wib_date(now)
    due = [visit for visit in visits if visit.visit_on and visit.visit_on <= today and visit.closed_at is None]
    held: defaultdict[tuple[int, str], list[tuple[str, OnPhone]]] = defaultdict(list)
    names: dict[int, str] = {}
    for visit in due:
        for line in visit.missing:
            names[line.assessor_id] = line.name
            for phone in line.phones:
                held[line.assessor_id, phone.label].append((visit.label, phone))
    phones = [
        SilentPhone(
            name=names[assessor],
            label=label,
            seen_at=max(phone.seen_at for _, phone in rows),
            unsent=sum(phone.unsent for _, phone in rows),
            visits=tuple(entry for entry, _ in rows),
        )
        for (assessor, label), rows in held.items()
    ]
    return sorted((p for p in phones if now - p.seen_at > SILENT_AFTER), key=lambda phone: phone.seen_at)
