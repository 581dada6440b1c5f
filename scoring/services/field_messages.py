"""What becomes of one message: it stands, was overtaken, differs, or is kept aside. Stores it, once."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from django.db import transaction

from bantar.web.errors import Refusal
from scoring.domain.merging import FACTS, Change, Held, Manifest, Merge, Said, merge, missing_from, standing_after
from scoring.enums import KeptReason, MessageOutcome
from scoring.models import FieldMessage
from scoring.services.field_content import Content, PhotoSaid
from scoring.services.field_desk import Desk
from scoring.services.field_gate import REASONS
from scoring.services.field_photos import announce, take_back
from scoring.services.field_receipts import receipt_for
from scoring.services.sheets import submit_sheet


_OUTCOMES: Final = {Merge.SUPERSEDED: MessageOutcome.SUPERSEDED, Merge.CONFLICT: MessageOutcome.CONFLICT}


def nothing() -> None:
    """A message that only needs to be stored."""


@dataclass(frozen=True)
class Sealed:
    """A message as the phone sends it; base64 taken off."""

    id: uuid.UUID
    seq: int
    visit: int
    kind: str
    sealed: bytes

    @property
    def sha256(self) -> str:
        return sha256(self.sealed).hexdigest()


@dataclass(frozen=True)
class Arrival:
    """When a delivery came: `offset` is our clock minus the phone's. Phone clocks decide nothing."""

    now: datetime
    offset: timedelta

    @property
    def offset_ms(self) -> int:
        return self.offset // timedelta(milliseconds=1)

    def happened_at(self, at: datetime, *, earliest: datetime) -> datetime:
        """The moment by our clock: never in the future, nor before the store was there."""
        try:
            moment = at + self.offset
        except OverflowError:
            moment = self.now
        return min(self.now, max(earliest, moment))


@dataclass(frozen=True)
class Taken:
    """What became of it; `missing` keeps a sheet from being complete, and then nothing is stored."""

    message: FieldMessage | None = None
    missing: tuple[str, ...] = ()


def new_message(desk: Desk, sealed: Sealed, content: Content, arrival: Arrival) -> FieldMessage:
    """The message as it will be stored, its outcome still open."""
    device = desk.bench.device
    return FieldMessage(
        id=sealed.id,
        device=device,
        seq=sealed.seq,
        nomination=desk.nomination,
        assessor=desk.bench.assessor,
        kind=sealed.kind,
        code=content.code,
        base=content.base,
        content=as_stored(content),
        sha256=sealed.sha256,
        phone_at=content.at,
        happened_at=arrival.happened_at(content.at, earliest=device.created_at),
        offset_ms=arrival.offset_ms,
        received_at=arrival.now,
        receipt=receipt_for(sealed.id, sealed.sha256),
        delivered_by=desk.bench.by,
    )


def take(desk: Desk, message: FieldMessage, content: Content) -> Taken:
    """Do what the message says, or keep it aside; stores the message (a new one, or one kept earlier)."""
    if content.said is not None:
        return _take_words(desk, message, content.said)
    if content.manifest is not None:
        return _take_submit(desk, message, content.manifest)
    reason = desk.kept_because
    if reason is not None and not _is_known_photo(desk, content):
        return _kept(desk, message, reason, content.photo)
    _store(desk, message, MessageOutcome.APPLIED, lambda: _take_photo(desk, message, content))
    return Taken(message)


def _kept(desk: Desk, message: FieldMessage, reason: KeptReason, photo: PhotoSaid | None = None) -> Taken:
    """Received, not counted. The picture of a photo kept aside may still come."""

    def announce_aside() -> None:
        if photo is not None:
            announce(desk, message, photo, problem=reason)

    _store(desk, message, MessageOutcome.KEPT, announce_aside, reason=reason)
    return Taken(message)


def _take_words(desk: Desk, message: FieldMessage, said: Said) -> Taken:
    line = desk.line(message.code)
    reason = desk.kept_because
    if reason is not None:
        if desk.is_submitted and line.said == said:
            _store(desk, message, MessageOutcome.APPLIED)
            return Taken(message)
        return _kept(desk, message, reason)
    device = str(desk.bench.device.pk)
    change = Change(said, message.base, device)
    result = merge(line, change, later_known=desk.latest.get(message.code, 0) > message.seq)
    _store(desk, message, _OUTCOMES.get(result, MessageOutcome.APPLIED))
    desk.put(message.code, standing_after(line, change, result), happened_at=message.happened_at)
    _settle(desk, message, result)
    return Taken(message)


def _settle(desk: Desk, message: FieldMessage, result: Merge) -> None:
    """What is decided by this word: everything the person saw, and what the same phone said before."""
    if result is Merge.SUPERSEDED:
        return
    desk.latest[message.code] = max(desk.latest.get(message.code, 0), message.seq)
    on_line = [one for one in desk.conflicts if one.code == message.code]
    own = [one for one in on_line if one.device_id == message.device_id and one.seq < message.seq]
    desk.settle(on_line if result is Merge.SETTLES else own)
    if result is Merge.CONFLICT:
        desk.differ(message)


def _is_known_photo(desk: Desk, content: Content) -> bool:
    """Whether a closed sheet loses nothing by it: announced before, or taken back before."""
    if content.photo is not None:
        return str(content.photo.photo) in desk.photos
    photo = desk.photos.get(str(content.removed))
    return desk.is_submitted and photo is not None and photo.removed_at is not None


def _take_photo(desk: Desk, message: FieldMessage, content: Content) -> None:
    if content.photo is not None:
        announce(desk, message, content.photo)
        if desk.kept_because is None:
            desk.begun()
    elif content.removed is not None:
        take_back(desk, str(content.removed), now=message.received_at)


def _take_submit(desk: Desk, message: FieldMessage, manifest: Manifest) -> Taken:
    """Submit the sheet if it is all here: the manifest decides, never the last answer that the phone has seen."""
    missing = tuple(missing_from(_held(desk), manifest, codes=list(desk.bench.indicators)))
    reason = desk.kept_because
    if reason is not None:
        if desk.is_submitted and not missing:
            _store(desk, message, MessageOutcome.APPLIED)
            return Taken(message)
        return _kept(desk, message, reason)
    if missing or desk.sheet is None:
        return Taken(missing=missing)
    desk.flush()
    sheet, bench = desk.sheet, desk.bench

    def submit() -> None:
        submit_sheet(
            sheet=sheet,
            scores={},
            notes={},
            revision=sheet.revision,
            by=bench.by,
            now=bench.now,
            file_of=bench.file_of,
        )

    try:
        _store(desk, message, MessageOutcome.APPLIED, submit)
    except Refusal as refusal:  # the entry itself cannot be carried out any more
        return _kept(desk, message, REASONS.get(type(refusal), KeptReason.NOT_OPEN))
    desk.reread()
    return Taken(message)


def _held(desk: Desk) -> Held:
    lines = {code: line.said for code, line in desk.lines.items() if code != FACTS}
    return Held(lines, desk.line(FACTS).said, set(desk.photos), {one.code for one in desk.conflicts})


def _store(
    desk: Desk,
    message: FieldMessage,
    outcome: MessageOutcome,
    act: Callable[[], object] = nothing,
    *,
    reason: KeptReason | None = None,
) -> None:
    """Store the message with what it does, both or neither. One kept earlier, and taken in now, says when."""
    is_new = message._state.adding
    message.outcome, message.reason = outcome, reason or ""
    if not is_new and outcome != MessageOutcome.CONFLICT:
        message.settled_at = desk.bench.now
    with transaction.atomic():
        message.save(force_insert=is_new)
        act()


def as_stored(content: Content) -> dict[str, Any]:
    """The message as it was understood, in the words of the wire; `read_content` reads it again."""
    if content.photo is not None:
        return _photo_stored(content.photo)
    if content.removed is not None:
        return {"photo": str(content.removed)}
    if content.manifest is not None:
        manifest = content.manifest
        return {
            "lines": {code: {"value": said.value, "note": said.note} for code, said in manifest.lines.items()},
            "facts": {"place": manifest.facts.place, "note": manifest.facts.note},
            "photos": list(manifest.photos),
        }
    said = content.said or Said()
    return (
        {"place": said.place, "note": said.note} if content.code == FACTS else {"value": said.value, "note": said.note}
    )


def _photo_stored(photo: PhotoSaid) -> dict[str, Any]:
    at = photo.position
    position = at and {
        "latitude": float(at.latitude),
        "longitude": float(at.longitude),
        "accuracy_m": at.accuracy_m,
    }
    return {
        "photo": str(photo.photo),
        "sha256": photo.sha256,
        "size": photo.size,
        "sealed_size": photo.sealed_size,
        "width": photo.width,
        "height": photo.height,
        "type": photo.content_type,
        "origin": str(photo.origin),
        "position": position,
    }


def stored_data(message: FieldMessage) -> dict[str, Any]:
    """A stored message as if it had just been opened."""
    at = message.phone_at.astimezone(UTC).isoformat()
    return {**message.content, "at": at, "code": message.code, "base": message.base}
