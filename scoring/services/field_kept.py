"""What came too late and was kept aside, taken into the sheet by the committee once the visit is open again."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bantar.accounts.models import User
from bantar.trace.services import record
from bantar.web.errors import Refusal
from competitions.models import Nomination
from scoring.enums import KeptReason, MessageKind, MessageOutcome
from scoring.field_refusals import FieldRefusal
from scoring.models import Assessor, FieldDevice, FieldMessage, ScoreSheet
from scoring.refusals import ReasonMissing
from scoring.services.field_content import read_content
from scoring.services.field_desk import Desk
from scoring.services.field_gate import known_entries, own_kecamatan, why_kept
from scoring.services.field_messages import stored_data, take
from scoring.services.field_reading import bench_for, open_desks


class NothingKept(Refusal):
    message = _("Nothing is kept aside of this sheet.")


class StillClosed(Refusal):
    message = _("This cannot be taken in yet: %(reason)s")
    rule = _("First reopen what is closed: the visit, the sheet or the phase. Then take in what was kept.")


@dataclass
class TakenIn:
    """How many messages stand or wait for the assessor now, and what is still kept, with the reason in words."""

    taken: int = 0
    conflicts: int = 0
    left: int = 0
    missing: tuple[str, ...] = ()


@transaction.atomic
def take_in_kept(*, nomination: Nomination, assessor: Assessor, reason: str, by: User, now: datetime) -> TakenIn:
    """Do what each kept message says, in each phone's own order, as if it had come in time; submissions last."""
    if not reason.strip():
        raise ReasonMissing
    kept = list(_kept(nomination, assessor))
    if not kept:
        raise NothingKept
    report = TakenIn()
    devices = {message.device_id: message.device for message in kept}
    # All phones first: one that sends right now holds itself, and waits for the edition that the first of them takes.
    list(FieldDevice.objects.select_for_update(no_key=True).filter(pk__in=devices).order_by("pk"))
    for is_submit in (False, True):
        for pk, device in devices.items():
            of_device = [
                one.pk for one in kept if one.device_id == pk and (one.kind == MessageKind.SUBMIT) == is_submit
            ]
            if of_device:
                _replay(nomination, device, of_device, report, reason=reason.strip(), by=by, now=now)
    return report


def still_closed(
    nomination: Nomination, assessor: Assessor, sheet: ScoreSheet | None, *, now: datetime
) -> KeptReason | None:
    """Why what is kept cannot be taken in now; None when it can. Two queries; takes a sheet from `gated()`."""
    if assessor.user is None:
        return KeptReason.NOT_ASSIGNED
    entry = known_entries(assessor.user, [nomination.pk]).first()
    if entry is None:
        return KeptReason.NOT_ASSIGNED
    return why_kept(entry, sheet, own_kecamatan(assessor.user, now))


def _kept(nomination: Nomination, assessor: Assessor) -> Iterable[FieldMessage]:
    rows = FieldMessage.objects.kept().filter(nomination=nomination, assessor=assessor)
    return rows.select_related("device__user").order_by("device__created_at", "device_id", "seq")


def _replay(
    nomination: Nomination,
    device: FieldDevice,
    pks: Sequence[uuid.UUID],
    report: TakenIn,
    *,
    reason: str,
    by: User,
    now: datetime,
) -> None:
    device = FieldDevice.objects.select_for_update(no_key=True).get(pk=device.pk)
    desk = open_desks(bench_for(device, by=by, now=now), [nomination.pk]).get(nomination.pk)
    if desk is None:
        raise StillClosed(reason=KeptReason.NOT_ASSIGNED.label)
    if desk.kept_because is not None:
        raise StillClosed(reason=KeptReason(desk.kept_because).label)
    # Read anew under the lock: two who press at once take each message in once.
    rows = FieldMessage.objects.kept().filter(pk__in=pks).select_related("device").order_by("seq")
    outcomes = [_take(desk, message, report) for message in rows]
    desk.flush()
    taken = sum(outcomes)
    if taken and desk.sheet is not None:
        scope, details = nomination.edition.slug, {"messages": taken, "phone": str(device)}
        record(
            act="sheet.kept_taken_in", subject=desk.sheet, by=by, now=now, scope=scope, reason=reason, details=details
        )


def _take(desk: Desk, message: FieldMessage, report: TakenIn) -> bool:
    """Take one message in; what is not possible stays kept as it is."""
    try:
        content = read_content(message.kind, stored_data(message), desk.scale)
        taken = take(desk, message, content)
    except FieldRefusal:
        report.left += 1
        return False
    if taken.message is None or message.outcome == MessageOutcome.KEPT:
        report.left += 1
        report.missing = taken.missing or report.missing
        return False
    report.taken += 1
    report.conflicts += message.outcome == MessageOutcome.CONFLICT
    return True
