"""The door for phones under /penilaian/api/: who am I, this phone, the plan, messages, photos."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from ninja import NinjaAPI

from bantar.web.http import signed_in_user
from bantar.web.openapi import say_what_operations_do
from scoring.field_refusals import BadValue, PartTooLarge, WrongProtocol
from scoring.offline.answers import PROBLEMS, OwnSession, teach
from scoring.offline.schemas import (
    PROTOCOL,
    DeliveryIn,
    DeviceIn,
    DeviceOut,
    KeyOut,
    MessageIn,
    PhotoOut,
    PlanIn,
    PlanReply,
    SayaOut,
    SendIn,
    SendOut,
)
from scoring.offline.sealing import DoesNotOpen, from_text, to_text
from scoring.selectors.field_plan import field_plan
from scoring.selectors.field_sheets import PhotoState, photo_state, sheet_states
from scoring.services.field_devices import (
    Holding,
    check_assessor,
    device_to_deliver,
    hear_from,
    own_device,
    set_up_device,
)
from scoring.services.field_inbox import Envelope, receive
from scoring.services.field_messages import Sealed
from scoring.services.field_pictures import PART_BYTES, own_photo, store_part


api = NinjaAPI(
    title="BANTAR: penilaian di lapangan",
    version="1",
    description="What the app for assessors says to the portal. For our own app alone; it may change with it.",
    openapi_url=None,
    docs_url=None,
    urls_namespace="field-api",
    auth=OwnSession(),
)
teach(api)


@api.get("saya", response={200: SayaOut, **PROBLEMS}, url_name="me")
def saya(request: HttpRequest) -> object:
    """Who is signed in; sets the CSRF cookie."""
    user = signed_in_user(request)
    check_assessor(user)
    return {
        "user": {"id": user.pk, "name": user.display_name or user.username},
        "is_assessor": True,
        "server_time": timezone.now(),
        "csrf": get_token(request),
    }


@api.post("perangkat", response={200: DeviceOut, **PROBLEMS}, url_name="device")
def perangkat(request: HttpRequest, data: DeviceIn) -> object:
    """Set up the store of this user on this phone; the key stays here for recovery. The same again: no effect."""
    try:
        key = from_text(data.key)
    except DoesNotOpen as error:
        raise BadValue from error
    now = timezone.now()
    device = set_up_device(device=data.device, label=data.label, key=key, by=signed_in_user(request), now=now)
    return {"device": device.pk, "server_time": now}


@api.get("perangkat/{device}/kunci", response={200: KeyOut, **PROBLEMS}, url_name="device-key")
def kunci(request: HttpRequest, device: UUID) -> object:
    """The key of one's own store, for a forgotten PIN."""
    return {"key": to_text(bytes(own_device(device, signed_in_user(request)).key))}


@api.post("rencana", response={200: PlanReply, **PROBLEMS}, url_name="plan")
def rencana(request: HttpRequest, data: PlanIn) -> object:
    """The visits with all that is needed offline, unless the phone knows them as they are; and the sheets' states."""
    user = signed_in_user(request)
    _check_protocol(data)
    check_assessor(user)
    device = device_to_deliver(data.device, user)
    now = timezone.now()
    plan = field_plan(user)
    visits = [visit.id for visit in plan.visits]
    hear_from(device=device, holding=_holding(data), handed=visits, sent_at=data.sent_at, now=now)
    unchanged = data.known == plan.digest
    return {
        "server_time": now,
        "digest": plan.digest,
        "unchanged": unchanged,
        "plan": None if unchanged else plan,
        "sheets": sheet_states(user=user, visits={*visits, *(one.visit for one in data.holding)}, now=now),
    }


@api.post("kirim", response={200: SendOut, **PROBLEMS}, url_name="send")
def kirim(request: HttpRequest, data: SendIn) -> object:
    """Messages, each applied once however often it is sent. Every message gets its own answer."""
    user = signed_in_user(request)
    _check_protocol(data)
    device = device_to_deliver(data.device, user)
    now = timezone.now()
    with transaction.atomic():
        hear_from(device=device, holding=_holding(data), sent_at=data.sent_at, now=now)
        envelope = Envelope([_sealed(one) for one in data.messages], data.sent_at)
        results = receive(device=device, envelope=envelope, by=user, now=now)
    sheets = sheet_states(user=user, visits={one.visit for one in data.messages}, now=now)
    return {"server_time": now, "results": results, "sheets": sheets}


@api.get("foto/{photo}", response={200: PhotoOut, **PROBLEMS}, url_name="photo")
def foto(request: HttpRequest, photo: UUID) -> PhotoState:
    """Which parts of a photo are still missing."""
    return photo_state(own_photo(photo, signed_in_user(request)))


@api.put(
    "foto/{photo}/{number}",
    response={200: PhotoOut, **PROBLEMS},
    url_name="photo-part",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
def foto_bagian(request: HttpRequest, photo: UUID, number: int) -> PhotoState:
    """One part of a sealed photo, 65,536 bytes (the last one less). A repeated part has no effect."""
    known = own_photo(photo, signed_in_user(request))
    if _length(request) > PART_BYTES:
        raise PartTooLarge(most=PART_BYTES)
    stored = store_part(photo=known, number=number, data=request.body, now=timezone.now())
    return photo_state(stored.photo, is_altered=stored.is_altered)


def openapi(request: HttpRequest) -> HttpResponse:
    """This API in the words of OpenAPI."""
    prefix = reverse("scoring:field-api:openapi").removesuffix("openapi.json")
    document = dict(api.get_openapi_schema(path_prefix=prefix))
    say_what_operations_do(document["paths"])
    return JsonResponse(document)


def _check_protocol(data: DeliveryIn) -> None:
    if data.protocol != PROTOCOL:
        raise WrongProtocol


def _holding(data: DeliveryIn) -> list[Holding]:
    return [Holding(one.visit, one.filled, one.photos, one.unsent) for one in data.holding]


def _sealed(one: MessageIn) -> Sealed:
    """What is not base64 does not open either."""
    try:
        sealed = from_text(one.sealed)
    except DoesNotOpen:
        sealed = b""
    return Sealed(one.id, one.seq, one.visit, one.kind, sealed)


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdigit() else 0
