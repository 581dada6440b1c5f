"""Pages of one's own account. Lists of accounts stand where the roles do."""

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bantar.accounts.forms import EmailForm, RedeemSlipForm
from bantar.accounts.models import User
from bantar.accounts.services import change_email
from bantar.accounts.services import redeem_slip as redeem
from bantar.web.errors import Refusal
from bantar.web.http import SignedInRequest, go_to


TOO_MANY_TRIES = _("Too many tries with this username. Wait five minutes, then compare the code with the paper.")


@login_not_required
@sensitive_post_parameters("code", "password", "password_again")
@never_cache
@require_http_methods(["GET", "POST"])
def redeem_slip(request: HttpRequest) -> HttpResponse:
    """Set one's own password with a sign-in slip, and come in."""
    form = RedeemSlipForm(request.POST or None, initial={"username": request.GET.get("u", "")})
    if form.is_valid():
        username = form.cleaned_data["username"].strip().lower()
        if not ratelimit.consume(request, action="redeem_slip", key=username):
            form.add_error(None, str(TOO_MANY_TRIES))
            return render(request, "accounts/redeem_slip.html", {"form": form}, status=429)
        user = _redeemed(form)
        if user is not None:
            ratelimit.clear(request, action="redeem_slip", key=username)
            return _sign_in(request, user)
    return render(request, "accounts/redeem_slip.html", {"form": form})


@require_http_methods(["GET", "POST"])
def account(request: SignedInRequest) -> HttpResponse:
    """Show who I am here, and change where notices go."""
    form = EmailForm(request.POST or None, initial={"email": request.user.email})
    if form.is_valid():
        change_email(user=request.user, email=form.cleaned_data["email"], now=timezone.now())
        return go_to(request, "accounts:account", message=_("Saved."))
    return render(request, "accounts/account.html", {"form": form})


def _redeemed(form: RedeemSlipForm) -> User | None:
    """Return the slip's owner, or put the refusal on the form."""
    data = form.cleaned_data
    try:
        return redeem(username=data["username"], code=data["code"], password=data["password"], now=timezone.now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None


def _sign_in(request: HttpRequest, user: User) -> HttpResponse:
    """Sign in through allauth, so that a second factor is still asked for."""
    response: HttpResponse = perform_login(request, user, email_verification="none")
    return response
