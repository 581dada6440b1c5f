"""Prizes handed over and lines cancelled. Nothing is paid that the decree's version of the result does not award."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language

from bantar.accounts.models import User
from bantar.trace.services import record
from bantar.web import formats
from competitions.models import Edition
from competitions.services.entries import lock_edition
from rt_registry.domain.texts import as_read
from scoring.ledger_refusals import (
    AlreadyCancelled,
    AlreadyHandedOver,
    BeforeTheDecree,
    CancelReasonMissing,
    InTheFuture,
    NoDecree,
    NoPrize,
    NothingDueYet,
    NotInCommittee,
    ReceiptUsed,
    ResultUntrue,
    TextMissing,
    TextTooLong,
    VersionReplaced,
)
from scoring.models import Decree, PrizeHandover, Result, ResultEntry
from scoring.permissions import can_record_handover
from scoring.selectors.documents import decree_in_force
from scoring.selectors.findings import describe
from scoring.selectors.ledger import handovers
from scoring.selectors.ledger_trace import facts_of
from scoring.services.verification import tampering_with


@dataclass(frozen=True)
class Given:
    """What is known of one hand-over. `line` is what the page showed; it must still be what counts."""

    line: ResultEntry
    receipt: str
    received_by: str
    note: str = ""


def record_handover(
    *,
    edition: Edition,
    line: ResultEntry,
    handed_on: date,
    receipt: str,
    received_by: str,
    by: User | None,
    now: datetime,
    note: str = "",
) -> PrizeHandover:
    """Record that the prize of `line` was handed over, whole."""
    given = Given(line, receipt, received_by, note)
    return record_handovers(edition=edition, given=[given], handed_on=handed_on, by=by, now=now)[0]


@transaction.atomic
def record_handovers(
    *, edition: Edition, given: Sequence[Given], handed_on: date, by: User | None, now: datetime
) -> list[PrizeHandover]:
    """Record the prizes of one day, all or none.

    While the edition is locked no other version is published and nobody else records.
    """
    if by is None or not can_record_handover(by):
        raise NotInCommittee
    edition = lock_edition(edition.pk)
    result, decree = _in_force(edition, [one.line for one in given])
    for one in given:
        _refuse_undue(result, one.line)
        _refuse_second(edition, one.line)
    _refuse_untrue(result)
    _check_day(handed_on, decree, now)
    act = _Act(edition, decree, handed_on, by, now)
    return [_recorded(act, one) for one in given]


@dataclass(frozen=True)
class _Act:
    edition: Edition
    decree: Decree
    handed_on: date
    by: User
    now: datetime


def _recorded(act: _Act, given: Given) -> PrizeHandover:
    receipt, received_by = _cleaned(given.receipt, 60), _cleaned(given.received_by, 120)
    _refuse_used(act.edition, receipt)
    handover = PrizeHandover(
        nomination_id=given.line.nomination_id,
        result_entry=given.line,
        decree=act.decree,
        amount=given.line.prize,
        handed_on=act.handed_on,
        receipt=receipt,
        received_by=received_by,
        note=given.note.strip(),
        recorded_by=act.by,
        recorded_at=act.now,
    )
    _store(act.edition, handover)
    _trace("prize.handed_over", handover, edition=act.edition, by=act.by, now=act.now)
    return handover


def _in_force(edition: Edition, lines: Sequence[ResultEntry]) -> tuple[Result, Decree]:
    """The version that counts, of which every line must be, and its decree."""
    result = Result.objects.filter(edition=edition).published().latest_first().first()
    if result is None:
        raise NothingDueYet(edition=edition.name)
    if any(line.result_id != result.pk for line in lines):
        raise VersionReplaced
    decree = decree_in_force(result)
    if decree is None:
        raise NoDecree(version=result.version)
    return result, decree


def _refuse_undue(result: Result, line: ResultEntry) -> None:
    line.refresh_from_db(fields=["winner", "prize", "nomination"])
    if not line.winner or line.prize == 0:
        raise NoPrize(entry=line.label, version=result.version)


def _refuse_second(edition: Edition, line: ResultEntry) -> None:
    """One prize, once, also for a joined entry and after a correction; the refusal shows what stands."""
    stands = handovers(edition).filter(nomination_id=line.nomination_id, cancelled_at=None).first()
    if stands is not None:
        raise AlreadyHandedOver(
            entry=line.label,
            amount=formats.rupiah(stands.amount, language=_language()),
            date=_day(stands.handed_on),
            receipt=stands.receipt,
            receiver=stands.received_by,
        )


def _refuse_untrue(result: Result) -> None:
    """The sum due is the version's own only while a recount confirms every figure of it."""
    found = tampering_with(result=result)
    if found:
        raise ResultUntrue([describe(difference) for difference in found])


def _check_day(handed_on: date, decree: Decree, now: datetime) -> None:
    if handed_on < decree.dated:
        raise BeforeTheDecree(date=_day(decree.dated))
    if handed_on > timezone.localdate(now):
        raise InTheFuture


def _cleaned(text: str, most: int) -> str:
    """One line without doubled blanks and unseen characters; nothing that is seen is cut off silently."""
    words = as_read(text)
    if not words:
        raise TextMissing
    if len(words) > most:
        raise TextTooLong
    return words


def _refuse_used(edition: Edition, receipt: str) -> None:
    """A receipt stands for one prize, under whichever decree of the edition it was written.

    Compared here: of letters beyond A to Z each database has its own idea which are the same.
    """
    standing = handovers(edition).filter(cancelled_at=None)
    wanted = _in_one_case(receipt)
    for pk, written in standing.order_by("pk").values_list("pk", "receipt"):
        if _in_one_case(written) == wanted:
            raise ReceiptUsed(receipt=written, entry=standing.get(pk=pk).result_entry.label)


def _in_one_case(text: str) -> str:
    """No two texts that a database takes for the same are told apart by it."""
    return text.upper().casefold()


def _store(edition: Edition, handover: PrizeHandover) -> None:
    """The lock lets one through; the database's own constraints are the last word."""
    try:
        with transaction.atomic():
            handover.save()
    except IntegrityError:
        _refuse_second(edition, handover.result_entry)
        _refuse_used(edition, handover.receipt)
        raise


@transaction.atomic
def cancel_handover(*, handover: PrizeHandover, reason: str, by: User | None, now: datetime) -> PrizeHandover:
    """Take a wrong line out of the sums. It stays in the ledger, with the reason and who cancelled it."""
    if by is None or not can_record_handover(by):
        raise NotInCommittee
    edition = lock_edition(handover.result_entry.result.edition_id)
    handover = handovers(edition).get(pk=handover.pk)
    if handover.cancelled_at is not None:
        raise AlreadyCancelled(date=_day(timezone.localdate(handover.cancelled_at)), reason=handover.cancel_reason)
    if not reason.strip():
        raise CancelReasonMissing
    handover.cancelled_by, handover.cancelled_at, handover.cancel_reason = by, now, reason.strip()
    handover.save(update_fields=["cancelled_by", "cancelled_at", "cancel_reason"])
    _trace("prize.cancelled", handover, edition=edition, by=by, now=now, reason=handover.cancel_reason)
    return handover


def _trace(act: str, handover: PrizeHandover, *, edition: Edition, by: User, now: datetime, reason: str = "") -> None:
    details = facts_of(handover)
    record(act=act, subject=handover, by=by, now=now, scope=edition.slug, reason=reason, details=details)


def _language() -> str:
    return get_language() or "id"


def _day(day: date) -> str:
    return formats.tanggal(day, language=_language())
