"""What a phone's message says, read from the opened text into typed values, or refused with a sentence."""

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, NoReturn

from django.utils.translation import gettext_lazy as _

from competitions.evidence_files import IMAGE_TYPES
from scoring.domain.merging import FACTS, Manifest, Said
from scoring.enums import MessageKind, PhotoOrigin
from scoring.field_refusals import BadValue, Unreadable
from scoring.offline.sealing import OVERHEAD
from scoring.services.sheet_lines import LONGEST_NOTE, LONGEST_PLACE, LONGEST_VISIT_NOTE, clean_text


MOST_PICTURE_BYTES: Final = 2 * 1024 * 1024
_MOST_PHOTOS: Final = 200
_HIGHEST_VERSION: Final = 2**31 - 1
_FARTHEST_M: Final = 1_000_000
_EARLIEST, _LATEST = 1970, 2999


@dataclass(frozen=True)
class Position:
    latitude: Decimal
    longitude: Decimal
    accuracy_m: int


@dataclass(frozen=True)
class PhotoSaid:
    """A photo announced."""

    photo: uuid.UUID
    sha256: str
    size: int
    content_type: str
    width: int
    height: int
    origin: PhotoOrigin
    position: Position | None

    @property
    def sealed_size(self) -> int:
        return self.size + OVERHEAD


@dataclass(frozen=True)
class Content:
    """One message, opened. `code`: the indicator, "visit" for the visit's facts, or nothing."""

    at: datetime
    code: str = ""
    base: int = 0
    said: Said | None = None
    photo: PhotoSaid | None = None
    removed: uuid.UUID | None = None
    manifest: Manifest | None = None


@dataclass(frozen=True)
class Scale:
    """What a value may be on this entry's rules."""

    codes: frozenset[str]
    highest: int


def open_json(plain: bytes) -> Mapping[str, Any]:
    """Read the opened text; anything but one JSON object is unreadable."""
    try:
        data = json.loads(plain.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(data, dict):
        raise Unreadable
    return data


def read_content(kind: str, data: Mapping[str, Any], scale: Scale) -> Content:
    """Read a message of this kind."""
    at = _moment(data.get("at"))
    if kind == MessageKind.LINE:
        code = _code(data.get("code"), scale)
        return Content(at, code, _version(data.get("base")), said=_said_line(code, data, scale))
    if kind == MessageKind.FACTS:
        return Content(at, FACTS, _version(data.get("base")), said=_said_facts(data))
    if kind == MessageKind.PHOTO:
        return Content(at, _code(data.get("code"), scale), photo=_photo(data))
    if kind == MessageKind.PHOTO_REMOVED:
        return Content(at, removed=_uuid(data.get("photo")))
    if kind == MessageKind.SUBMIT:
        return Content(at, manifest=_manifest(data, scale))
    raise Unreadable


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _moment(text: object) -> datetime:
    """A moment by the phone's clock, however wrong that is."""
    try:
        moment = datetime.fromisoformat(_text(text, 40)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unreadable from error
    if not _EARLIEST <= moment.year <= _LATEST:
        raise Unreadable
    return moment


def _code(code: object, scale: Scale) -> str:
    if not isinstance(code, str) or code not in scale.codes:
        shown = clean_text(code)[:20] if isinstance(code, str) else "?"
        raise BadValue(_("There is no indicator “%(code)s”."), code=shown)
    return code


def _version(number: object) -> int:
    return _whole(number, 0, _HIGHEST_VERSION)


def _whole(number: object, lowest: int, highest: int) -> int:
    if type(number) is not int or not lowest <= number <= highest:
        raise Unreadable
    return number


def _text(text: object, longest: int) -> str:
    if not isinstance(text, str) or len(text) > longest:
        raise Unreadable
    return text


def _uuid(text: object) -> uuid.UUID:
    if not isinstance(text, str) or not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text):
        raise Unreadable
    return uuid.UUID(text)


def _object(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Unreadable
    return value


def _said_line(code: str, data: Mapping[str, Any], scale: Scale) -> Said:
    value = data.get("value")
    if value is not None and not (type(value) is int and 0 <= value <= scale.highest):
        raise BadValue(
            _("The score of %(code)s must be a whole number from 0 to %(highest)s, not “%(value)s”."),
            code=code,
            highest=scale.highest,
            value=_short(value),
        )
    return Said(value=value, note=_note(code, data.get("note", ""), LONGEST_NOTE))


def _short(value: object) -> str:
    """A wrong value as it is shown; a huge number is not written out."""
    if isinstance(value, int) and abs(value) >= 10**12:
        return "…"
    return clean_text(str(value))[:20] if isinstance(value, int | float | str | bool) else "?"


def _said_facts(data: Mapping[str, Any]) -> Said:
    place = data.get("place", "")
    if not isinstance(place, str):
        raise Unreadable
    place = " ".join(clean_text(place).split())
    if len(place) > LONGEST_PLACE:
        raise BadValue(_("The place is too long: at most %(most)s characters."), most=LONGEST_PLACE)
    return Said(note=_note("", data.get("note", ""), LONGEST_VISIT_NOTE), place=place)


def _note(code: str, note: object, longest: int) -> str:
    if not isinstance(note, str):
        raise Unreadable
    note = clean_text(note)
    if len(note) > longest:
        if code:
            raise BadValue(_("The note on %(code)s is too long: at most %(most)s characters."), code=code, most=longest)
        raise BadValue(_("The note on the visit is too long: at most %(most)s characters."), most=longest)
    return note


def _photo(data: Mapping[str, Any]) -> PhotoSaid:
    sha256 = _text(data.get("sha256"), 64)
    if not re.fullmatch(r"[0-9a-f]{64}", sha256) or data.get("origin") not in PhotoOrigin.values:
        raise Unreadable
    if data.get("type") not in IMAGE_TYPES.values():
        raise BadValue(_("A photo must be a JPEG, PNG or WebP picture."))
    size = data.get("size")
    if type(size) is not int or not 1 <= size <= MOST_PICTURE_BYTES:
        raise BadValue(_("A photo may have at most %(most)s MB."), most=MOST_PICTURE_BYTES // 1024**2)
    if data.get("sealed_size") != size + OVERHEAD:
        raise Unreadable
    return PhotoSaid(
        photo=_uuid(data.get("photo")),
        sha256=sha256,
        size=size,
        content_type=data["type"],
        width=_whole(data.get("width"), 1, 30_000),
        height=_whole(data.get("height"), 1, 30_000),
        origin=PhotoOrigin(data["origin"]),
        position=None if data.get("position") is None else _position(_object(data["position"])),
    )


def _position(data: Mapping[str, Any]) -> Position:
    accuracy = _number(data.get("accuracy_m"), 0, 1e9)
    return Position(
        latitude=_degrees(data.get("latitude"), 90),
        longitude=_degrees(data.get("longitude"), 180),
        accuracy_m=min(round(accuracy), _FARTHEST_M),
    )


def _degrees(number: object, most: int) -> Decimal:
    return Decimal(str(round(_number(number, -most, most), 6)))


def _number(number: object, lowest: float, highest: float) -> float:
    if type(number) not in (int, float) or not lowest <= number <= highest:  # type: ignore[operator]
        raise Unreadable
    return float(number)  # type: ignore[arg-type]


def _manifest(data: Mapping[str, Any], scale: Scale) -> Manifest:
    lines = {
        _code(code, scale): _said_line(code, _object(line), scale) for code, line in _object(data.get("lines")).items()
    }
    photos = data.get("photos", [])
    if not isinstance(photos, list) or len(photos) > _MOST_PHOTOS:
        raise Unreadable
    return Manifest(lines, _said_facts(_object(data.get("facts"))), [str(_uuid(photo)) for photo in photos])
