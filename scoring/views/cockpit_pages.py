"""What the pages of the cockpit share: the edition they are about, their crumbs, the phases as steps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bantar.web import formats
from competitions.enums import Phase
from competitions.models import Edition
from scoring.selectors.tally import UnreadableEdition


def says_if_unreadable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 503 with what stands in the way, where the tables hold what nothing can be tallied from."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except UnreadableEdition as refusal:
            return render(request, "scoring/tally_unreadable.html", {"refusal": refusal}, status=503)

    return guarded


def edition_or_404(editions: Iterable[Edition], slug: str) -> Edition:
    for edition in editions:
        if edition.slug == slug:
            return edition
    raise Http404(slug)


def crumbs(edition: Edition, here: str) -> list[tuple[str, str]]:
    """From the committee's desk over the edition to this page."""
    way = [(_("Committee"), reverse("scoring:committee"))]
    if not here:
        return [*way, (edition.name, "")]
    return [*way, (edition.name, reverse("scoring:cockpit", args=[edition.slug])), (here, "")]


@dataclass(frozen=True)
class Step:
    """One phase on the time line."""

    label: str
    state: str
    when: str = ""


_SPANS = {
    Phase.NOMINATION: "nomination",
    Phase.VERIFICATION: "verification",
    Phase.ASSESSMENT: "assessment",
    Phase.PROVISIONAL: "objection",
}


def phase_steps(edition: Edition) -> list[Step]:
    """The phases in their order with the dates of the calendar, the running one marked."""
    phases = list(Phase)
    here = phases.index(Phase(edition.phase))
    states = ["done"] * here + ["now"] + ["next"] * (len(phases) - here - 1)
    return [Step(str(phase.label), state, _when(edition, phase)) for phase, state in zip(phases, states, strict=True)]


def _when(edition: Edition, phase: Phase) -> str:
    span = edition.calendar().span(_SPANS[phase]) if phase in _SPANS else None
    return formats.tanggal_range(span.first, span.last, language=get_language() or "id") if span else ""
