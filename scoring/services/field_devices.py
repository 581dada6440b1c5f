"""The store of one assessor on one phone: set up once, its key kept for recovery, heard of now and then."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Final

from django.db import transaction

from bantar.accounts.models import User
from bantar.trace.services import record
from rt_registry.permissions import is_assessor
from scoring.field_refusals import BadValue, DeviceTaken, NotAnAssessor, OtherUser, UnknownDevice
from scoring.models import Assessor, FieldDevice, HeldVisit
from scoring.offline.sealing import KEY_BYTES
from scoring.services.field_gate import known_entries
from scoring.services.sheet_lines import clean_text


LONGEST_LABEL: Final = 120


@dataclass(frozen=True)
class Holding:
    """How far a sheet is on a phone, as the phone says."""

    visit: int
    filled: int = 0
    photos: int = 0
    unsent: int = 0


def check_assessor(user: User) -> Assessor:
    """The assessor behind an account, or refuse."""
    assessor = Assessor.objects.filter(user=user).first() if is_assessor(user) else None
    if assessor is None:
        raise NotAnAssessor
    return assessor


@transaction.atomic
def set_up_device(*, device: uuid.UUID, label: str, key: bytes, by: User, now: datetime) -> FieldDevice:
    """Keep the recovery copy of a store's key. The same again changes nothing; another's store stays as it is."""
    check_assessor(by)
    if len(key) != KEY_BYTES:
        raise BadValue
    label = " ".join(clean_text(label).split())[:LONGEST_LABEL]
    known, is_new = FieldDevice.objects.get_or_create(
        pk=device, defaults={"user": by, "label": label, "key": key, "created_at": now}
    )
    if is_new:
        record(act="device.set_up", subject=known, by=by, now=now, details={"phone": label})
    elif known.user_id != by.pk or not compare_digest(bytes(known.key), key):
        raise DeviceTaken
    return known


def own_device(device: uuid.UUID, user: User) -> FieldDevice:
    """The phone, for its owner; to everybody else it does not exist."""
    known = FieldDevice.objects.select_related("user").filter(pk=device, user=user).first()
    if known is None:
        raise UnknownDevice
    return known


def device_to_deliver(device: uuid.UUID, user: User) -> FieldDevice:
    """The phone whose messages this user delivers: the app must know that work belongs to another account."""
    known = FieldDevice.objects.select_related("user").filter(pk=device).first()
    if known is None:
        raise UnknownDevice
    if known.user_id != user.pk:
        raise OtherUser
    return known


@transaction.atomic
def hear_from(
    *, device: FieldDevice, holding: Iterable[Holding], handed: Iterable[int] = (), sent_at: datetime, now: datetime
) -> None:
    """Note when a phone was heard of, what its clock said, and what lies on it; `handed`: visits it gets now."""
    device.seen_at = now
    device.clock_offset_ms = (now - sent_at) // timedelta(milliseconds=1)
    device.save(update_fields=["seen_at", "clock_offset_ms"])
    told = {one.visit: one for one in holding}
    known = set(known_entries(device.user, told.keys()).values_list("pk", flat=True)) | set(handed)
    rows = [_held(device, told.get(visit, Holding(visit)), now) for visit in sorted(known)]
    HeldVisit.objects.bulk_create(
        [row for row in rows if row.nomination_id in told],
        update_conflicts=True,
        unique_fields=["device", "nomination"],
        update_fields=["seen_at", "filled", "photos", "unsent"],
    )
    HeldVisit.objects.bulk_create(
        [row for row in rows if row.nomination_id not in told],
        update_conflicts=True,
        unique_fields=["device", "nomination"],
        update_fields=["seen_at"],
    )


def _held(device: FieldDevice, one: Holding, now: datetime) -> HeldVisit:
    return HeldVisit(
        device=device,
        nomination_id=one.visit,
        handed_at=now,
        seen_at=now,
        filled=min(one.filled, 999),
        photos=min(one.photos, 999),
        unsent=min(one.unsent, 999_999),
    )
