"""Two people press at the same moment: one paper, one sheet, and the other is told so."""

import pytest

from scoring.models import PaperSheet, ScoreSheet, SheetRevision
from scoring.paper_refusals import PaperNotWaiting, PaperThere, SheetThere
from scoring.services.paper_check import confirm_paper, return_paper
from scoring.services.sheets import open_sheet, submit_sheet
from tests.at_once import kinds_at_once
from tests.factories import NOW, create_user
from tests.scoring.paper.conftest import FULL


pytestmark = pytest.mark.django_db(transaction=True)


def test_two_typists_at_once_take_one_paper_in(desk):
    answers = kinds_at_once(*(lambda by=by: desk.begin(by=by) for by in (desk.typist, desk.third)))

    assert answers.count(PaperThere) == 1
    assert PaperSheet.objects.count() == 1


def test_one_confirms_while_another_sends_back(desk):
    paper = desk.typed()
    other = create_user(role="committee")
    given = {"paper": paper, "revision": paper.revision, "now": NOW}

    answers = kinds_at_once(
        lambda: confirm_paper(by=desk.third, **given), lambda: return_paper(by=other, reason="B1", **given)
    )

    assert answers.count(PaperNotWaiting) == 1
    status = PaperSheet.objects.get().status
    assert ScoreSheet.objects.count() == (1 if status == "confirmed" else 0)


def test_paper_and_phone_at_once_are_one_submission(desk):
    paper = desk.typed()
    sheet = open_sheet(nomination=desk.nomination, assessor=desk.assessor, now=NOW)

    def by_hand():
        return submit_sheet(sheet=sheet, scores=FULL, notes={}, revision=0, by=desk.assessor.user, now=NOW)

    answers = kinds_at_once(
        lambda: confirm_paper(paper=paper, revision=paper.revision, by=desk.third, now=NOW), by_hand
    )

    assert SheetRevision.objects.filter(act="submitted").count() == 1
    assert ScoreSheet.objects.get().is_submitted
    assert len(answers) == 2
    assert PaperSheet.objects.get().status == ("typed" if SheetThere in answers else "confirmed")
