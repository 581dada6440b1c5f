"""Two persons, one immutable numbered version: drafted, approved, published, corrected, discarded."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import F
from pytest_django import DjangoAssertNumQueries

from bantar.trace.models import TraceEntry
from bantar.web.errors import Refusal
from competitions.enums import AwardSource, NominationStatus, Phase, Track
from competitions.models import Award, Edition, Nomination
from scoring.enums import EntryState, ResultStatus
from scoring.models import ConflictMark, Result, ResultEntry, RuleBook, Score, ScoreSheet
from scoring.result_refusals import (
    AlreadyApproved,
    AlreadyDiscarded,
    AlreadyPublished,
    Blocked,
    InputsChanged,
    NeitherCommitteeNorPublisher,
    NobodyNamed,
    NoOpenDraft,
    NotApproved,
    NotCommittee,
    NothingChanged,
    NothingToPublish,
    NotPublisher,
    OpenDraft,
    OwnDraft,
    ReasonNeeded,
    WrongPhase,
)
from scoring.services.publication import (
    approve_result,
    discard_result,
    draft_result,
    publish_result,
    result_on_its_way,
)
from scoring.services.verification import verify_result
from tests.factories import NOW, create_edition, create_nomination, create_rt, create_scored_nomination, create_sheet
from tests.scoring.publication.conftest import People


pytestmark = pytest.mark.django_db


# Drafting ------------------------------------------------------------------------------------------------------------


def test_a_draft_freezes_figures_names_rules_and_digest(edition: Edition, people: People) -> None:
    result = draft_result(edition=edition, by=people.committee, now=NOW)

    best = result.entries.get(rank=1, category="besar")
    nomination = Nomination.objects.get(pk=best.nomination_id)
    assert (result.status, result.version, len(result.digest)) == (ResultStatus.DRAFT, None, 64)
    assert (result.drafted_by, result.drafted_at, result.prize_total) == (people.committee, NOW, 17_000_000)
    assert (best.entry, best.label, best.kk) == (nomination.code, nomination.label, 120)
    assert (best.kecamatan, best.kelurahan_code) == (nomination.kelurahan.kecamatan.name, nomination.kelurahan.code)
    assert (best.total, best.winner, best.prize, best.decided_by) == (Decimal("100.00"), True, 10_000_000, "total")
    assert best.indicators["B1"] == "4.00"
    assert sorted(result.entries.values_list("winner", flat=True)) == [False, True, True]
    (inputs,) = [row for row in result.inputs["entries"] if row["entry"] == best.entry]
    assert inputs["values"] == [[4] * 21] * 3


def test_drafting_from_assessment_moves_the_edition_on_to_the_tally(edition: Edition, people: People) -> None:
    draft_result(edition=edition, by=people.committee, now=NOW)

    edition.refresh_from_db()
    acts = TraceEntry.objects.filter(scope=edition.slug).order_by("pk").values_list("act", flat=True)
    assert edition.phase == Phase.TALLY
    assert list(acts) == ["edition.phase_moved", "result.drafted"]


@pytest.mark.parametrize("phase", [Phase.DRAFT, Phase.NOMINATION, Phase.VERIFICATION])
def test_no_draft_before_assessment(edition: Edition, people: People, phase: Phase) -> None:
    Edition.objects.filter(pk=edition.pk).update(phase=phase)

    with pytest.raises(WrongPhase):
        draft_result(edition=edition, by=people.committee, now=NOW)


def test_only_the_committee_drafts(edition: Edition, people: People) -> None:
    for user in (people.publisher, people.auditor):
        with pytest.raises(NotCommittee):
            draft_result(edition=edition, by=user, now=NOW)
    with pytest.raises(NobodyNamed):
        draft_result(edition=edition, by=None, now=NOW)

    assert not Result.objects.exists()


def test_a_blocker_refuses_the_draft_and_nothing_is_stored(edition: Edition, people: People) -> None:
    nomination = create_scored_nomination(edition=edition, sheets=2)

    with pytest.raises(Blocked) as refusal:
        draft_result(edition=edition, by=people.committee, now=NOW)

    edition.refresh_from_db()
    assert nomination.label in str(refusal.value)
    assert edition.phase == Phase.ASSESSMENT
    assert not Result.objects.exists()
    assert not TraceEntry.objects.exists()


def test_no_draft_of_nothing(people: People) -> None:
    with pytest.raises(NothingToPublish):
        draft_result(edition=create_edition(phase=Phase.TALLY), by=people.committee, now=NOW)


def test_one_open_draft_at_a_time(draft: Result, people: People) -> None:
    with pytest.raises(OpenDraft):
        draft_result(edition=draft.edition, by=people.committee, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Result.objects.create(edition=draft.edition, rules={}, inputs={}, digest="", prize_total=0, drafted_at=NOW)


def test_entries_taken_out_are_listed_with_their_reason_and_without_figures(edition: Edition, people: People) -> None:
    flooded = create_nomination(edition=edition, status=NominationStatus.NOT_ASSESSED, reason="Banjir")
    cheated = create_scored_nomination(edition=edition)
    Nomination.objects.filter(pk=cheated.pk).update(status=NominationStatus.DISQUALIFIED, reason="Data palsu")

    result = draft_result(edition=edition, by=people.committee, now=NOW)

    for nomination, state, reason in [
        (flooded, EntryState.NOT_ASSESSED, "Banjir"),
        (cheated, EntryState.DISQUALIFIED, "Data palsu"),
    ]:
        row = result.entries.get(nomination=nomination)
        assert (row.state, row.state_reason, row.rank, row.total, row.prize) == (state, reason, None, None, 0)
        assert row.indicators == {}


@pytest.mark.parametrize("entries", [1, 3])
def test_drafting_takes_a_fixed_number_of_queries(
    entries: int, people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    edition = create_edition(phase=Phase.TALLY)
    for _ in range(entries):
        create_scored_nomination(edition=edition)

    with django_assert_max_num_queries(20):  # 9 reading, the rest locks, savepoints, three inserts
        draft_result(edition=edition, by=people.committee, now=NOW)


# Approving -----------------------------------------------------------------------------------------------------------


def test_a_publisher_approves_what_the_committee_drafted(draft: Result, people: People) -> None:
    result = approve_result(result=draft, by=people.publisher, now=NOW)

    assert (result.status, result.approved_by, result.approved_at) == (ResultStatus.APPROVED, people.publisher, NOW)
    assert TraceEntry.objects.about(result)[0].act == "result.approved"


def test_the_drafter_never_approves_nor_publishes(edition: Edition, people: People) -> None:
    draft = draft_result(edition=edition, by=people.both, now=NOW)

    with pytest.raises(OwnDraft):
        approve_result(result=draft, by=people.both, now=NOW)
    approve_result(result=draft, by=people.publisher, now=NOW)
    with pytest.raises(OwnDraft):
        publish_result(result=draft, by=people.both, now=NOW)


@pytest.mark.parametrize("field", ["approved_by", "published_by"])
def test_the_database_itself_refuses_one_person_for_both(draft: Result, field: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Result.objects.filter(pk=draft.pk).update(**{field: F("drafted_by")})


@pytest.mark.parametrize("act", [approve_result, publish_result])
def test_only_publishers_approve_and_publish(draft: Result, people: People, act: Callable[..., Result]) -> None:
    for user in (people.committee, people.auditor):
        with pytest.raises(NotPublisher):
            act(result=draft, by=user, now=NOW)
    with pytest.raises(NobodyNamed):
        act(result=draft, by=None, now=NOW)


def _change_a_score(edition: Edition) -> None:
    Score.objects.filter(sheet__nomination__edition=edition, indicator__code="P3").update(value=1)


def _mark_a_conflict(edition: Edition) -> None:
    sheet = ScoreSheet.objects.filter(nomination__edition=edition).first()
    assert sheet is not None
    ConflictMark.objects.create(nomination=sheet.nomination, assessor=sheet.assessor, reason="Saudara", marked_at=NOW)


def _add_a_sheet(edition: Edition) -> None:
    create_sheet(nomination=edition.nominations.first())


def _change_the_rules(edition: Edition) -> None:
    RuleBook.objects.filter(edition=edition).update(pass_mark=Decimal("74.99"))


def _change_a_prize(edition: Edition) -> None:
    edition.categories.update(prize=1)


def _change_the_kk(edition: Edition) -> None:
    edition.nominations.update(kk=F("kk") + 1)


def _add_an_entry(edition: Edition) -> None:
    create_scored_nomination(edition=edition)


def _take_an_entry_out(edition: Edition) -> None:
    edition.nominations.filter(kk=40).update(status=NominationStatus.DISQUALIFIED, reason="Curang")


CHANGES = [
    _change_a_score,
    _mark_a_conflict,
    _add_a_sheet,
    _change_the_rules,
    _change_a_prize,
    _change_the_kk,
    _add_an_entry,
    _take_an_entry_out,
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_draft_whose_inputs_have_changed_is_neither_approved_nor_published(
    draft: Result, people: People, change: Callable[[Edition], None]
) -> None:
    change(draft.edition)
    with pytest.raises(InputsChanged):
        approve_result(result=draft, by=people.publisher, now=NOW)
    draft.refresh_from_db()
    assert draft.status == ResultStatus.DRAFT

    Result.objects.filter(pk=draft.pk).update(status="approved", approved_at=NOW, approved_by=people.publisher)
    with pytest.raises(InputsChanged):
        publish_result(result=draft, by=people.publisher, now=NOW)
    draft.refresh_from_db()
    assert (draft.status, draft.version) == (ResultStatus.APPROVED, None)
    assert not Award.objects.exists()


def test_a_tampered_row_refuses_approval_too(draft: Result, people: People) -> None:
    draft.entries.filter(winner=True, category="sedang").update(prize=9)

    with pytest.raises(InputsChanged, match="Hadiah"):
        approve_result(result=draft, by=people.publisher, now=NOW)


def test_approving_twice_says_so(draft: Result, people: People) -> None:
    approve_result(result=draft, by=people.publisher, now=NOW)

    with pytest.raises(AlreadyApproved):
        approve_result(result=draft, by=people.publisher, now=NOW)


# Publishing ----------------------------------------------------------------------------------------------------------


def test_publishing_numbers_the_version_moves_the_edition_and_records_awards(published: Result, people: People) -> None:
    edition = Edition.objects.get(pk=published.edition_id)
    assert (published.status, published.version, published.published_by) == ("published", 1, people.publisher)
    assert edition.phase == Phase.PUBLISHED
    awards = Award.objects.filter(edition=edition, source=AwardSource.PUBLISHED)
    assert sorted(awards.values_list("category_code", "total", "prize")) == [
        ("besar", Decimal("100.00"), 10_000_000),
        ("sedang", Decimal("75.00"), 7_000_000),
    ]
    assert verify_result(result=published) == []


def test_each_rt_of_a_joined_entry_gets_its_award(people: People) -> None:
    edition = create_edition(phase=Phase.TALLY)
    first = create_rt(kk=20)
    rts = [first, create_rt(kk=20, kelurahan=first.kelurahan)]
    nomination = create_nomination(edition=edition, rts=rts, status=NominationStatus.CARRIED_OUT)
    for _ in range(3):
        create_sheet(nomination=nomination, value=4)
    draft = draft_result(edition=edition, by=people.committee, now=NOW)

    approve_result(result=draft, by=people.publisher, now=NOW)
    publish_result(result=draft, by=people.publisher, now=NOW)

    assert {(a.rt, a.entry_code, a.prize) for a in Award.objects.all()} == {
        (rt, nomination.code, 5_000_000) for rt in rts
    }


def test_a_draft_must_be_approved_first(draft: Result, people: People) -> None:
    with pytest.raises(NotApproved):
        publish_result(result=draft, by=people.publisher, now=NOW)


def test_a_second_press_is_told_that_it_is_published(published: Result, people: People) -> None:
    for act in (publish_result, approve_result):
        with pytest.raises(AlreadyPublished, match="1"):
            act(result=published, by=people.publisher, now=NOW)

    assert Result.objects.count() == 1
    assert Award.objects.count() == 2
    assert TraceEntry.objects.filter(act="result.published").count() == 1


def test_a_failure_on_the_way_leaves_nothing_public(
    draft: Result, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(**kwargs: object) -> None:
        raise OSError("power cut")

    approve_result(result=draft, by=people.publisher, now=NOW)
    monkeypatch.setattr("scoring.services.publication.mark_published", power_cut)

    with pytest.raises(OSError, match="power cut"):
        publish_result(result=draft, by=people.publisher, now=NOW)

    draft.refresh_from_db()
    assert (draft.status, draft.version, Award.objects.count()) == ("approved", None, 0)


# Corrections and discarding ------------------------------------------------------------------------------------------


def test_a_correction_needs_a_reason_and_a_change(published: Result, people: People) -> None:
    with pytest.raises(ReasonNeeded):
        draft_result(edition=published.edition, by=people.committee, now=NOW, reason=" ")
    with pytest.raises(NothingChanged):
        draft_result(edition=published.edition, by=people.committee, now=NOW, reason="Salah hitung")


def test_a_correction_is_a_new_version_and_the_old_one_stays(published: Result, people: People) -> None:
    nomination = published.entries.get(category="sedang").nomination
    sheet = ScoreSheet.objects.filter(nomination=nomination).first()
    Score.objects.filter(sheet=sheet, indicator__code="B1").update(value=0)
    later = NOW + timedelta(days=1)

    second = draft_result(edition=published.edition, by=people.committee, now=later, reason="Salah tulis B1")
    approve_result(result=second, by=people.publisher, now=later)
    second = publish_result(result=second, by=people.publisher, now=later)

    first = Result.objects.get(version=1)
    assert (second.version, second.reason) == (2, "Salah tulis B1")
    assert first.digest != second.digest
    assert (first.entries.get(nomination=nomination).winner, second.entries.get(nomination=nomination).winner) == (
        True,
        False,
    )
    assert list(Award.objects.values_list("category_code", flat=True)) == ["besar"]
    assert verify_result(result=first) == verify_result(result=second) == []


def test_discarding_needs_a_reason_and_frees_the_way(draft: Result, people: People) -> None:
    with pytest.raises(ReasonNeeded):
        discard_result(result=draft, reason="", by=people.committee, now=NOW)
    with pytest.raises(NeitherCommitteeNorPublisher):
        discard_result(result=draft, reason="x", by=people.auditor, now=NOW)

    discard_result(result=draft, reason="Masih ada lembar", by=people.publisher, now=NOW)

    draft.refresh_from_db()
    assert (draft.status, draft.discard_reason) == (ResultStatus.DISCARDED, "Masih ada lembar")
    with pytest.raises(AlreadyDiscarded):
        approve_result(result=draft, by=people.publisher, now=NOW)
    assert draft_result(edition=draft.edition, by=people.committee, now=NOW).pk != draft.pk


def test_a_published_result_is_never_discarded(published: Result, people: People) -> None:
    with pytest.raises(AlreadyPublished):
        discard_result(result=published, reason="Tidak suka", by=people.committee, now=NOW)


def test_kencana_takes_its_own_prize(people: People) -> None:
    edition = create_edition(phase=Phase.TALLY)
    edition.categories.update(kencana_prize=1_500_000)
    create_scored_nomination(edition=edition, value=4, track=Track.KENCANA)

    result = draft_result(edition=edition, by=people.committee, now=NOW)

    assert list(result.entries.values_list("track", "prize")) == [("kencana", 1_500_000)]


# Commands ------------------------------------------------------------------------------------------------------------


def _run(name: str, *args: str) -> dict[str, object]:
    out = StringIO()
    call_command(name, *args, "--json", stdout=out)
    document: dict[str, object] = json.loads(out.getvalue())
    return document


def test_the_two_person_path_by_commands(edition: Edition, people: People) -> None:
    committee, publisher = people.committee.username, people.publisher.username

    drafted = _run("draft_result", edition.slug, "--by", committee)
    _run("approve_result", edition.slug, "--by", publisher)
    published = _run("publish_result", edition.slug, "--by", publisher)

    assert (drafted["status"], drafted["winners"], drafted["drafted_by"]) == ("draft", 2, committee)
    assert (published["version"], published["digest"]) == (1, drafted["digest"])
    assert _run("verify_result", edition.slug)["differences"] == []


@pytest.mark.parametrize("name", ["draft_result", "approve_result", "publish_result"])
def test_commands_of_the_wrong_person_are_refused_in_one_sentence(draft: Result, people: People, name: str) -> None:
    wrong = people.committee if name != "draft_result" else people.publisher
    with pytest.raises(CommandError) as refused:
        call_command(name, draft.edition.slug, by=wrong.username)
    with pytest.raises(CommandError) as nobody:
        call_command(name, draft.edition.slug)
    with pytest.raises(CommandError) as unknown:
        call_command(name, draft.edition.slug, by="siapa-itu")

    assert [error.value.returncode for error in (refused, nobody, unknown)] == [1, 2, 2]


def test_publishing_twice_by_command_exits_with_1(published: Result, people: People) -> None:
    with pytest.raises(CommandError) as error:
        call_command("publish_result", published.edition.slug, by=people.publisher.username)

    assert error.value.returncode == 1


def test_nothing_on_its_way(edition: Edition) -> None:
    with pytest.raises(NoOpenDraft):
        result_on_its_way(edition)


def test_every_refusal_is_a_sentence() -> None:
    for refusal in Refusal.__subclasses__():
        if refusal.__module__ == "scoring.result_refusals":
            assert str(refusal.message)


def test_rows_of_a_result_are_never_written_twice(draft: Result) -> None:
    row = draft.entries.first()
    assert row is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        ResultEntry.objects.filter(pk=row.pk).update(winner=False, prize=5)
