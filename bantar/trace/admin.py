from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from bantar.trace.models import TraceEntry
from bantar.trace.veils import open_to
from bantar.web.admin_base import ReadOnlyAdmin
from bantar.web.http import signed_in_user
from bantar.web.templatetags.bantar_ui import actor_name
from bantar.web.trace_words import act_words


class ActFilter(admin.SimpleListFilter):
    """The acts in words instead of their codes."""

    title = _("what")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        codes = (
            TraceEntry.objects.filter(open_to(signed_in_user(request)))
            .order_by("act")
            .values_list("act", flat=True)
            .distinct()
        )
        return [(code, act_words(code)) for code in codes]

    def queryset(self, request: HttpRequest, queryset: QuerySet[TraceEntry]) -> QuerySet[TraceEntry]:
        return queryset.filter(act=self.value()) if self.value() else queryset


@admin.register(TraceEntry)
class TraceEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "who", "what", "subject_label", "scope")
    list_filter = (ActFilter, "scope")
    search_fields = ("actor_label", "subject_label", "reason")
    list_select_related = ("actor",)
    fields = ("at", "who", "what", "subject_label", "scope", "reason", "details")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(open_to(signed_in_user(request)))

    @admin.display(description=_("who"), ordering="actor_label")
    def who(self, entry: TraceEntry) -> str:
        return actor_name(entry)

    @admin.display(description=_("what"), ordering="act")
    def what(self, entry: TraceEntry) -> str:
        return act_words(entry.act)
