from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bantar.accounts.models import User
from bantar.accounts.services import issue_slips
from bantar.web.admin_base import PlainForm, ReadOnlyInline, ServiceAdmin, ServiceForm, take_over
from bantar.web.errors import Refusal
from bantar.web.http import signed_in_user
from rt_registry.enums import Role
from rt_registry.models import Kecamatan, Kelurahan, RoleGrant
from rt_registry.services.accounts import UsernameUnusable, change_account, create_account
from rt_registry.services.roles import end_role, grant_role
from rt_registry.sheet_admin import SheetExportMixin
from rt_registry.sheets import account_sheet


class NewAccountForm(ServiceForm):
    """A person with one role; further roles are given on their own page."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    kelurahan = forms.ModelChoiceField(Kelurahan.objects.all(), label=gettext_lazy("Kelurahan"), required=False)
    kecamatan = forms.ModelChoiceField(Kecamatan.objects.all(), label=gettext_lazy("Kecamatan"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].help_text = UsernameUnusable.rule
        self.fields["display_name"].required = True


class RoleGrantInline(ReadOnlyInline):
    model = RoleGrant
    fields = ("role", "kelurahan", "kecamatan", "active_from", "active_until")
    verbose_name_plural = gettext_lazy("roles")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("kelurahan", "kecamatan")


@admin.register(User)
class UserAdmin(ServiceAdmin):
    """Accounts are made here and never deleted; their passwords come by slip."""

    PERSON = ("username", "display_name", "organisation", "email")
    list_display = ("username", "display_name", "organisation", "email", "is_active", "last_login")
    list_filter = ("is_active", "role_grants__role")
    search_fields = ("username", "display_name", "organisation", "email")
    ordering = ("username",)
    actions = ("print_slips",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = ServiceForm if change else NewAccountForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return (*self.PERSON, "role", "kelurahan", "kecamatan")
        return (*self.PERSON, "is_active", "date_joined", "last_login", "account_page")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("username", "is_active", "date_joined", "last_login", "account_page")

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> tuple[type[ReadOnlyInline], ...]:
        return () if obj is None else (RoleGrantInline,)

    @admin.display(description=gettext_lazy("roles, switching off"))
    def account_page(self, user: User) -> str:
        return format_html('<a href="{}">{}</a>', reverse("rt_registry:account", args=[user.pk]), user)

    def save_model(self, request: HttpRequest, obj: User, form: PlainForm, change: bool) -> None:
        by, now, said = signed_in_user(request), timezone.now(), form.cleaned_data
        if change:
            wanted = {name: said[name] for name in ("display_name", "organisation", "email")}
            take_over(obj, change_account(user=obj, **wanted, by=by, now=now))
        else:
            take_over(obj, create_account(**said, by=by, now=now))

    @admin.action(description=gettext_lazy("Make sign-in slips to print"))
    def print_slips(self, request: HttpRequest, users: QuerySet[User]) -> HttpResponse | None:
        """The codes are on this answer only."""
        people = list(users.filter(is_active=True).order_by("username"))
        if not people:
            self.message_user(request, _("These accounts are switched off."), messages.WARNING)
            return None
        issued = issue_slips(users=people, by=signed_in_user(request), now=timezone.now())
        back = reverse("admin:accounts_user_changelist")
        return render(request, "accounts/slips.html", {"slips": issued, "back_url": back})


@admin.register(RoleGrant)
class RoleGrantAdmin(SheetExportMixin, ServiceAdmin):
    """A role is given and ended; what it was stays. Accounts come in as a sheet on a page of their own."""

    sheet_kind = "accounts"
    sheet_of = staticmethod(account_sheet)
    form = ServiceForm
    fields = ("user", "role", "kelurahan", "kecamatan", "active_from")
    raw_id_fields = ("user",)
    list_display = ("user", "role", "kelurahan", "kecamatan", "active_from", "active_until")
    list_filter = ("role", ("active_until", admin.EmptyFieldListFilter))
    list_select_related = ("user", "kelurahan", "kecamatan")
    search_fields = ("user__username", "user__display_name")
    actions = ("end_roles",)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"active_from": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: PlainForm, change: bool) -> None:
        take_over(obj, grant_role(**form.cleaned_data, by=signed_in_user(request), now=timezone.now()))

    @admin.action(description=gettext_lazy("End these roles today"), permissions=["add"])
    def end_roles(self, request: HttpRequest, grants: QuerySet[RoleGrant]) -> None:
        for grant in grants:
            try:
                end_role(grant=grant, by=signed_in_user(request), now=timezone.now())
                self.message_user(request, _("Ended: %(role)s.") % {"role": grant})
            except Refusal as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
