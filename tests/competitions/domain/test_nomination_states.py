"""The life of a nomination (DOMAIN 5)."""

import pytest

from competitions import enums
from competitions.domain.messages import in_english
from competitions.domain.nomination_states import TEXTS, Act, acts_on, after, allowed_in, needs_reason, why_not
from competitions.domain.phases import ORDER, rules_frozen


STATES = enums.NominationStatus.values


def test_every_status_led_to_exists() -> None:
    assert {after(status, act) for status in STATES for act in Act} - {None} <= set(STATES)


@pytest.mark.parametrize(
    ("status", "act", "expected"),
    [
        ("draft", Act.SUBMIT, "submitted"),
        ("returned", Act.SUBMIT, "submitted"),
        ("submitted", Act.VERIFY, "verified"),
        ("submitted", Act.RETURN, "returned"),
        ("submitted", Act.REJECT, "rejected"),
        ("verified", Act.CARRY_OUT, "carried_out"),
        ("verified", Act.NOT_ASSESS, "not_assessed"),
        ("carried_out", Act.DISQUALIFY, "disqualified"),
        ("disqualified", Act.REINSTATE, "verified"),
        ("draft", Act.VERIFY, None),
        ("rejected", Act.SUBMIT, None),
        ("withdrawn", Act.SUBMIT, None),
        ("submitted", Act.SUBMIT, None),
        ("submitted", Act.DISQUALIFY, None),
    ],
)
def test_where_an_act_leads(status: str, act: Act, expected: str | None) -> None:
    assert after(status, act) == expected


def test_withdrawing_is_possible_any_time_before_assessment() -> None:
    assert {status for status in STATES if after(status, Act.WITHDRAW)} == enums.NominationStatus.withdrawable()
    assert {phase for phase in ORDER if allowed_in(Act.WITHDRAW, phase)} == {p for p in ORDER if not rules_frozen(p)}


def test_the_committee_takes_entries_out_from_assessment_until_drafting() -> None:
    for act in (Act.NOT_ASSESS, Act.DISQUALIFY, Act.REINSTATE):
        assert [phase for phase in ORDER if allowed_in(act, phase)] == ["assessment", "tally"]


def test_once_a_result_is_drafted_only_a_corrected_visit_can_still_be_carried_out() -> None:
    possible = {(status, phase): acts_on(status, phase) for status in STATES for phase in ("provisional", "published")}

    assert {key for key, acts in possible.items() if acts} == {("verified", "provisional"), ("verified", "published")}
    assert set(possible.values()) == {(), (Act.CARRY_OUT,)}


def test_nothing_can_be_done_once_the_edition_is_closed() -> None:
    assert [acts_on(status, "closed") for status in STATES] == [()] * len(STATES)


@pytest.mark.parametrize("act", [Act.RETURN, Act.REJECT, Act.WITHDRAW, Act.NOT_ASSESS, Act.DISQUALIFY])
def test_refusing_needs_a_reason(act: Act) -> None:
    assert needs_reason(act)
    assert not needs_reason(Act.VERIFY)


@pytest.mark.parametrize(
    ("status", "act", "phase", "code"),
    [
        ("submitted", Act.VERIFY, "verification", None),
        ("submitted", Act.VERIFY, "assessment", "act_not_in_phase"),
        ("draft", Act.VERIFY, "verification", "act_not_from_status"),
        ("verified", Act.WITHDRAW, "assessment", "withdraw_too_late"),
    ],
)
def test_why_an_act_is_refused(status: str, act: Act, phase: str, code: str | None) -> None:
    broken = why_not(status, act, phase)

    assert (broken.code if broken else None) == code
    assert broken is None or in_english(broken.code, broken.params, TEXTS)
