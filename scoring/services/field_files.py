"""Unsent work of a phone that came as a file: the same messages, sealed as they lay, with the same effect, once."""

import json
import re
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NoReturn

from django.utils.translation import gettext_lazy as _

from bantar.accounts.models import User
from bantar.web.errors import Refusal
from competitions.models import Nomination
from scoring.enums import MessageOutcome
from scoring.field_refusals import FieldRefusal, OtherUser, UnknownPhoto, Unreadable
from scoring.models import FieldDevice, FieldMessage, SheetPhoto
from scoring.offline.sealing import DoesNotOpen, from_text
from scoring.permissions import can_deliver_for
from scoring.services.field_inbox import REFUSED, WAITING, Envelope, Result, receive
from scoring.services.field_messages import Sealed
from scoring.services.field_pictures import store_whole


FORMAT: Final = "bantar-field-1"
MOST_BYTES: Final = 100 * 1024 * 1024
_MOST_THINGS: Final = 200_000
"""Brackets and commas in a file: a message has half a dozen, and the rest of it has none."""
_AT_ONCE: Final = 200
_MOST_ID: Final = 2**53
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class FileTooLarge(Refusal):
    message = _("This file is too large: at most %(most)s MB.")


class NotAFieldFile(Refusal):
    message = _("This is not a file that the app on a phone has made, or it was cut short.")
    rule = _("On the phone: open the app, then “Hand over as a file”. The name of the file ends with .bantar.")


class UnknownPhone(Refusal):
    message = _("The phone that made this file was never set up here. The file can be opened by nobody.")


@dataclass(frozen=True)
class VisitReport:
    """What came of one visit."""

    visit: int
    label: str
    outcomes: Mapping[str, int]


@dataclass
class FileReport:
    """What was in a file: messages by outcome, pictures by outcome, and each refusal in words, counted.

    `new`, `new_pictures`: what of it was not here before.
    """

    device: FieldDevice
    owner: User
    messages: Counter[str] = field(default_factory=Counter)
    photos: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    visits: Sequence[VisitReport] = ()
    new: int = 0
    new_pictures: int = 0

    @property
    def received(self) -> int:
        """Messages that are here now, counted or kept."""
        return sum(n for outcome, n in self.messages.items() if outcome in MessageOutcome.values)

    @property
    def refused(self) -> int:
        return self.messages[REFUSED] + self.photos[REFUSED]


def take_in_file(*, data: bytes, by: User, now: datetime) -> FileReport:
    """Take in what a file holds, for its own user or delivered by the committee. A second time changes nothing."""
    content = _read(data)
    device = _device(content, by)
    report = FileReport(device, device.user)
    messages = _messages(content, report)
    known = set(FieldMessage.objects.filter(device=device).values_list("pk", flat=True))
    piles = (messages[start : start + _AT_ONCE] for start in range(0, len(messages), _AT_ONCE))
    results = [
        result
        for pile in piles
        for result in receive(device=device, envelope=Envelope(pile, as_file=True), by=by, now=now)
    ]
    for result in results:
        _count(report, result)
    report.new = sum(result.receipt is not None and result.id not in known for result in results)
    for entry in _list(content.get("photos", [])):
        _take_picture(device, entry, report, now=now)
    report.visits = _by_visit(messages, results)
    return report


def _read(data: bytes) -> Mapping[str, Any]:
    if len(data) > MOST_BYTES:
        raise FileTooLarge(most=MOST_BYTES // 1024**2)
    if sum(data.count(sign) for sign in (b"{", b"[", b",")) > _MOST_THINGS:  # would unfold to many times its size
        raise NotAFieldFile
    try:
        content = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise NotAFieldFile from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise NotAFieldFile
    return content


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _device(content: Mapping[str, Any], by: User) -> FieldDevice:
    device = FieldDevice.objects.select_related("user").filter(pk=_uuid(content.get("device"))).first()
    if device is None:
        raise UnknownPhone
    if not can_deliver_for(by, device):
        raise OtherUser
    return device


def _messages(content: Mapping[str, Any], report: FileReport) -> list[Sealed]:
    """The messages in the phone's own order; what is none is counted as refused."""
    found = []
    for entry in _list(content.get("messages")):
        try:
            found.append(_sealed(entry))
        except NotAFieldFile:
            _refuse(report, Unreadable())
    return sorted(found, key=lambda sealed: sealed.seq)


def _sealed(entry: object) -> Sealed:
    if not isinstance(entry, dict):
        raise NotAFieldFile
    kind, sealed = entry.get("kind"), entry.get("sealed")
    seq, visit = (_whole(entry.get(name)) for name in ("seq", "visit"))
    if not isinstance(kind, str) or not isinstance(sealed, str):
        raise NotAFieldFile
    return Sealed(_uuid(entry.get("id")), seq, visit, kind, _bytes(sealed))


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise NotAFieldFile
    return value


def _whole(value: object) -> int:
    if type(value) is not int or not 1 <= value <= _MOST_ID:
        raise NotAFieldFile
    return value


def _uuid(value: object) -> uuid.UUID:
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise NotAFieldFile
    return uuid.UUID(value)


def _bytes(text: str) -> bytes:
    """What is not base64 does not open either."""
    try:
        return from_text(text)
    except DoesNotOpen:
        return b""


def _take_picture(device: FieldDevice, entry: object, report: FileReport, *, now: datetime) -> None:
    try:
        if not isinstance(entry, dict) or not isinstance(entry.get("sealed"), str):
            raise Unreadable
        photo = SheetPhoto.objects.filter(pk=_uuid(entry.get("id")), device=device).first()
        if photo is None:
            raise UnknownPhoto
        was_here = photo.received_at is not None
        photo = store_whole(photo=photo, sealed=_bytes(entry["sealed"]), now=now)
    except NotAFieldFile:
        _refuse_picture(report, Unreadable())
    except FieldRefusal as refusal:
        _refuse_picture(report, refusal)
    else:
        report.photos["received" if photo.received_at else "not_counted"] += 1
        report.new_pictures += photo.received_at is not None and not was_here


def _count(report: FileReport, result: Result) -> None:
    report.messages[result.outcome] += 1
    if result.outcome == REFUSED and result.reason is not None:
        report.refusals[result.reason.text] += 1


def _refuse(report: FileReport, refusal: FieldRefusal) -> None:
    report.messages[REFUSED] += 1
    report.refusals[str(refusal)] += 1


def _refuse_picture(report: FileReport, refusal: FieldRefusal) -> None:
    report.photos[REFUSED] += 1
    report.refusals[str(refusal)] += 1


def _by_visit(messages: Sequence[Sealed], results: Sequence[Result]) -> list[VisitReport]:
    """The visits that something arrived of; one that may not be known of is not named."""
    outcomes: dict[int, Counter[str]] = {}
    for sealed, result in zip(messages, results, strict=True):
        if result.receipt is not None or result.outcome == WAITING:
            outcomes.setdefault(sealed.visit, Counter())[result.outcome] += 1
    labels = dict(Nomination.objects.filter(pk__in=outcomes).values_list("pk", "label"))
    return [VisitReport(visit, labels.get(visit, ""), dict(counts)) for visit, counts in outcomes.items()]
