"""What differs from allauth's way: nobody signs up, and signing in leads to one's own desk."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from bantar.web.desks import desks_of
from bantar.web.http import signed_in_user


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the first desk of this person; without one, the page about their account."""
        desks = desks_of(signed_in_user(request))
        return reverse(desks[0].url_name if desks else "accounts:account")
