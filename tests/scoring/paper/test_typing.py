"""Taking in and typing: by the committee, never by the assessor, each once however often it is sent."""

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from bantar.trace.models import TraceEntry
from bantar.web.errors import Refusal
from competitions.enums import NominationStatus, Phase
from competitions.evidence_files import FileTypeUnknown
from competitions.models import Edition, Nomination
from rt_registry.enums import Role
from scoring.enums import PaperStatus
from scoring.models import Assignment, ConflictMark, PaperPage, PaperSheet, ScoreSheet
from scoring.paper_refusals import (
    AssessorInConflict,
    NoPicture,
    NotCommittee,
    NotInTheTeam,
    NotYourTyping,
    OwnPaper,
    PaperChanged,
    PaperIncomplete,
    PaperNotOpen,
    PaperThere,
    SheetThere,
    TooManyPictures,
)
from scoring.refusals import (
    AssessmentNotOpen,
    EntryNotCompeting,
    NoteTooLong,
    ReasonMissing,
    ScoreOffScale,
    UnknownIndicator,
    VisitClosed,
)
from scoring.services.paper import add_pages, begin_paper, discard_paper, finish_paper, save_paper
from scoring.services.sheet_lines import VisitFacts
from tests.factories import NOW, create_assessor, create_sheet, create_user, grant_role
from tests.scoring.paper.conftest import FULL, picture


def acts() -> list[str]:
    return list(TraceEntry.objects.order_by("pk").values_list("act", flat=True))


def test_pictures_are_kept_in_their_order_and_privately(desk):
    first, second = picture(), picture(tail=b"2")

    paper = desk.begin(uploads=[first, second, picture(name="sama.png")])

    pages = list(paper.pages.values_list("number", "original_name", "content_type"))
    assert pages == [(1, "kertas.png", "image/png"), (2, "kertas.png", "image/png")]
    assert paper.pages.first().file.storage == storages["default"]
    assert paper.pages.first().file.url == ""
    assert (paper.status, paper.typed_by, paper.assessor_user) == ("typing", desk.typist, desk.assessor.user)
    assert acts() == ["paper.begun"]


def test_the_same_paper_sent_twice_is_taken_in_once(desk):
    paper = desk.begin()

    again = desk.begin()

    assert again == paper
    assert (PaperSheet.objects.count(), PaperPage.objects.count(), acts()) == (1, 1, ["paper.begun"])


@pytest.mark.parametrize("by", ["typist", "third"])
def test_a_second_paper_of_the_same_sheet_is_refused_and_names_the_first(desk, by):
    paper = desk.begin()

    with pytest.raises(PaperThere) as refused:
        desk.begin(by=getattr(desk, by), uploads=[picture(tail=b"lain")])

    assert refused.value.pk == paper.pk
    assert PaperPage.objects.count() == 1


def test_what_is_no_picture_stores_nothing(desk):
    with pytest.raises(FileTypeUnknown):
        desk.begin(uploads=[picture(), SimpleUploadedFile("kertas.jpg", b"MZ" + b"0" * 64)])
    with pytest.raises(NoPicture):
        desk.begin(uploads=[])
    with pytest.raises(TooManyPictures):
        desk.begin(uploads=[picture(tail=bytes([n])) for n in range(5)])

    assert (PaperSheet.objects.count(), acts()) == (0, [])


def test_the_assessor_cannot_type_in_their_own_paper(desk):
    grant_role(desk.assessor.user, Role.COMMITTEE)

    with pytest.raises(OwnPaper):
        desk.begin(by=desk.assessor.user)


@pytest.mark.parametrize("role", [Role.PUBLISHER, Role.AUDITOR, Role.ASSESSOR, Role.ADMIN])
def test_only_the_committee_types(desk, role):
    with pytest.raises(NotCommittee):
        desk.begin(by=create_user(role=role))


def test_database_itself_keeps_assessor_and_typist_apart(desk):
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperSheet.objects.create(
            nomination=desk.nomination,
            assessor=desk.assessor,
            assessor_user=desk.typist,
            typed_by=desk.typist,
            typed_at=NOW,
        )


def closed(desk):
    Assignment.objects.update(closed_at=NOW)


def in_conflict(desk):
    ConflictMark.objects.create(nomination=desk.nomination, assessor=desk.assessor, reason="Saudara", marked_at=NOW)


def not_competing(desk):
    Nomination.objects.update(status=NominationStatus.DISQUALIFIED, reason="alasan")


def not_open(desk):
    Edition.objects.update(phase=Phase.TALLY)


def stranger(desk):
    desk.assessor = create_assessor()


def submitted(desk):
    create_sheet(nomination=desk.nomination, assessor=desk.assessor)


@pytest.mark.parametrize(
    ("happened", "refusal"),
    [
        (closed, VisitClosed),
        (in_conflict, AssessorInConflict),
        (not_competing, EntryNotCompeting),
        (not_open, AssessmentNotOpen),
        (stranger, NotInTheTeam),
        (submitted, SheetThere),
    ],
)
def test_the_gate_of_every_sheet_is_the_gate_of_paper(desk, happened, refusal):
    happened(desk)

    with pytest.raises(refusal):
        desk.begin()

    assert PaperSheet.objects.count() == 0


def test_saving_as_one_goes_keeps_what_is_typed_and_traces_nothing(desk):
    paper = desk.begin()
    facts = VisitFacts(NOW, "Balai RT", "Hujan")

    paper = save_paper(
        paper=paper,
        scores={"B1": 4, "B2": None},
        notes={"B1": "rapi\x00"},
        facts=facts,
        revision=0,
        by=desk.typist,
        now=NOW,
    )
    paper = save_paper(paper=paper, scores={"A1": 0}, notes={}, revision=1, by=desk.typist, now=NOW)

    stored = PaperSheet.objects.get()
    assert stored.scores == {"B1": {"value": 4, "note": "rapi"}, "A1": {"value": 0, "note": ""}}
    assert (stored.visited_at, stored.place, stored.note, stored.revision) == (NOW, "Balai RT", "Hujan", 2)
    assert acts() == ["paper.begun"]


def test_an_older_save_may_repeat_but_not_overwrite(desk):
    paper = desk.begin()
    save_paper(paper=paper, scores={"B1": 4}, notes={}, revision=0, by=desk.typist, now=NOW)

    save_paper(paper=paper, scores={"B1": 4}, notes={}, revision=0, by=desk.typist, now=NOW)
    with pytest.raises(PaperChanged):
        save_paper(paper=paper, scores={"B1": 2}, notes={}, revision=0, by=desk.typist, now=NOW)

    assert PaperSheet.objects.get().scores["B1"]["value"] == 4


@pytest.mark.parametrize(
    ("scores", "notes", "refusal"),
    [
        ({"B1": 5}, {}, ScoreOffScale),
        ({"B1": True}, {}, ScoreOffScale),
        ({"X9": 1}, {}, UnknownIndicator),
        ({}, {"X9": "?"}, UnknownIndicator),
        ({}, {"B1": "x" * 1001}, NoteTooLong),
    ],
)
def test_what_cannot_stand_on_a_sheet_is_refused(desk, scores, notes, refusal):
    paper = desk.begin()

    with pytest.raises(refusal):
        save_paper(paper=paper, scores=scores, notes=notes, revision=0, by=desk.typist, now=NOW)

    assert PaperSheet.objects.get().scores == {}


def test_only_who_began_goes_on_typing(desk):
    paper = desk.begin()

    with pytest.raises(NotYourTyping):
        save_paper(paper=paper, scores=FULL, notes={}, revision=0, by=desk.third, now=NOW)


def test_an_incomplete_sheet_is_not_handed_on(desk):
    paper = desk.begin()
    scores = {code: value for code, value in FULL.items() if code not in {"B7", "P1"}}

    with pytest.raises(PaperIncomplete) as refused:
        finish_paper(paper=paper, scores=scores, notes={}, revision=0, by=desk.typist, now=NOW)

    assert refused.value.codes == ("B7", "P1")
    assert PaperSheet.objects.get().status == PaperStatus.TYPING


def test_handing_on_twice_hands_on_once(desk):
    paper = desk.typed()

    again = finish_paper(paper=paper, scores=FULL, notes={}, revision=0, by=desk.typist, now=NOW)

    assert (again.pk, again.status) == (paper.pk, PaperStatus.TYPED)
    assert acts() == ["paper.begun", "paper.typed"]
    assert ScoreSheet.objects.count() == 0


def test_what_is_handed_on_is_not_typed_any_more(desk):
    paper = desk.typed()

    with pytest.raises(PaperNotOpen):
        save_paper(paper=paper, scores={"B1": 0}, notes={}, revision=paper.revision, by=desk.typist, now=NOW)


def test_a_forgotten_page_is_added_once(desk):
    paper = desk.begin()

    for _ in range(2):
        add_pages(paper=paper, uploads=[picture(tail=b"2")], by=desk.typist, now=NOW)

    assert list(paper.pages.values_list("number", flat=True)) == [1, 2]
    assert acts() == ["paper.begun", "paper.pages_added"]


def test_a_discarded_paper_makes_room_for_another(desk):
    paper = desk.typed()
    with pytest.raises(ReasonMissing):
        discard_paper(paper=paper, reason=" ", by=desk.third, now=NOW)

    for _ in range(2):
        discard_paper(paper=paper, reason="Lembar orang lain", by=desk.third, now=NOW)
    another = begin_paper(
        nomination=desk.nomination,
        assessor=desk.assessor,
        uploads=[picture()],
        rules_code="",
        by=desk.third,
        now=NOW,
    )

    assert PaperSheet.objects.get(pk=paper.pk).status == PaperStatus.DISCARDED
    assert another.pk != paper.pk
    assert acts() == ["paper.begun", "paper.typed", "paper.discarded", "paper.begun"]
    with pytest.raises(Refusal):
        discard_paper(paper=another, reason="x", by=create_user(role=Role.AUDITOR), now=NOW)
