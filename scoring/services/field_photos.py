"""Photos of a sheet: announced by a message, at most three to an indicator, taken back, and how far from the RT."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from bantar.web.geometry import rings_of
from rt_registry.models import RegionBoundary
from scoring.domain.distance import distance_m
from scoring.enums import KeptReason
from scoring.field_refusals import Altered, BadValue
from scoring.models import FieldMessage, SheetPhoto
from scoring.services.field_content import PhotoSaid, Position
from scoring.services.field_desk import Desk


MOST_PHOTOS: Final = 3
"""To one indicator of one sheet."""

_MOST_ANNOUNCED: Final = 400
"""Of one sheet, taken back or not: nobody photographs so much, and our disk is not endless."""

_FINAL: Final = frozenset({"", KeptReason.TOO_MANY_PHOTOS, KeptReason.NOT_A_PHOTO})
"""All other problems come from a sheet that was closed when the photo arrived."""


def announce(desk: Desk, message: FieldMessage, said: PhotoSaid, problem: KeptReason | None = None) -> None:
    """Enter a photo, whose picture may follow. `problem`: why it does not count."""
    known = desk.photos.get(str(said.photo))
    if known is not None:
        _again(desk, known, message, said)
        return
    if SheetPhoto.objects.filter(pk=said.photo).exists():
        raise Altered(_("Another photo has this number already."))
    if len(desk.photos) >= _MOST_ANNOUNCED:
        raise BadValue(_("This sheet has %(most)s photos already, those taken back included."), most=_MOST_ANNOUNCED)
    photo = SheetPhoto(
        id=said.photo,
        device=desk.bench.device,
        nomination=desk.nomination,
        assessor=desk.bench.assessor,
        indicator_id=desk.bench.indicators[message.code],
        sha256=said.sha256,
        size=said.size,
        sealed_size=said.sealed_size,
        width=said.width,
        height=said.height,
        origin=said.origin,
        taken_at=message.happened_at,
        announced_at=desk.bench.now,
        problem=problem or _problem(desk, desk.bench.indicators[message.code]),
        removed_at=desk.bench.now if str(said.photo) in desk.removed else None,
        **_place(desk, said.position),
    )
    photo.save(force_insert=True)
    desk.photos[str(photo.pk)] = photo
    desk.note("photos", message.code)


def take_back(desk: Desk, photo_id: str, *, now: datetime) -> None:
    """Take a photo off the sheet; one that has not come yet will be off when it comes."""
    photo = desk.photos.get(photo_id)
    if photo is None:
        if SheetPhoto.objects.filter(pk=photo_id).exists():
            raise BadValue(_("This photo belongs to another sheet."))
        desk.removed.add(photo_id)
        return
    if photo.removed_at is not None:
        return
    photo.removed_at = now
    photo.save(update_fields=["removed_at"])
    desk.note("photos_removed", _code_of(desk, photo))
    _let_another_count(desk, photo.indicator_id)


def _again(desk: Desk, known: SheetPhoto, message: FieldMessage, said: PhotoSaid) -> None:
    """Announced once more: no effect, but that a photo kept aside may count now."""
    same = (known.sha256, known.size, known.indicator_id) == (
        said.sha256,
        said.size,
        desk.bench.indicators[message.code],
    )
    if not same or known.device_id != desk.bench.device.pk:
        raise Altered(_("Another photo has this number already."))
    if desk.kept_because is None and known.problem not in _FINAL:
        known.problem = _problem(desk, known.indicator_id)
        known.save(update_fields=["problem"])
        desk.note("photos", message.code)


def _problem(desk: Desk, indicator_id: int) -> str:
    return KeptReason.TOO_MANY_PHOTOS if len(_counting(desk, indicator_id)) >= MOST_PHOTOS else ""


def _counting(desk: Desk, indicator_id: int) -> list[SheetPhoto]:
    on_line = [photo for photo in desk.photos.values() if photo.indicator_id == indicator_id]
    return [photo for photo in on_line if photo.removed_at is None and not photo.problem]


def _let_another_count(desk: Desk, indicator_id: int) -> None:
    """A photo that was one too many moves up."""
    waiting = [
        photo
        for photo in desk.photos.values()
        if photo.indicator_id == indicator_id
        and photo.removed_at is None
        and photo.problem == KeptReason.TOO_MANY_PHOTOS
    ]
    if waiting and len(_counting(desk, indicator_id)) < MOST_PHOTOS:
        waiting[0].problem = ""
        waiting[0].save(update_fields=["problem"])


def _code_of(desk: Desk, photo: SheetPhoto) -> str:
    return next(code for code, pk in desk.bench.indicators.items() if pk == photo.indicator_id)


def _place(desk: Desk, position: Position | None) -> dict[str, object]:
    if position is None:
        return {}
    shape = RegionBoundary.objects.filter(code=desk.nomination.kelurahan.code).values_list("geometry", flat=True)
    point = (float(position.longitude), float(position.latitude))
    geometry = shape.first()
    return {
        "latitude": position.latitude,
        "longitude": position.longitude,
        "accuracy_m": position.accuracy_m,
        "distance_m": distance_m(point, rings_of(geometry)) if geometry else None,
    }
