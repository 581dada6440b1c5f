"""The picture of a photo, which comes sealed and in parts; opened and looked at once it is whole."""

import io
import uuid
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from django.core.files.base import ContentFile
from django.db import transaction

from bantar.accounts.models import User
from bantar.web.errors import Refusal
from competitions.evidence_files import inspect
from scoring.enums import KeptReason
from scoring.field_refusals import NoSuchPart, PartTooLarge, PartWrongLength, UnknownPhoto, Unreadable
from scoring.models import PhotoPart, SheetPhoto
from scoring.offline.sealing import DoesNotOpen, photo_context, unseal


PART_BYTES: Final = 65_536
"""A picture travels in parts of this size; the last may be shorter."""
MOST_PIXELS: Final = 16_000_000
"""The app makes pictures of at most 1600 x 1600; what unfolds to far more than that is none of its photos."""


@dataclass(frozen=True)
class Stored:
    """A photo after a part of it came; `is_altered`: the whole did not open, and all parts are asked for again."""

    photo: SheetPhoto
    is_altered: bool = False


def own_photo(photo: uuid.UUID, user: User) -> SheetPhoto:
    """A photo, for the owner of the phone that announced it; to everybody else it does not exist."""
    found = SheetPhoto.objects.select_related("indicator", "device").filter(pk=photo, device__user=user).first()
    if found is None:
        raise UnknownPhoto
    return found


def part_count(photo: SheetPhoto) -> int:
    return -(-photo.sealed_size // PART_BYTES)


@transaction.atomic
def store_part(*, photo: SheetPhoto, number: int, data: bytes, now: datetime) -> Stored:
    """Keep one part; the last one to come makes the photo whole. A part that is here already has no effect."""
    photo = _locked(photo)
    _check_part(photo, number, data)
    if not _is_wanted(photo):
        return Stored(photo)
    PhotoPart.objects.get_or_create(photo=photo, number=number, defaults={"data": data})
    parts = list(PhotoPart.objects.filter(photo=photo).order_by("number").values_list("data", flat=True))
    if len(parts) < part_count(photo):
        return Stored(photo)
    photo.parts.all().delete()
    return Stored(photo, is_altered=not _open(photo, b"".join(bytes(part) for part in parts), now=now))


@transaction.atomic
def store_whole(*, photo: SheetPhoto, sealed: bytes, now: datetime) -> SheetPhoto:
    """Take a picture that came in one piece, by a file. One that is here already has no effect."""
    photo = _locked(photo)
    if not _is_wanted(photo):
        return photo
    if len(sealed) != photo.sealed_size:
        raise Unreadable
    photo.parts.all().delete()
    if not _open(photo, sealed, now=now):
        raise Unreadable
    return photo


def _locked(photo: SheetPhoto) -> SheetPhoto:
    return SheetPhoto.objects.select_for_update(of=("self",)).select_related("indicator", "device").get(pk=photo.pk)


def _is_wanted(photo: SheetPhoto) -> bool:
    return photo.received_at is None and photo.removed_at is None and photo.problem != KeptReason.NOT_A_PHOTO


def _check_part(photo: SheetPhoto, number: int, data: bytes) -> None:
    parts = part_count(photo)
    if not 0 <= number < parts:
        raise NoSuchPart(parts=parts, number=number)
    if len(data) > PART_BYTES:
        raise PartTooLarge(most=PART_BYTES)
    expected = min(PART_BYTES, photo.sealed_size - number * PART_BYTES)
    if len(data) != expected:
        raise PartWrongLength(expected=expected, given=len(data))


def _open(photo: SheetPhoto, sealed: bytes, *, now: datetime) -> bool:
    """Unseal the whole, and store it if it is the picture that was announced. False: it was altered on its way."""
    try:
        picture = unseal(bytes(photo.device.key), sealed, photo_context(photo=photo.pk, device=photo.device_id))
    except DoesNotOpen:
        return False
    if _is_the_photo(photo, picture):
        photo.file.save("", ContentFile(picture), save=False)
        photo.received_at = now
    else:
        photo.problem = KeptReason.NOT_A_PHOTO
    photo.save(update_fields=["file", "received_at", "problem"])
    return True


def _is_the_photo(photo: SheetPhoto, picture: bytes) -> bool:
    if len(picture) != photo.size or sha256(picture).hexdigest() != photo.sha256:
        return False
    try:
        found = inspect(io.BytesIO(picture), name=str(photo.pk), size=len(picture), pixels=MOST_PIXELS)
    except Refusal:
        return False
    return found.is_image
