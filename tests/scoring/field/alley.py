"""Two entries, a team of two assessors and another team: the least in which everything about phones can happen."""

from dataclasses import dataclass

from bantar.accounts.models import User
from competitions.enums import Phase
from competitions.models import Edition, Nomination
from rt_registry.enums import Role
from rt_registry.models import RT
from scoring.models import AssessmentTeam, Assessor, Assignment, Indicator, ScoreSheet
from tests.factories import (
    create_assessor,
    create_assignment,
    create_edition,
    create_nomination,
    create_rt,
    create_team,
    create_user,
)


@dataclass(frozen=True)
class Alley:
    edition: Edition
    entries: list[Nomination]
    assessors: list[Assessor]
    team: AssessmentTeam
    other_team: AssessmentTeam
    committee: User
    codes: list[str]

    @classmethod
    def open(cls, visits: int = 2) -> "Alley":
        edition = create_edition(phase=Phase.ASSESSMENT)
        first = create_rt(year=edition.year)
        rts: list[RT] = [first, *(create_rt(kelurahan=first.kelurahan, year=edition.year) for _ in range(1, visits))]
        entries = [create_nomination(edition=edition, rts=[rt]) for rt in rts]
        assessors = [create_assessor(), create_assessor()]
        team = create_team(edition=edition, assessors=assessors)
        other = create_team(edition=edition, assessors=[create_assessor()])
        for entry in entries:
            create_assignment(nomination=entry, team=team)
        codes = list(Indicator.objects.order_by("order").values_list("code", flat=True))
        return cls(edition, entries, assessors, team, other, create_user(role=Role.COMMITTEE), codes)

    def visit(self, entry: int) -> Assignment:
        return Assignment.objects.with_nomination().get(nomination=entry)

    def sheet(self, entry: int, assessor: Assessor) -> ScoreSheet | None:
        return ScoreSheet.objects.filter(nomination=entry, assessor=assessor).first()
