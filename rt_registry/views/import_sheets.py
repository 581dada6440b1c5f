"""Empty sheets to fill in, and what is stored as a sheet that comes in again unchanged."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bantar.web.http import SignedInRequest, go_to, require
from rt_registry.forms.imports import ExportForm
from rt_registry.permissions import can_import
from rt_registry.spreadsheets.edition_choices import edition_choices
from rt_registry.spreadsheets.exporting import as_xlsx, export_of
from rt_registry.spreadsheets.templates import template, template_kinds, template_name
from rt_registry.views.imports import workbook_response


@require_safe
def import_template(request: SignedInRequest, kind: str) -> HttpResponse:
    require(can_import(request.user))
    if kind not in template_kinds():
        raise Http404
    return workbook_response(template_name(kind), template(kind))


@require_safe
def import_export(request: SignedInRequest) -> HttpResponse:
    """All that is stored of a kind, or what belongs to one edition."""
    require(can_import(request.user))
    form = ExportForm(request.GET, editions=edition_choices(), prefix="export")
    if not form.is_valid():
        return go_to(request, "rt_registry:imports")
    kind, edition = form.cleaned_data["kind"], form.cleaned_data["edition"]
    name = "-".join(filter(None, [kind, edition, timezone.localdate().isoformat()]))
    return workbook_response(f"{name}.xlsx", as_xlsx(export_of(kind, edition)))
