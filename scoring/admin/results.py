from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from bantar.web.admin_base import ReadOnlyAdmin
from bantar.web.http import signed_in_user
from competitions.enums import Phase
from scoring.enums import ResultStatus
from scoring.models import Decision, Result, ResultEntry
from scoring.permissions import can_see_cockpit


@admin.register(Result)
class ResultAdmin(ReadOnlyAdmin):
    """Facts frozen in a version; a correction is a new version, drafted and published by two persons."""

    exclude = ("inputs",)
    list_display = ("edition", "version", "status", "prize_total", "drafted_at", "published_at", "digest")
    list_filter = ("status", "edition")
    list_select_related = ("edition",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return _open_to(request, super().get_queryset(request).defer("inputs"), status=ResultStatus.PUBLISHED)


@admin.register(ResultEntry)
class ResultEntryAdmin(ReadOnlyAdmin):
    list_display = ("label", "result", "track", "category", "total", "rank", "winner", "prize")
    list_filter = ("result__edition", "winner", "track", "category", "state")
    list_select_related = ("result__edition",)
    search_fields = ("label", "entry")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).defer("result__inputs", "result__rules")
        return _open_to(request, rows, result__status=ResultStatus.PUBLISHED)


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ("edition", "kind", "chosen", "reason", "decided_by", "decided_at")
    list_filter = ("kind", "edition")
    list_select_related = ("edition", "chosen", "decided_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return _open_to(request, super().get_queryset(request), edition__phase__in=Phase.after_publication())


def _open_to(request: HttpRequest, rows: QuerySet[Any], **published: object) -> QuerySet[Any]:
    """Provisional figures are seen by committee, publisher and auditor only, in the admin as elsewhere (DOMAIN 4)."""
    return rows if can_see_cockpit(signed_in_user(request)) else rows.filter(**published)
