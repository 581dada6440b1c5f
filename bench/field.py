"""The phone of an assessor: how soon a tap shows, what a visit costs in taps and bytes, what the server takes in.

In a seeded database, behind the server of production, in a browser slowed down to a quarter of its speed. Without
Chromium the browser's figures stay out.
"""

import json
import os
import secrets
import shutil
import time
import uuid
from pathlib import Path
from typing import Any, Final

from django.core.management import call_command
from django.utils import timezone

from bench.field_browser import measure_browser
from scoring.models import Assignment, FieldDevice, Indicator
from scoring.offline.sealing import KEY_BYTES, message_context, seal
from scoring.services.field_inbox import Envelope, Sealed, receive


MESSAGES: Final = 1200
BATCH: Final = 60


def main(target: Path) -> None:
    figures: dict[str, Any] = {"receive": measure_receive(nth=0)}
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium:
        call_command("collectstatic", interactive=False, verbosity=0)
        visit = visit_ahead(nth=1)
        figures["browser"] = measure_browser(chromium, visit.nomination_id, assessor_of(visit))
    target.write_text(json.dumps(figures), encoding="utf-8")


def visit_ahead(nth: int) -> Assignment:
    """A visit of the assessment that nobody has begun."""
    visits = Assignment.objects.filter(nomination__edition__phase="assessment", closed_at=None, nomination__sheets=None)
    return visits.select_related("team").order_by("visit_on", "pk")[nth]


def assessor_of(visit: Assignment) -> Any:
    member = visit.team.members.select_related("assessor__user").order_by("pk")[0]
    return member.assessor.user


def measure_receive(nth: int) -> dict[str, int]:
    """Lines of one sheet as a phone sends them, in deliveries of 60; the database commits each delivery."""
    visit, now = visit_ahead(nth), timezone.now()
    user = assessor_of(visit)
    device = FieldDevice.objects.create(pk=uuid.uuid4(), user=user, key=secrets.token_bytes(KEY_BYTES), created_at=now)
    messages = sealed_messages(device, visit.nomination_id)
    start = time.perf_counter()
    for at in range(0, MESSAGES, BATCH):
        receive(device=device, envelope=Envelope(messages[at : at + BATCH], now), by=user, now=now)
    new = time.perf_counter() - start
    start = time.perf_counter()
    receive(device=device, envelope=Envelope(messages[:BATCH], now), by=user, now=now)
    repeated = time.perf_counter() - start
    return {"messages": MESSAGES, "per_second": round(MESSAGES / new), "repeated_per_second": round(BATCH / repeated)}


def sealed_messages(device: FieldDevice, entry: int) -> list[Sealed]:
    codes = list(Indicator.objects.order_by("order").values_list("code", flat=True))
    at = timezone.now().isoformat()
    messages = []
    for seq in range(1, MESSAGES + 1):
        content = {"at": at, "code": codes[seq % len(codes)], "base": 0, "value": seq % 5, "note": ""}
        number = uuid.uuid4()
        context = message_context(message=number, device=device.pk, seq=seq, visit=entry, kind="line")
        messages.append(
            Sealed(number, seq, entry, "line", seal(bytes(device.key), json.dumps(content).encode(), context))
        )
    return messages
