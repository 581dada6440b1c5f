"""The door in our own look: sign-in, account, desk visits."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bantar.accounts.services import mark_desk_visit
from bantar.trace.models import TraceEntry
from tests.factories import NOW, PASSWORD, create_user


pytestmark = pytest.mark.django_db


def test_signing_in_with_name_and_password(client: Client) -> None:
    user = create_user()
    user.set_password(PASSWORD)
    user.save()

    response = client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})

    assert (response.status_code, client.session["_auth_user_id"]) == (302, str(user.pk))


def test_a_guarded_page_leads_to_the_door_and_back(client: Client) -> None:
    response = client.get("/akun/saya/")

    assert response.headers["Location"] == "/masuk/?next=/akun/saya/"


@pytest.mark.parametrize(
    "name",
    [
        "accounts:account",
        "account_change_password",
        "account_logout",
        "mfa_index",
        "mfa_activate_totp",
        "account_reauthenticate",
    ],
)
def test_pages_of_the_account_wear_our_frame(client: Client, name: str) -> None:
    user = create_user()
    user.set_password(PASSWORD)
    user.save()
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    page = client.get(reverse(name)).content.decode()

    assert 'class="skip-link"' in page
    assert "style=" not in page
    assert page.count("<h1") == 1


def test_the_own_address_is_changed_traced_and_checked(client: Client) -> None:
    user = create_user()
    client.force_login(user)

    wrong = client.post("/akun/saya/", {"email": "bukan alamat"})
    right = client.post("/akun/saya/", {"email": "lurah@contoh.id"})

    user.refresh_from_db()
    assert (wrong.status_code, right.status_code, user.email) == (200, 302, "lurah@contoh.id")
    assert [entry.act for entry in TraceEntry.objects.about(user)] == ["account.email_changed"]


def test_a_desk_remembers_the_visit_before_this_one() -> None:
    user = create_user()
    next_day = NOW + timedelta(days=1)

    first = mark_desk_visit(user=user, desk="kelurahan", now=NOW)
    reloaded = mark_desk_visit(user=user, desk="kelurahan", now=NOW + timedelta(minutes=5))
    later = mark_desk_visit(user=user, desk="kelurahan", now=next_day)
    later_reloaded = mark_desk_visit(user=user, desk="kelurahan", now=next_day + timedelta(minutes=5))
    other_desk = mark_desk_visit(user=user, desk="panitia", now=next_day)

    assert (first, reloaded, later, later_reloaded, other_desk) == (None, None, NOW, NOW, None)
