from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from bantar.web.admin_base import ReadOnlyAdmin, ReadOnlyInline
from competitions.admin import edition_choices
from competitions.models import Edition
from rt_registry.sheet_admin import SheetMixin
from scoring.models import ConflictMark, Score, ScoreSheet, SheetRevision
from scoring.sheets import score_sheet


class ScoreInline(ReadOnlyInline):
    model = Score
    fields = ("indicator", "value", "note")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("indicator")


class RevisionInline(ReadOnlyInline):
    model = SheetRevision
    fields = ("at", "by", "act", "reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("by").defer("scores")


@admin.register(ScoreSheet)
class ScoreSheetAdmin(SheetMixin, ReadOnlyAdmin):
    """A submitted sheet is locked; only the committee reopens one, on its own page."""

    sheet_kind = "scores"
    sheet_of = staticmethod(score_sheet)
    list_display = ("nomination", "assessor", "status", "source", "submitted_at")
    list_filter = ("nomination__edition", "status", "source")
    list_select_related = ("nomination", "assessor")
    search_fields = ("nomination__label", "nomination__code", "assessor__name")
    inlines = (ScoreInline, RevisionInline)

    def edition_choices(self) -> list[tuple[str, str]]:
        return edition_choices(Edition.objects.filter(is_archive=False))


@admin.register(SheetRevision)
class SheetRevisionAdmin(ReadOnlyAdmin):
    list_display = ("sheet", "at", "act", "by", "reason")
    list_filter = ("act",)
    list_select_related = ("sheet__nomination", "sheet__assessor", "by")


@admin.register(ConflictMark)
class ConflictMarkAdmin(ReadOnlyAdmin):
    list_display = ("nomination", "assessor", "reason", "marked_at", "lifted_at")
    list_select_related = ("nomination", "assessor")
