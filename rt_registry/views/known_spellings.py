"""What imports were taught: spellings that people placed, and headers that they explained."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bantar.web.http import SignedInRequest, go_to, page_of, require
from rt_registry.forms.imports import KIND_WORDS
from rt_registry.forms.parked_rows import SpellingFilterForm
from rt_registry.models import RegionAlias, SheetShape
from rt_registry.permissions import can_import
from rt_registry.selectors.learnt import header_rows, spelling_rows, spellings
from rt_registry.services.learnt import forget_header, forget_spelling


PAGE: Final = "rt_registry:known-spellings"
PER_PAGE: Final = 50


@require_safe
def known_spellings(request: SignedInRequest) -> HttpResponse:
    """Both lists, with who confirmed what when."""
    require(can_import(request.user))
    form = SpellingFilterForm(request.GET)
    page = page_of(request, spellings(form.text()), size=PER_PAGE)
    context = {
        "form": form,
        "page": page,
        "spellings": spelling_rows(page.object_list),
        "headers": header_rows(),
        "kinds": KIND_WORDS,
    }
    return render(request, "rt_registry/imports/known_spellings.html", context)


@require_POST
def spelling_forget(request: SignedInRequest, pk: int) -> HttpResponse:
    require(can_import(request.user))
    alias = get_object_or_404(RegionAlias, pk=pk)
    forget_spelling(alias=alias, by=request.user, now=timezone.now())
    return go_to(request, PAGE, message=_("“%(typed)s” will be asked about again.") % {"typed": alias.typed})


@require_POST
def header_forget(request: SignedInRequest, pk: int) -> HttpResponse:
    require(can_import(request.user))
    forget_header(shape=get_object_or_404(SheetShape, pk=pk), by=request.user, now=timezone.now())
    return go_to(request, PAGE, message=_("The columns of such a sheet will be found anew."))
