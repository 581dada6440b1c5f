"""A phone without a network: seals messages, keeps them, and hands them to the services or to the API."""

import base64
import hashlib
import io
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from PIL import Image

from bantar.accounts.models import User
from competitions.enums import Phase
from competitions.models import Nomination
from scoring.models import Assessor, FieldDevice, ScoreSheet
from scoring.offline.sealing import message_context, photo_context, seal
from scoring.services.field_devices import set_up_device
from scoring.services.field_inbox import Envelope, Result, receive
from scoring.services.field_messages import Sealed
from tests.factories import NOW, create_assessor, create_assignment, create_edition, create_nomination, create_team


CODES = [f"{letter}{n}" for letter in "BAP" for n in range(1, 8)]


def a_visit(*, assessors: int = 2, **rules: object) -> tuple[Nomination, list[Assessor]]:
    """An entry in assessment and the assessors of the team that visits it."""
    edition = create_edition(phase=Phase.ASSESSMENT, **rules)
    entry = create_nomination(edition=edition)
    team = [create_assessor() for _ in range(assessors)]
    create_assignment(nomination=entry, team=create_team(edition=edition, assessors=team))
    return Nomination.objects.select_related("edition").get(pk=entry.pk), team


def jpeg(number: int = 0, *, edge: int = 64, quality: int = 80) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (edge, edge), (number % 256, 90, 120)).save(out, "JPEG", quality=quality)
    return out.getvalue()


@dataclass
class Phone:
    """The store of one assessor on one phone. `at` is its clock."""

    user: User
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    key: bytes = bytes(range(32))
    seq: int = 0
    at: datetime = NOW
    outbox: list[Sealed] = field(default_factory=list)
    pictures: dict[uuid.UUID, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, assessor: Assessor, label: str = "Ponsel uji", **more: Any) -> "Phone":
        assert assessor.user is not None
        phone = cls(assessor.user, **more)
        set_up_device(device=phone.id, label=label, key=phone.key, by=phone.user, now=NOW)
        return phone

    @property
    def device(self) -> FieldDevice:
        return FieldDevice.objects.get(pk=self.id)

    def say(self, visit: int, kind: str, content: Mapping[str, object]) -> Sealed:
        """Put one message into the outbox."""
        self.seq += 1
        plain = json.dumps({"at": self.at.isoformat(), **content}).encode()
        sealed = self.sealed(uuid.uuid4(), self.seq, visit, kind, plain)
        self.outbox.append(sealed)
        return sealed

    def sealed(self, message: uuid.UUID, seq: int, visit: int, kind: str, plain: bytes) -> Sealed:
        context = message_context(message=message, device=self.id, seq=seq, visit=visit, kind=kind)
        return Sealed(message, seq, visit, kind, seal(self.key, plain, context))

    def line(self, visit: int, code: str, value: object, note: str = "", base: int = 0) -> Sealed:
        return self.say(visit, "line", {"code": code, "base": base, "value": value, "note": note})

    def fill(self, visit: int, value: int = 3) -> list[Sealed]:
        return [self.line(visit, code, value) for code in CODES]

    def facts(self, visit: int, place: str, note: str = "", base: int = 0) -> Sealed:
        return self.say(visit, "facts", {"base": base, "place": place, "note": note})

    def photo(self, visit: int, code: str, data: bytes | None = None, /, **more: object) -> uuid.UUID:
        """Announce a photo and keep its sealed picture; `more` overrides what is announced."""
        photo, data = uuid.uuid4(), jpeg() if data is None else data
        sealed = seal(self.key, data, photo_context(photo=photo, device=self.id))
        self.pictures[photo] = sealed
        said = {
            "photo": str(photo),
            "code": code,
            "sha256": hashlib.sha256(data).hexdigest(),
            "size": len(data),
            "sealed_size": len(sealed),
            "width": 64,
            "height": 64,
            "type": "image/jpeg",
            "origin": "camera",
            "position": None,
        }
        self.say(visit, "photo", said | more)
        return photo

    def submit(
        self, visit: int, values: Mapping[str, int] | int = 3, *, place: str = "", photos: list[uuid.UUID] | None = None
    ) -> Sealed:
        given = dict.fromkeys(CODES, values) if isinstance(values, int) else values
        lines = {code: {"value": value, "note": ""} for code, value in given.items()}
        facts = {"place": place, "note": ""}
        return self.say(
            visit, "submit", {"lines": lines, "facts": facts, "photos": [str(photo) for photo in photos or []]}
        )

    def send(self, *messages: Sealed, now: datetime = NOW, by: User | None = None) -> list[Result]:
        """Hand messages (default: the whole outbox) to the service."""
        envelope = Envelope(messages or tuple(self.outbox), self.at)
        return receive(device=self.device, envelope=envelope, by=by or self.user, now=now)

    def outcomes(self, *messages: Sealed, **more: Any) -> list[str]:
        return [result.outcome for result in self.send(*messages, **more)]

    def wire(self, *messages: Sealed) -> list[dict[str, object]]:
        """Messages as the API takes them."""
        return [
            {
                "id": str(one.id),
                "seq": one.seq,
                "visit": one.visit,
                "kind": one.kind,
                "sealed": base64.b64encode(one.sealed).decode(),
            }
            for one in messages or self.outbox
        ]

    def delivery(self, *messages: Sealed, **more: object) -> dict[str, object]:
        """The body of `kirim`."""
        head = {"protocol": 1, "device": str(self.id), "sent_at": self.at.astimezone(UTC).isoformat(), "holding": []}
        return {**head, "messages": self.wire(*messages), **more}

    def asking(self, **more: object) -> dict[str, object]:
        """The body of `rencana`."""
        sent_at = self.at.astimezone(UTC).isoformat()
        return {"protocol": 1, "device": str(self.id), "sent_at": sent_at, "known": None, **more}

    def file(self, *messages: Sealed) -> bytes:
        """The file that the app makes."""
        photos = [{"id": str(pk), "sealed": base64.b64encode(data).decode()} for pk, data in self.pictures.items()]
        head = {"format": "bantar-field-1", "device": str(self.id), "made_at": self.at.isoformat()}
        return json.dumps({**head, "messages": self.wire(*messages), "photos": photos}).encode()


def altered(sealed: Sealed, /, **changes: Any) -> Sealed:
    return replace(sealed, **changes)


def sheet_of(entry: Nomination, assessor: Assessor) -> ScoreSheet:
    return ScoreSheet.objects.get(nomination=entry, assessor=assessor)


def values_of(entry: Nomination, assessor: Assessor) -> dict[str, int | None]:
    rows = sheet_of(entry, assessor).scores.values_list("indicator__code", "value")
    return dict(rows)
