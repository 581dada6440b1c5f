"""Entries, recaps and awards in the admin: read, imported, exported; changed only by their services."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from bantar.web.admin_base import ReadOnlyAdmin, ReadOnlyInline
from competitions.models import Award, Edition, Nomination, NominationRT, Recap, RecapRow
from competitions.sheets import award_sheet, nomination_sheet, recap_sheet
from rt_registry.sheet_admin import SheetMixin
from rt_registry.spreadsheets.writing import SheetData


def edition_choices(editions: QuerySet[Edition]) -> list[tuple[str, str]]:
    rows = editions.newest_first().values_list("slug", "name")  # type: ignore[attr-defined]
    return [(slug, f"{name} ({slug})") for slug, name in rows]


class MemberInline(ReadOnlyInline):
    model = NominationRT
    fields = ("rt", "number", "kk", "is_live")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("rt__kelurahan")


@admin.register(Nomination)
class NominationAdmin(SheetMixin, ReadOnlyAdmin):
    sheet_kind = "nominations"
    sheet_of = staticmethod(nomination_sheet)
    list_display = ("label", "edition", "status", "track", "kk", "category_code", "updated_at")
    list_filter = ("edition", "status", "track", "category_code", "kelurahan__kecamatan")
    list_select_related = ("edition",)
    search_fields = ("label", "code")
    inlines = (MemberInline,)

    def edition_choices(self) -> list[tuple[str, str]]:
        return edition_choices(Edition.objects.filter(is_archive=False))


class RecapRowInline(ReadOnlyInline):
    model = RecapRow

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("kecamatan", "recap")


@admin.register(Recap)
class RecapAdmin(SheetMixin, ReadOnlyAdmin):
    sheet_kind = "recap"
    list_display = ("year", "source")
    inlines = (RecapRowInline,)

    @staticmethod
    def sheet_of(recaps: QuerySet[Any]) -> SheetData:
        return recap_sheet(RecapRow.objects.filter(recap__in=recaps.order_by().values("pk")))


@admin.register(Award)
class AwardAdmin(SheetMixin, ReadOnlyAdmin):
    sheet_kind = "winners"
    sheet_of = staticmethod(award_sheet)
    list_display = ("label", "edition", "category_code", "track", "total", "prize", "source", "lost_on")
    list_filter = ("edition", "source", "category_code", ("lost_on", admin.EmptyFieldListFilter))
    list_select_related = ("edition",)
    search_fields = ("label", "entry_code")

    def edition_choices(self) -> list[tuple[str, str]]:
        return edition_choices(Edition.objects.filter(is_archive=True))
