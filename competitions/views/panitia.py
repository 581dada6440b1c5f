"""The committee's list of entries and what it decides on one of them."""

from collections.abc import Callable
from typing import Any, Final

from django.db.models import Q, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bantar.web.http import SignedInRequest, go_to, page_of, page_or_partial, require
from competitions.domain.calendar import wib_date
from competitions.domain.nomination_states import Act
from competitions.forms.verification import CorrectKKForm, EntryFilterForm, PlainForm, ReasonForm, ReleaseForm
from competitions.models import Edition, Nomination
from competitions.permissions import acts_for, can_correct_kk_now, can_direct_entry, can_list_entries
from competitions.querysets import NominationQuerySet
from competitions.selectors.nominations import border_filter, rows_of
from competitions.services.verification import correct_kk, disqualify, reinstate, set_not_assessed
from competitions.views.common import attempt, details_of, posted, say_errors


@require_safe
def entries(request: SignedInRequest, slug: str) -> HttpResponse:
    """How do the entries of this edition stand?"""
    require(can_list_entries(request.user))
    edition = get_object_or_404(Edition.objects.visible_to(request.user), slug=slug)
    prefetch_related_objects([edition], "categories")
    form = EntryFilterForm(request.GET, edition=edition)
    found = _filtered(edition, form.wanted()).with_territory().order_by("code", "pk")
    page = page_of(request, found, size=30)
    context = {
        "edition": edition,
        "form": form,
        "is_filtered": bool(form.wanted()),
        "page": page,
        "rows": rows_of(page.object_list, edition.size_table(), wib_date(timezone.now())),
    }
    return page_or_partial(request, "competitions/entries.html", "competitions/_entries.html", context)


def _filtered(edition: Edition, wanted: dict[str, Any]) -> NominationQuerySet:
    found = Nomination.objects.for_edition(edition)
    if "q" in wanted:
        words = wanted["q"]
        found = found.filter(Q(label__icontains=words) | Q(code__icontains=words))
    if wanted.get("border"):
        found = found.filter(border_filter(edition.size_table()))
    exact = {"kecamatan": "kelurahan__kecamatan", "kelurahan": "kelurahan", "category": "category_code"}
    for name in ("kecamatan", "kelurahan", "status", "category", "track"):
        if name in wanted:
            found = found.filter(**{exact.get(name, name): wanted[name]})
    return found


@require_safe
def entry(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """What is known of this entry, and what may the committee decide on it?"""
    return _entry_page(request, _find(request, slug, pk))


def _find(request: SignedInRequest, slug: str, pk: int) -> Nomination:
    require(can_list_entries(request.user))
    found = Nomination.objects.visible_to(request.user).with_territory()
    return get_object_or_404(found, pk=pk, edition__slug=slug)


def _entry_page(
    request: SignedInRequest, nomination: Nomination, *, open_act: str = "", form: PlainForm | None = None
) -> HttpResponse:
    context = {
        "nomination": nomination,
        "entry": details_of(request, nomination),
        "acts": acts_for(request.user, nomination),
        "can_direct": can_direct_entry(request.user, nomination),
        "can_correct_kk": can_correct_kk_now(request.user, nomination),
        "kk_form": CorrectKKForm(initial={"kk": nomination.kk}, prefix="kk"),
        "release_form": ReleaseForm(),
        "not_assessed_form": ReasonForm(prefix="not_assessed"),
        "disqualified_form": ReasonForm(prefix="disqualified"),
        "reinstated_form": ReasonForm(prefix="reinstated"),
        "open_act": open_act,
    }
    if form is not None:
        context[f"{open_act}_form"] = form
    return render(request, "competitions/entry.html", context)


@require_http_methods(["GET", "POST"])
def kk(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    def act(nomination: Nomination, values: dict[str, Any]) -> object:
        return correct_kk(
            nomination=nomination, kk=values["kk"], reason=values["reason"], by=request.user, now=timezone.now()
        )

    return _direct(request, slug, pk, name="kk", form=CorrectKKForm(posted(request), prefix="kk"), act=act)


@require_http_methods(["GET", "POST"])
def not_assessed(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    return _with_reason(request, slug, pk, "not_assessed", set_not_assessed)


@require_http_methods(["GET", "POST"])
def disqualified(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    return _with_reason(request, slug, pk, "disqualified", disqualify)


@require_http_methods(["GET", "POST"])
def reinstated(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    return _with_reason(request, slug, pk, "reinstated", reinstate)


def _with_reason(
    request: SignedInRequest, slug: str, pk: int, name: str, service: Callable[..., object]
) -> HttpResponse:
    def act(nomination: Nomination, values: dict[str, Any]) -> object:
        return service(nomination=nomination, reason=values["reason"], by=request.user, now=timezone.now())

    return _direct(request, slug, pk, name=name, form=ReasonForm(posted(request), prefix=name), act=act)


def _direct(
    request: SignedInRequest,
    slug: str,
    pk: int,
    *,
    name: str,
    form: PlainForm,
    act: Callable[[Nomination, dict[str, Any]], object],
) -> HttpResponse:
    """GET shows the entry's page with this form open; POST acts, or shows it with what is wrong."""
    nomination = _find(request, slug, pk)
    require(can_direct_entry(request.user, nomination))
    if request.method != "POST":
        return _entry_page(request, nomination, open_act=name)
    shown = form if _offers(request, nomination, name) else None  # a form no longer there cannot say what is wrong
    if form.is_valid() and attempt(request, shown, lambda: act(nomination, form.cleaned_data)):
        return go_to(request, "competitions:entry", slug, pk, message=_("Recorded."))
    if shown is None:
        say_errors(request, form)
    return _entry_page(request, nomination, open_act=name, form=form)


_ACTS: Final = {"not_assessed": Act.NOT_ASSESS, "disqualified": Act.DISQUALIFY, "reinstated": Act.REINSTATE}


def _offers(request: SignedInRequest, nomination: Nomination, name: str) -> bool:
    """Whether the page still holds this form: the edition may have moved on since it was opened."""
    act = _ACTS.get(name)
    return act in acts_for(request.user, nomination) if act else can_correct_kk_now(request.user, nomination)
