from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from bantar.trace.services import record
from bantar.web.admin_base import KeptAdmin, PlainForm, ReadOnlyAdmin
from bantar.web.http import signed_in_user
from rt_registry.models import Kecamatan, Kelurahan, RegionBoundary


class RegionAdmin(KeptAdmin):
    """Official names and codes; every change is traced."""

    def save_model(self, request: HttpRequest, obj: Model, form: PlainForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        details = {name: [str(form.initial.get(name, "")), str(form.cleaned_data[name])] for name in form.changed_data}
        act = "region.changed" if change else "region.added"
        record(act=act, subject=obj, by=signed_in_user(request), now=timezone.now(), details=details)


@admin.register(Kecamatan)
class KecamatanAdmin(RegionAdmin):
    list_display = ("code", "name", "slug")
    search_fields = ("name", "code")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Kelurahan)
class KelurahanAdmin(RegionAdmin):
    list_display = ("code", "name", "kecamatan", "active_from")
    list_filter = ("kecamatan",)
    list_select_related = ("kecamatan",)
    search_fields = ("name", "code")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(RegionBoundary)
class RegionBoundaryAdmin(ReadOnlyAdmin):
    list_display = ("code", "level")
    list_filter = ("level",)
    fields = ("code", "level")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("geometry")
