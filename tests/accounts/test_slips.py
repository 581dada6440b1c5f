"""Sign-in slips: one use, one owner, one open slip, and nothing told to a guesser."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bantar.accounts import slips
from bantar.accounts.errors import SlipExpired, SlipRefused
from bantar.accounts.models import SignInSlip, User
from bantar.accounts.services import SLIP_VALID_FOR, issue_slips, redeem_slip
from bantar.trace.models import TraceEntry
from tests.factories import NOW, create_user


pytestmark = pytest.mark.django_db
OWN_PASSWORD = "jembatan-gentala-arasy"


def test_codes_avoid_letters_that_look_alike_and_are_read_as_typed() -> None:
    codes = {slips.new_code() for _ in range(200)}

    assert len(codes) == 200
    assert not set("".join(codes)) & set("ILO01")
    assert slips.normalised(" k7mqp 3xwrt ") == slips.normalised("K7MQP-3XWRT") == "K7MQP3XWRT"


def test_a_new_slip_voids_the_older_one_and_stores_no_code() -> None:
    user, admin = create_user(), create_user()

    first = issue_slips(users=[user], by=admin, now=NOW)[0]
    second = issue_slips(users=[user, user], by=admin, now=NOW + timedelta(days=1))

    assert len(second) == 1
    assert list(SignInSlip.objects.order_by("pk").values_list("voided_at", "issued_by")) == [
        (NOW + timedelta(days=1), admin.pk),
        (None, admin.pk),
    ]
    assert not SignInSlip.objects.filter(code_hash__icontains=slips.normalised(second[0].code)).exists()
    with pytest.raises(SlipRefused):
        redeem_slip(username=user.username, code=first.code, password=OWN_PASSWORD, now=NOW)


def test_a_slip_sets_the_password_once_and_is_traced() -> None:
    user, admin = create_user(username="operator.mayang"), create_user()
    slip = issue_slips(users=[user], by=admin, now=NOW)[0]

    redeem_slip(username="Operator.Mayang ", code=slip.code.lower(), password=OWN_PASSWORD, now=NOW)

    user.refresh_from_db()
    assert user.check_password(OWN_PASSWORD)
    acts = TraceEntry.objects.about(user).order_by("pk").values_list("act", "actor")
    assert list(acts) == [("slip.issued", admin.pk), ("slip.redeemed", user.pk)]
    with pytest.raises(SlipRefused):
        redeem_slip(username=user.username, code=slip.code, password="lain-sekali-99", now=NOW)


def test_an_expired_slip_says_so_only_to_who_holds_it() -> None:
    user = create_user()
    slip = issue_slips(users=[user], by=None, now=NOW)[0]
    late = NOW + SLIP_VALID_FOR

    with pytest.raises(SlipExpired, match="15 Juli 2026"):
        redeem_slip(username=user.username, code=slip.code, password=OWN_PASSWORD, now=late)
    with pytest.raises(SlipRefused):
        redeem_slip(username=user.username, code="AAAAA-AAAAA", password=OWN_PASSWORD, now=late)


@pytest.mark.parametrize("who", ["inactive", "unknown", "neighbour"])
def test_nobody_else_comes_in_with_a_slip(who: str) -> None:
    user = create_user()
    slip = issue_slips(users=[user], by=None, now=NOW)[0]
    if who == "inactive":
        User.objects.update(is_active=False)
    username = {"inactive": user.username, "unknown": "tidak.ada", "neighbour": create_user().username}[who]

    with pytest.raises(SlipRefused):
        redeem_slip(username=username, code=slip.code, password=OWN_PASSWORD, now=NOW)

    assert SignInSlip.objects.get().used_at is None


def test_issuing_many_takes_a_fixed_number_of_queries(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    users = [create_user() for _ in range(30)]

    with django_assert_num_queries(6):  # savepoint, lock, void, insert slips, insert trace, release
        issue_slips(users=users, by=None, now=NOW)


def test_a_known_address_hears_of_the_slip_without_its_code(django_capture_on_commit_callbacks) -> None:  # type: ignore[no-untyped-def]
    with_address, without = create_user(email="op@contoh.id"), create_user()

    with django_capture_on_commit_callbacks(execute=True):
        issued = issue_slips(users=[with_address, without], by=None, now=NOW)

    assert [message.to for message in mail.outbox] == [["op@contoh.id"]]
    assert "\n" not in mail.outbox[0].subject
    assert issued[0].code not in mail.outbox[0].body
    assert "15 Juli 2026" in mail.outbox[0].body


class TestPage:
    url = "/masuk/slip/"

    def data(self, **changes: str) -> dict[str, str]:
        return {"username": "", "code": "", "password": OWN_PASSWORD, "password_again": OWN_PASSWORD, **changes}

    def test_a_slip_lets_its_owner_in(self, client: Client) -> None:
        user = create_user()
        slip = issue_slips(users=[user], by=None, now=timezone.now())[0]

        response = client.post(self.url, self.data(username=user.username, code=slip.code))

        assert (response.status_code, client.session.get("_auth_user_id")) == (302, str(user.pk))

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"password": "12345678901", "password_again": "12345678901"}, "password"),
            ({"password": "pendek", "password_again": "pendek"}, "password"),
            ({"password_again": "lain-sekali-99"}, "password_again"),
            ({"code": ""}, "code"),
            ({"code": "x" * 500}, "code"),
            ({"username": "\x00"}, "username"),
            ({"code": "SALAH-SALAH"}, "__all__"),
        ],
    )
    def test_bad_input_is_refused_with_a_reason_and_the_slip_stays_good(
        self, client: Client, changes: dict[str, str], field: str
    ) -> None:
        user = create_user()
        slip = issue_slips(users=[user], by=None, now=timezone.now())[0]

        response = client.post(self.url, self.data(username=user.username, code=slip.code) | changes)

        assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
        assert SignInSlip.objects.get().used_at is None
        assert "_auth_user_id" not in client.session

    def test_the_sixth_try_has_to_wait_even_with_the_right_code(self, client: Client) -> None:
        user = create_user()
        slip = issue_slips(users=[user], by=None, now=timezone.now())[0]

        statuses = [
            client.post(self.url, self.data(username=user.username, code="SALAH-SALAH")).status_code for _ in range(6)
        ]
        right = client.post(self.url, self.data(username=user.username, code=slip.code))

        assert (statuses, right.status_code) == ([200] * 5 + [429], 429)
        cache.clear()
        assert client.post(self.url, self.data(username=user.username, code=slip.code)).status_code == 302

    def test_the_name_comes_with_the_address(self, client: Client) -> None:
        assert 'value="penilai7"' in client.get(self.url + "?u=penilai7").content.decode()


def test_a_second_step_is_asked_for_even_with_a_slip(client: Client) -> None:

    user = create_user()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    slip = issue_slips(users=[user], by=None, now=timezone.now())[0]

    response = client.post(
        reverse("accounts:redeem-slip"),
        {"username": user.username, "code": slip.code, "password": OWN_PASSWORD, "password_again": OWN_PASSWORD},
    )

    assert response.headers["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
