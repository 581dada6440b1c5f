"""What other pages say of phones: the lead's page, a sheet's page, the trace."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from bantar.trace.services import record
from rt_registry.enums import Role
from scoring.enums import KeptReason, MessageOutcome
from scoring.models import FieldDevice, ScoreSheet
from scoring.selectors.field_sheet import clock_words
from scoring.selectors.lead import team_visits
from tests.factories import NOW, create_message, create_user
from tests.scoring.field_board.field import create_field, hand_in, hold, keep_aside


pytestmark = pytest.mark.django_db


def test_the_lead_sees_who_has_it_on_a_phone_and_never_how_far(client):
    there = create_field()
    hand_in(there, "Budi")
    hold(there, "Citra", seen_at=timezone.now() - timedelta(minutes=20))
    client.force_login(there.people["Ani"].user)  # leads the team

    states = {member.name: member.state for member in team_visits(there.people["Ani"].user)[0].members}
    page = client.get("/en/penilaian/tim/").content.decode()

    assert states == {"Ani": "new", "Budi": "submitted", "Citra": "phone", "Dewi": "new"}
    assert "on the phone, heard of 20" in page
    assert "14 not sent" in page
    assert "of 21" not in page
    assert "K7QM-4XPA" not in page


def test_a_sheet_shows_phone_clock_receipt_and_what_does_not_count(client):
    there = create_field()
    hand_in(there, "Ani")
    FieldDevice.objects.update(clock_offset_ms=-3 * 86_400_000)
    keep_aside(there, "Ani", reason=KeptReason.LOCKED, count=1)
    device = FieldDevice.objects.first()
    create_message(device=device, nomination=there.entry, code="B3", outcome=MessageOutcome.CONFLICT, value=1)
    client.force_login(create_user(role=Role.ADMIN))
    sheet = ScoreSheet.objects.get()

    page = client.get(f"/en/panitia/{there.edition.slug}/lembar/{sheet.pk}/").content.decode()

    for words in (
        "Samsung A05",
        "3 days fast, corrected here",
        "K7QM-4XPA",
        "The sheet was submitted before this arrived.",
        "What this says waits beside what stands in the sheet; the assessor decides.",
        "Last heard of",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("offset_ms", "words"),
    [
        (0, "right"),
        (-59_000, "right"),
        (180_000, "3 minutes slow, corrected here"),
        (-5 * 3_600_000, "5 hours fast, corrected here"),
        (259_200_000, "3 days slow, corrected here"),
    ],
)
def test_a_wrong_clock_is_said_in_words(offset_ms, words):
    with translation.override("en"):
        assert clock_words(offset_ms) == words


def test_the_trace_names_the_phone(client):
    there = create_field()
    hand_in(there, "Ani")
    sheet = ScoreSheet.objects.get()
    from_phone = {"B1": [None, 3], "photos": "B1, A3", "phone": "Redmi 12C"}
    trace(sheet, from_phone)
    client.force_login(create_user(role=Role.AUDITOR))

    page = client.get(f"/en/panitia/{there.edition.slug}/lembar/{sheet.pk}/").content.decode()

    assert "· Redmi 12C</span>" in page
    assert "B1: <del>–</del> → <ins>3</ins>" in page
    assert "photos" not in page.split('id="trace"')[1].split("</section>")[0]


def trace(sheet, details):
    record(act="sheet.saved", subject=sheet, by=sheet.assessor.user, now=NOW, details=details)
