"""From the tally to a published result: drafted by the committee, published by another person (DOMAIN 8)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from bantar.accounts.models import User
from bantar.bulk import insert_rows
from bantar.trace.services import record
from competitions.enums import AwardSource, Phase
from competitions.models import Edition, NominationRT
from competitions.services.awards import AwardValue, record_awards
from competitions.services.entries import lock_edition
from competitions.services.phases import mark_published
from rt_registry.permissions import is_committee, is_publisher
from scoring.enums import ResultStatus
from scoring.models import Result, ResultEntry
from scoring.result_refusals import (
    AlreadyApproved,
    AlreadyDiscarded,
    AlreadyPublished,
    Blocked,
    InputsChanged,
    NeitherCommitteeNorPublisher,
    NobodyNamed,
    NoOpenDraft,
    NotADraft,
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
from scoring.selectors.frozen import LiveResult, live_result
from scoring.selectors.tally import say
from scoring.services.phases import move_phase
from scoring.services.result_rows import columns_of, inputs_of, present_digest
from scoring.services.verification import describe, verify_result


DRAFTED_IN = frozenset({Phase.ASSESSMENT, Phase.TALLY, Phase.PROVISIONAL}) | Phase.after_publication()


@transaction.atomic
def draft_result(*, edition: Edition, by: User | None, now: datetime, reason: str = "") -> Result:
    """Freeze the tally as it stands. After a publication it is a correction and needs a reason and a change.

    From the assessment phase the edition moves on to the tally; any blocker refuses the whole.
    """
    if by is None:
        raise NobodyNamed
    if not is_committee(by):
        raise NotCommittee
    edition = lock_edition(edition.pk)
    _check_phase(edition, reason)
    if Result.objects.filter(edition=edition, status__in=ResultStatus.open()).exists():
        raise OpenDraft
    if edition.phase == Phase.ASSESSMENT:
        edition = move_phase(edition=edition, phase=Phase.TALLY, by=by, now=now)
    live = live_result(edition)
    _check_publishable(edition, live)
    return _store_draft(edition, live, by=by, now=now, reason=reason.strip())


def _check_phase(edition: Edition, reason: str) -> None:
    if edition.phase not in DRAFTED_IN:
        raise WrongPhase(phase=edition.get_phase_display())
    if edition.phase in Phase.after_publication() and not reason.strip():
        raise ReasonNeeded


def _check_publishable(edition: Edition, live: LiveResult) -> None:
    if not live.tally.entries:
        raise NothingToPublish
    if live.tally.blockers:
        raise Blocked([say(blocker, live.labels) for blocker in live.tally.blockers])
    last = Result.objects.filter(edition=edition).published().latest_first().first()
    if last is not None and present_digest(last) == live.digest():
        raise NothingChanged(version=last.version)


def _store_draft(edition: Edition, live: LiveResult, *, by: User, now: datetime, reason: str) -> Result:
    with _refusing(OpenDraft):
        result = Result.objects.create(
            edition=edition,
            rules=live.document["rules"],
            inputs=inputs_of(live.document),
            digest=live.digest(),
            prize_total=live.tally.prize_total,
            reason=reason,
            simulated=edition.simulated,
            drafted_at=now,
            drafted_by=by,
        )
    store_rows(result, live)
    _trace("result.drafted", result, by=by, now=now, reason=reason)
    return result


def store_rows(result: Result, live: LiveResult) -> None:
    """Copy everything the public reads into one row per entry."""
    names = [field.attname for field in ResultEntry._meta.local_concrete_fields if not field.primary_key]
    rows = (
        {"result_id": result.pk, "nomination_id": live.nomination_ids[row["entry"]], **columns_of(row, live.means)}
        for row in live.document["entries"]
    )
    insert_rows(ResultEntry, names, ([row[name] for name in names] for row in rows))


@transaction.atomic
def approve_result(*, result: Result, by: User | None, now: datetime) -> Result:
    """A publisher who did not draft it vouches for a draft that still says what the portal holds."""
    result = _locked(result)
    publisher = _second_person(result, by)
    if result.status == ResultStatus.APPROVED:
        raise AlreadyApproved
    _require_status(result, ResultStatus.DRAFT)
    _refuse_changed(result)
    result.status, result.approved_at, result.approved_by = ResultStatus.APPROVED, now, publisher
    with _refusing(OwnDraft):
        result.save(update_fields=["status", "approved_at", "approved_by"])
    _trace("result.approved", result, by=publisher, now=now)
    return result


@transaction.atomic
def publish_result(*, result: Result, by: User | None, now: datetime) -> Result:
    """Give the approved draft its number and make it public, with its awards, all at once or not at all."""
    result = _locked(result)
    publisher = _second_person(result, by)
    if result.status == ResultStatus.DRAFT:
        raise NotApproved
    _require_status(result, ResultStatus.APPROVED)
    _refuse_changed(result)
    last = Result.objects.filter(edition_id=result.edition_id).aggregate(last=Max("version"))["last"] or 0
    result.status, result.version = ResultStatus.PUBLISHED, last + 1
    result.published_at, result.published_by = now, publisher
    with _refusing(OwnDraft):
        result.save(update_fields=["status", "version", "published_at", "published_by"])
    _record_awards(result, by=publisher, now=now)
    mark_published(edition=result.edition, by=publisher, now=now)
    _trace("result.published", result, by=publisher, now=now, reason=result.reason)
    return result


def _record_awards(result: Result, *, by: User, now: datetime) -> None:
    """Tell competitions who won: one award per RT, also of a joined entry."""
    winners = {entry.nomination_id: entry for entry in result.entries.filter(winner=True)}
    members = (
        NominationRT.objects.filter(nomination__in=winners)
        .select_related("rt__kelurahan", "nomination")
        .order_by("nomination__code", "number")
    )
    record_awards(
        edition=result.edition,
        awards=[_award(winners[member.nomination_id], member) for member in members],
        source=AwardSource.PUBLISHED,
        by=by,
        now=now,
    )


def _award(entry: ResultEntry, member: NominationRT) -> AwardValue:
    return AwardValue(
        rt=member.rt,
        nomination=member.nomination,
        entry_code=entry.entry,
        label=entry.label,
        track=entry.track,
        category_code=entry.category,
        total=entry.total,
        prize=entry.prize,
        best_in_city=entry.best_in_city,
    )


@transaction.atomic
def discard_result(*, result: Result, reason: str, by: User | None, now: datetime) -> Result:
    """Take a draft back, or send it back, with a reason; what was published is never taken back."""
    result = _locked(result)
    if by is None:
        raise NobodyNamed
    if not (is_committee(by) or is_publisher(by)):
        raise NeitherCommitteeNorPublisher
    if result.status not in ResultStatus.open():
        _require_status(result, ResultStatus.DRAFT)
    if not reason.strip():
        raise ReasonNeeded
    result.status, result.discarded_at, result.discarded_by = ResultStatus.DISCARDED, now, by
    result.discard_reason = reason.strip()
    result.save(update_fields=["status", "discarded_at", "discarded_by", "discard_reason"])
    _trace("result.discarded", result, by=by, now=now, reason=reason.strip())
    return result


def open_result(edition: Edition) -> Result | None:
    """The draft on its way, if there is one."""
    return Result.objects.filter(edition=edition).open().select_related("edition").first()


def result_on_its_way(edition: Edition) -> Result:
    """The open draft; without one the newest published version, so that pressing twice is told what happened."""
    newest = Result.objects.filter(edition=edition).published().latest_first().select_related("edition").first()
    result = open_result(edition) or newest
    if result is None:
        raise NoOpenDraft
    return result


def _locked(result: Result) -> Result:
    """Read the result anew; nobody else changes it, its edition or an entry until this act is over."""
    edition = lock_edition(result.edition_id)
    fresh = Result.objects.select_for_update(no_key=True).get(pk=result.pk)
    fresh.edition = edition
    return fresh


def _second_person(result: Result, by: User | None) -> User:
    if by is None:
        raise NobodyNamed
    if not is_publisher(by):
        raise NotPublisher
    if result.drafted_by_id is None or result.drafted_by_id == by.pk:
        raise OwnDraft
    return by


def _require_status(result: Result, status: ResultStatus) -> None:
    if result.status == status:
        return
    if result.status == ResultStatus.PUBLISHED:
        raise AlreadyPublished(version=result.version)
    if result.status == ResultStatus.DISCARDED:
        raise AlreadyDiscarded
    raise NotADraft(status=result.get_status_display())


def _refuse_changed(result: Result) -> None:
    """The whole recount, with the live tables: the draft must still be true to the last figure."""
    found = verify_result(result=result)
    if found:
        raise InputsChanged([describe(difference) for difference in found])


@contextmanager
def _refusing(refusal: type[OpenDraft] | type[OwnDraft]) -> Iterator[None]:
    """The database's own constraint says no where two people pressed at once: say it in words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise refusal from error


def _trace(act: str, result: Result, *, by: User, now: datetime, reason: str = "") -> None:
    details = {"digest": result.digest, "prize_total": result.prize_total, "version": result.version}
    record(act=act, subject=result, by=by, now=now, scope=result.edition.slug, reason=reason, details=details)
