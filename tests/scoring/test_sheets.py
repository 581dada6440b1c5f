"""Score sheets: begun, saved, submitted once, locked, reopened with a reason; nobody else's values are touched."""

from datetime import UTC, datetime

import pytest

from bantar.trace.models import TraceEntry
from competitions.enums import NominationStatus, Phase
from competitions.models import Edition, Nomination
from rt_registry.enums import Role
from scoring.enums import SheetStatus
from scoring.models import Assessor, Score, ScoreSheet, SheetRevision
from scoring.refusals import (
    AssessmentNotOpen,
    EntryNotCompeting,
    InConflict,
    NotAssigned,
    NoteTooLong,
    OwnKecamatan,
    ReasonMissing,
    ScoreOffScale,
    SheetIncomplete,
    SheetLocked,
    SheetNotSubmitted,
    StaleSheet,
    UnknownIndicator,
    VisitClosed,
)
from scoring.services.conflicts import lift_conflict, mark_conflict
from scoring.services.sheet_lines import Line, VisitFacts, lines_of
from scoring.services.sheets import open_sheet, reopen_sheet, save_draft, submit_sheet
from scoring.services.teams import close_visit, reopen_visit
from tests.factories import (
    NOW,
    create_assessor,
    create_assignment,
    create_edition,
    create_indicators,
    create_nomination,
    create_team,
    create_user,
    grant_role,
)


pytestmark = pytest.mark.django_db
ALL = {f"{letter}{n}": 3 for letter in "BAP" for n in range(1, 8)}


def visit(**rules: object) -> tuple[Nomination, Assessor]:
    """An entry in assessment, and the first assessor of the team that visits it."""
    edition = create_edition(phase=Phase.ASSESSMENT, **rules)
    nomination = create_nomination(edition=edition)
    assessor = create_assessor()
    create_assignment(nomination=nomination, team=create_team(edition=edition, assessors=[assessor, create_assessor()]))
    return Nomination.objects.select_related("edition").get(pk=nomination.pk), assessor


def begin(**rules: object) -> ScoreSheet:
    nomination, assessor = visit(**rules)
    return open_sheet(nomination=nomination, assessor=assessor, now=NOW)


def save(sheet: ScoreSheet, scores: dict, revision: int | None = None, **more: object) -> ScoreSheet:
    revision = sheet.revision if revision is None else revision
    more = {"notes": {}, "by": sheet.assessor.user, "now": NOW, **more}
    return save_draft(sheet=sheet, scores=scores, revision=revision, **more)


def submit(sheet: ScoreSheet, scores: dict | None = None, **more: object) -> ScoreSheet:
    more = {"notes": {}, "by": sheet.assessor.user, "now": NOW, "revision": sheet.revision, **more}
    return submit_sheet(sheet=sheet, scores=ALL if scores is None else scores, **more)


def test_opening_twice_gives_the_same_draft():
    nomination, assessor = visit()

    first = open_sheet(nomination=nomination, assessor=assessor, now=NOW)
    second = open_sheet(nomination=nomination, assessor=assessor, now=NOW)

    assert first == second
    assert first.status == SheetStatus.DRAFT
    assert TraceEntry.objects.filter(act="sheet.begun").count() == 1


def test_a_stranger_to_the_team_opens_no_sheet():
    nomination, _ = visit()

    with pytest.raises(NotAssigned):
        open_sheet(nomination=nomination, assessor=create_assessor(), now=NOW)


@pytest.mark.parametrize("phase", [Phase.DRAFT, Phase.VERIFICATION, Phase.TALLY, Phase.PUBLISHED, Phase.CLOSED])
def test_no_sheet_is_opened_outside_the_assessment(phase):
    nomination, assessor = visit()
    Edition.objects.update(phase=phase)
    nomination.edition.refresh_from_db()

    with pytest.raises(AssessmentNotOpen):
        open_sheet(nomination=nomination, assessor=assessor, now=NOW)


def test_a_pendamping_opens_no_sheet_in_their_own_kecamatan():
    nomination, assessor = visit()
    grant_role(assessor.user, Role.PENDAMPING, kecamatan=nomination.kelurahan.kecamatan)

    with pytest.raises(OwnKecamatan) as caught:
        open_sheet(nomination=nomination, assessor=assessor, now=NOW)

    assert "pendamping" in str(caught.value.rule)


def test_a_draft_keeps_what_is_given_and_leaves_the_rest():
    sheet = begin()

    sheet = save(sheet, {"B1": 4}, notes={"B1": "Got bersih", "P7": "Banyak kader"})
    sheet = save(sheet, {"B2": 0})

    assert lines_of(sheet) == {"B1": Line(4, "Got bersih"), "B2": Line(0), "P7": Line(None, "Banyak kader")}
    assert sheet.revision == 2


def test_a_score_can_be_taken_back():
    sheet = save(begin(), {"B1": 4})

    sheet = save(sheet, {"B1": None})

    assert lines_of(sheet) == {"B1": Line(None)}


def test_saving_the_same_again_writes_nothing():
    sheet = save(begin(), {"B1": 4})
    traced = TraceEntry.objects.count()

    again = save(sheet, {"B1": 4})

    assert again.revision == sheet.revision
    assert TraceEntry.objects.count() == traced


def test_time_place_and_note_of_the_visit_are_kept():
    facts = VisitFacts(datetime(2026, 7, 1, 2, 0, tzinfo=UTC), "Balai RT", "Hujan")

    sheet = save(begin(), {}, facts=facts)

    stored = ScoreSheet.objects.get(pk=sheet.pk)
    assert VisitFacts(stored.visited_at, stored.place, stored.note) == facts


def test_what_changed_is_in_the_trace():
    sheet = save(begin(), {"B1": 4})

    save(sheet, {"B1": 2}, notes={"B1": "Ternyata kotor"})

    entry = TraceEntry.objects.about(sheet).first()
    assert entry.act == "sheet.saved"
    assert entry.details == {"B1": [4, 2], "B1 note": ["", "Ternyata kotor"]}


@pytest.mark.parametrize("value", [5, -1, True, "3", 2.5, 10**9])
def test_a_score_off_the_scale_is_refused(value):
    sheet = begin()

    with pytest.raises(ScoreOffScale):
        save(sheet, {"B1": value})

    assert lines_of(sheet) == {}


def test_the_scale_of_the_edition_counts():
    sheet = save(begin(scale_max=100), {"B1": 100})

    assert lines_of(sheet) == {"B1": Line(100)}


def test_unknown_indicators_and_endless_notes_are_refused():
    sheet = begin()

    with pytest.raises(UnknownIndicator):
        save(sheet, {"X1": 1})
    with pytest.raises(NoteTooLong):
        save(sheet, {}, notes={"B1": "a" * 1001})

    assert not Score.objects.exists()


def test_an_older_state_overwrites_nothing_and_both_values_are_known():
    sheet = begin()
    save(sheet, {"B1": 4, "B2": 1})

    with pytest.raises(StaleSheet) as caught:
        save(sheet, {"B1": 2, "B2": 1}, revision=0)

    assert caught.value.stored == {"B1": Line(4)}
    assert caught.value.revision == 1
    assert lines_of(sheet) == {"B1": Line(4), "B2": Line(1)}


def test_an_older_state_that_says_the_same_is_no_quarrel():
    sheet = begin()
    save(sheet, {"B1": 4})

    again = save(sheet, {"B1": 4}, revision=0)

    assert again.revision == 1


def test_submitting_locks_the_sheet_and_carries_the_entry_out():
    sheet = submit(begin())

    stored = ScoreSheet.objects.get(pk=sheet.pk)
    assert stored.is_submitted
    assert stored.submitted_at == NOW
    assert Nomination.objects.get(pk=sheet.nomination_id).status == NominationStatus.CARRIED_OUT
    with pytest.raises(SheetLocked):
        save(stored, {"B1": 0})
    assert set(lines_of(stored).values()) == {Line(3)}


def test_a_sheet_with_a_gap_is_not_submitted_and_nothing_of_it_is_stored():
    sheet = begin()
    given = {code: value for code, value in ALL.items() if code not in {"A3", "P7"}}

    with pytest.raises(SheetIncomplete) as caught:
        submit(sheet, given)

    assert caught.value.codes == ("A3", "P7")
    assert not Score.objects.exists()


def test_submitting_twice_submits_once():
    sheet = begin()
    submit(sheet)

    submit(sheet)

    assert SheetRevision.objects.filter(act="submitted").count() == 1
    assert TraceEntry.objects.filter(act="sheet.submitted").count() == 1
    with pytest.raises(SheetLocked):
        submit(sheet, {**ALL, "B1": 0})


def test_a_reopened_sheet_keeps_every_earlier_value():
    sheet = submit(begin())
    committee = create_user(role=Role.COMMITTEE)

    sheet = reopen_sheet(sheet=sheet, reason="Salah ketik B1", by=committee, now=NOW)
    submit(sheet, {"B1": 0})

    first, reopened, second = SheetRevision.objects.order_by("pk")
    assert first.scores["B1"] == {"value": 3, "note": ""}
    assert (reopened.act, reopened.reason, reopened.scores["B1"]["value"]) == ("reopened", "Salah ketik B1", 3)
    assert second.scores["B1"]["value"] == 0


def test_reopening_takes_a_reason_and_a_submitted_sheet():
    sheet = begin()

    with pytest.raises(SheetNotSubmitted):
        reopen_sheet(sheet=sheet, reason="x", by=None, now=NOW)
    submit(sheet)
    with pytest.raises(ReasonMissing):
        reopen_sheet(sheet=sheet, reason="  ", by=None, now=NOW)

    assert ScoreSheet.objects.get().is_submitted


def test_a_moved_on_phase_closes_drafts_but_not_what_the_committee_reopened():
    draft = begin()
    reopened = submit(open_sheet_of_colleague(draft))
    Edition.objects.update(phase=Phase.TALLY)

    with pytest.raises(AssessmentNotOpen):
        save(draft, {"B1": 1})
    reopened = reopen_sheet(sheet=reopened, reason="Salah", by=None, now=NOW)
    submit(reopened, {"B1": 1})

    assert lines_of(reopened)["B1"] == Line(1)


def open_sheet_of_colleague(sheet: ScoreSheet) -> ScoreSheet:
    team = sheet.nomination.assignment.team
    colleague = team.members.exclude(assessor=sheet.assessor).get().assessor
    nomination = Nomination.objects.select_related("edition").get(pk=sheet.nomination_id)
    return open_sheet(nomination=nomination, assessor=colleague, now=NOW)


@pytest.mark.parametrize(
    "status", [NominationStatus.WITHDRAWN, NominationStatus.DISQUALIFIED, NominationStatus.NOT_ASSESSED]
)
def test_an_entry_out_of_the_contest_takes_no_scores(status):
    sheet = begin()
    Nomination.objects.update(status=status, reason="Banjir", withdrawal_reason="disaster")

    with pytest.raises(EntryNotCompeting):
        save(sheet, {"B1": 1})
    with pytest.raises(EntryNotCompeting):
        submit(sheet)

    assert not Score.objects.exists()


def test_a_conflict_stops_the_sheet_until_it_is_lifted():
    sheet = begin()
    mark = mark_conflict(
        nomination=sheet.nomination, assessor=sheet.assessor, reason="Saudara ketua RT", by=None, now=NOW
    )

    with pytest.raises(InConflict):
        save(sheet, {"B1": 1})
    lift_conflict(mark=mark, reason="Salah orang", by=None, now=NOW)
    save(sheet, {"B1": 1})

    assert lines_of(sheet) == {"B1": Line(1)}


def test_a_closed_visit_closes_its_sheets_until_it_is_reopened():
    sheet = begin()
    close_visit(assignment=sheet.nomination.assignment, by=None, now=NOW, accept_missing=True)

    with pytest.raises(VisitClosed):
        save(sheet, {"B1": 1})
    reopen_visit(assignment=sheet.nomination.assignment, reason="Satu penilai terlambat", by=None, now=NOW)
    save(sheet, {"B1": 1})

    assert lines_of(sheet) == {"B1": Line(1)}


def test_a_member_taken_out_of_the_visit_saves_no_more():
    sheet = begin()
    other = create_team(edition=sheet.nomination.edition)
    sheet.nomination.assignment.team = other
    sheet.nomination.assignment.save()

    with pytest.raises(NotAssigned):
        save(sheet, {"B1": 1})


@pytest.mark.parametrize("given", [1, 21])
def test_saving_costs_the_same_for_one_score_and_for_all(given, django_assert_num_queries):
    sheet = begin()
    scores = dict(list(ALL.items())[:given])

    # savepoint and release, sheet, indicators, scores, phones, pendamping, upsert, sheet, trace
    with django_assert_num_queries(10):
        save(sheet, scores)


def test_submitting_costs_a_fixed_number_of_queries(django_assert_num_queries):
    sheet = begin()
    create_indicators()

    with django_assert_num_queries(20):  # as saving, and the locks, pendamping, history, entry and its traces
        submit(sheet)
