"""Phases and the moves between them (DOMAIN 4)."""

from itertools import pairwise

import pytest

from competitions import enums
from competitions.domain.messages import in_english
from competitions.domain.phases import (
    CONDITIONS,
    ORDER,
    TEXTS,
    Phase,
    at_least,
    has_reached,
    move,
    moves_from,
    rules_frozen,
    steps_between,
    why_not,
)


def test_phases_are_those_of_the_database() -> None:
    assert [phase.value for phase in ORDER] == enums.Phase.values
    assert {p for p in ORDER if not rules_frozen(p)} == enums.Phase.before_assessment()
    assert {p for p in ORDER if has_reached(p, "published")} == enums.Phase.after_publication()


def test_every_step_forward_exists_and_no_other_skips() -> None:
    pairs = {(a, b) for a in ORDER for b in ORDER if move(a, b)}

    assert pairs == {
        *pairwise(ORDER),
        ("nomination", "draft"),
        ("verification", "nomination"),
        ("assessment", "verification"),
        ("tally", "assessment"),
        ("provisional", "tally"),
    }


def test_going_back_always_needs_a_reason() -> None:
    moves = [m for phase in ORDER for m in moves_from(phase)]

    assert all(m.needs_reason == m.back for m in moves)
    assert {code for m in moves for code in m.conditions} <= set(CONDITIONS)


def test_nobody_takes_back_what_was_published() -> None:
    assert [m.target for m in moves_from("published")] == ["closed"]
    assert moves_from("closed") == ()


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [
        ("draft", "nomination", None),
        ("verification", "nomination", None),
        ("published", "closed", None),
        ("draft", "draft", "already_there"),
        ("draft", "verification", "one_step"),
        ("assessment", "draft", "back_one_step"),
        ("provisional", "published", "publish_only"),
        ("draft", "closed", "publish_only"),
        ("published", "provisional", "published_for_good"),
        ("closed", "published", "published_for_good"),
        ("closed", "draft", "published_for_good"),
        ("draft", "holiday", "unknown_phase"),
    ],
)
def test_why_a_move_is_refused(source: str, target: str, code: str | None) -> None:
    broken = why_not(source, target)

    assert (broken.code if broken else None) == code
    assert broken is None or in_english(broken.code, broken.params, TEXTS)


@pytest.mark.parametrize("source", ORDER)
@pytest.mark.parametrize("target", ORDER)
def test_what_is_not_refused_is_a_step(source: Phase, target: Phase) -> None:
    is_step = move(source, target) is not None and target != "published"

    assert (why_not(source, target) is None) == is_step


def test_a_long_way_keeps_every_condition() -> None:
    steps = steps_between("draft", "assessment")

    assert [step.target for step in steps] == ["nomination", "verification", "assessment"]
    assert "some_verified" in steps[-1].conditions
    assert steps_between("tally", "draft") == ()


@pytest.mark.parametrize(
    ("phase", "minimum", "expected"), [("draft", "verification", "verification"), ("tally", "assessment", "tally")]
)
def test_imports_move_forward_only(phase: str, minimum: str, expected: str) -> None:
    assert at_least(phase, minimum) == expected
