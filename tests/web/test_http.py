"""Where a request goes next, and what a swap gets."""

import pytest
from django.conf import LazySettings
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.translation import gettext_lazy as _

from bantar.accounts.models import User
from bantar.web.errors import Refusal
from bantar.web.http import go_to, is_swap, page_of, page_or_partial, require, same_for_everybody
from tests.factories import create_user


def request_with(**headers: str) -> HttpRequest:
    request = RequestFactory().get("/?page=2", headers=headers)
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-Boosted": "true"}, False),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_what_counts_as_a_swap(headers: dict[str, str], expected: bool) -> None:
    assert is_swap(request_with(**headers)) is expected


def test_a_swap_gets_the_partial_and_caches_keep_them_apart() -> None:
    context = {"text": "Kosong.", "value": "158", "label": "RT"}

    whole = page_or_partial(request_with(), "components/_empty.html", "components/_figure.html", context)
    part = page_or_partial(
        request_with(**{"HX-Request": "true"}), "components/_empty.html", "components/_figure.html", context, status=422
    )

    assert (b"Kosong." in whole.content, b"158" in part.content, part.status_code) == (True, True, 422)
    assert whole["Vary"] == part["Vary"] == "HX-Request"


def test_going_on_is_a_redirect_or_a_header_for_htmx() -> None:
    plain = go_to(request_with(), "accounts:account", message=_("Saved."), fragment="email")
    swap = go_to(request_with(**{"HX-Request": "true"}), "accounts:account")

    assert (plain.status_code, plain["Location"]) == (302, "/akun/saya/#email")
    assert (swap.status_code, swap["HX-Redirect"]) == (204, "/akun/saya/")


def test_require_refuses() -> None:
    require(True)
    with pytest.raises(PermissionDenied):
        require(False)


def test_a_refusal_formats_its_sentence_when_it_is_shown() -> None:
    class TooSmall(Refusal):
        message = "RT %(number)s has %(kk)s KK."
        rule = "At least 30 KK."

    assert (str(TooSmall(number=9, kk=27)), TooSmall(number=9).rule) == ("RT 9 has 27 KK.", "At least 30 KK.")
    assert str(Refusal("100 % sure")) == "100 % sure"


@pytest.mark.django_db
@pytest.mark.parametrize(("asked", "got"), [("2", 2), ("0", 1), ("999", 3), ("x", 1), ("", 1), ("-1", 1)])
def test_any_page_number_gives_a_page(asked: str, got: int) -> None:
    User.objects.bulk_create(User(username=f"u{n}") for n in range(5))

    page = page_of(RequestFactory().get("/", {"page": asked}), User.objects.order_by("pk"), size=2)

    # Django answers a number below one with the last page.
    assert page.number == (3 if asked in {"0", "-1"} else got)


@pytest.mark.django_db
def test_error_pages_are_our_own(client: Client) -> None:
    page = client.get("/tidak-ada/").content.decode()
    english = client.get("/en/no-such-page/").content.decode()

    assert ('lang="id"' in page, 'lang="en"' in english) == (True, True)
    assert 'class="error-code">404' in page
    assert "We cannot find this page" in english


@pytest.mark.django_db
def test_the_fault_page_needs_no_database_and_no_context(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False
    client.force_login(create_user())

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("bantar.web.context.desks_of", broken)
    response = client.get("/akun/saya/")

    assert response.status_code == 500
    assert b'class="error-code">500' in response.content


@pytest.mark.django_db
def test_the_frame_offers_the_same_page_in_the_other_language(client: Client) -> None:
    indonesian = client.get("/masuk/?next=/hasil/").content.decode()
    english = client.get("/en/masuk/").content.decode()

    assert 'href="/en/masuk/?next=/hasil/" hreflang="en"' in indonesian
    assert 'href="/masuk/" hreflang="id"' in english


@pytest.mark.django_db
def test_visitors_load_no_script(client: Client) -> None:
    assert "<script" not in client.get("/masuk/").content.decode()


@pytest.mark.parametrize(
    ("proxies", "cookie", "headers", "status", "kept"),
    [
        (1, "", {}, 200, "1"),
        (1, "theme", {}, 200, "1"),
        (0, "", {}, 200, None),
        (1, "sessionid", {}, 200, None),
        (1, "messages", {}, 200, None),
        (1, "", {"HX-Request": "true"}, 200, None),
        (1, "", {}, 404, None),
    ],
)
def test_a_proxy_keeps_only_what_is_the_same_for_everybody(
    *, settings: LazySettings, proxies: int, cookie: str, headers: dict[str, str], status: int, kept: str | None
) -> None:
    settings.PROXY_COUNT = proxies
    request = request_with(**headers)
    request.COOKIES = {cookie: "x"}

    response = same_for_everybody(lambda request: HttpResponse(status=status))(request)

    assert response.get("X-Accel-Expires") == kept
