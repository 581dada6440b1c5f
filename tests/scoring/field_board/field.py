"""An edition under assessment with one visit today and a team of four, each of whose sheets is somewhere else."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from competitions.domain.calendar import wib_date
from competitions.enums import Phase
from competitions.models import Edition, Nomination
from scoring.enums import KeptReason, MessageKind, MessageOutcome
from scoring.models import AssessmentTeam, Assessor, Assignment
from tests.factories import (
    NOW,
    create_assessor,
    create_assignment,
    create_device,
    create_edition,
    create_held_visit,
    create_message,
    create_nomination,
    create_rt,
    create_sheet,
    create_sheet_photo,
    create_team,
)


TODAY: date = wib_date(NOW)


@dataclass
class Field:
    edition: Edition
    team: AssessmentTeam
    entry: Nomination
    visit: Assignment
    people: dict[str, Assessor] = field(default_factory=dict)


def create_field(*, now: datetime = NOW) -> Field:
    """A visit on the day of `now`, and nothing of it here yet."""
    edition = create_edition(phase=Phase.ASSESSMENT)
    people = {name: create_assessor(name=name) for name in ("Ani", "Budi", "Citra", "Dewi")}
    team = create_team(edition=edition, assessors=list(people.values()), name="Tim 1")
    entry = create_nomination(edition=edition, rts=[create_rt(year=edition.year)])
    visit = create_assignment(nomination=entry, team=team, visit_on=wib_date(now))
    return Field(edition, team, entry, visit, people)


def hand_in(there: Field, name: str, *, seen_at: datetime = NOW) -> None:
    """A submitted sheet with its receipt and two photos, one of them still on its way."""
    device = create_device(assessor=there.people[name])
    create_held_visit(device=device, nomination=there.entry, filled=21, seen_at=seen_at)
    create_sheet(nomination=there.entry, assessor=there.people[name])
    create_message(device=device, nomination=there.entry, kind=MessageKind.SUBMIT)
    create_sheet_photo(device=device, nomination=there.entry)
    create_sheet_photo(device=device, nomination=there.entry, is_received=False)


def hold(there: Field, name: str, *, seen_at: datetime = NOW - timedelta(hours=1)) -> None:
    """The visit lies on a phone with 14 scores, none of which has arrived."""
    device = create_device(assessor=there.people[name], label="Redmi 12C")
    create_held_visit(device=device, nomination=there.entry, filled=14, unsent=14, seen_at=seen_at)


def keep_aside(there: Field, name: str, *, reason: KeptReason = KeptReason.VISIT_CLOSED, count: int = 2) -> None:
    device = create_device(assessor=there.people[name], label="Oppo A18")
    for _ in range(count):
        create_message(device=device, nomination=there.entry, outcome=MessageOutcome.KEPT, reason=reason)
