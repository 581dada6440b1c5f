"""Take in what a phone hands in: every message once, however often it comes, each with an answer of its own."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q

from bantar.accounts.models import User
from scoring.enums import KeptReason, MessageKind, MessageOutcome
from scoring.field_refusals import Altered, FieldRefusal, UnknownVisit, Unreadable
from scoring.models import FieldDevice, FieldMessage
from scoring.offline.sealing import DoesNotOpen, message_context, unseal
from scoring.services.field_content import Content, open_json, read_content
from scoring.services.field_desk import Desk
from scoring.services.field_messages import Arrival, Sealed, new_message, take
from scoring.services.field_reading import bench_for, open_desks


WAITING: Final = "waiting"
REFUSED: Final = "refused"


@dataclass(frozen=True)
class Envelope:
    """One delivery. `sent_at` by the phone's clock; without it, its offset when last heard of is believed."""

    messages: Sequence[Sealed]
    sent_at: datetime | None = None
    as_file: bool = False


@dataclass(frozen=True)
class Reason:
    code: str
    text: str


@dataclass(frozen=True)
class Result:
    """What became of one message. The receipt says: it is here, for good."""

    id: uuid.UUID
    outcome: str
    receipt: str | None = None
    reason: Reason | None = None
    missing: tuple[str, ...] = ()


@transaction.atomic
def receive(*, device: FieldDevice, envelope: Envelope, by: User, now: datetime) -> list[Result]:
    """Apply each message of the owner of `device` once, in the phone's own order; answers in the order given."""
    device = FieldDevice.objects.select_for_update(no_key=True).get(pk=device.pk)
    inbox = _Inbox(device, envelope, by, now)
    answers: dict[int, Result] = {}
    for place, sealed in sorted(enumerate(envelope.messages), key=lambda pair: (pair[1].seq, pair[0])):
        answers[place] = inbox.answer(sealed)
    inbox.close()
    return [answers[place] for place in range(len(envelope.messages))]


class _Inbox:
    """One delivery under way: what is known of its numbers, and a desk for each visit it speaks of."""

    def __init__(self, device: FieldDevice, envelope: Envelope, by: User, now: datetime) -> None:
        self.device = device
        self.arrival = Arrival(now, _offset(device, envelope, now))
        self.bench = bench_for(device, by=by, now=now, as_file=envelope.as_file)
        self.desks = open_desks(self.bench, {sealed.visit for sealed in envelope.messages})
        ids = {sealed.id for sealed in envelope.messages}
        seqs = {sealed.seq for sealed in envelope.messages}
        known = list(FieldMessage.objects.filter(Q(pk__in=ids) | Q(device=device, seq__in=seqs)))
        self.by_id = {message.pk: message for message in known}
        self.seqs = {message.seq for message in known if message.device_id == device.pk}

    def answer(self, sealed: Sealed) -> Result:
        """Take one message; what is refused leaves no trace anywhere."""
        known = self.by_id.get(sealed.id)
        try:
            if known is not None:
                return self._repeated(known, sealed)
            if sealed.seq in self.seqs:
                raise Altered
            return self._new(sealed)
        except FieldRefusal as refusal:
            return Result(sealed.id, REFUSED, reason=Reason(refusal.code, str(refusal)))

    def close(self) -> None:
        for desk in self.desks.values():
            desk.flush()

    def _repeated(self, known: FieldMessage, sealed: Sealed) -> Result:
        """The same bytes under the same number get the same receipt; anything else is not that message."""
        same = (known.device_id, known.seq, known.nomination_id, known.kind, known.sha256)
        if same != (self.device.pk, sealed.seq, sealed.visit, sealed.kind, sealed.sha256):
            raise Altered
        return result_of(known)

    def _new(self, sealed: Sealed) -> Result:
        desk = self.desks.get(sealed.visit)
        if desk is None:
            raise UnknownVisit
        content = self._open(desk, sealed)
        try:
            taken = take(desk, new_message(desk, sealed, content, self.arrival), content)
        except IntegrityError as error:  # the number was taken by another phone at this very moment
            raise Altered from error
        if taken.message is None:
            return Result(sealed.id, WAITING, missing=taken.missing)
        self.by_id[sealed.id] = taken.message
        self.seqs.add(sealed.seq)
        return result_of(taken.message)

    def _open(self, desk: Desk, sealed: Sealed) -> Content:
        if sealed.kind not in MessageKind.values:
            raise Unreadable
        context = message_context(
            message=sealed.id, device=self.device.pk, seq=sealed.seq, visit=sealed.visit, kind=sealed.kind
        )
        try:
            plain = unseal(bytes(self.device.key), sealed.sealed, context)
        except DoesNotOpen as error:
            raise Unreadable from error
        return read_content(sealed.kind, open_json(plain), desk.scale)


def result_of(message: FieldMessage) -> Result:
    reason = None
    if message.outcome == MessageOutcome.KEPT:
        reason = Reason(message.reason, str(KeptReason(message.reason).label))
    return Result(message.pk, str(message.outcome), message.receipt, reason)


def _offset(device: FieldDevice, envelope: Envelope, now: datetime) -> timedelta:
    if envelope.sent_at is not None:
        return now - envelope.sent_at
    return timedelta(milliseconds=device.clock_offset_ms or 0)
