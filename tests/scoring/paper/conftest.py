"""An entry under assessment, its team, and three members of the committee: one types, one confirms."""

from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bantar.accounts.models import User
from competitions.enums import Phase
from competitions.models import Edition, Nomination
from rt_registry.enums import Role
from scoring.models import AssessmentTeam, Assessor, PaperSheet
from scoring.services.paper import begin_paper, finish_paper
from scoring.services.sheet_lines import VisitFacts
from tests.factories import (
    NOW,
    PNG,
    create_assessor,
    create_assignment,
    create_edition,
    create_indicators,
    create_nomination,
    create_team,
    create_user,
)


FULL = {f"{letter}{n}": 3 for letter in "BAP" for n in range(1, 8)}


def picture(name: str = "kertas.png", *, tail: bytes = b"") -> SimpleUploadedFile:
    """A small picture; `tail` makes it another one."""
    return SimpleUploadedFile(name, PNG + tail, "image/png")


@dataclass
class Desk:
    edition: Edition
    nomination: Nomination
    team: AssessmentTeam
    assessor: Assessor
    typist: User
    third: User

    def begin(self, **more: object) -> PaperSheet:
        given = {"uploads": [picture()], "rules_code": "", "by": self.typist, "now": NOW, **more}
        return begin_paper(nomination=self.nomination, assessor=self.assessor, **given)  # type: ignore[arg-type]

    def typed(self, *, notes: dict[str, str] | None = None, facts: VisitFacts | None = None) -> PaperSheet:
        paper = self.begin()
        return finish_paper(
            paper=paper, scores=FULL, notes=notes or {}, facts=facts, revision=0, by=self.typist, now=NOW
        )


@pytest.fixture
def desk(db: None) -> Desk:
    edition = create_edition(phase=Phase.ASSESSMENT, levels={"0": "tidak ada", "4": "sangat baik"})
    create_indicators()
    nomination = create_nomination(edition=edition)
    assessor = create_assessor()
    team = create_team(edition=edition, assessors=[create_assessor(), assessor])
    create_assignment(nomination=nomination, team=team)
    typist, third = (create_user(role=Role.COMMITTEE) for _ in range(2))
    return Desk(edition, nomination, team, assessor, typist, third)
