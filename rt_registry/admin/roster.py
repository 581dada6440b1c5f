from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bantar.web.admin_base import PlainForm, ReadOnlyAdmin, ReadOnlyInline, ServiceAdmin, ServiceForm, take_over
from bantar.web.http import signed_in_user
from rt_registry.domain.rt_code import format_rt
from rt_registry.models import RT, HouseholdCount, RTSuccession
from rt_registry.services.roster import add_rt, change_rt, record_household_count
from rt_registry.sheet_admin import SheetMixin
from rt_registry.spreadsheets.writing import TEXT, WHOLE, SheetColumn, SheetData, Writable


ROSTER_COLUMNS = (
    SheetColumn("kode_kelurahan", TEXT, 18),
    SheetColumn("kecamatan", TEXT, 20),
    SheetColumn("kelurahan", TEXT, 22),
    SheetColumn("rt", TEXT, 8),
    SheetColumn("ketua_rt", TEXT, 30),
    SheetColumn("jumlah_kk", WHOLE, 12),
    SheetColumn("tahun", "0", 8),
)


def roster_sheet(rts: QuerySet[RT]) -> SheetData:
    """Each RT with its newest count, under the year of that count. Two queries."""
    counts = HouseholdCount.objects.filter(rt__in=rts.order_by().values("pk")).order_by("counted_on", "pk")
    newest = {rt_id: (day.year, kk) for rt_id, day, kk in counts.values_list("rt_id", "counted_on", "kk")}
    rows = rts.select_related("kelurahan__kecamatan").order_by("kelurahan__code", "number", "active_from")
    return SheetData("RT", ROSTER_COLUMNS, _rows(rows, newest))


def _rows(rts: QuerySet[RT], newest: dict[int, tuple[int, int]]) -> Iterator[list[Writable]]:
    for rt in rts:
        year, kk = newest.get(rt.pk, (_first_whole_year(rt.active_from), None))
        place = (rt.kelurahan.code, rt.kelurahan.kecamatan.name, rt.kelurahan.name)
        yield [*place, format_rt(rt.number), rt.head_name, kk, year]


def _first_whole_year(day: date) -> int:
    return day.year if (day.month, day.day) == (1, 1) else day.year + 1


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
