from django.contrib import admin

from bantar.trace.models import TraceEntry
from bantar.web.admin_base import ReadOnlyAdmin


@admin.register(TraceEntry)
class TraceEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor_label", "act", "subject_label", "scope")
    list_filter = ("act", "scope")
    search_fields = ("actor_label", "subject_label", "reason")
    list_select_related = ("actor",)
