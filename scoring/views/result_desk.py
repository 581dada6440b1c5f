"""Draft, approve, publish now or at a set minute, discard: the two-person path. Every act is a confirmed POST."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from bantar.web.errors import Refusal
from bantar.web.http import SignedInRequest, go_to, require
from competitions.domain.calendar import wib_date
from competitions.enums import Phase
from competitions.models import Edition
from rt_registry.permissions import is_publisher
from scoring.enums import ResultStatus
from scoring.forms.publication import ApproveForm, DiscardForm, DraftForm, PublishForm, ScheduleForm, UnscheduleForm
from scoring.models import Result
from scoring.permissions import (
    can_approve_result,
    can_discard_result,
    can_draft_result,
    can_publish_result,
    can_see_cockpit,
)
from scoring.selectors.cockpit import TALLIED_IN, book_of, cockpit_editions, given_back, latest_results, standing_of
from scoring.selectors.result_difference import difference_between
from scoring.selectors.results import Version
from scoring.services.embargo import schedule_result, unschedule_result
from scoring.services.publication import approve_result, discard_result, draft_result, publish_result
from scoring.views.cockpit_pages import crumbs, edition_or_404, says_if_unreadable


Forms = dict[str, forms.Form | None]


@require_safe
@says_if_unreadable
def desk(request: SignedInRequest, slug: str) -> HttpResponse:
    """The result on its way, or what is needed for one; below it the versions so far."""
    require(can_see_cockpit(request.user))
    return _page(request, edition_or_404(cockpit_editions(), slug))


@require_POST
@says_if_unreadable
def draft(request: SignedInRequest, slug: str) -> HttpResponse:
    require(can_see_cockpit(request.user))
    require(can_draft_result(request.user))
    edition = edition_or_404(cockpit_editions(), slug)
    form = DraftForm(request.POST, is_correction=_is_correction(edition))

    def act() -> object:
        reason = form.cleaned_data.get("reason", "")
        return draft_result(edition=edition, by=request.user, now=timezone.now(), reason=reason)

    done = gettext_lazy("The result is drafted. A publisher must approve it.")
    return _do(request, edition, act, name="draft", form=form, done=done)


@require_POST
@says_if_unreadable
def approve(request: SignedInRequest, slug: str) -> HttpResponse:
    form = ApproveForm(request.POST, prefix="approve")
    done = gettext_lazy("The draft is approved. It can be published now.")
    return _second_person(request, slug, approve_result, name="approve", form=form, done=done)


@require_POST
@says_if_unreadable
def publish(request: SignedInRequest, slug: str) -> HttpResponse:
    form = PublishForm(request.POST, prefix="publish")
    done = gettext_lazy("The result is published.")
    return _second_person(request, slug, publish_result, name="publish", form=form, done=done)


@require_POST
@says_if_unreadable
def schedule(request: SignedInRequest, slug: str) -> HttpResponse:
    form = ScheduleForm(request.POST, prefix="schedule")

    def act(**who: Any) -> Result:
        return schedule_result(publish_at=form.cleaned_data["publish_at"], **who)

    done = gettext_lazy("The minute is set. Until then nothing of the result is public.")
    return _second_person(request, slug, act, name="schedule", form=form, done=done)


@require_POST
@says_if_unreadable
def unschedule(request: SignedInRequest, slug: str) -> HttpResponse:
    form = UnscheduleForm(request.POST, prefix="unschedule")

    def act(**who: Any) -> Result:
        return unschedule_result(reason=form.cleaned_data["reason"], **who)

    done = gettext_lazy("The minute is taken back. The result waits, approved.")
    return _second_person(request, slug, act, name="unschedule", form=form, done=done)


@require_POST
@says_if_unreadable
def discard(request: SignedInRequest, slug: str) -> HttpResponse:
    require(can_see_cockpit(request.user))
    require(can_draft_result(request.user) or is_publisher(request.user))
    edition = edition_or_404(cockpit_editions(), slug)
    form = DiscardForm(request.POST, prefix="discard")

    def act() -> object:
        return discard_result(
            result=_meant(edition, form), reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()
        )

    done = gettext_lazy("The draft is discarded.")
    return _do(request, edition, act, name="discard", form=form, done=done)


def _second_person(
    request: SignedInRequest, slug: str, act: Callable[..., Result], *, name: str, form: forms.Form, done: Promise
) -> HttpResponse:
    require(can_see_cockpit(request.user))
    require(is_publisher(request.user))
    edition = edition_or_404(cockpit_editions(), slug)

    def do() -> object:
        return act(result=_meant(edition, form), by=request.user, now=timezone.now())

    return _do(request, edition, do, name=name, form=form, done=done)


def _meant(edition: Edition, form: forms.Form) -> Result:
    """The very draft that was on the page, not one that replaced it meanwhile."""
    return get_object_or_404(Result, pk=form.cleaned_data["result"], edition=edition)


def _do(
    request: SignedInRequest, edition: Edition, act: Callable[[], object], *, name: str, form: forms.Form, done: Promise
) -> HttpResponse:
    refusal: Refusal | None = None
    if form.is_valid():
        try:
            act()
        except Refusal as error:
            refusal = error
        else:
            return go_to(request, "scoring:result-desk", edition.slug, message=done)
    edition = edition_or_404(cockpit_editions(), edition.slug)
    return _page(request, edition, refusal=refusal, typed={name: form}, status=409 if refusal else 422)


def _is_correction(edition: Edition) -> bool:
    return edition.phase in Phase.after_publication()


def _page(
    request: SignedInRequest,
    edition: Edition,
    *,
    refusal: Refusal | None = None,
    typed: Forms | None = None,
    status: int = 200,
) -> HttpResponse:
    results = latest_results(edition)
    waiting = next((r for r in results if r.status in ResultStatus.open()), None)
    published = [r for r in results if r.status == ResultStatus.PUBLISHED]
    is_tallied = edition.phase in TALLIED_IN and book_of(edition) is not None
    context: dict[str, Any] = {
        "edition": edition,
        "is_simulated": edition.simulated,
        "crumbs": crumbs(edition, _("Result")),
        "refusal": refusal,
        "waiting": waiting,
        "published": published,
        "version": Version(published[0], published) if published else None,
        "discarded": [r for r in results if r.status == ResultStatus.DISCARDED],
        "is_own": waiting is not None and waiting.drafted_by_id == request.user.pk,
        "is_publisher": is_publisher(request.user),
        "standing": standing_of(edition) if waiting is None and is_tallied else None,
        "given_back": given_back(edition) if waiting is None and is_tallied else [],
        "objections_until": _objections_until(edition, waiting) if waiting and not published else None,
        "forms": {**_forms(request, edition, waiting), **(typed or {})},
        "has_errors": any(form is not None and form.errors for form in (typed or {}).values()),
        "summary": _summary(waiting),
        "difference": difference_between(published[0] if published else None, waiting) if waiting else None,
    }
    return render(request, "scoring/result_desk.html", context, status=status)


def _objections_until(edition: Edition, waiting: Result) -> date | None:
    """Where the first version goes out now, or at its minute."""
    return edition.calendar().objections_until(wib_date(waiting.publish_at or timezone.now()))


def _forms(request: SignedInRequest, edition: Edition, waiting: Result | None) -> Forms:
    """The acts this person may do now; the page shows no others."""
    user = request.user
    if waiting is None:
        may = can_draft_result(user) and edition.phase in TALLIED_IN
        return {"draft": DraftForm(is_correction=_is_correction(edition)) if may else None}
    meant = {"result": waiting.pk}
    return {
        "approve": ApproveForm(initial=meant, prefix="approve") if can_approve_result(user, waiting) else None,
        **(_publishing(waiting) if can_publish_result(user, waiting) else {}),
        "discard": DiscardForm(initial=meant, prefix="discard") if can_discard_result(user, waiting) else None,
    }


def _publishing(waiting: Result) -> Forms:
    """Now, or at a minute that may be set anew or taken back."""
    meant = {"result": waiting.pk}
    when = {**meant, "publish_at": waiting.publish_at}
    return {
        "publish": PublishForm(initial=meant, prefix="publish"),
        "schedule": ScheduleForm(initial=when, prefix="schedule"),
        "unschedule": UnscheduleForm(initial=meant, prefix="unschedule") if waiting.publish_at else None,
    }


def _summary(result: Result | None) -> dict[str, int] | None:
    """Entries, winners and prizes of a draft."""
    if result is None:
        return None
    winners = list(result.entries.order_by().values_list("winner", flat=True))
    return {"entries": len(winners), "winners": sum(winners)}


@require_safe
@says_if_unreadable
def difference(request: SignedInRequest, slug: str, version: int) -> HttpResponse:
    """What a published version changed against the one before it."""
    require(can_see_cockpit(request.user))
    edition = edition_or_404(cockpit_editions(), slug)
    by_version = {r.version: r for r in latest_results(edition) if r.version is not None}
    if version not in by_version:
        raise Http404(version)
    context = {
        "edition": edition,
        "is_simulated": edition.simulated,
        "crumbs": crumbs(edition, _("Version %(version)s") % {"version": version}),
        "result": by_version[version],
        "previous": by_version.get(version - 1),
        "difference": difference_between(by_version.get(version - 1), by_version[version]),
    }
    return render(request, "scoring/result_difference.html", context)
