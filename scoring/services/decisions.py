"""The decisions that the rules ask of the committee (DOMAIN 7.8 to 7.10)."""

from datetime import datetime

from django.db import transaction

from bantar.accounts.models import User
from bantar.trace.services import record
from competitions.models import Edition, Nomination
from competitions.services.entries import lock_edition
from rt_registry.permissions import is_committee
from scoring.domain.awards import Blocker
from scoring.enums import DecisionKind, ResultStatus
from scoring.models import Decision, Result
from scoring.result_refusals import FactsChanged, NotAmongTheTied, NotCommittee, OpenDraft, ReasonNeeded
from scoring.selectors.tally import tally_of


@transaction.atomic
def record_decision(
    *,
    edition: Edition,
    kind: str,
    facts: str,
    reason: str,
    by: User | None,
    now: datetime,
    chosen: str | None = None,
) -> Decision:
    """Answer a flag of the tally. `facts` is what the committee had before its eyes; it must still be so.

    `chosen` is the code of a tied entry and speaks of the best in the city alone; None there: nobody is.
    """
    if by is None or not is_committee(by):
        raise NotCommittee
    if not reason.strip():
        raise ReasonNeeded
    edition = lock_edition(edition.pk)
    if Result.objects.filter(edition=edition, status__in=ResultStatus.open()).exists():
        raise OpenDraft
    flag = _flag(edition, kind, facts)
    decision = Decision.objects.create(
        edition=edition,
        kind=kind,
        facts=facts,
        chosen=_chosen(edition, flag, chosen),
        reason=reason.strip(),
        decided_by=by,
        decided_at=now,
    )
    record(
        act="decision.recorded",
        subject=decision,
        by=by,
        now=now,
        scope=edition.slug,
        reason=reason.strip(),
        details={"kind": kind, "facts": facts, "chosen": chosen},
    )
    return decision


def _flag(edition: Edition, kind: str, facts: str) -> Blocker:
    """The flag as it stands now; a decision taken before may be taken anew."""
    tally = tally_of(edition)
    flags = [f for f in (*tally.blockers, *tally.settled) if f.code == kind and f.facts == facts]
    if not flags:
        raise FactsChanged
    return flags[0]


def _chosen(edition: Edition, flag: Blocker, code: str | None) -> Nomination | None:
    if not code or flag.code != DecisionKind.BEST_IN_CITY_TIE:
        return None
    tied = flag.params["entries"]
    if not isinstance(tied, tuple) or code not in tied:
        raise NotAmongTheTied
    return Nomination.objects.for_edition(edition).entered().get(code=code)
