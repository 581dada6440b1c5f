from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bantar.web.admin_base import PlainForm, ReadOnlyAdmin, ReadOnlyInline, ServiceAdmin, ServiceForm, take_over
from bantar.web.http import signed_in_user
from rt_registry.models import RT, HouseholdCount, RTSuccession
from rt_registry.services.roster import add_rt, change_rt, record_household_count
from rt_registry.sheet_admin import SheetMixin
from rt_registry.sheets import roster_sheet


class HouseholdCountInline(ReadOnlyInline):
    model = HouseholdCount
    fields = ("counted_on", "kk", "source")


@admin.register(RT)
class RTAdmin(SheetMixin, ServiceAdmin):
    """Numbers change by succession and RTs end on the roster's pages; here heads and first days are corrected."""

    sheet_kind = "roster"
    sheet_of = staticmethod(roster_sheet)
    form = ServiceForm
    fields = ("kelurahan", "number", "head_name", "active_from", "active_until", "simulated")
    list_display = ("__str__", "kecamatan", "head_name", "active_from", "active_until")
    list_filter = ("kelurahan__kecamatan", "simulated")
    list_select_related = ("kelurahan__kecamatan",)
    search_fields = ("kelurahan__name", "kelurahan__code", "head_name", "number")
    inlines = (HouseholdCountInline,)

    @admin.display(description=_("kecamatan"))
    def kecamatan(self, rt: RT) -> str:
        return rt.kelurahan.kecamatan.name

    def get_readonly_fields(self, request: HttpRequest, obj: RT | None = None) -> tuple[str, ...]:
        closed = ("head_name", "active_from") if obj is not None and obj.active_until is not None else ()
        return ("active_until", "simulated", *(("kelurahan", "number") if obj else ()), *closed)

    def save_model(self, request: HttpRequest, obj: RT, form: PlainForm, change: bool) -> None:
        by, now, said = signed_in_user(request), timezone.now(), form.cleaned_data
        if change:
            wanted = {name: said[name] for name in ("head_name", "active_from") if name in form.changed_data}
            take_over(obj, change_rt(rt=obj, by=by, now=now, **wanted))
        else:
            take_over(obj, add_rt(**said, by=by, now=now))


@admin.register(HouseholdCount)
class HouseholdCountAdmin(ServiceAdmin):
    """A count is added; the same day again replaces it, and the trace keeps both."""

    form = ServiceForm
    fields = ("rt", "counted_on", "kk", "source")
    raw_id_fields = ("rt",)
    list_display = ("rt", "counted_on", "kk", "source", "recorded_at")
    list_filter = ("counted_on",)
    list_select_related = ("rt__kelurahan",)
    search_fields = ("rt__kelurahan__name",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: HouseholdCount, form: PlainForm, change: bool) -> None:
        count = record_household_count(**form.cleaned_data, by=signed_in_user(request), now=timezone.now())
        take_over(obj, count)


@admin.register(RTSuccession)
class RTSuccessionAdmin(ReadOnlyAdmin):
    list_display = ("predecessor", "successor", "kind", "on")
    list_filter = ("kind",)
    list_select_related = ("predecessor__kelurahan", "successor__kelurahan")
