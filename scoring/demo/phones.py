"""Phones of the demo: what they hold, sent and did not send, through the same door as real ones."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bantar.accounts.models import User
from bantar.web.geometry import rings_of
from rt_registry.models import RegionBoundary
from scoring.demo.photos import SIZE, draw_picture
from scoring.enums import MessageKind, PhotoOrigin
from scoring.models import Assessor, Assignment, FieldDevice, SheetPhoto
from scoring.offline.sealing import KEY_BYTES, NONCE_BYTES, OVERHEAD, message_context, photo_context
from scoring.services.field_devices import Holding, hear_from, set_up_device
from scoring.services.field_inbox import Envelope, receive
from scoring.services.field_messages import Sealed
from scoring.services.field_pictures import store_whole


METRES_OUTSIDE: Final = 0.0025
"""In degrees, some 280 m."""


@dataclass(frozen=True)
class Taken:
    """A photo as the phone holds it."""

    id: uuid.UUID
    code: str
    picture: bytes


class Phone:
    """One assessor's phone. `fast`: how far its clock is ahead."""

    def __init__(
        self, rng: Random, assessor: Assessor, label: str, *, since: datetime, fast: timedelta = timedelta(0)
    ) -> None:
        self.rng, self.fast, self.seq = rng, fast, 0
        self.user = _account(assessor)
        self.key = rng.randbytes(KEY_BYTES)
        self.device: FieldDevice = set_up_device(
            device=self._uuid(), label=label, key=self.key, by=self.user, now=since
        )
        self.waiting: list[Sealed] = []

    def says(self, visit: Assignment, kind: MessageKind, at: datetime, **content: Any) -> None:
        """Seal a message, as a tap does; it stays on the phone until it is sent."""
        self.seq += 1
        message = self._uuid()
        plain = json.dumps({"at": (at + self.fast).astimezone(UTC).isoformat(timespec="milliseconds"), **content})
        context = message_context(
            message=message, device=self.device.pk, seq=self.seq, visit=visit.nomination_id, kind=kind
        )
        sealed = self._seal(plain.encode(), context)
        self.waiting.append(Sealed(message, self.seq, visit.nomination_id, kind, sealed))

    def scores(self, visit: Assignment, scores: Mapping[str, int], at: datetime, *, base: int = 0) -> None:
        for minute, (code, value) in enumerate(scores.items()):
            moment = at + timedelta(minutes=minute)
            self.says(visit, MessageKind.LINE, moment, code=code, base=base, value=value, note="")

    def facts(self, visit: Assignment, place: str, note: str, at: datetime) -> None:
        self.says(visit, MessageKind.FACTS, at, base=0, place=place, note=note)

    def photo(
        self,
        visit: Assignment,
        code: str,
        at: datetime,
        *,
        position: Mapping[str, Any] | None = None,
        gallery: bool = False,
    ) -> Taken:
        taken = Taken(self._uuid(), code, draw_picture(visit.nomination.label, self.rng.randrange(100)))
        self.says(
            visit,
            MessageKind.PHOTO,
            at,
            photo=str(taken.id),
            code=code,
            sha256=sha256(taken.picture).hexdigest(),
            size=len(taken.picture),
            sealed_size=len(taken.picture) + OVERHEAD,
            width=SIZE[0],
            height=SIZE[1],
            type="image/jpeg",
            origin=PhotoOrigin.GALLERY if gallery else PhotoOrigin.CAMERA,
            position=position,
        )
        return taken

    def submits(
        self,
        visit: Assignment,
        scores: Mapping[str, int],
        at: datetime,
        *,
        place: str,
        note: str,
        photos: Sequence[Taken],
    ) -> None:
        lines = {code: {"value": value, "note": ""} for code, value in scores.items()}
        ids = [str(taken.id) for taken in photos]
        self.says(visit, MessageKind.SUBMIT, at, lines=lines, facts={"place": place, "note": note}, photos=ids)

    def sends(self, now: datetime, *, by: User | None = None) -> None:
        """All that is waiting, in one delivery."""
        envelope = Envelope(self.waiting, now + self.fast)
        receive(device=self.device, envelope=envelope, by=by or self.user, now=now)
        self.waiting = []

    def sends_picture(self, taken: Taken, now: datetime) -> None:
        sealed = self._seal(taken.picture, photo_context(photo=taken.id, device=self.device.pk))
        store_whole(photo=SheetPhoto.objects.get(pk=taken.id), sealed=sealed, now=now)

    def is_heard_of(self, now: datetime, *held: Holding) -> None:
        visits = [one.visit for one in held]
        hear_from(device=self.device, holding=held, handed=visits, sent_at=now + self.fast, now=now)

    def _uuid(self) -> uuid.UUID:
        return uuid.UUID(bytes=self.rng.randbytes(16), version=4)

    def _seal(self, plain: bytes, context: bytes) -> bytes:
        """As `sealing.seal`, with a nonce of the demo's own: the same seed gives the same data."""
        nonce = self.rng.randbytes(NONCE_BYTES)
        return nonce + AESGCM(self.key).encrypt(nonce, plain, context)


def _account(assessor: Assessor) -> User:
    if assessor.user is None:
        raise LookupError(assessor.name)
    return assessor.user


def place_at(visit: Assignment, *, outside: bool = False) -> dict[str, Any] | None:
    """A position at the edge of the visit's kelurahan, or some way outside of it."""
    code = visit.nomination.kelurahan.code
    boundary = RegionBoundary.objects.filter(code=code).first()
    if boundary is None:
        return None
    corners = [corner for ring in rings_of(boundary.geometry) for corner in ring]
    longitude, latitude = min(corners)
    away = METRES_OUTSIDE if outside else 0.0
    return {"latitude": round(latitude, 6), "longitude": round(longitude - away, 6), "accuracy_m": 14}
