"""One upload: what it would do, the answers a person gives, and the one button that stores exactly this."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bantar.web.errors import Refusal
from bantar.web.http import SignedInRequest, go_to, posted_text, require
from rt_registry import jobs
from rt_registry.enums import ImportState
from rt_registry.forms.imports import KIND_WORDS, ColumnsForm, NamesForm, NoteForm, SheetForm
from rt_registry.models import ImportDraft
from rt_registry.permissions import can_import
from rt_registry.selectors.drafts import DraftPicture, regions_for
from rt_registry.spreadsheets import drafts
from rt_registry.spreadsheets.draft_picture import SHOWN
from rt_registry.spreadsheets.edition_choices import edition_choices
from rt_registry.spreadsheets.progress import standing_of
from rt_registry.spreadsheets.reading import UnreadableFile
from rt_registry.views.imports import look_at, workbook_response


PAGE: Final = "rt_registry:import-draft"


@never_cache
@require_http_methods(["GET", "POST"])
def import_draft(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The page of an upload; each of its forms says with `act` what it answers."""
    require(can_import(request.user))
    draft = get_object_or_404(ImportDraft.objects.select_related("uploaded_by", "batch"), pk=pk)
    if draft.state == ImportState.STORED:
        return _to_result(request, draft)
    if draft.state == ImportState.CANCELLED:
        return go_to(request, "rt_registry:imports", message=_("This upload was cancelled; nothing was stored."))
    if draft.state == ImportState.WORKING:
        context = {"draft": draft, "standing": standing_of(draft.pk), "kind": KIND_WORDS.get(draft.kind, draft.kind)}
        return render(request, "rt_registry/imports/working.html", context)
    return _act(request, draft) if request.method == "POST" else _show(request, draft)


def _act(request: SignedInRequest, draft: ImportDraft) -> HttpResponse:
    act = posted_text(request, "act", most=20)
    try:
        if act == "store":
            return _store(request, draft)
        if act == "cancel":
            drafts.cancel(draft)
            return go_to(request, "rt_registry:imports", message=_("The upload was given up; nothing was stored."))
        return _answer(request, draft, act)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect(PAGE, draft.pk)


def _store(request: SignedInRequest, draft: ImportDraft) -> HttpResponse:
    """Store what was shown, now or by a job; a second press is answered with the first one's result."""
    fingerprint = posted_text(request, "fingerprint", most=64)
    if jobs.is_long(draft):
        jobs.confirm_later(draft, fingerprint=fingerprint, by=request.user)
        return redirect(PAGE, draft.pk)
    draft = drafts.confirm(draft, fingerprint, request.user, timezone.now())
    return _to_result(request, draft) if draft.state == ImportState.STORED else redirect(PAGE, draft.pk)


def _to_result(request: HttpRequest, draft: ImportDraft) -> HttpResponse:
    if draft.batch_id is None:
        said = _("Everything in this sheet is stored already; nothing had to be changed.")
        return go_to(request, "rt_registry:imports", message=said)
    return go_to(request, "rt_registry:import-result", draft.batch_id)


def _answer(request: SignedInRequest, draft: ImportDraft, act: str) -> HttpResponse:
    """Take one answer, look once more, and come back to where it was given."""
    forms_of_page = _forms(DraftPicture(draft), request.POST, act)
    form = forms_of_page.get(act)
    if form is not None and not form.is_valid():
        return _show(request, draft, forms_of_page)
    answers = ANSWERS[act](draft, form) if act in ANSWERS else {}
    edition = form.cleaned_data["edition"] if act == "sheet" and form is not None else None
    look_at(drafts.answer(draft, answers, edition_slug=edition))
    return go_to(request, PAGE, draft.pk, fragment=FRAGMENTS.get(act, ""))


def _sheet(draft: ImportDraft, form: Any) -> Mapping[str, Any]:
    return {"sheet": form.cleaned_data["sheet"], "acknowledge": ""}


def _columns(draft: ImportDraft, form: Any) -> Mapping[str, Any]:
    """The columns are those of the sheet that was shown; other columns make other sums."""
    sheet = draft.answers.get("sheet") or (draft.report or {}).get("header_sheet") or ""
    return {"taught": form.taught(), "sheet": sheet, "acknowledge": ""}


def _names(draft: ImportDraft, form: Any) -> Mapping[str, Any]:
    given = form.answers()
    ids = {name["id"] for name in given}
    kept = [name for name in draft.answers.get("names", ()) if name["id"] not in ids]
    return {"names": [*kept, *given]}


ANSWERS: Final[Mapping[str, Callable[[ImportDraft, Any], Mapping[str, Any]]]] = {
    "sheet": _sheet,
    "columns": _columns,
    "columns-anew": lambda draft, form: {"taught": None, "acknowledge": ""},
    "names": _names,
    "note": lambda draft, form: {"acknowledge": form.cleaned_data["note"]},
    "note-not": lambda draft, form: {"acknowledge": ""},
    "park": lambda draft, form: {"park": True},
    "park-not": lambda draft, form: {"park": False},
}
FRAGMENTS: Final = {
    "columns": "columns",
    "columns-anew": "columns",
    "names": "names",
    "note": "sums",
    "note-not": "sums",
    "park": "rows",
    "park-not": "rows",
}


def _forms(picture: DraftPicture, data: QueryDict | None = None, act: str = "") -> dict[str, forms.Form]:
    """Every form of the page; the one of this act is filled with what was sent."""
    draft, answers = picture.draft, picture.answers
    sheets = list(dict.fromkeys([*picture.said.get("sheets", ()), *filter(None, [answers.get("sheet")])]))
    editions, questions = edition_choices(), picture.questions
    return {
        "sheet": SheetForm(
            data if act == "sheet" else None,
            sheets=sheets,
            editions=editions,
            initial={"sheet": answers.get("sheet"), "edition": draft.edition_slug},
        ),
        "columns": ColumnsForm(
            data if act == "columns" else None,
            headings=picture.headings,
            columns=picture.columns,
            initial=picture.mapping(),
        ),
        "names": NamesForm(
            data if act == "names" else None,
            questions=questions,
            regions=regions_for(questions),
            initial=picture.answered(),
        ),
        "note": NoteForm(data if act == "note" else None, initial={"note": answers.get("acknowledge", "")}),
    }


def _show(
    request: SignedInRequest, draft: ImportDraft, forms_of_page: Mapping[str, forms.Form] | None = None
) -> HttpResponse:
    picture = DraftPicture(draft)
    context = {
        "draft": draft,
        "picture": picture,
        "said": picture.said,
        "kind": KIND_WORDS.get(draft.kind, draft.kind),
        "forms": forms_of_page or _forms(picture),
        "shown": SHOWN,
    }
    return render(request, "rt_registry/imports/draft.html", context)


@never_cache
@require_safe
def import_findings(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The uploaded workbook once more, with what was found marked in its cells."""
    require(can_import(request.user))
    draft = get_object_or_404(ImportDraft.objects.select_related("uploaded_by"), pk=pk)
    try:
        return workbook_response(*drafts.findings(draft, timezone.now()))
    except (Refusal, UnreadableFile) as refused:
        messages.error(request, str(refused))
        return redirect(PAGE, draft.pk)
