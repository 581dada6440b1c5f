"""The server-rendered form beside a phone: what phones say is shown where it differs, and settled by the assessor."""

import re

import pytest
from django.test import Client

from scoring.enums import SheetStatus
from scoring.models import FieldMessage
from scoring.services.sheet_lines import Line, lines_of
from tests.scoring.field.phone import CODES, Phone, a_visit, sheet_of


pytestmark = pytest.mark.django_db


def contested(code: str = "B1") -> tuple[Client, str, Phone, FieldMessage]:
    """The form of a sheet on which two phones differ."""
    entry, (assessor, _) = a_visit()
    one, two = Phone.of(assessor), Phone.of(assessor, label="Ponsel dua")
    if code == "visit":
        one.facts(entry.pk, "Balai RT")
        two.facts(entry.pk, "Pos ronda", "hujan")
    else:
        one.line(entry.pk, code, 1)
        two.line(entry.pk, code, 2, "lain")
    one.send()
    assert two.outcomes() == ["conflict"]
    client = Client()
    client.force_login(assessor.user)
    return client, f"/penilaian/{entry.pk}/", one, FieldMessage.objects.get(outcome="conflict")


def hidden(page: str) -> dict[str, list[str]]:
    inputs = re.findall(r'<input type="hidden" name="(revision|c)"[^>]*value="([^"]*)"', page)
    found: dict[str, list[str]] = {}
    for name, value in inputs:
        found.setdefault(name, []).append(value)
    return found


def test_the_form_shows_what_a_phone_says_and_lets_the_assessor_choose() -> None:
    client, url, _one, conflict = contested()
    page = client.get(url).content.decode()
    assert "Ponsel dua" in page
    assert f'value="B1:{conflict.pk}"' in page
    assert hidden(page)["c"] == [str(conflict.pk)]

    response = client.post(url, {**hidden(page), "s_B1": "1", "n_B1": "", "settle": f"B1:{conflict.pk}"})

    assert response["Location"].endswith("#i-B1")
    sheet = sheet_of(conflict.nomination, conflict.assessor)
    assert lines_of(sheet) == {"B1": Line(2, "lain")}
    conflict.refresh_from_db()
    assert conflict.settled_at is not None
    assert "Ponsel dua" not in client.get(url).content.decode()


def test_keeping_what_stands_settles_it_too() -> None:
    client, url, one, conflict = contested()
    page = client.get(url).content.decode()

    client.post(url, {**hidden(page), "s_B1": "1", "n_B1": "", "settle": "B1:keep"})

    conflict.refresh_from_db()
    assert conflict.settled_at is not None
    score = sheet_of(conflict.nomination, conflict.assessor).scores.get()
    assert (score.value, score.version, score.device) == (1, 3, None)
    later = one.line(conflict.nomination_id, "B1", 4, base=2)
    assert one.outcomes(later) == ["conflict"]  # its person has not seen the decision


def test_place_and_note_of_the_visit_are_chosen_the_same_way() -> None:
    client, url, _, conflict = contested("visit")
    page = client.get(url).content.decode()
    facts = {"visited_at": "2026-07-01T10:00", "place": "Balai RT", "note": ""}

    client.post(url, {**hidden(page), **facts, "settle": f"visit:{conflict.pk}"})

    sheet = sheet_of(conflict.nomination, conflict.assessor)
    assert (sheet.place, sheet.note) == ("Pos ronda", "hujan")
    conflict.refresh_from_db()
    assert conflict.settled_at is not None


def test_saving_another_line_decides_nothing() -> None:
    """The form saves as one goes: what was in view is not decided by that alone."""
    client, url, _, conflict = contested()
    page = client.get(url).content.decode()

    client.post(url, {**hidden(page), "s_B1": "1", "s_B2": "4"})

    conflict.refresh_from_db()
    assert conflict.settled_at is None
    assert "Ponsel dua" in client.get(url).content.decode()


def test_changing_the_line_with_both_in_view_decides_it() -> None:
    client, url, _, conflict = contested()
    page = client.get(url).content.decode()

    saved = client.post(url, {**hidden(page), "s_B1": "3"}, headers={"HX-Request": "true"}).content.decode()

    conflict.refresh_from_db()
    assert conflict.settled_at is not None
    assert '<div id="w-B1" hx-swap-oob="delete"></div>' in saved


def test_a_word_that_the_page_did_not_show_is_not_decided() -> None:
    client, url, _one, conflict = contested()
    page = client.get(url).content.decode()
    third = Phone.of(conflict.assessor, label="Ponsel tiga")
    third.line(conflict.nomination_id, "B1", 4)
    assert third.outcomes() == ["conflict"]

    client.post(url, {**hidden(page), "s_B1": "1", "settle": "B1:keep"})

    assert FieldMessage.objects.filter(outcome="conflict", settled_at=None).get().device_id == third.id


def test_a_contested_sheet_is_not_submitted() -> None:
    client, url, one, conflict = contested()
    for code in CODES[1:]:
        one.line(conflict.nomination_id, code, 3)
    one.send()
    sheet = sheet_of(conflict.nomination, conflict.assessor)
    summary = client.get(f"{url}ringkasan/").content.decode()
    assert f'href="{url}#i-B1"' in summary

    response = client.post(f"{url}kirim/", {"revision": str(sheet.revision)})

    assert response.status_code == 409
    assert "Ponsel dua" in response.content.decode()
    sheet.refresh_from_db()
    assert sheet.status == SheetStatus.DRAFT


@pytest.mark.parametrize("settle", ["B1:x", "Z9:keep", "visit", ":", "B1:" + "0" * 36, "x" * 5000])
def test_a_tampered_choice_changes_nothing(settle) -> None:
    client, url, _, conflict = contested()
    page = client.get(url).content.decode()

    response = client.post(url, {**hidden(page), "c": ["x", "\0", "0" * 36], "s_B1": "1", "settle": settle})

    assert response.status_code == 302
    conflict.refresh_from_db()
    assert conflict.settled_at is None
