"""The documents of a result: decree and minutes entered, each kind issued once, withdrawn with a reason."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bantar.web.errors import Refusal
from bantar.web.http import SignedInRequest, go_to, is_swap, require, site_of
from competitions.forms.fields import is_pk
from competitions.models import Edition
from scoring import jobs
from scoring.document_refusals import NotOnThePage
from scoring.enums import DocumentKind, DocumentStatus, ResultStatus
from scoring.forms.documents import WithdrawForm, decree_form, minutes_facts, minutes_form
from scoring.models import DocumentIssue, Result
from scoring.permissions import can_issue_documents, can_see_documents
from scoring.selectors.cockpit import cockpit_editions
from scoring.selectors.documents import (
    KindRow,
    decree_in_force,
    find_issue,
    has_stopped,
    kind_rows,
    minutes_in_force,
    results_of,
    subject_of,
)
from scoring.services.decrees import record_decree, record_minutes
from scoring.services.documents import issue_document, restart_document, withdraw_document
from scoring.views.cockpit_pages import crumbs, edition_or_404


@require_safe
def documents(request: SignedInRequest, slug: str) -> HttpResponse:
    """Which documents there are of a result, and what is missing for the others."""
    edition = _edition(request, slug)
    results = results_of(edition)
    return _page(request, edition, subject_of(results, request.GET.get("hasil", "")), results=results)


@require_POST
def decree(request: SignedInRequest, slug: str) -> HttpResponse:
    edition, result = _acting(request, slug, "decree-result")
    if result is None:
        return _gone(request, edition)
    form = decree_form(None, result=result.pk, year=edition.year, data=request.POST)

    def act() -> None:
        record_decree(result=result, facts=form.facts(), by=request.user, now=timezone.now())
        jobs.show_public(result)

    done = gettext_lazy("The decree is entered.")
    return _do(request, edition, result, act if form.is_valid() else None, done=done, typed={"decree_form": form})


@require_POST
def minutes(request: SignedInRequest, slug: str) -> HttpResponse:
    edition, result = _acting(request, slug, "minutes-result")
    if result is None:
        return _gone(request, edition)
    form, members = minutes_form(None, result=result.pk, year=edition.year, data=request.POST)

    def act() -> object:
        facts = minutes_facts(form, members)
        return record_minutes(result=result, facts=facts, by=request.user, now=timezone.now())

    is_valid = all([form.is_valid(), members.is_valid()])
    typed = {"minutes_form": form, "members": members}
    done = gettext_lazy("The facts of the minutes are entered.")
    return _do(request, edition, result, act if is_valid else None, done=done, typed=typed)


@require_POST
def issue(request: SignedInRequest, slug: str) -> HttpResponse:
    edition, result = _acting(request, slug, "result")
    kind = request.POST.get("kind", "")
    if result is None or kind not in DocumentKind.values:
        return _gone(request, edition)

    def act() -> object:
        made = issue_document(
            result=result, kind=DocumentKind(kind), site=site_of(request), by=request.user, now=timezone.now()
        )
        jobs.make_later(made)
        if made.kind in DocumentKind.public():
            jobs.show_public(result)
        return made

    done = gettext_lazy("The document is issued.")
    if kind == DocumentKind.CERTIFICATE:
        done = gettext_lazy("The certificates are being made.")
    return _do(request, edition, result, act, done=done)


@require_POST
def withdraw(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition, found = _issue(request, slug, pk)
    form = WithdrawForm(request.POST, prefix=f"withdraw-{pk}")

    def act() -> None:
        withdraw_document(issue=found, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
        if found.kind in DocumentKind.public():
            jobs.show_public(found.result)

    done = gettext_lazy("The document is withdrawn. Its code says so from now on.")
    is_valid = form.is_valid()
    return _do(request, edition, found.result, act if is_valid else None, done=done, typed={f"withdraw-{pk}": form})


@require_POST
def restart(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition, found = _issue(request, slug, pk)

    def act() -> None:
        jobs.make_later(restart_document(issue=found, by=request.user, now=timezone.now()))

    return _do(request, edition, found.result, act, done=gettext_lazy("The document is being made again."))


@never_cache
@require_safe
def progress(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The figures for htmx, which has the page loaded anew once the work is over."""
    found = find_issue(_edition(request, slug), pk)
    if found is None:
        raise Http404
    if not is_swap(request):
        return go_to(request, "scoring:documents", slug)
    if found.status not in DocumentStatus.on_its_way() or has_stopped(found, timezone.now()):
        over = HttpResponse(status=204)
        over["HX-Refresh"] = "true"
        return over
    return render(request, "scoring/_document_progress.html", {"issue": found, "edition": found.result.edition})


def _edition(request: SignedInRequest, slug: str) -> Edition:
    require(can_see_documents(request.user))
    return edition_or_404(cockpit_editions(), slug)


def _acting(request: SignedInRequest, slug: str, field: str) -> tuple[Edition, Result | None]:
    """The very result that was on the page, for a publisher; None where it is there no more."""
    require(can_issue_documents(request.user))
    edition = _edition(request, slug)
    pk = request.POST.get(field, "")
    results = Result.objects.select_related("edition").filter(edition=edition)
    return edition, results.filter(pk=pk).first() if is_pk(pk) else None


def _gone(request: SignedInRequest, edition: Edition) -> HttpResponse:
    results = results_of(edition)
    return _page(request, edition, subject_of(results, ""), results=results, refusal=NotOnThePage(), status=409)


def _issue(request: SignedInRequest, slug: str, pk: int) -> tuple[Edition, DocumentIssue]:
    require(can_issue_documents(request.user))
    edition = _edition(request, slug)
    found = find_issue(edition, pk)
    if found is None:
        raise Http404
    return edition, found


def _do(
    request: SignedInRequest,
    edition: Edition,
    result: Result,
    act: Callable[[], object] | None,
    *,
    done: str | Promise,
    typed: dict[str, Any] | None = None,
) -> HttpResponse:
    refusal: Refusal | None = None
    if act is not None:
        try:
            act()
        except Refusal as error:
            refusal = error
        else:
            page = f"{reverse('scoring:documents', args=[edition.slug])}?hasil={result.pk}"
            return go_to(request, page, message=done)
    status = 409 if refusal else 422
    return _page(request, edition, result, refusal=refusal, typed=typed, status=status)


def _page(
    request: SignedInRequest,
    edition: Edition,
    result: Result | None,
    *,
    results: list[Result] | None = None,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    results = results_of(edition) if results is None else results
    context: dict[str, Any] = {
        "edition": edition,
        "is_simulated": edition.simulated,
        "crumbs": crumbs(edition, _("Documents")),
        "refusal": refusal,
        "result": result,
        "results": results,
        **(_about(request, edition, result, results, typed or {}) if result is not None else {}),
    }
    return render(request, "scoring/documents.html", context, status=status)


def _about(
    request: SignedInRequest, edition: Edition, result: Result, results: list[Result], typed: dict[str, Any]
) -> dict[str, Any]:
    own_decree, own_minutes = decree_in_force(result), minutes_in_force(result)
    newest = max((one.version or 0 for one in results), default=0)
    is_official = result.status == ResultStatus.APPROVED or result.version == newest
    rows = kind_rows(result, own_decree, own_minutes)
    form, members = minutes_form(own_minutes, result=result.pk, year=edition.year)
    now = timezone.now()
    return {
        "decree": own_decree,
        "minutes": own_minutes,
        "rows": [_shown(row, typed, now) for row in rows],
        "issued_count": sum(row.issue is not None and row.issue.status == DocumentStatus.READY for row in rows),
        "is_official": is_official,
        "is_corrected": result.version is not None and result.version != newest,
        "can_act": is_official and can_issue_documents(request.user),
        "decree_form": decree_form(own_decree, result=result.pk, year=edition.year),
        "minutes_form": form,
        "members": members,
        **{name: form for name, form in typed.items() if not name.startswith("withdraw-")},
    }


def _shown(row: KindRow, typed: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A kind with what may be done about it: a form that was refused comes back as it was typed."""
    issue = row.issue
    form = None
    if issue is not None:
        name = f"withdraw-{issue.pk}"
        form = typed.get(name) or WithdrawForm(prefix=name)
    return {"row": row, "issue": issue, "has_stopped": issue is not None and has_stopped(issue, now), "form": form}
