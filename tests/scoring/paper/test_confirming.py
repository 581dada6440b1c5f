"""The third person: confirms what was typed, which submits the sheet as every other, or sends it back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from bantar.trace.models import TraceEntry
from competitions.enums import NominationStatus
from competitions.models import Nomination
from rt_registry.enums import Role
from scoring.enums import PaperStatus, SheetSource, SheetStatus
from scoring.models import Assessor, Assignment, PaperSheet, Score, ScoreSheet, SheetRevision
from scoring.paper_refusals import (
    DraftDiffers,
    NotCommittee,
    OwnPaper,
    PaperChanged,
    PaperNotOpen,
    PaperNotWaiting,
    SheetThere,
    TypedByAssessor,
    TypedByYou,
)
from scoring.refusals import ReasonMissing, VisitClosed
from scoring.services.paper import discard_paper, finish_paper, save_paper
from scoring.services.paper_check import confirm_paper, return_paper
from scoring.services.sheet_lines import VisitFacts
from scoring.services.sheets import reopen_sheet
from tests.factories import NOW, create_sheet, create_user, grant_role
from tests.scoring.paper.conftest import FULL


LATER = NOW + timedelta(hours=2)


def confirm(paper, by, **more):
    return confirm_paper(paper=paper, by=by, now=LATER, **{"revision": paper.revision, **more})


def test_confirming_submits_the_sheet_with_all_that_every_sheet_has(desk):
    paper = desk.typed(notes={"B1": "rapi"}, facts=VisitFacts(NOW, "Balai RT", "Hujan"))

    confirmed = confirm(paper, desk.third)

    sheet = ScoreSheet.objects.get()
    assert (sheet.status, sheet.source, sheet.submitted_at) == (SheetStatus.SUBMITTED, SheetSource.PAPER, LATER)
    assert (sheet.visited_at, sheet.place, sheet.note) == (NOW, "Balai RT", "Hujan")
    assert dict(Score.objects.values_list("indicator__code", "value")) == FULL
    assert Score.objects.get(indicator__code="B1").note == "rapi"
    assert SheetRevision.objects.get().scores["B1"] == {"value": 3, "note": "rapi"}
    assert Nomination.objects.get().status == NominationStatus.CARRIED_OUT
    assert (confirmed.status, confirmed.checked_by, confirmed.checked_at) == ("confirmed", desk.third, LATER)


def test_trace_of_the_sheet_says_paper_and_names_both(desk):
    confirm(desk.typed(), desk.third)

    told = TraceEntry.objects.about(ScoreSheet.objects.get()).order_by("pk").values_list("act", flat=True)
    details = TraceEntry.objects.get(act="sheet.from_paper").details
    assert list(told) == ["sheet.begun", "sheet.submitted", "sheet.from_paper"]
    assert (details["typed_by"], details["confirmed_by"]) == (str(desk.typist), str(desk.third))
    assert TraceEntry.objects.get(act="paper.confirmed").actor == desk.third


def test_confirming_twice_submits_once(desk):
    paper = desk.typed()

    for _ in range(2):
        confirm(paper, desk.third)

    assert (ScoreSheet.objects.count(), SheetRevision.objects.count()) == (1, 1)
    assert TraceEntry.objects.filter(act="paper.confirmed").count() == 1


def test_neither_typist_nor_assessor_nor_outsider_confirms(desk):
    paper = desk.typed()
    grant_role(desk.assessor.user, Role.COMMITTEE)

    for by, refusal in [
        (desk.typist, TypedByYou),
        (desk.assessor.user, OwnPaper),
        (create_user(role=Role.PUBLISHER), NotCommittee),
    ]:
        with pytest.raises(refusal):
            confirm(paper, by)
        with pytest.raises(refusal):
            return_paper(paper=paper, reason="x", revision=paper.revision, by=by, now=LATER)

    assert ScoreSheet.objects.count() == 0


def test_an_account_that_became_the_assessors_after_the_typing_is_seen(desk):
    paper = desk.typed()
    Assessor.objects.filter(pk=desk.assessor.pk).update(user=desk.typist)

    with pytest.raises(TypedByAssessor):
        confirm(paper, desk.third)


@pytest.mark.parametrize("person", ["typist", "assessor"])
def test_database_itself_keeps_the_third_person_apart(desk, person):
    paper = desk.typed()
    by = desk.typist if person == "typist" else desk.assessor.user

    with pytest.raises(IntegrityError), transaction.atomic():
        PaperSheet.objects.filter(pk=paper.pk).update(status=PaperStatus.CONFIRMED, checked_by=by, checked_at=LATER)


def test_sent_back_typed_again_confirmed(desk):
    paper = desk.typed()
    for _ in range(2):
        back = return_paper(paper=paper, reason="B1 tertulis 4", revision=paper.revision, by=desk.third, now=LATER)
    assert (back.status, back.reason, back.checked_by) == ("returned", "B1 tertulis 4", desk.third)

    again = finish_paper(paper=back, scores={"B1": 4}, notes={}, revision=back.revision, by=desk.typist, now=LATER)
    with pytest.raises(PaperChanged):
        confirm(again, desk.third, revision=paper.revision)
    confirm(again, desk.third)

    assert Score.objects.get(indicator__code="B1").value == 4
    acts = TraceEntry.objects.filter(act__startswith="paper.").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["paper.begun", "paper.typed", "paper.returned", "paper.typed", "paper.confirmed"]


def test_sending_back_needs_a_reason(desk):
    paper = desk.typed()

    with pytest.raises(ReasonMissing):
        return_paper(paper=paper, reason="  ", revision=paper.revision, by=desk.third, now=LATER)


def test_what_is_still_being_typed_is_not_confirmed(desk):
    paper = desk.begin()

    with pytest.raises(PaperNotWaiting):
        confirm(paper, desk.third)


def test_a_confirmed_paper_is_not_discarded(desk):
    paper = confirm(desk.typed(), desk.third)

    with pytest.raises(PaperNotOpen):
        discard_paper(paper=paper, reason="x", by=desk.third, now=LATER)


def test_the_gate_is_asked_again_when_it_is_confirmed(desk):
    paper = desk.typed()
    Assignment.objects.update(closed_at=NOW)

    with pytest.raises(VisitClosed):
        confirm(paper, desk.third)

    assert PaperSheet.objects.get().status == PaperStatus.TYPED
    assert ScoreSheet.objects.count() == 0


def test_a_sheet_submitted_meanwhile_stands(desk):
    paper = desk.typed()
    create_sheet(nomination=desk.nomination, assessor=desk.assessor, value=1)

    with pytest.raises(SheetThere):
        confirm(paper, desk.third)

    assert set(Score.objects.values_list("value", flat=True)) == {1}


def test_a_draft_that_agrees_is_filled_and_submitted(desk):
    paper = desk.typed(notes={"A1": "aman"})
    sheet = create_sheet(
        nomination=desk.nomination, assessor=desk.assessor, value=None, values={"B1": 3}, submitted=False
    )
    Score.objects.filter(sheet=sheet).update(note="dari ponsel")

    confirm(paper, desk.third)

    sheet.refresh_from_db()
    assert (sheet.status, sheet.source) == (SheetStatus.SUBMITTED, SheetSource.PAPER)
    notes = dict(Score.objects.exclude(note="").values_list("indicator__code", "note"))
    assert notes == {"B1": "dari ponsel", "A1": "aman"}
    assert Score.objects.count() == 21


def test_a_draft_that_says_otherwise_is_not_overwritten(desk):
    paper = desk.typed(notes={"A1": "aman"}, facts=VisitFacts(None, "Balai RT", ""))
    sheet = create_sheet(
        nomination=desk.nomination,
        assessor=desk.assessor,
        value=None,
        values={"B2": 1, "A1": 3, "P7": 3},
        submitted=False,
    )
    Score.objects.filter(sheet=sheet, indicator__code="A1").update(note="tidak aman")
    ScoreSheet.objects.update(place="Rumah ketua RT")

    with pytest.raises(DraftDiffers) as refused:
        confirm(paper, desk.third)

    assert refused.value.codes == ("B2", "A1", "place")
    sheet.refresh_from_db()
    assert (sheet.status, sheet.source, sheet.scores.count()) == (SheetStatus.DRAFT, SheetSource.WEB, 3)
    assert PaperSheet.objects.get().status == PaperStatus.TYPED


def test_typing_goes_on_after_it_was_sent_back(desk):
    paper = desk.typed()
    back = return_paper(paper=paper, reason="Catatan B3", revision=paper.revision, by=desk.third, now=LATER)

    saved = save_paper(paper=back, scores={}, notes={"B3": "bersih"}, revision=back.revision, by=desk.typist, now=LATER)

    assert saved.scores["B3"] == {"value": 3, "note": "bersih"}


def reopened(desk):
    paper = confirm(desk.typed(notes={"B1": "rapi"}), desk.third)
    sheet = ScoreSheet.objects.get()
    with pytest.raises(PaperNotOpen):
        discard_paper(paper=paper, reason="Salah ketik", by=desk.third, now=LATER)
    reopen_sheet(sheet=sheet, reason="Salah ketik", by=desk.third, now=LATER)
    discard_paper(paper=paper, reason="Salah ketik", by=desk.third, now=LATER)
    return sheet


def test_a_reopened_sheet_takes_a_better_paper_in_place_of_the_old_one(desk):
    sheet = reopened(desk)
    scores = {**FULL, "B2": 0}
    paper = finish_paper(paper=desk.begin(), scores=scores, notes={}, revision=0, by=desk.typist, now=LATER)

    confirm(paper, desk.third)

    sheet.refresh_from_db()
    assert sheet.is_submitted
    assert dict(Score.objects.values_list("indicator__code", "value")) == scores
    assert not Score.objects.exclude(note="").exists()


def test_what_the_assessor_put_right_after_reopening_is_not_overwritten(desk):
    sheet = reopened(desk)
    Score.objects.filter(sheet=sheet, indicator__code="B2").update(value=1)
    paper = finish_paper(paper=desk.begin(), scores=FULL, notes={}, revision=0, by=desk.typist, now=LATER)

    with pytest.raises(DraftDiffers) as refused:
        confirm(paper, desk.third)

    assert refused.value.codes == ("B2",)


def test_a_place_told_after_reopening_is_not_overwritten_by_a_better_paper(desk):
    """The scores stand as the old paper had them; the assessor has put right only where the visit was."""
    sheet = reopened(desk)
    ScoreSheet.objects.update(place="Rumah ketua RT")
    facts = VisitFacts(NOW, "Balai RT", "")
    paper = finish_paper(
        paper=desk.begin(), scores={**FULL, "B2": 0}, notes={}, facts=facts, revision=0, by=desk.typist, now=LATER
    )

    with pytest.raises(DraftDiffers) as refused:
        confirm(paper, desk.third)

    sheet.refresh_from_db()
    assert refused.value.codes == ("place",)
    assert (sheet.place, sheet.is_submitted) == ("Rumah ketua RT", False)
