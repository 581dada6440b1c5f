"""Sheets come in: what was imported, what waits, and the form for the next file."""

from typing import Final
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bantar.web.errors import Refusal
from bantar.web.http import SignedInRequest, go_to, page_of, require
from rt_registry import jobs
from rt_registry.forms.imports import KIND_WORDS, ExportForm, UploadForm
from rt_registry.models import ImportDraft
from rt_registry.permissions import can_import
from rt_registry.selectors.drafts import open_drafts, stored_imports
from rt_registry.spreadsheets import drafts
from rt_registry.spreadsheets.edition_choices import edition_choices
from rt_registry.spreadsheets.writing import XLSX
from rt_registry.views.pages import sent


SHOWN_DRAFTS: Final = 20


@require_http_methods(["GET", "POST"])
def imports(request: SignedInRequest) -> HttpResponse:
    """The list; a file that is sent becomes a draft with a page of its own."""
    require(can_import(request.user))
    editions = edition_choices()
    form = UploadForm(sent(request), request.FILES or None, editions=editions)
    draft = _opened(request, form) if form.is_valid() else None
    if draft is not None:
        look_at(draft)
        return go_to(request, "rt_registry:import-draft", draft.pk)
    context = {
        "form": form,
        "drafts": list(open_drafts()[:SHOWN_DRAFTS]),
        "page": page_of(request, stored_imports()),
        "kinds": KIND_WORDS,
        "export": ExportForm(editions=editions, prefix="export"),
    }
    return render(request, "rt_registry/imports/imports.html", context)


def _opened(request: SignedInRequest, form: UploadForm) -> ImportDraft | None:
    """The upload, kept; None and said in the form where there is no room for it."""
    data = form.cleaned_data
    try:
        return drafts.open_draft(
            kind=data["kind"],
            edition_slug=data["edition"],
            file=data["file"],
            file_name=data["file"].name,
            by=request.user,
            now=timezone.now(),
        )
    except Refusal as refused:
        form.add_error("file", str(refused))
        return None


def look_at(draft: ImportDraft) -> None:
    """Read the sheet now, or let a job do it where it is long."""
    if jobs.is_long(draft):
        jobs.prepare_later(draft)
    else:
        drafts.prepare(draft, timezone.now())


def workbook_response(name: str, data: bytes) -> HttpResponse:
    """A workbook to keep; it names people, so no cache keeps it."""
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response
