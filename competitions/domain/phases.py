"""The phases of an edition and the moves between them (DOMAIN 4)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from competitions.domain.messages import BrokenRule, gettext_noop


class Phase(StrEnum):
    DRAFT = "draft"
    NOMINATION = "nomination"
    VERIFICATION = "verification"
    ASSESSMENT = "assessment"
    TALLY = "tally"
    PROVISIONAL = "provisional"
    PUBLISHED = "published"
    CLOSED = "closed"


ORDER: Final = tuple(Phase)

CONDITIONS: Final = {
    "rules_complete": gettext_noop("The rules of the edition must be complete and free of contradictions."),
    "calendar_set": gettext_noop("The calendar must have dates for the nomination."),
    "nothing_submitted": gettext_noop(
        "Nothing may have been nominated yet: rules and calendar cannot be taken back once a kelurahan relied on them."
    ),
    "nothing_undecided": gettext_noop("Every nomination must be verified, returned or rejected first."),
    "some_verified": gettext_noop("At least one nomination must be verified."),
    "no_sheets": gettext_noop("No score sheet may have been begun: sheets are filled under frozen rules."),
    "no_open_draft": gettext_noop("The drafted result must be discarded first: it was made from these figures."),
    "draft_exists": gettext_noop("The committee must have drafted a result."),
    "result_published": gettext_noop("A publisher must approve and publish the drafted result."),
}
TEXTS: Final = {
    **CONDITIONS,
    "unknown_phase": gettext_noop("There is no phase “%(phase)s”."),
    "already_there": gettext_noop("The edition is already in this phase."),
    "published_for_good": gettext_noop(
        "A published result is not taken back. A correction is published as a new version with its reason."
    ),
    "publish_only": gettext_noop(
        "An edition becomes published when a publisher publishes its result, not by moving the phase."
    ),
    "back_one_step": gettext_noop("Going back is possible one phase at a time, to the phase just before."),
    "one_step": gettext_noop("Phases follow one another: the next one is %(next)s."),
}


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed step. `conditions` are codes of CONDITIONS, which the service checks against the data."""

    source: Phase
    target: Phase
    conditions: frozenset[str] = frozenset()
    needs_reason: bool = False

    @property
    def back(self) -> bool:
        return ORDER.index(self.target) < ORDER.index(self.source)


def _step(source: Phase, target: Phase, *conditions: str, reason: bool = False) -> Move:
    return Move(source, target, frozenset(conditions), reason)


_MOVES: Final = {
    (move.source, move.target): move
    for move in (
        _step(Phase.DRAFT, Phase.NOMINATION, "rules_complete", "calendar_set"),
        _step(Phase.NOMINATION, Phase.VERIFICATION, "rules_complete"),
        _step(Phase.VERIFICATION, Phase.ASSESSMENT, "rules_complete", "nothing_undecided", "some_verified"),
        _step(Phase.ASSESSMENT, Phase.TALLY),
        _step(Phase.TALLY, Phase.PROVISIONAL, "draft_exists"),
        _step(Phase.PROVISIONAL, Phase.PUBLISHED, "result_published"),
        _step(Phase.PUBLISHED, Phase.CLOSED),
        # Opened too early: nobody has acted on it yet.
        _step(Phase.NOMINATION, Phase.DRAFT, "nothing_submitted", reason=True),
        # The nomination is prolonged: nothing decided so far is touched.
        _step(Phase.VERIFICATION, Phase.NOMINATION, reason=True),
        # Freezing was a slip. Once a sheet exists, unfreezing the rules would change what an assessor scored under.
        _step(Phase.ASSESSMENT, Phase.VERIFICATION, "no_sheets", reason=True),
        # A sheet is missing or must be reopened: the tally stores nothing, so nothing is lost.
        _step(Phase.TALLY, Phase.ASSESSMENT, "no_open_draft", reason=True),
        # The draft was wrong and is discarded; nothing of it was public.
        _step(Phase.PROVISIONAL, Phase.TALLY, "no_open_draft", reason=True),
        # Out of published or closed there is no way back: readers and certificates rely on it.
    )
}


def move(source: str, target: str) -> Move | None:
    """The single step from one phase to another, None if there is none."""
    return next((m for m in _MOVES.values() if m.source == source and m.target == target), None)


def moves_from(source: str) -> tuple[Move, ...]:
    """Every allowed step from a phase, forwards first."""
    return tuple(sorted((m for m in _MOVES.values() if m.source == source), key=lambda m: m.back))


def steps_between(source: str, target: str) -> tuple[Move, ...]:
    """The single steps that lead forwards from one phase to a later one; none if it is not ahead.

    For commands and imports that move an edition by more than one phase: each step keeps its own conditions.
    """
    first, last = ORDER.index(Phase(source)), ORDER.index(Phase(target))
    return tuple(_MOVES[pair] for pair in zip(ORDER[first:last], ORDER[first + 1 : last + 1], strict=True))


def why_not(source: str, target: str) -> BrokenRule | None:
    """Why the committee cannot move an edition so, or None if it can (conditions and reason aside)."""
    if target not in ORDER:
        return BrokenRule("unknown_phase", {"phase": target})
    here, there = ORDER.index(Phase(source)), ORDER.index(Phase(target))
    published = ORDER.index(Phase.PUBLISHED)
    if here == there:
        return BrokenRule("already_there")
    if here >= published > there or (there == published and here > published):
        return BrokenRule("published_for_good")
    if there >= published > here:
        return BrokenRule("publish_only")
    if there < here - 1:
        return BrokenRule("back_one_step")
    return None if there <= here + 1 else BrokenRule("one_step", {"next": ORDER[here + 1]})


def has_reached(phase: str, other: str) -> bool:
    return ORDER.index(Phase(phase)) >= ORDER.index(Phase(other))


def at_least(phase: str, minimum: str) -> Phase:
    """The later of two phases: imports move an edition forward, never back (CONTRACT 3)."""
    return Phase(phase) if has_reached(phase, minimum) else Phase(minimum)


def rules_frozen(phase: str) -> bool:
    """Once assessment starts the rules are frozen (DOMAIN 4)."""
    return has_reached(phase, Phase.ASSESSMENT)
