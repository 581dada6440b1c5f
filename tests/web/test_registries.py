"""Apps fill the frame; the frame knows no app."""

import pytest
from django.test import Client

from bantar.web import desks, simulated, trace_words
from bantar.web.desks import Desk, desks_of, register_desk
from bantar.web.simulated import holds_simulated_data, register_simulated_check
from tests.factories import create_user


@pytest.fixture(autouse=True)
def _empty_registries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "_desks", {})
    monkeypatch.setattr(simulated, "_questions", [])
    monkeypatch.setattr(trace_words, "_words", {})


@pytest.mark.django_db
def test_the_menu_shows_a_person_their_desks_in_order(client: Client) -> None:
    register_desk(Desk("Later desk", "accounts:account", lambda user: True, order=20))
    register_desk(Desk("First desk", "account_change_password", lambda user: True, order=10))
    register_desk(Desk("Closed desk", "account_logout", lambda user: False))
    user = create_user()
    client.force_login(user)

    page = client.get("/akun/saya/").content.decode()

    assert [str(desk.label) for desk in desks_of(user)] == ["First desk", "Later desk"]
    assert page.index("First desk") < page.index("Later desk")
    assert "Closed desk" not in page


@pytest.mark.django_db
def test_a_visitor_has_no_desks_and_costs_no_query(client: Client, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    register_desk(Desk("First desk", "accounts:account", lambda user: True))

    with django_assert_num_queries(0):
        page = client.get("/masuk/").content.decode()

    assert "First desk" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [True, False])
def test_simulated_data_is_said_on_every_page_and_asked_once(client: Client, answer: bool) -> None:
    asked: list[int] = []
    register_simulated_check(lambda: bool(asked.append(1) or answer))

    page = client.get("/masuk/").content.decode()

    assert ("sim-banner" in page, len(asked)) == (answer, 1)


def test_without_a_question_nothing_is_simulated() -> None:
    assert holds_simulated_data() is False


def test_acts_read_as_words_registered_or_not() -> None:
    trace_words.register_acts({"nomination.verified": "Usulan diverifikasi"})

    assert trace_words.act_words("nomination.verified") == "Usulan diverifikasi"
    assert trace_words.act_words("nomination.kk_corrected") == "Nomination kk corrected"


def test_values_of_a_change_are_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace_words, "_values", {})
    trace_words.register_values({"phase": {"tally": "Rekapitulasi"}})

    assert trace_words.value_words("phase", "tally") == "Rekapitulasi"
    assert trace_words.value_words("name", "tally") == "tally"
    assert trace_words.value_words("until", "2026-11-21") == "21 November 2026"
    assert trace_words.value_words("name", "2026-99-99") == "2026-99-99"
    assert trace_words.value_words("kk", 84) == 84
    assert (
        trace_words.value_words("visited_at", "2026-11-22T07:51:23.780000+00:00") == "22 November 2026 pukul 14.51 WIB"
    )
    assert trace_words.value_words("note", "2026-11-22T07:51") == "2026-11-22T07:51"


def test_what_was_changed_is_named_in_words() -> None:
    assert trace_words.field_words("visited_at") == "waktu kunjungan"
    assert trace_words.field_words("B6 note") == "B6 catatan"
    assert trace_words.field_words("place") == "tempat"
    assert trace_words.field_words("B6") == "B6"
