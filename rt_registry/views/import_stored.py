"""One stored import: what it brought, its file, the rows that still wait, and the way back."""

from typing import Final
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bantar.web.errors import Refusal
from bantar.web.http import SignedInRequest, go_to, require
from rt_registry.forms.imports import KIND_WORDS, UndoForm
from rt_registry.models import ImportBatch
from rt_registry.permissions import can_import
from rt_registry.selectors.drafts import parked_rows, problems_of
from rt_registry.services.import_undo import undo_import
from rt_registry.spreadsheets.drafts import FileIsGone, findings_of
from rt_registry.spreadsheets.reading import UnreadableFile
from rt_registry.views.imports import workbook_response


PAGE: Final = "rt_registry:import-result"
SHOWN: Final = 200
SHOWN_PARKED: Final = 50
# A file from outside never runs as a page of ours, whatever a browser makes of it.
SANDBOX: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_safe
def import_result(request: SignedInRequest, pk: int) -> HttpResponse:
    require(can_import(request.user))
    return _show(request, _batch(pk))


@require_POST
def import_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the whole import back, or say what stands on it."""
    require(can_import(request.user))
    batch, form = _batch(pk), UndoForm(request.POST)
    if not form.is_valid():
        return _show(request, batch, form)
    try:
        undo_import(batch_id=batch.pk, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"])
    except Refusal as refused:
        return _show(request, batch, form, refusal=refused)
    return go_to(request, PAGE, batch.pk, message=_("The import is taken back; everything is as it was before."))


def _show(
    request: SignedInRequest, batch: ImportBatch, form: UndoForm | None = None, *, refusal: Refusal | None = None
) -> HttpResponse:
    (problems, problem_count), parked = problems_of(batch, most=SHOWN), parked_rows(batch)
    context = {
        "batch": batch,
        "kind": KIND_WORDS.get(batch.kind, batch.kind),
        "rows": batch.report.get("rows", {}),
        "problems": problems,
        "problem_count": problem_count,
        "parked": parked[:SHOWN_PARKED],
        "parked_count": len(parked),
        "waiting": sum(row.resolved_at is None for row in parked),
        "undo_form": None if batch.undone_at else form or UndoForm(),
        "refusal": refusal,
    }
    return render(request, "rt_registry/imports/result.html", context)


@require_safe
def import_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The upload as it came, to be kept, never to be shown by a browser."""
    require(can_import(request.user))
    batch = _batch(pk)
    if not batch.file:
        raise Http404
    try:
        file = batch.file.storage.open(str(batch.file.name))
    except OSError:
        messages.error(request, str(FileIsGone.message))
        return redirect(PAGE, batch.pk)
    response = FileResponse(file, content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(batch.file_name)}"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def import_marked(request: SignedInRequest, pk: int) -> HttpResponse:
    """The stored workbook with what was said of it marked in its cells."""
    require(can_import(request.user))
    batch = _batch(pk)
    if not batch.file:
        raise Http404
    try:
        return workbook_response(*findings_of(batch))
    except (FileIsGone, UnreadableFile) as refused:
        messages.error(request, str(refused))
        return redirect(PAGE, batch.pk)


def _batch(pk: int) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.select_related("imported_by", "undone_by"), pk=pk)
