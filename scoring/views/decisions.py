"""The decisions that the rules ask of the committee: ties and the budget."""

from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from bantar.web.errors import Refusal
from bantar.web.http import SignedInRequest, go_to, require
from competitions.models import Edition
from scoring.domain.awards import Blocker
from scoring.enums import DecisionKind
from scoring.forms.publication import DecisionForm
from scoring.models import Decision
from scoring.permissions import can_record_decision, can_see_cockpit
from scoring.selectors.cockpit import TALLIED_IN, Standing, book_of, cockpit_editions, standing_of
from scoring.selectors.tally import say
from scoring.services.decisions import record_decision
from scoring.views.cockpit_pages import crumbs, edition_or_404, says_if_unreadable


@dataclass(frozen=True)
class OpenDecision:
    """A flag of the tally that asks for a decision, with its form (none for those who only read)."""

    title: str
    sentence: str
    form: DecisionForm | None
    refusal: Refusal | None = None


@dataclass(frozen=True)
class MadeDecision:
    """A recorded decision: it counts, was replaced by a newer one, or its facts are no longer so."""

    decision: Decision
    state: str


@require_http_methods(["GET", "HEAD", "POST"])
@says_if_unreadable
def decisions(request: SignedInRequest, slug: str) -> HttpResponse:
    require(can_see_cockpit(request.user))
    edition = edition_or_404(cockpit_editions(), slug)
    standing = standing_of(edition) if edition.phase in TALLIED_IN and book_of(edition) else None
    flags = [flag for flag in standing.tally.blockers if flag.facts is not None] if standing else []
    may = can_record_decision(request.user)
    waiting = [_open(flag, standing, place, may=may) for place, flag in enumerate(flags)] if standing else []
    status = 200
    if request.method == "POST":
        require(may)
        answer = _decide(request, edition, flags, standing)
        if isinstance(answer, HttpResponse):
            return answer
        status = 422
        waiting = [answer if answer.title == shown.title else shown for shown in waiting] or [answer]
    context = {
        "edition": edition,
        "is_simulated": edition.simulated,
        "crumbs": crumbs(edition, _("Decisions")),
        "waiting": waiting,
        "made": _made(edition, standing),
    }
    return render(request, "scoring/cockpit_decisions.html", context, status=status)


def _decide(
    request: SignedInRequest, edition: Edition, flags: list[Blocker], standing: Standing | None
) -> HttpResponse | OpenDecision:
    """Store the decision, or give back its form with what is wrong."""
    place = _place(request.POST.get("place", ""))
    flag = flags[place] if place < len(flags) else Blocker("over_budget", facts="")
    form = DecisionForm(request.POST, tied=_tied(flag, standing), prefix=f"d{place}")
    shown = replace(_open(flag, standing, place, may=True), form=form)
    if not form.is_valid():
        return shown
    try:
        record_decision(
            edition=edition,
            kind=form.cleaned_data["kind"],
            facts=form.cleaned_data["facts"],
            reason=form.cleaned_data["reason"],
            chosen=form.chosen_code(),
            by=request.user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        return replace(shown, refusal=refusal)
    return go_to(request, "scoring:decisions", edition.slug, message=gettext_lazy("The decision is recorded."))


def _place(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _open(flag: Blocker, standing: Standing | None, place: int, *, may: bool) -> OpenDecision:
    initial = {"kind": flag.code, "facts": flag.facts or ""}
    form = DecisionForm(tied=_tied(flag, standing), initial=initial, prefix=f"d{place}") if may else None
    sentence = say(flag, _labels(standing)) if flag.params else ""
    return OpenDecision(str(DecisionKind(flag.code).label), sentence, form)


def _tied(flag: Blocker, standing: Standing | None) -> list[tuple[str, str]]:
    tied = flag.params.get("entries", ()) if flag.code == DecisionKind.BEST_IN_CITY_TIE else ()
    labels = _labels(standing)
    return [(str(entry), labels.get(entry, str(entry))) for entry in tied] if isinstance(tied, tuple) else []


def _labels(standing: Standing | None) -> dict[str, str]:
    return {row.entry: row.label for row in standing.rows} if standing else {}


def _made(edition: Edition, standing: Standing | None) -> list[MadeDecision]:
    """All decisions of the edition, newest first, each with what it is worth now."""
    settled = {(flag.code, flag.facts) for flag in standing.tally.settled} if standing else set()
    seen: set[tuple[str, str]] = set()
    made = []
    for decision in (
        Decision.objects.filter(edition=edition).select_related("chosen", "decided_by").order_by("-decided_at", "-pk")
    ):
        key = (decision.kind, decision.facts)
        state = "replaced" if key in seen else "counts" if key in settled else "stale"
        seen.add(key)
        made.append(MadeDecision(decision, state))
    return made
