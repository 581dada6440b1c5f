"""Move an edition from phase to phase: one traced step, with the preconditions that this app can know."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from bantar.accounts.models import User
from bantar.trace.services import record
from competitions.domain.calendar import check_calendar
from competitions.domain.messages import BrokenRule
from competitions.domain.phases import has_reached, move, why_not
from competitions.domain.size_category import check_categories
from competitions.enums import NominationStatus, Phase
from competitions.models import Edition, Nomination
from competitions.refusals import ReasonMissing, RuleBroken
from competitions.services.entries import lock_edition


def _broken_rules_of(edition: Edition) -> list[BrokenRule]:
    """Spans that overlap are the committee's business: it may verify while it still takes nominations."""
    return [
        *check_categories(edition.size_table()),
        *(rule for rule in check_calendar(edition.calendar()) if rule.code == "span_reversed"),
    ]


def _nominations(edition: Edition, status: NominationStatus) -> bool:
    return Nomination.objects.for_edition(edition).filter(status=status).exists()


_HOLDS: Final[Mapping[str, Callable[[Edition], bool]]] = {
    "rules_complete": lambda edition: not _broken_rules_of(edition),
    "calendar_set": lambda edition: edition.calendar().nomination is not None,
    "nothing_submitted": lambda edition: (
        not Nomination.objects.for_edition(edition).exclude(submitted_at=None).exists()
    ),
    "nothing_undecided": lambda edition: not _nominations(edition, NominationStatus.SUBMITTED),
    "some_verified": lambda edition: _nominations(edition, NominationStatus.VERIFIED),
}
"""Conditions of domain/phases judged here; the others speak of sheets and results and are scoring's."""


def unmet_conditions(edition: Edition, phase: str) -> list[BrokenRule]:
    """What keeps the edition from this step as far as nominations, calendar and categories go."""
    step = move(edition.phase, phase)
    codes = sorted(step.conditions) if step else []
    unmet = [BrokenRule(code) for code in codes if code in _HOLDS and not _HOLDS[code](edition)]
    return [*unmet, *(_broken_rules_of(edition) if "rules_complete" in codes else [])]


@transaction.atomic
def set_phase(*, edition: Edition, phase: str, by: User | None, now: datetime, reason: str = "") -> Edition:
    """Do one step forwards or back. Pages and commands call scoring's `move_phase`, which checks the rest first."""
    edition = lock_edition(edition.pk)
    refused = why_not(edition.phase, phase)
    if refused is not None:
        raise RuleBroken(refused)
    unmet = unmet_conditions(edition, phase)
    if unmet:
        raise RuleBroken(*unmet)
    step = move(edition.phase, phase)
    if step is not None and step.needs_reason and not reason.strip():
        raise ReasonMissing
    return _write_phase(edition, phase, by=by, now=now, reason=reason)


@transaction.atomic
def advance_for_import(*, edition: Edition, at_least: str, by: User | None, now: datetime) -> Edition:
    """Bring an edition forward to a phase because an import brought what belongs there; never back (CONTRACT 3).

    Sheets of the past keep no calendar, so only the rules themselves must be complete.
    """
    edition = lock_edition(edition.pk)
    if has_reached(edition.phase, at_least):
        return edition
    broken = check_categories(edition.size_table())
    if broken:
        raise RuleBroken(BrokenRule("rules_complete"), *broken)
    return _write_phase(edition, at_least, by=by, now=now, reason="")


@transaction.atomic
def mark_published(*, edition: Edition, by: User | None, now: datetime) -> Edition:
    """Scoring published a result; a corrected version finds the edition published already and changes nothing."""
    edition = lock_edition(edition.pk)
    if edition.phase in Phase.after_publication():
        return edition
    return _write_phase(edition, Phase.PUBLISHED, by=by, now=now, reason="")


def _write_phase(edition: Edition, phase: str, *, by: User | None, now: datetime, reason: str) -> Edition:
    before, edition.phase = edition.phase, phase
    edition.save(update_fields=["phase"])
    record(
        act="edition.phase_moved",
        subject=edition,
        by=by,
        now=now,
        scope=edition.slug,
        reason=reason.strip(),
        details={"phase": [before, str(phase)]},
    )
    return edition
