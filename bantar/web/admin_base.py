"""What our admin pages share: nothing is deleted, what services guard is read only, and a Refusal is a sentence."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from bantar.web.errors import Refusal


if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
    PlainForm = ModelForm[Any]
else:
    ModelAdmin = admin.ModelAdmin
    TabularInline = admin.TabularInline
    PlainForm = ModelForm


class KeptAdmin(ModelAdmin):
    """Nothing is deleted in the admin: what ends has an end date, and what was wrong stays traceable."""

    list_per_page = 50
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyAdmin(KeptAdmin):
    """Shown to those who may see the admin, changed by nobody: the services are the only way."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyInline(TabularInline):
    extra = 0
    can_delete = False
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ServiceAdmin(KeptAdmin):
    """Saves through services; what one refuses is said on the form's page, and nothing is stored."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Mapping[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, dict(extra_context or {}))
        except Refusal as refusal:
            sentence = f"{refusal} {refusal.rule}".strip()
            self.message_user(request, sentence, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())


class ServiceForm(PlainForm):
    """Leaves what the database forbids to the services, whose refusals are sentences."""

    def validate_constraints(self) -> None:
        pass


def take_over(target: Model, stored: Model) -> None:
    """Let the object that the admin holds be the one that a service has stored."""
    target.pk = stored.pk
    target.refresh_from_db()
