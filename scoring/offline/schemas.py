"""The shape of what a phone sends and gets. What a sealed message holds inside: `scoring/services/field_content.py`."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, Field


PROTOCOL = 1
_MOST_ID = 2**53


def _in_our_times(moment: datetime) -> datetime:
    """A phone whose battery was empty says 1970, and that is all right."""
    if not 1970 <= moment.year <= 2999:
        raise ValueError("year")
    return moment


PhoneTime = Annotated[AwareDatetime, AfterValidator(_in_our_times)]
VisitId = Annotated[int, Field(strict=True, ge=1, le=_MOST_ID)]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]


class Problem(Schema):
    """Why something was not done: a code for the app, a sentence for the person."""

    code: str
    text: str


class Me(Schema):
    id: int
    name: str


class SayaOut(Schema):
    """Who is signed in. `csrf`: what to send as X-CSRFToken where a cookie cannot be read."""

    user: Me
    is_assessor: bool
    server_time: datetime
    csrf: str


class DeviceIn(Schema):
    device: UUID
    label: str = Field(max_length=500)
    key: str = Field(max_length=100, description="base64 of 32 bytes")


class DeviceOut(Schema):
    device: UUID
    server_time: datetime


class KeyOut(Schema):
    key: str


class HoldingIn(Schema):
    """How far a sheet is on the phone."""

    visit: VisitId
    filled: Count = 0
    photos: Count = 0
    unsent: Count = 0


class DeliveryIn(Schema):
    protocol: int = Field(strict=True)
    device: UUID
    sent_at: PhoneTime
    holding: list[HoldingIn] = Field(default=[], max_length=2000)


class PlanIn(DeliveryIn):
    known: str | None = Field(default=None, max_length=64)


class MessageIn(Schema):
    id: UUID
    seq: int = Field(strict=True, ge=1, le=_MOST_ID)
    visit: VisitId
    kind: str = Field(max_length=20)
    sealed: str = Field(max_length=500_000, description="base64")


class SendIn(DeliveryIn):
    messages: list[MessageIn] = Field(max_length=200)


class LineOut(Schema):
    value: int | None
    note: str
    version: int


class FactsOut(Schema):
    place: str
    note: str
    visited_at: datetime | None
    version: int


class ConflictOut(Schema):
    """What another phone says about a line; the assessor decides by saying anything newer."""

    code: str
    message: UUID
    value: int | None
    note: str
    place: str
    phone: str
    at: datetime


class PhotoOut(Schema):
    """`missing`: the numbers of the parts still to be sent."""

    id: UUID
    code: str
    received: bool
    counted: bool
    missing: list[int]
    problem: Problem | None
    taken_at: datetime
    origin: str


class KeptOut(Schema):
    message: UUID
    code: str
    kind: str
    value: int | None
    note: str
    reason: Problem
    at: datetime


class SheetOut(Schema):
    visit: int
    status: Literal["none", "draft", "submitted"]
    revision: int
    lines: dict[str, LineOut]
    facts: FactsOut
    conflicts: list[ConflictOut]
    photos: list[PhotoOut]
    receipt: str
    submitted_at: datetime | None
    counted: bool
    not_counted: Problem | None
    closed: Problem | None
    kept: list[KeptOut]


class ResultOut(Schema):
    """`receipt` never changes for the same message; `missing` keeps a sheet from being complete."""

    id: UUID
    outcome: Literal["applied", "superseded", "conflict", "kept", "waiting", "refused"]
    receipt: str | None
    reason: Problem | None
    missing: list[str]


class SendOut(Schema):
    server_time: datetime
    results: list[ResultOut]
    sheets: list[SheetOut]


class RulesOut(Schema):
    name: str
    scale_max: int
    levels: dict[str, str]
    has_buttons: bool


class IndicatorOut(Schema):
    code: str
    aspect: str
    wording: str
    guide: str
    level_guide: dict[str, str]


class StoryOut(Schema):
    year: int
    text: str


class MemberOut(Schema):
    rt: str
    kk: int | None
    story: list[StoryOut]


class VisitOut(Schema):
    id: int
    edition: str
    label: str
    kelurahan: str
    kecamatan: str
    category: str
    kk: int | None
    track: str
    team: str
    day: date | None
    order: int
    is_lead: bool
    state: str
    address: str
    members: list[MemberOut]
    note: str
    boundary: str


class PlanOut(Schema):
    """`boundaries`: rings of [longitude, latitude] by region code."""

    user: Me
    rules: dict[str, RulesOut]
    indicators: list[IndicatorOut]
    visits: list[VisitOut]
    boundaries: dict[str, list[list[tuple[float, float]]]]


class PlanReply(Schema):
    server_time: datetime
    digest: str
    unchanged: bool
    plan: PlanOut | None
    sheets: list[SheetOut]
