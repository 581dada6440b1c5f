"""What came of one sheet from the phone's side: phones, receipts, what was kept aside or differs, photos."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competitions.models import Nomination
from scoring.domain.merging import FACTS
from scoring.enums import MessageKind, MessageOutcome
from scoring.models import Assessor, FieldMessage, HeldVisit, SheetPhoto


@dataclass(frozen=True)
class Message:
    """A message as people read it."""

    stored: FieldMessage

    @property
    def what(self) -> str:
        """The indicator, or the kind where it speaks of none."""
        is_line = self.stored.code and self.stored.code != FACTS
        return self.stored.code if is_line else str(self.stored.get_kind_display())

    @property
    def value(self) -> int | None:
        value = self._content.get("value")
        return value if isinstance(value, int) else None

    @property
    def words(self) -> str:
        """Note and place, as far as it has them."""
        return " · ".join(str(self._content[name]) for name in ("place", "note") if self._content.get(name))

    @property
    def by_another(self) -> bool:
        """Whether somebody else than the phone's owner delivered it, as a file."""
        return self.stored.delivered_by_id != self.stored.device.user_id

    @property
    def _content(self) -> Mapping[str, object]:
        return self.stored.content if isinstance(self.stored.content, dict) else {}


@dataclass(frozen=True)
class Delivery:
    """Messages of one phone that came together and do not count for the same reason."""

    first: Message
    messages: tuple[Message, ...]


@dataclass(frozen=True)
class Phone:
    """The visit on one phone, with what is to be known of the phone."""

    held: HeldVisit

    @property
    def clock(self) -> str:
        """How far its clock is off; "" while nobody knows."""
        offset = self.held.device.clock_offset_ms
        return "" if offset is None else clock_words(offset)


def clock_words(offset_ms: int) -> str:
    """Say our time minus the phone's: positive is a slow clock. Its times are corrected either way."""
    minutes = round(abs(offset_ms) / 60_000)
    if minutes < 2:
        return _("right")
    if minutes < 120:
        amount = ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    elif minutes < 48 * 60:
        amount = ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": minutes // 60}
    else:
        amount = ngettext("%(n)s day", "%(n)s days", minutes // 1440) % {"n": minutes // 1440}
    words = _("%(amount)s slow, corrected here") if offset_ms > 0 else _("%(amount)s fast, corrected here")
    return words % {"amount": amount}


@dataclass(frozen=True)
class PhotoGroup:
    """The photos of one indicator."""

    code: str
    wording: str
    photos: tuple[SheetPhoto, ...]


@dataclass(frozen=True)
class FieldSheet:
    """One entry and one assessor; a sheet need not have been begun."""

    phones: tuple[Phone, ...]
    kept: tuple[Delivery, ...]
    differing: tuple[Delivery, ...]
    receipts: tuple[Message, ...]
    photos: tuple[PhotoGroup, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.phones or self.kept or self.differing or self.receipts or self.photos)


def field_sheet(nomination: Nomination, assessor: Assessor) -> FieldSheet:
    """Three queries."""
    own = {"nomination": nomination, "assessor": assessor}
    waiting = Q(outcome=MessageOutcome.CONFLICT, settled_at=None)
    submitted = Q(outcome=MessageOutcome.APPLIED, kind=MessageKind.SUBMIT)
    stored = (
        FieldMessage.objects.filter(waiting | submitted | Q(outcome=MessageOutcome.KEPT), **own)
        .select_related("device", "delivered_by")
        .order_by("received_at", "device_id", "seq")
    )
    rows = [Message(message) for message in stored]
    phones = HeldVisit.objects.filter(nomination=nomination, device__user__assessor=assessor).select_related("device")
    return FieldSheet(
        phones=tuple(Phone(held) for held in phones.order_by("-seen_at")),
        kept=_deliveries(_with(rows, MessageOutcome.KEPT)),
        differing=_deliveries(_with(rows, MessageOutcome.CONFLICT)),
        receipts=_with(rows, MessageOutcome.APPLIED),
        photos=_photos(nomination, assessor),
    )


def _with(rows: list[Message], outcome: MessageOutcome) -> tuple[Message, ...]:
    return tuple(row for row in rows if row.stored.outcome == outcome)


def _deliveries(rows: tuple[Message, ...]) -> tuple[Delivery, ...]:
    def together(row: Message) -> tuple[object, ...]:
        return row.stored.received_at, row.stored.device_id, row.stored.reason

    groups = [tuple(group) for _key, group in groupby(rows, key=together)]
    return tuple(Delivery(group[0], group) for group in groups)


def _photos(nomination: Nomination, assessor: Assessor) -> tuple[PhotoGroup, ...]:
    rows = (
        SheetPhoto.objects.filter(nomination=nomination, assessor=assessor)
        .select_related("indicator", "device")
        .order_by("indicator__order", "taken_at", "pk")
    )
    groups = groupby(rows, key=lambda photo: photo.indicator)
    return tuple(PhotoGroup(one.code, one.wording, tuple(photos)) for one, photos in groups)
