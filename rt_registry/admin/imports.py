from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bantar.web.admin_base import ReadOnlyAdmin
from rt_registry.models import ImportBatch, ImportedRecord


SHOWN = 100


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = ("imported_at", "kind", "file_name", "edition_slug", "imported_by", "rows")
    list_filter = ("kind", "edition_slug")
    list_select_related = ("imported_by",)
    search_fields = ("file_name", "note")
    fields = (
        *("kind", "file_name", "file_sha256", "sheet", "edition_slug", "imported_by", "imported_at", "note"),
        *("header_row", "rows", "said", "written", "undone_at", "undone_by", "undo_reason"),
    )
    readonly_fields = ("rows", "said", "written")

    @admin.display(description=_("rows"))
    def rows(self, batch: ImportBatch) -> str:
        return ", ".join(f"{name}: {count}" for name, count in batch.report.get("rows", {}).items())

    @admin.display(description=_("what was said"))
    def said(self, batch: ImportBatch) -> SafeString:
        problems = batch.report.get("problems", [])
        lines = ((problem.get("cell") or problem.get("row") or "", problem.get("message", "")) for problem in problems)
        return format_html_join("", "<p>{} {}</p>", lines)

    @admin.display(description=_("records written"))
    def written(self, batch: ImportBatch) -> SafeString:
        """The first of the journal; an import may hold a hundred thousand."""
        lines = batch.records.all()[:SHOWN]
        more = batch.records.count() - len(lines)
        shown = [(line.row or "", line.model, line.object_id, _in_words(line)) for line in lines]
        rest = format_html("<p>+ {}</p>", more) if more > 0 else ""
        return format_html("{}{}", format_html_join("", "<p>{} {} {}: {}</p>", shown), rest)


def _in_words(line: ImportedRecord) -> str:
    if line.before is None:
        return ", ".join(f"{name} {value}" for name, value in line.after.items() if value not in (None, ""))
    return ", ".join(f"{name} {line.before.get(name)} → {value}" for name, value in line.after.items())
