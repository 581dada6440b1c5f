"""The life of a nomination: which act leads from which status to which, and in which phases (DOMAIN 5)."""

from enum import StrEnum
from typing import Final

from competitions.domain.messages import BrokenRule, gettext_noop
from competitions.domain.phases import Phase


class Act(StrEnum):
    SUBMIT = "submit"
    VERIFY = "verify"
    RETURN = "return"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    CARRY_OUT = "carry_out"
    NOT_ASSESS = "not_assess"
    DISQUALIFY = "disqualify"
    REINSTATE = "reinstate"


_BEFORE_ASSESSMENT: Final = frozenset({Phase.DRAFT, Phase.NOMINATION, Phase.VERIFICATION})
_CHECKING: Final = frozenset({Phase.NOMINATION, Phase.VERIFICATION})
_UNTIL_DRAFTING: Final = frozenset({Phase.ASSESSMENT, Phase.TALLY})
_CORRECTING: Final = _UNTIL_DRAFTING | {Phase.PROVISIONAL, Phase.PUBLISHED}
_EDITABLE: Final = ("willing", "draft", "returned")

_RULES: Final[dict[Act, tuple[frozenset[str], str, frozenset[Phase]]]] = {
    Act.SUBMIT: (frozenset(_EDITABLE), "submitted", _CHECKING),
    Act.VERIFY: (frozenset({"submitted"}), "verified", _CHECKING),
    # A verifier who finds a mistake after verifying may still send the entry back, until assessment.
    Act.RETURN: (frozenset({"submitted", "verified"}), "returned", _CHECKING),
    Act.REJECT: (frozenset({"submitted", "verified"}), "rejected", _CHECKING),
    Act.WITHDRAW: (frozenset({*_EDITABLE, "submitted", "verified"}), "withdrawn", _BEFORE_ASSESSMENT),
    # Also after drafting: a sheet reopened for a correction is handed in again, and proves the visit.
    Act.CARRY_OUT: (frozenset({"verified"}), "carried_out", _CORRECTING),
    Act.NOT_ASSESS: (frozenset({"verified", "carried_out"}), "not_assessed", _UNTIL_DRAFTING),
    Act.DISQUALIFY: (frozenset({"verified", "carried_out", "not_assessed"}), "disqualified", _UNTIL_DRAFTING),
    # Undoing either; the visit, if there was one, carries it out again.
    Act.REINSTATE: (frozenset({"not_assessed", "disqualified"}), "verified", _UNTIL_DRAFTING),
}
_WITH_REASON: Final = frozenset({Act.RETURN, Act.REJECT, Act.WITHDRAW, Act.NOT_ASSESS, Act.DISQUALIFY, Act.REINSTATE})

TEXTS: Final = {
    "act_not_from_status": gettext_noop(
        "This cannot be done with the nomination as it stands (%(status)s). Reload the page to see its present state."
    ),
    "act_not_in_phase": gettext_noop("This cannot be done in the present phase of the edition (%(phase)s)."),
    "withdraw_too_late": gettext_noop(
        "An entry can be withdrawn any time before assessment starts. Now the committee can mark it as not assessed."
    ),
}


def after(status: str, act: Act) -> str | None:
    """The status an act leads to, None if it cannot be done from `status`."""
    sources, target, _ = _RULES[act]
    return target if status in sources else None


def allowed_in(act: Act, phase: str) -> bool:
    return phase in _RULES[act][2]


def acts_on(status: str, phase: str) -> tuple[Act, ...]:
    return tuple(act for act in Act if after(status, act) is not None and allowed_in(act, phase))


def needs_reason(act: Act) -> bool:
    return act in _WITH_REASON


def why_not(status: str, act: Act, phase: str) -> BrokenRule | None:
    """Why an act is refused, or None if it may be done. Dates and the pre-check are judged apart."""
    if not allowed_in(act, phase):
        if act is Act.WITHDRAW:
            return BrokenRule("withdraw_too_late")
        return BrokenRule("act_not_in_phase", {"phase": phase})
    if after(status, act) is None:
        return BrokenRule("act_not_from_status", {"status": status})
    return None
