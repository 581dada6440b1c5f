"""The state of sheets as a phone sees it: what stands, what differs, what is kept, which photos are here."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bantar.accounts.models import User
from competitions.enums import NominationStatus
from competitions.models import Nomination
from scoring.enums import KeptReason, MessageKind, MessageOutcome, SheetStatus
from scoring.models import FieldMessage, PhotoPart, Score, ScoreSheet, SheetPhoto
from scoring.services.field_gate import known_entries, own_kecamatan, why_kept
from scoring.services.field_pictures import part_count
from scoring.services.sheet_gate import gated


ALTERED = _("The photo was altered on its way. All of it is asked for once more.")
TAKEN_BACK = _("This photo was taken back. Its picture is not needed any more.")
OfVisit = TypeVar("OfVisit", FieldMessage, SheetPhoto)


@dataclass(frozen=True)
class Reason:
    code: str
    text: str

    @classmethod
    def of(cls, reason: str, text: str | Promise = "") -> "Reason":
        return cls(reason, str(text or KeptReason(reason).label))


@dataclass(frozen=True)
class LineState:
    value: int | None
    note: str
    version: int


@dataclass(frozen=True)
class FactsState:
    place: str = ""
    note: str = ""
    visited_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True)
class ConflictState:
    """What another phone says about a line; the assessor decides."""

    code: str
    message: str
    value: int | None
    note: str
    place: str
    phone: str
    at: datetime


@dataclass(frozen=True)
class PhotoState:
    id: str
    code: str
    received: bool
    counted: bool
    missing: tuple[int, ...]
    problem: Reason | None
    taken_at: datetime
    origin: str


@dataclass(frozen=True)
class KeptState:
    """A message received and not counted."""

    message: str
    code: str
    kind: str
    value: int | None
    note: str
    reason: Reason
    at: datetime


@dataclass(frozen=True)
class SheetState:
    visit: int
    status: str = "none"
    revision: int = 0
    lines: Mapping[str, LineState] = field(default_factory=dict)
    facts: FactsState = FactsState()
    conflicts: tuple[ConflictState, ...] = ()
    photos: tuple[PhotoState, ...] = ()
    receipt: str = ""
    submitted_at: datetime | None = None
    counted: bool = False
    not_counted: Reason | None = None
    closed: Reason | None = None
    kept: tuple[KeptState, ...] = ()


@dataclass
class _Facts:
    """What is read for all sheets at once."""

    lines: dict[int, dict[str, LineState]]
    messages: dict[int, list[FieldMessage]]
    photos: dict[int, list[SheetPhoto]]
    parts: dict[str, set[int]]


def sheet_states(*, user: User, visits: Collection[int], now: datetime) -> list[SheetState]:
    """The user's sheets of these visits, without those that they may not know of. Seven queries, however many."""
    entries = list(known_entries(user, visits).order_by("pk"))
    own = {"assessor__user": user, "nomination__in": [entry.pk for entry in entries]}
    sheets = {sheet.nomination_id: sheet for sheet in gated(ScoreSheet.objects.filter(**own))}
    facts = _Facts(
        _lines(sheets.values()),
        _grouped(_messages(own)),
        _grouped(
            SheetPhoto.objects.filter(removed_at=None, **own).select_related("indicator").order_by("announced_at")
        ),
        _parts(own),
    )
    where = own_kecamatan(user, now)
    return [_state(entry, sheets.get(entry.pk), facts, where) for entry in entries]


def photo_state(photo: SheetPhoto, *, is_altered: bool = False) -> PhotoState:
    """One photo, for the phone that sends it; `is_altered`: all of it came, and did not open. Two queries."""
    sheet = gated(ScoreSheet.objects.filter(nomination=photo.nomination_id, assessor=photo.assessor_id)).first()
    parts = set(PhotoPart.objects.filter(photo=photo).values_list("number", flat=True))
    state = _photo(photo, parts, _is_counted(sheet))
    return replace(state, problem=Reason("altered", str(ALTERED))) if is_altered else state


def _lines(sheets: Iterable[ScoreSheet]) -> dict[int, dict[str, LineState]]:
    found: dict[int, dict[str, LineState]] = defaultdict(dict)
    rows = Score.objects.filter(sheet__in=[sheet.pk for sheet in sheets]).values_list(
        "sheet_id", "indicator__code", "value", "note", "version"
    )
    for sheet, code, value, note, version in rows:
        found[sheet][code] = LineState(value, note, version)
    return found


def _messages(own: Mapping[str, object]) -> Iterable[FieldMessage]:
    """What differs, what is kept, and what submitted a sheet."""
    wanted = (
        Q(outcome=MessageOutcome.CONFLICT, settled_at=None)
        | Q(outcome=MessageOutcome.KEPT)
        | Q(outcome=MessageOutcome.APPLIED, kind=MessageKind.SUBMIT)
    )
    rows = FieldMessage.objects.filter(wanted, **own).annotate(counts_at=Coalesce(F("settled_at"), F("received_at")))
    return rows.select_related("device").order_by("counts_at", "seq")


def _grouped(rows: Iterable[OfVisit]) -> dict[int, list[OfVisit]]:
    found: dict[int, list[OfVisit]] = defaultdict(list)
    for row in rows:
        found[row.nomination_id].append(row)
    return found


def _parts(own: Mapping[str, object]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    of_photo = {f"photo__{name}": value for name, value in own.items()}
    for photo, number in PhotoPart.objects.filter(**of_photo).order_by().values_list("photo_id", "number"):
        found[str(photo)].add(number)
    return found


def _state(entry: Nomination, sheet: ScoreSheet | None, facts: _Facts, own: frozenset[int]) -> SheetState:
    closed = why_kept(entry, sheet, own)
    counted = _is_counted(sheet)
    messages = facts.messages.get(entry.pk, [])
    shared = {
        "photos": tuple(
            _photo(photo, facts.parts.get(str(photo.pk), set()), counted) for photo in facts.photos.get(entry.pk, [])
        ),
        "closed": Reason.of(closed) if closed else None,
        "kept": tuple(_kept(one) for one in messages if one.outcome == MessageOutcome.KEPT),
    }
    if sheet is None:
        return SheetState(visit=entry.pk, **shared)  # type: ignore[arg-type]
    return SheetState(
        visit=entry.pk,
        status=str(sheet.status),
        revision=sheet.revision,
        lines=facts.lines.get(sheet.pk, {}),
        facts=FactsState(sheet.place, sheet.note, sheet.visited_at, sheet.facts_version),
        conflicts=tuple(_conflict(one) for one in messages if one.outcome == MessageOutcome.CONFLICT),
        receipt=_receipt(sheet, messages),
        submitted_at=sheet.submitted_at,
        counted=counted,
        not_counted=_not_counted(sheet),
        **shared,  # type: ignore[arg-type]
    )


def _is_counted(sheet: ScoreSheet | None) -> bool:
    return sheet is not None and sheet.is_submitted and _not_counted(sheet) is None


def _not_counted(sheet: ScoreSheet) -> Reason | None:
    """Why a submitted sheet does not count; a sheet from `gated()`."""
    if sheet.status != SheetStatus.SUBMITTED:
        return None
    if sheet.in_conflict:  # type: ignore[attr-defined]
        return Reason.of(KeptReason.IN_CONFLICT)
    if sheet.nomination.status not in NominationStatus.competing():
        return Reason.of(KeptReason.NOT_COMPETING)
    return None


def _receipt(sheet: ScoreSheet, messages: Iterable[FieldMessage]) -> str:
    """The receipt of the message that submitted the sheet as it is; none if the form did."""
    if sheet.submitted_at is None:
        return ""
    submits = (one for one in messages if one.kind == MessageKind.SUBMIT and one.outcome == MessageOutcome.APPLIED)
    since = (one.receipt for one in submits if one.counts_at >= sheet.submitted_at)  # type: ignore[attr-defined]
    return next(since, "")


def _conflict(message: FieldMessage) -> ConflictState:
    said = message.content
    return ConflictState(
        code=message.code,
        message=str(message.pk),
        value=said.get("value"),
        note=said.get("note", ""),
        place=said.get("place", ""),
        phone=str(message.device),
        at=message.happened_at,
    )


def _kept(message: FieldMessage) -> KeptState:
    said = message.content
    is_line = message.kind in {MessageKind.LINE, MessageKind.FACTS}
    return KeptState(
        message=str(message.pk),
        code=message.code,
        kind=str(message.kind),
        value=said.get("value") if is_line else None,
        note=said.get("note", "") if is_line else "",
        reason=Reason.of(message.reason),
        at=message.happened_at,
    )


def _photo(photo: SheetPhoto, parts: set[int], sheet_counts: bool) -> PhotoState:
    received = photo.received_at is not None
    is_over = received or photo.removed_at is not None or photo.problem == KeptReason.NOT_A_PHOTO
    return PhotoState(
        id=str(photo.pk),
        code=photo.indicator.code,
        received=received,
        counted=received and not photo.problem and photo.removed_at is None and sheet_counts,
        missing=() if is_over else tuple(n for n in range(part_count(photo)) if n not in parts),
        problem=_problem(photo),
        taken_at=photo.taken_at,
        origin=str(photo.origin),
    )


def _problem(photo: SheetPhoto) -> Reason | None:
    """Why a photo is not wanted or does not count. One taken back, by another phone perhaps, says so: its own phone
    would offer the picture for ever."""
    if photo.removed_at is not None:
        return Reason("taken_back", str(TAKEN_BACK))
    return Reason.of(photo.problem) if photo.problem else None
