"""From the tally to a published result: drafted by the committee, published by another person (DOMAIN 8)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bantar.accounts.models import User
from bantar.bulk import insert_rows
from competitions.enums import AwardSource, Phase
from competitions.models import Edition, NominationRT
from competitions.services.awards import AwardValue, record_awards
from competitions.services.entries import lock_edition
from competitions.services.phases import mark_published
from rt_registry.permissions import is_committee, is_publisher
from scoring.domain.canonical import recompute
from scoring.enums import ResultStatus
from scoring.models import Rendering, Result, ResultEntry, ResultSeal
from scoring.result_refusals import (
    AlreadyApproved,
    Blocked,
    InputsChanged,
    NeitherCommitteeNorPublisher,
    NobodyNamed,
    NoOpenDraft,
    NotCommittee,
    NothingChanged,
    NothingToPublish,
    NotScheduled,
    OpenDraft,
    OwnDraft,
    ReasonNeeded,
    WrongPhase,
)
from scoring.selectors.documents import open_to_all
from scoring.selectors.frozen import LiveResult, live_result
from scoring.selectors.tally import say
from scoring.services import renderings
from scoring.services.phases import move_phase
from scoring.services.result_gate import (
    locked,
    refuse_changed,
    refusing,
    require_approved,
    require_status,
    second_person,
    trace,
)
from scoring.services.result_rows import columns_of, document_of, inputs_of, present_digest
from scoring.services.seal_checks import UNREADABLE
from scoring.services.seals import PERSONS, draft_seal
from scoring.services.withdrawal import withdraw_issues


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
    with refusing(OpenDraft):
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
    trace("result.drafted", result, by=by, now=now, reason=reason)
    return result


def store_rows(result: Result, live: LiveResult) -> None:
    """Copy everything the public reads into one row per entry."""
    names = [field.attname for field in ResultEntry._meta.local_concrete_fields if not field.primary_key]
    rows = (
        {
            "result_id": result.pk,
            "nomination_id": live.nomination_ids[row["entry"]],
            "state_reason": live.reasons.get(row["entry"], ""),
            **columns_of(row, live.means),
        }
        for row in live.document["entries"]
    )
    insert_rows(ResultEntry, names, ([row[name] for name in names] for row in rows))


@transaction.atomic
def approve_result(*, result: Result, by: User | None, now: datetime) -> Result:
    """A publisher who did not draft it vouches for a draft that still says what the portal holds."""
    result = locked(result)
    publisher = second_person(result, by)
    if result.status == ResultStatus.APPROVED:
        raise AlreadyApproved
    require_status(result, ResultStatus.DRAFT)
    refuse_changed(result)
    result.status, result.approved_at, result.approved_by = ResultStatus.APPROVED, now, publisher
    with refusing(OwnDraft):
        result.save(update_fields=["status", "approved_at", "approved_by"])
    trace("result.approved", result, by=publisher, now=now)
    return result


@dataclass(frozen=True)
class Prepared:
    """All that a publication at that instant will need: the result as it will be, its seal, its pages.

    `files`: the documents that the pages offer.
    """

    coming: Result
    seal: ResultSeal | None
    files: frozenset[int]
    rendering: Rendering | None
    at: datetime


def prepare_publication(*, result: Result, by: User | None, at: datetime) -> Prepared:
    """Seal and render ahead, which takes a while; nothing of the result changes, and nothing is public by it."""
    waiting = Result.objects.select_related("edition", *PERSONS).get(pk=result.pk)
    publisher = second_person(waiting, by)
    require_approved(waiting)
    seal, files = _sealed_ahead(waiting, by=publisher, now=at), _files_of(waiting)
    rendering = renderings.prepare(waiting, version=waiting.version or 0, published_at=at, seal=seal)
    return Prepared(waiting, seal, files, rendering, at)


def _files_of(result: Result) -> frozenset[int]:
    return frozenset(open_to_all(result).values_list("pk", flat=True))


def publish_result(
    *, result: Result, by: User | None, now: datetime, minute: datetime | None = None, prepared: Prepared | None = None
) -> Result:
    """Give the approved draft its number and make it public with seal, awards and pages, all at once or not at all.

    `minute`: for a publication at the minute set for it, which must still be that one. `prepared`: for this very `now`;
    what the row says otherwise by then is sealed anew, and pages that say otherwise are left to Django.
    """
    if prepared is None or prepared.at != now:
        prepared = prepare_publication(result=result, by=by, at=now)
    published = _publish(prepared, by=by, now=now, minute=minute)
    renderings.replace_unshown(prepared.rendering, published, now=now)
    return published


def _sealed_ahead(waiting: Result, *, by: User, now: datetime) -> ResultSeal | None:
    """Number the result as it will be once published, and seal that; None: it is no result, as publishing will say."""
    last = Result.objects.filter(edition_id=waiting.edition_id).aggregate(last=Max("version"))["last"] or 0
    waiting.status, waiting.version = ResultStatus.PUBLISHED, last + 1
    waiting.published_at, waiting.published_by = now, by
    try:
        return draft_seal(result=waiting, document=recompute(document_of(waiting.rules, waiting.inputs)), now=now)
    except UNREADABLE:
        return None


@transaction.atomic
def _publish(prepared: Prepared, *, by: User | None, now: datetime, minute: datetime | None) -> Result:
    result = locked(prepared.coming)
    publisher = second_person(result, by)
    require_approved(result)
    if minute is not None and result.publish_at != minute:
        raise NotScheduled
    refuse_changed(result)
    seal, rendering = _sealed_ahead(result, by=publisher, now=now), None
    if prepared.seal is not None and _says_the_same(prepared.seal, seal):
        seal = prepared.seal
        rendering = prepared.rendering if prepared.files == _files_of(result) else None
    with refusing(OwnDraft):
        result.save(update_fields=["status", "version", "published_at", "published_by"])
    _store_seal(result, seal)
    _record_awards(result, by=publisher, now=now)
    mark_published(edition=result.edition, by=publisher, now=now)
    trace("result.published", result, by=publisher, now=now, reason=result.reason)
    renderings.make_current(rendering, edition=result.edition, now=now)
    return result


def _says_the_same(seal: ResultSeal, fresh: ResultSeal | None) -> bool:
    """Every seal has a salt of its own; all else of two seals of the same result is the same."""
    return fresh is not None and all(
        {**one, "acts": "", "salt": ""} == {**other, "acts": "", "salt": ""}
        for one, other in ((seal.statement, fresh.statement), (seal.acts, fresh.acts))
    )


def _store_seal(result: Result, seal: ResultSeal | None) -> None:
    if seal is None:
        raise InputsChanged([_("The result cannot be read.")])
    seal.result = result
    seal.save()


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
    result = locked(result)
    if by is None:
        raise NobodyNamed
    if not (is_committee(by) or is_publisher(by)):
        raise NeitherCommitteeNorPublisher
    if result.status not in ResultStatus.open():
        require_status(result, ResultStatus.DRAFT)
    if not reason.strip():
        raise ReasonNeeded
    result.status, result.discarded_at, result.discarded_by = ResultStatus.DISCARDED, now, by
    result.discard_reason, result.publish_at = reason.strip(), None
    result.save(update_fields=["status", "discarded_at", "discarded_by", "discard_reason", "publish_at"])
    trace("result.discarded", result, by=by, now=now, reason=reason.strip())
    withdraw_issues(result.documents.all(), reason=f"Rancangan hasil dibatalkan: {reason.strip()}", by=by, now=now)
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
