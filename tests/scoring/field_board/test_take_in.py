"""The committee takes in what came too late, once the visit is open again."""

from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from bantar.trace.models import TraceEntry
from rt_registry.enums import Role
from scoring.demo.phones import Phone
from scoring.models import FieldMessage, ScoreSheet
from scoring.selectors.field_board import field_board
from scoring.selectors.sheets import indicators
from tests.factories import create_user
from tests.scoring.field_board.field import Field, create_field


pytestmark = pytest.mark.django_db


@pytest.fixture
def late() -> Field:
    """A whole sheet that arrived after the visit was closed."""
    now = timezone.now()
    there = create_field(now=now)
    phone = Phone(Random(1), there.people["Ani"], "Itel A70", since=now - timedelta(hours=9))
    scores = {one.code: 3 for one in indicators()}
    phone.scores(there.visit, scores, now - timedelta(hours=2))
    phone.submits(there.visit, scores, now - timedelta(hours=1), place="", note="", photos=[])
    there.visit.closed_at = now
    there.visit.save()
    phone.sends(now)
    return there


def address(there: Field, act: str = "") -> str:
    return f"/en/panitia/{there.edition.slug}/lapangan/{there.entry.pk}/{there.people['Ani'].pk}/{act}"


def reopen(there: Field) -> None:
    there.visit.closed_at = None
    there.visit.save()


def test_while_the_visit_is_closed_the_page_says_what_to_do_first(client, late):
    client.force_login(create_user(role=Role.COMMITTEE))

    page = client.get(address(late)).content.decode()
    board = field_board(late.edition, now=timezone.now())

    assert "It cannot be taken in yet: The visit was closed before this arrived." in page
    assert "First make it open again" in page
    assert "<textarea" not in page
    assert [row.is_open for row in board.not_counted] == [False]


def test_pressed_all_the_same_nothing_happens(client, late):
    client.force_login(create_user(role=Role.COMMITTEE))

    page = client.post(address(late, "ambil/"), {"reason": "Sinyal"}, follow=True).content.decode()

    assert "This cannot be taken in yet" in page
    assert not ScoreSheet.objects.exists()


def test_an_open_visit_takes_in_the_sheet_with_its_reason(client, late):
    reopen(late)
    committee = create_user(role=Role.COMMITTEE)
    client.force_login(committee)
    board = field_board(late.edition, now=timezone.now())
    offered = client.get(address(late)).content.decode()

    page = client.post(address(late, "ambil/"), {"reason": "Tidak ada sinyal"}, follow=True)

    sheet = ScoreSheet.objects.get()
    trace = TraceEntry.objects.filter(act="sheet.kept_taken_in").first()
    assert [row.is_open for row in board.not_counted] == [True]
    assert "<textarea" in offered
    assert "22 messages were taken in." in page.content.decode()
    assert (sheet.is_submitted, sheet.assessor) == (True, late.people["Ani"])
    assert (trace.actor, trace.reason) == (committee, "Tidak ada sinyal")
    assert not FieldMessage.objects.filter(outcome="kept").exists()


def test_without_a_reason_nothing_is_taken_in(client, late):
    reopen(late)
    client.force_login(create_user(role=Role.COMMITTEE))

    page = client.post(address(late, "ambil/"), {"reason": "  "}, follow=True).content.decode()

    assert "Please give a reason." in page
    assert not ScoreSheet.objects.exists()


def test_others_read_what_was_kept_and_take_in_nothing(client, late):
    reopen(late)
    client.force_login(create_user(role=Role.PUBLISHER))

    page = client.get(address(late)).content.decode()
    status = client.post(address(late, "ambil/"), {"reason": "x"}).status_code

    assert "The visit was closed before this arrived." in page
    assert "<textarea" not in page
    assert status == 403


def test_nothing_kept_is_said_kindly(client, late):
    FieldMessage.objects.all().delete()
    client.force_login(create_user(role=Role.COMMITTEE))

    page = client.post(address(late, "ambil/"), {"reason": "x"}, follow=True).content.decode()

    assert "Nothing is kept aside of this sheet." in page
    assert "No phone has handed in anything about this sheet." in page


@pytest.mark.parametrize(
    "path", ["lain/lapangan/1/1", "{slug}/lapangan/999999/{assessor}", "{slug}/lapangan/{entry}/999999"]
)
def test_what_does_not_exist_is_not_found(client, late, path):
    client.force_login(create_user(role=Role.COMMITTEE))
    known = {"slug": late.edition.slug, "entry": late.entry.pk, "assessor": late.people["Ani"].pk}

    assert client.get(f"/panitia/{path.format(**known)}/").status_code == 404
