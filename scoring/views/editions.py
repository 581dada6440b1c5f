"""The committee's editions: set up, changed until assessment, moved from phase to phase."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bantar.trace.models import TraceEntry
from bantar.web.errors import Refusal
from bantar.web.http import go_to, page_of, posted_text, require, signed_in_user
from competitions.enums import NominationStatus, Phase
from competitions.models import Edition
from competitions.views.common import attempt
from scoring.forms.edition import EditionForm
from scoring.models import RuleBook
from scoring.permissions import can_manage_editions, can_see_editions
from scoring.refusals import EditionWrong
from scoring.services.edition_file import change_edition, create_edition, dump_edition
from scoring.services.phases import move_phase, steps_of
from scoring.views.teams import edition_crumbs, edition_for


@require_GET
def editions(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    require(can_see_editions(user))
    rows = (
        Edition.objects.newest_first()
        .filter(is_archive=False)
        .annotate(entries=Count("nominations", filter=Q(nominations__status__in=NominationStatus.entered())))
    )
    context = {"page": page_of(request, rows), "can_manage": can_manage_editions(user)}
    return render(request, "scoring/editions.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    require(can_manage_editions(user))
    form = EditionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            edition = create_edition(data=form.data_for_file(), by=user, now=timezone.now())
            return go_to(request, "scoring:edition", edition.slug, message=_("The edition has been set up as a draft."))
        except EditionWrong as wrong:
            form.add_problems(wrong.sentences)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    crumbs = [(_("Editions"), reverse("scoring:editions")), (_("New edition"), "")]
    context = {"form": form, "crumbs": crumbs}
    return render(request, "scoring/edition_form.html", context, status=422 if form.errors else 200)


@require_GET
def edition(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the edition stands, and what may come next."""
    found = edition_for(request, slug)
    user = signed_in_user(request)
    context = {
        "edition": found,
        "steps": steps_of(found),
        "phases": _timeline(found),
        "can_manage": can_manage_editions(user),
        "has_rules": not found.is_archive,
        "can_change": can_manage_editions(user) and found.phase in Phase.before_assessment(),
        "trace": TraceEntry.objects.about(found).with_actor()[:20],
        "crumbs": [(_("Editions"), reverse("scoring:editions")), (found.name, "")],
    }
    return render(request, "scoring/edition.html", context)


@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules of an edition: a form until assessment, the same read only afterwards."""
    found = edition_for(request, slug)
    user = signed_in_user(request)
    get_object_or_404(RuleBook, edition=found)
    frozen = found.phase not in Phase.before_assessment() or not can_manage_editions(user)
    if request.method == "POST":
        require(can_manage_editions(user))
    form = EditionForm(
        request.POST if request.method == "POST" else None,
        file=dump_edition(found),
        frozen=frozen,
        begun=found.phase != Phase.DRAFT,
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_edition(edition=found, data=form.data_for_file(), by=user, now=timezone.now())
            return go_to(request, "scoring:edition", changed.slug, message=_("Saved."))
        except EditionWrong as wrong:
            form.add_problems(wrong.sentences)
        except Refusal as refusal:
            form.add_error(None, f"{refusal} {refusal.rule}".strip())
    context = {
        "form": form,
        "edition": found,
        "frozen": frozen,
        "frozen_by_phase": found.phase not in Phase.before_assessment(),
        "crumbs": edition_crumbs(found, (_("Rules"), "")),
    }
    return render(request, "scoring/edition_form.html", context, status=422 if form.errors else 200)


@require_POST
def phase(request: HttpRequest, slug: str) -> HttpResponse:
    """Move the edition one step, with a reason where one is needed."""
    found = edition_for(request, slug)
    user = signed_in_user(request)
    require(can_manage_editions(user))
    target, reason = posted_text(request, "phase"), posted_text(request, "reason")
    moved = attempt(
        request,
        None,
        lambda: move_phase(edition=found, phase=target, reason=reason, by=user, now=timezone.now()),
    )
    message = _("The edition is now in the phase “%(phase)s”.") % {"phase": Phase(target).label} if moved else ""
    return go_to(request, "scoring:edition", slug, message=message)


def _timeline(found: Edition) -> list[dict[str, str]]:
    order = list(Phase)
    here = order.index(Phase(found.phase))
    return [
        {"label": str(one.label), "state": "done" if i < here else "now" if i == here else "next"}
        for i, one in enumerate(order)
    ]
