from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bantar.web.admin_base import ReadOnlyAdmin
from rt_registry.models import ImportBatch


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = ("imported_at", "kind", "file_name", "edition_slug", "imported_by", "rows")
    list_filter = ("kind", "edition_slug")
    list_select_related = ("imported_by",)
    search_fields = ("file_name", "note")
    fields = (
        *("kind", "file_name", "file_sha256", "sheet", "edition_slug", "imported_by", "imported_at", "note"),
        *("rows", "said"),
    )
    readonly_fields = ("rows", "said")

    @admin.display(description=_("rows"))
    def rows(self, batch: ImportBatch) -> str:
        return ", ".join(f"{name}: {count}" for name, count in batch.report.get("rows", {}).items())

    @admin.display(description=_("what was said"))
    def said(self, batch: ImportBatch) -> SafeString:
        problems = batch.report.get("problems", [])
        lines = ((problem.get("cell") or problem.get("row") or "", problem.get("message", "")) for problem in problems)
        return format_html_join("", "<p>{} {}</p>", lines)
