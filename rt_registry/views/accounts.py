"""Accounts, for the administrator: who there is, one person's page, and every act on it."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bantar.accounts.models import SignInSlip, User
from bantar.accounts.services import issue_slips, mark_desk_visit
from bantar.trace.models import TraceEntry
from bantar.web.errors import Refusal
from bantar.web.http import SignedInRequest, go_to, page_of, page_or_partial, require
from rt_registry.enums import Role
from rt_registry.forms.accounts import (
    AccountFilterForm,
    AddAccountForm,
    EndForm,
    OptionalReasonForm,
    PersonForm,
    RoleForm,
)
from rt_registry.models import RoleGrant
from rt_registry.permissions import can_manage_accounts
from rt_registry.selectors.accounts import AccountFilter, account_acts_since, account_figures, accounts, roles_in_time
from rt_registry.services.accounts import (
    change_account,
    create_account,
    free_username,
    switch_off,
    switch_on,
)
from rt_registry.services.roles import end_role, grant_role
from rt_registry.views.pages import Page, sent


PER_PAGE = 50
MOST_SLIPS = 300
TRACE_SHOWN = 30


@require_safe
def account_list(request: SignedInRequest) -> HttpResponse:
    require(can_manage_accounts(request.user))
    form = AccountFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    wanted = AccountFilter(asked.get("q", ""), asked.get("role", ""), asked.get("state", ""))
    found = page_of(request, accounts(wanted, day=timezone.localdate()), size=PER_PAGE)
    now = timezone.now()
    seen = mark_desk_visit(user=request.user, desk="accounts", now=now)
    context = {
        "form": form,
        "page": found,
        "is_filtered": wanted != AccountFilter(),
        "figures": account_figures(now=now),
        "seen": seen,
        "news": account_acts_since(seen),
    }
    return page_or_partial(request, "rt_registry/accounts.html", "rt_registry/_accounts.html", context)


@require_http_methods(["GET", "POST"])
def add(request: SignedInRequest) -> HttpResponse:
    require(can_manage_accounts(request.user))
    form = AddAccountForm(sent(request))
    refusal: Refusal | None = None
    if form.is_valid():
        try:
            user = _make(request, form)
            return go_to(request, "rt_registry:account", user.pk, message=_("The account is made. Now print its slip."))
        except Refusal as said:
            refusal = said
    return render(request, "rt_registry/account_add.html", {"form": form, "refusal": refusal})


def _make(request: SignedInRequest, form: AddAccountForm) -> User:
    data = form.cleaned_data
    username = data["username"] or free_username(Role(data["role"]), territory=form.place(), name=data["display_name"])
    return create_account(
        username=username,
        display_name=data["display_name"],
        email=data["email"],
        organisation=data["organisation"],
        by=request.user,
        now=timezone.now(),
        **form.territory(),
    )


@require_safe
def account(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    context = {
        "person": person,
        "grants": roles_in_time(person),
        "slip": SignInSlip.objects.filter(user=person, used_at=None, voided_at=None).first(),
        "entries": list(TraceEntry.objects.about(person)[:TRACE_SHOWN]),
        "now": timezone.now(),
        "is_self": person.pk == request.user.pk,
    }
    return render(request, "rt_registry/account.html", context)


def _person(request: SignedInRequest, pk: int) -> User:
    require(can_manage_accounts(request.user))
    return get_object_or_404(User, pk=pk)


def _act(
    request: SignedInRequest, person: User, form: forms.Form, page: Page, do: Callable[[], object]
) -> HttpResponse:
    refusal: Refusal | None = None
    if form.is_valid():
        try:
            do()
            return go_to(request, "rt_registry:account", person.pk, message=page.done)
        except Refusal as said:
            refusal = said
    context = {"person": person, "form": form, "refusal": refusal, "act": page}
    return render(request, "rt_registry/account_act.html", context)


@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    now = {"display_name": person.display_name, "organisation": person.organisation, "email": person.email}
    form = PersonForm(sent(request), initial=now)
    page = Page(title=_("What is to be corrected?"), lede=_("The username stays for good."), button=_("Save"))
    return _act(
        request,
        person,
        form,
        page,
        lambda: change_account(user=person, by=request.user, now=timezone.now(), **form.cleaned_data),
    )


@require_http_methods(["GET", "POST"])
def grant(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    form = RoleForm(sent(request))
    page = Page(
        title=_("Which role is to be added?"),
        lede=_("It holds from today. A person may have several."),
        button=_("Give the role"),
        done=_("The role is given."),
    )
    return _act(
        request,
        person,
        form,
        page,
        lambda: grant_role(user=person, by=request.user, now=timezone.now(), **form.territory()),
    )


@require_http_methods(["GET", "POST"])
def end(request: SignedInRequest, pk: int, grant_pk: int) -> HttpResponse:
    person = _person(request, pk)
    role = get_object_or_404(RoleGrant.objects.select_related("kelurahan", "kecamatan"), pk=grant_pk, user=person)
    form = EndForm(sent(request))
    page = Page(
        title=_("End the role “%(role)s”?") % {"role": role},
        lede=_("From today it no longer holds. What was done with it stays."),
        button=_("End the role"),
        done=_("The role has ended."),
        ends_something=True,
    )
    return _act(
        request,
        person,
        form,
        page,
        lambda: end_role(grant=role, by=request.user, now=timezone.now(), **form.cleaned_data),
    )


@require_http_methods(["GET", "POST"])
def off(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    form = EndForm(sent(request))
    page = Page(
        title=_("Switch this account off?"),
        lede=_("The person is signed out and cannot sign in any more. What they did stays under their name."),
        button=_("Switch the account off"),
        done=_("The account is switched off."),
        ends_something=True,
    )
    return _act(
        request,
        person,
        form,
        page,
        lambda: switch_off(user=person, by=request.user, now=timezone.now(), **form.cleaned_data),
    )


@require_http_methods(["GET", "POST"])
def on(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    form = OptionalReasonForm(sent(request))
    page = Page(
        title=_("Switch this account on again?"),
        lede=_("The person can sign in again, with the roles they still have."),
        button=_("Switch the account on"),
        done=_("The account is switched on."),
    )
    return _act(
        request,
        person,
        form,
        page,
        lambda: switch_on(user=person, by=request.user, now=timezone.now(), **form.cleaned_data),
    )


@never_cache
@require_POST
def slips(request: SignedInRequest) -> HttpResponse:
    """Issue and show sign-in slips for the people ticked; the codes are on this answer only."""
    require(can_manage_accounts(request.user))
    asked = [
        int(pk) for pk in request.POST.getlist("user")[:MOST_SLIPS] if pk.isascii() and pk.isdigit() and len(pk) < 18
    ]
    people = list(User.objects.filter(pk__in=asked, is_active=True).order_by("username"))
    if not people:
        if asked:
            raise Http404
        messages.error(request, _("Tick at least one person."))
        return go_to(request, "rt_registry:accounts")
    issued = issue_slips(users=people, by=request.user, now=timezone.now())
    back = reverse("rt_registry:accounts")
    return render(request, "accounts/slips.html", {"slips": issued, "back_url": back})
