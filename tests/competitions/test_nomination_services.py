"""The kelurahan's acts: start, change, check, submit, withdraw."""

from datetime import UTC, date, datetime

import pytest

from bantar.accounts.models import User
from bantar.trace.models import TraceEntry
from competitions.domain.messages import BrokenRule
from competitions.enums import NominationStatus, Phase, Track
from competitions.models import Edition, Nomination
from competitions.refusals import NotEditable, ReasonMissing, RuleBroken, TooManyRTs, UnknownWithdrawalReason
from competitions.services import nominations
from competitions.services.nominations import (
    change_nomination,
    precheck,
    start_nomination,
    submit_nomination,
    withdraw_nomination,
)
from rt_registry.enums import Role
from rt_registry.models import RT, HouseholdCount
from tests.factories import NOW, create_edition, create_kelurahan, create_rt, create_user


pytestmark = pytest.mark.django_db


def start(edition: Edition, *rts: RT, track: str = Track.REGULER, **more: object) -> Nomination:
    return start_nomination(
        edition=edition,
        kelurahan=rts[0].kelurahan,
        rts=rts,
        track=track,
        by=None,
        now=NOW,
        **more,  # type: ignore[arg-type]
    )


def codes(refusal: pytest.ExceptionInfo[RuleBroken]) -> list[str]:
    return [rule.code for rule in refusal.value.broken]


def test_a_joined_entry_carries_code_name_sum_and_category() -> None:
    edition, kelurahan = create_edition(), create_kelurahan(name="Kenali Besar")
    second, first = create_rt(kelurahan=kelurahan, number=12, kk=80), create_rt(kelurahan=kelurahan, number=11, kk=20)

    nomination = start(edition, second, first)

    assert nomination.code == f"{kelurahan.code}/011+012"
    assert nomination.label == "RT 11+12 Kenali Besar"
    assert (nomination.kk, nomination.category_code, nomination.status) == (100, "besar", "draft")
    assert list(nomination.members.values_list("number", "kk", "is_live")) == [(11, 20, True), (12, 80, True)]
    entry = TraceEntry.objects.about(nomination).get()
    assert (entry.act, entry.scope) == ("nomination.started", edition.slug)


def test_the_newest_count_of_the_editions_year_decides() -> None:
    edition, rt = create_edition(year=2026), create_rt(kk=59)
    for day, kk in [(date(2026, 3, 1), 60), (date(2025, 12, 31), 500), (date(2027, 1, 1), 500)]:
        HouseholdCount.objects.create(rt=rt, counted_on=day, kk=kk, recorded_at=NOW)

    nomination = submit_nomination(nomination=start(edition, rt), by=None, now=NOW)

    assert (nomination.kk, nomination.category_code) == (60, "sedang")


def test_submitting_copies_what_is_known_then() -> None:
    edition, rt, operator = create_edition(), create_rt(kk=40), create_user()
    nomination = start(edition, rt)
    HouseholdCount.objects.filter(rt=rt).update(kk=99)
    RT.objects.filter(pk=rt.pk).update(number=7)

    nomination = submit_nomination(nomination=nomination, by=operator, now=NOW)

    assert (nomination.status, nomination.kk, nomination.category_code) == ("submitted", 99, "sedang")
    assert nomination.code.endswith("/007")
    assert (nomination.submitted_by, nomination.submitted_at) == (operator, NOW)
    assert TraceEntry.objects.about(nomination)[0].details == {"kk": 99, "category": "sedang"}


def test_every_broken_rule_is_said_at_once() -> None:
    edition = create_edition()
    edition.required_documents = ["statement"]
    edition.save()
    rt = create_rt(kk=29)
    nomination = start(edition, rt, track=Track.KENCANA)
    RT.objects.filter(pk=rt.pk).update(active_until=date(2026, 6, 30))

    with pytest.raises(RuleBroken) as refusal:
        submit_nomination(nomination=nomination, by=None, now=NOW)

    assert codes(refusal) == ["rt_not_active", "kk_below_minimum", "kencana_history", "document_missing"]
    assert len(precheck(nomination=nomination, now=NOW)) == 4
    nomination.refresh_from_db()
    assert nomination.status == NominationStatus.DRAFT


def test_an_unknown_kk_is_refused_with_the_year() -> None:
    edition = create_edition(year=2026)
    nomination = start(edition, create_rt(kk=80, year=2025))

    with pytest.raises(RuleBroken) as refusal:
        submit_nomination(nomination=nomination, by=None, now=NOW)

    assert codes(refusal) == ["kk_unknown"]
    assert "2026" in str(refusal.value)


@pytest.mark.parametrize(
    ("phase", "now", "code"),
    [
        (Phase.NOMINATION, datetime(2026, 12, 31, 16, 59, tzinfo=UTC), None),
        (Phase.NOMINATION, datetime(2026, 12, 31, 17, 0, tzinfo=UTC), "span_over"),  # 1 January in Jambi
        (Phase.VERIFICATION, NOW, "not_open"),
        (Phase.ASSESSMENT, NOW, "not_open"),
    ],
)
def test_submission_follows_phase_and_calendar(phase: Phase, now: datetime, code: str | None) -> None:
    edition = create_edition()
    nomination = start(edition, create_rt())
    Edition.objects.filter(pk=edition.pk).update(phase=phase)
    nomination.edition.refresh_from_db()

    rules = nominations.broken_rules(nomination=nomination, now=now)

    assert [rule.code for rule in rules] == ([code] if code else [])


def test_a_returned_entry_comes_back_during_verification() -> None:
    edition = create_edition()
    nomination = start(edition, create_rt())
    Edition.objects.filter(pk=edition.pk).update(phase=Phase.VERIFICATION)
    Nomination.objects.filter(pk=nomination.pk).update(status="returned", reason="KK?")

    assert submit_nomination(nomination=nomination, by=None, now=NOW).reason == ""


def test_the_quota_of_the_kelurahan_is_kept() -> None:
    edition, kelurahan = create_edition(), create_kelurahan()
    edition.quota_per_kelurahan = 1
    edition.save()
    first, second = (start(edition, create_rt(kelurahan=kelurahan)) for _ in range(2))
    submit_nomination(nomination=first, by=None, now=NOW)

    with pytest.raises(RuleBroken) as refusal:
        submit_nomination(nomination=second, by=None, now=NOW)

    assert codes(refusal) == ["quota_full"]
    withdraw_nomination(nomination=first, reason_code="not_ready", by=None, now=NOW)
    assert submit_nomination(nomination=second, by=None, now=NOW).status == "submitted"


@pytest.mark.parametrize("broken", ["empty", "foreign", "twice", "entered", "track", "many"])
def test_even_a_draft_needs_a_sane_choice(broken: str) -> None:
    edition, kelurahan = create_edition(), create_kelurahan()
    rt = create_rt(kelurahan=kelurahan)
    other = create_rt()
    if broken == "entered":
        start(edition, rt)
    choice = {
        "empty": [],
        "foreign": [rt, other],
        "twice": [rt, rt],
        "entered": [rt],
        "track": [rt],
        "many": [create_rt(kelurahan=kelurahan) for _ in range(21)],
    }[broken]

    with pytest.raises((RuleBroken, TooManyRTs)):
        start_nomination(
            edition=edition,
            kelurahan=kelurahan,
            rts=choice,
            track="emas" if broken == "track" else Track.REGULER,
            by=None,
            now=NOW,
        )

    assert Nomination.objects.count() == (1 if broken == "entered" else 0)


def test_two_at_once_meet_the_constraint_and_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have passed the check when the second one writes: only the database can tell."""
    edition, rt = create_edition(), create_rt()
    first = start(edition, rt)
    monkeypatch.setattr(nominations, "_check_choice", lambda **_: None)

    with pytest.raises(RuleBroken) as refusal:
        start(edition, rt)

    assert refusal.value.broken == (BrokenRule("already_entered", {"rt": str(rt), "entry": first.label}, "rts"),)
    assert list(Nomination.objects.all()) == [first]


def test_a_change_is_traced_and_frees_the_old_rt() -> None:
    edition, kelurahan = create_edition(), create_kelurahan()
    old, new = create_rt(kelurahan=kelurahan), create_rt(kelurahan=kelurahan)
    nomination = start(edition, old, status=NominationStatus.WILLING)

    changed = change_nomination(
        nomination=nomination,
        rts=[new],
        track=Track.REGULER,
        note=" siap ",
        by=None,
        now=NOW,
        status=NominationStatus.DRAFT,
    )

    assert (changed.label, changed.note, changed.status) == (f"RT 02 {kelurahan.name}", "siap", "draft")
    assert TraceEntry.objects.about(nomination)[0].details == {
        "label": [f"RT 01 {kelurahan.name}", f"RT 02 {kelurahan.name}"],
        "note": ["", "siap"],
    }
    assert start(edition, old).status == "draft"


@pytest.mark.parametrize("status", sorted(set(NominationStatus) - NominationStatus.editable_by_operator()))
def test_an_entry_out_of_hand_cannot_be_changed(status: NominationStatus) -> None:
    rt = create_rt()
    nomination = start(create_edition(), rt)
    Nomination.objects.filter(pk=nomination.pk).update(
        status=status, reason="x", withdrawal_reason="other", kk=80, category_code="sedang"
    )

    with pytest.raises(NotEditable):
        change_nomination(nomination=nomination, rts=[rt], track=Track.REGULER, note="", by=None, now=NOW)


def test_withdrawing_needs_a_reason_of_the_list_and_frees_the_rt() -> None:
    edition, rt = create_edition(), create_rt()
    nomination = submit_nomination(nomination=start(edition, rt), by=None, now=NOW)

    with pytest.raises(UnknownWithdrawalReason):
        withdraw_nomination(nomination=nomination, reason_code="bosan", by=None, now=NOW)
    with pytest.raises(ReasonMissing):
        withdraw_nomination(nomination=nomination, reason_code="other", by=None, now=NOW)
    withdrawn = withdraw_nomination(nomination=nomination, reason_code="disaster", by=None, now=NOW, reason="Banjir")

    assert (withdrawn.status, withdrawn.withdrawal_reason, withdrawn.reason) == ("withdrawn", "disaster", "Banjir")
    assert not withdrawn.members.filter(is_live=True).exists()
    assert TraceEntry.objects.about(nomination)[0].reason.endswith(": Banjir")
    assert start(edition, rt).pk != nomination.pk


def test_nothing_is_withdrawn_once_assessment_has_started() -> None:
    edition = create_edition()
    nomination = start(edition, create_rt())
    Edition.objects.filter(pk=edition.pk).update(phase=Phase.ASSESSMENT)

    with pytest.raises(RuleBroken) as refusal:
        withdraw_nomination(nomination=nomination, reason_code="disaster", by=None, now=NOW)

    assert codes(refusal) == ["withdraw_too_late"]


def test_nothing_starts_outside_the_nomination_phase() -> None:
    for phase in set(Phase) - {Phase.NOMINATION}:
        with pytest.raises(RuleBroken):
            start(create_edition(phase=phase), create_rt())


def test_the_verifiers_of_the_kecamatan_get_a_line(
    mailoutbox: list[object], django_capture_on_commit_callbacks: object
) -> None:
    kelurahan = create_kelurahan()
    create_user(role=Role.VERIFIER, kecamatan=kelurahan.kecamatan, email="camat@example.org")
    create_user(role=Role.VERIFIER, kecamatan=create_kelurahan().kecamatan, email="lain@example.org")
    create_user(role=Role.VERIFIER, kecamatan=kelurahan.kecamatan)
    nomination = start(create_edition(), create_rt(kelurahan=kelurahan))

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        submit_nomination(nomination=nomination, by=None, now=NOW)

    assert [mail.to for mail in mailoutbox] == [["camat@example.org"]]  # type: ignore[attr-defined]
    assert nomination.label in mailoutbox[0].subject  # type: ignore[attr-defined]
    assert User.objects.count() == 3
