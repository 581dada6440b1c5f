"""A phone in somebody's pocket, in plain Python: what lies on its disk, what it shows, what it asks the server.

Everything here is on disk; a crash costs it the answer it was waiting for and nothing else. `said` is not the phone's:
it is what the person has seen as saved, which the tests hold against the server.
"""

import hashlib
import io
import json
import os
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any, Final

from django.test import Client
from django.utils import timezone
from PIL import Image

from bantar.accounts.models import User
from scoring.domain.merging import FACTS
from scoring.offline.sealing import KEY_BYTES, message_context, photo_context, seal, to_text


API: Final = "/penilaian/api"
PART: Final = 65_536
Json = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One request on its way, and what it is about."""

    method: str
    path: str
    body: bytes
    content_type: str = "application/json"
    messages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Word:
    """The last thing that the person saw as saved on a line."""

    id: str
    base: int
    content: Json


@cache
def picture(number: int) -> bytes:
    """A JPEG of two parts that compresses badly, as photos do."""
    noise = Image.frombytes("L", (300, 320), Random(number).randbytes(300 * 320))
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=90)
    return out.getvalue()


@dataclass
class Pocket:
    """The store of one user on one phone."""

    user: User
    clock: timedelta = timedelta()
    device: str = field(default_factory=lambda: str(uuid.uuid4()))
    key: bytes = field(default_factory=lambda: os.urandom(KEY_BYTES))
    outbox: list[Json] = field(default_factory=list)
    pictures: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    sheets: dict[int, Json] = field(default_factory=dict)
    receipts: dict[str, str] = field(default_factory=dict)
    refused: dict[str, Json] = field(default_factory=dict)
    last_seq: int = 0
    laid: dict[tuple[int, str], Json] = field(default_factory=dict)
    said: dict[tuple[int, str], Word] = field(default_factory=dict)
    client: Client = field(default_factory=Client)

    def set_up(self, *visits: int) -> "Pocket":
        """Sign in, make the store and fetch the day."""
        self.client.force_login(self.user)
        made = {"device": self.device, "label": "Ponsel uji", "key": to_text(self.key)}
        assert self.ask(self._json("perangkat", made)).status_code == 200
        answer = self.ask(self.plan()).json()
        assert {visit["id"] for visit in answer["plan"]["visits"]} >= set(visits)
        return self

    def ask(self, asked: Asked) -> Any:
        return self.client.generic(asked.method, asked.path, asked.body, content_type=asked.content_type)

    # what the person does: on disk when these return ---------------------------------------------------------------

    def tap(self, visit: int, code: str, value: int | None, note: str = "") -> str:
        return self._say(visit, "line", code, {"code": code, "base": self.base(visit, code)}, value=value, note=note)

    def tell(self, visit: int, place: str, note: str = "") -> str:
        return self._say(visit, "facts", FACTS, {"base": self.base(visit, FACTS)}, place=place, note=note)

    def shoot(self, visit: int, code: str, number: int = 1) -> str:
        photo, plain = str(uuid.uuid4()), picture(number)
        sealed = seal(self.key, plain, photo_context(photo=uuid.UUID(photo), device=uuid.UUID(self.device)))
        self.pictures[photo] = (visit, sealed)
        about = {"sha256": hashlib.sha256(plain).hexdigest(), "size": len(plain), "sealed_size": len(sealed)}
        more = {"width": 300, "height": 320, "type": "image/jpeg", "origin": "camera", "position": None}
        self._put(visit, "photo", {"photo": photo, "code": code, **about, **more})
        return photo

    def take_back(self, visit: int, photo: str) -> str:
        self.pictures.pop(photo, None)
        return self._put(visit, "photo_removed", {"photo": photo})

    def hand_in(self, visit: int, codes: list[str]) -> str:
        """Submit what the phone shows."""
        lines = {code: dict(zip(("value", "note"), self.shows(visit, code), strict=True)) for code in codes}
        place, note = self.shows(visit, FACTS)
        manifest = {"lines": lines, "facts": {"place": place, "note": note}, "photos": self.photos(visit)}
        return self._put(visit, "submit", manifest)

    def _say(self, visit: int, kind: str, code: str, about: Json, **content: Any) -> str:
        message = self._put(visit, kind, {**about, **content})
        self.laid[visit, code] = {"id": message, **content}
        self.said[visit, code] = Word(message, about["base"], content)
        return message

    def _put(self, visit: int, kind: str, content: Json) -> str:
        self.last_seq += 1
        message = uuid.uuid4()
        device = uuid.UUID(self.device)
        context = message_context(message=message, device=device, seq=self.last_seq, visit=visit, kind=kind)
        plain = json.dumps({"at": self._clock(), **content}).encode()
        record = {"id": str(message), "seq": self.last_seq, "visit": visit, "kind": kind}
        self.outbox.append({**record, "sealed": to_text(seal(self.key, plain, context))})
        return str(message)

    # what the phone shows --------------------------------------------------------------------------------------------

    def shows(self, visit: int, code: str) -> tuple[Any, str]:
        """(score, note) or (place, note): the server's last state with what is unsent laid over it."""
        first = "place" if code == FACTS else "value"
        state = self.laid.get((visit, code)) or self.state(visit, code)
        return state.get(first, "" if code == FACTS else None), state.get("note", "")

    def state(self, visit: int, code: str) -> Json:
        sheet = self.sheets.get(visit, {})
        found: Json = sheet.get("facts", {}) if code == FACTS else sheet.get("lines", {}).get(code, {})
        return found

    def base(self, visit: int, code: str) -> int:
        return int(self.state(visit, code).get("version", 0))

    def photos(self, visit: int) -> list[str]:
        """Those taken on this phone and not taken back."""
        return [photo for photo, (place, _sealed) in self.pictures.items() if place == visit]

    # what it asks ----------------------------------------------------------------------------------------------------

    def plan(self) -> Asked:
        return self._json("rencana", {**self._head(), "known": None, "holding": []})

    def send(self, most: int = 200) -> Asked:
        """The oldest messages; without any, a picture's next part; without one, the plan."""
        if self.outbox:
            sent = self.outbox[:most]
            body = {**self._head(), "holding": [], "messages": sent}
            return self._json("kirim", body, messages=tuple(message["id"] for message in sent))
        for photo, number in self.parts_missing():
            part = self.pictures[photo][1][number * PART : (number + 1) * PART]
            return Asked("PUT", f"{API}/foto/{photo}/{number}", part, "application/octet-stream")
        return self.plan()

    def parts_missing(self) -> Iterator[tuple[str, int]]:
        for sheet in self.sheets.values():
            for photo in sheet.get("photos", []):
                if photo["id"] in self.pictures:
                    yield from ((photo["id"], number) for number in photo["missing"])

    def _head(self) -> Json:
        return {"protocol": 1, "device": self.device, "sent_at": self._clock()}

    def _clock(self) -> str:
        return (timezone.now() + self.clock).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _json(self, name: str, body: Mapping[str, Any], messages: tuple[str, ...] = ()) -> Asked:
        return Asked("POST", f"{API}/{name}", json.dumps(body).encode(), messages=messages)

    # what it makes of an answer --------------------------------------------------------------------------------------

    def hear(self, asked: Asked, status: int, answer: Json) -> None:
        """Put an answer on the disk: states of sheets, receipts, and away with what the server has."""
        if status != 200:
            return
        if asked.method == "PUT":
            self._hear_photo(answer)
        for result in answer.get("results", []):
            self._hear_result(result)
        for sheet in answer.get("sheets") or []:
            self.sheets[sheet["visit"]] = sheet

    def _hear_result(self, result: Json) -> None:
        if result["outcome"] == "waiting" and any(message["kind"] != "submit" for message in self.outbox):
            return  # once more, when the rest is there; then the person is asked
        self.outbox = [message for message in self.outbox if message["id"] != result["id"]]
        self.laid = {line: laid for line, laid in self.laid.items() if laid["id"] != result["id"]}
        if result["outcome"] == "refused":
            self.refused[result["id"]] = result
        if result["receipt"]:
            self.receipts[result["id"]] = result["receipt"]

    def _hear_photo(self, state: Json) -> None:
        for sheet in self.sheets.values():
            sheet["photos"] = [{**p, **state} if p["id"] == state["id"] else p for p in sheet.get("photos", [])]
