"""Rows that imports set aside: which wait, and the page of one, where it is corrected, stored or left out."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bantar.web.errors import Refusal
from bantar.web.http import SignedInRequest, go_to, page_of, posted_text, require
from rt_registry.forms.imports import KIND_WORDS, LONGEST_NOTE
from rt_registry.forms.parked_rows import DismissForm
from rt_registry.models import ParkedRow
from rt_registry.permissions import can_import
from rt_registry.selectors.parked import Typed, look_at, open_parked_rows
from rt_registry.spreadsheets.parking import LONGEST_CELL, cells_of, dismiss_parked_row, resolve_parked_row


PAGE: Final = "rt_registry:parked-row"
LONGEST_CODE: Final = 13


@require_safe
def parked_rows(request: SignedInRequest) -> HttpResponse:
    """Every row that waits, of all imports."""
    require(can_import(request.user))
    context = {"page": page_of(request, open_parked_rows()), "kinds": KIND_WORDS}
    return render(request, "rt_registry/imports/parked_rows.html", context)


@require_http_methods(["GET", "POST"])
def parked_row(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct the cells, choose what names mean, then store the row; `act` "check" only looks."""
    require(can_import(request.user))
    parked = _parked(pk)
    typed = _typed(request, parked)
    if request.method != "POST" or request.POST.get("act") == "check" or _is_over(parked):
        return _show(request, parked, typed)
    picture = look_at(parked, typed, by=request.user, now=timezone.now())
    try:
        report = resolve_parked_row(
            parked=parked,
            cells=typed.cells,
            names=picture.names,
            accept_suggestions=typed.accept,
            acknowledge=typed.note,
            by=request.user,
            now=timezone.now(),
        )
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect(PAGE, parked.pk)
    if report.stored:
        return go_to(request, "rt_registry:parked-rows", message=_("Row %(row)s is stored.") % {"row": parked.row})
    return _show(request, _parked(pk), typed)


@require_POST
def parked_row_dismiss(request: SignedInRequest, pk: int) -> HttpResponse:
    """Leave the row out for good."""
    require(can_import(request.user))
    parked, form = _parked(pk), DismissForm(request.POST)
    if not form.is_valid():
        return _show(request, parked, Typed(), form)
    try:
        dismiss_parked_row(parked=parked, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect(PAGE, parked.pk)
    return go_to(request, "rt_registry:parked-rows", message=_("Row %(row)s is left out.") % {"row": parked.row})


def _show(request: SignedInRequest, parked: ParkedRow, typed: Typed, form: DismissForm | None = None) -> HttpResponse:
    is_over = _is_over(parked)
    context = {
        "parked": parked,
        "kind": KIND_WORDS.get(parked.batch.kind, parked.batch.kind),
        "typed": typed,
        "is_sent": request.method == "POST" and form is None,
        "picture": None if is_over else look_at(parked, typed, by=request.user, now=timezone.now()),
        "cells": cells_of(parked) if is_over else (),
        "form": form or DismissForm(),
        "longest_note": LONGEST_NOTE,
    }
    return render(request, "rt_registry/imports/parked_row.html", context)


def _typed(request: SignedInRequest, parked: ParkedRow) -> Typed:
    if request.method != "POST":
        return Typed()
    keys = [(at, cell.key) for at, cell in enumerate(cells_of(parked)) if f"cell-{at}" in request.POST]
    return Typed(
        cells={key: posted_text(request, f"cell-{at}", most=LONGEST_CELL).strip() for at, key in keys},
        codes={key: posted_text(request, f"name-{at}", most=LONGEST_CODE) for at, key in keys},
        note=posted_text(request, "note", most=LONGEST_NOTE).strip(),
        accept=request.POST.get("accept") == "1",
    )


def _is_over(parked: ParkedRow) -> bool:
    return parked.resolved_at is not None or parked.batch.undone_at is not None


def _parked(pk: int) -> ParkedRow:
    return get_object_or_404(ParkedRow.objects.select_related("batch", "resolved_by", "resolved_in"), pk=pk)
