"""The committee's cockpit: where the edition stands, what still blocks, and the provisional ranking."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bantar.accounts.services import mark_desk_visit
from bantar.trace.models import TraceEntry
from bantar.web.http import SignedInRequest, require
from competitions.enums import Phase, Track
from competitions.models import Edition
from competitions.selectors.editions import due_line
from scoring.permissions import can_draft_result, can_manage_editions, can_see_cockpit, can_type_papers
from scoring.selectors.cockpit import (
    TALLIED_IN,
    book_of,
    cockpit_editions,
    compared_standing,
    progress_by,
    progress_in_all,
    running,
    standing_of,
    status_counts,
    waiting_for,
)
from scoring.selectors.notices import changed_results
from scoring.selectors.papers import count_to_confirm
from scoring.selectors.results import Version
from scoring.views.cockpit_pages import crumbs, edition_or_404, phase_steps, says_if_unreadable
from scoring.views.cockpit_rows import RankingFilter, ranking_groups


NEWS_SHOWN = 12


@require_safe
@says_if_unreadable
def committee(request: SignedInRequest) -> HttpResponse:
    """The cockpit of the edition that is nearest to its result."""
    require(can_see_cockpit(request.user))
    editions = cockpit_editions()
    edition = running(editions)
    if edition is None:
        context = {"can_manage": can_manage_editions(request.user), "is_simulated": False}
        return render(request, "scoring/cockpit_empty.html", context)
    return _cockpit(request, edition, editions)


@require_safe
@says_if_unreadable
def cockpit(request: SignedInRequest, slug: str) -> HttpResponse:
    require(can_see_cockpit(request.user))
    editions = cockpit_editions()
    return _cockpit(request, edition_or_404(editions, slug), editions)


def _cockpit(request: SignedInRequest, edition: Edition, editions: list[Edition]) -> HttpResponse:
    now = timezone.now()
    since = mark_desk_visit(user=request.user, desk="committee", now=now)
    news = TraceEntry.objects.filter(scope=edition.slug, **({"at__gt": since} if since else {}))
    context = {
        "edition": edition,
        "is_simulated": edition.simulated,
        "crumbs": crumbs(edition, ""),
        "others": [other for other in editions if other.pk != edition.pk],
        **_alarm(edition, editions),
        "waiting": waiting_for(request.user, editions),
        "papers_waiting": count_to_confirm(edition, request.user) if can_type_papers(request.user) else 0,
        "steps": phase_steps(edition),
        "due": due_line(edition, timezone.localdate(now)),
        "today": timezone.localdate(now),
        "since": since,
        "news": list(news[:NEWS_SHOWN]),
        "can_manage": can_manage_editions(request.user),
        "can_draft": can_draft_result(request.user),
        "open_status": getattr(edition, "open_status", None),
        "is_published": edition.phase in Phase.after_publication(),
    }
    if edition.phase in TALLIED_IN and book_of(edition) is not None:
        return render(request, "scoring/cockpit.html", {**context, **_standing(edition)})
    return render(request, "scoring/cockpit_early.html", {**context, "counts": status_counts(edition)})


def _alarm(edition: Edition, editions: list[Edition]) -> dict[str, object]:
    """What was changed in the database: of this edition in full, of others that there is something."""
    changed = [one for one in editions if one.is_changed]  # type: ignore[attr-defined]
    own = changed_results(edition.pk) if edition in changed else []
    elsewhere = [one for one in changed if one.pk != edition.pk]
    return {"version": Version(own[0], own) if own else None, "changed_elsewhere": elsewhere}


def _standing(edition: Edition) -> dict[str, object]:
    standing = standing_of(edition)
    quorum = standing.rules.quorum
    return {
        "standing": standing,
        "in_all": progress_in_all(standing.rows, quorum),
        "progress": [
            (_("By team"), _("Team"), _("Not assigned yet"), progress_by(standing.rows, "team", quorum)),
            (_("By kecamatan"), _("Kecamatan"), "", progress_by(standing.rows, "kecamatan", quorum)),
        ],
    }


@require_safe
@says_if_unreadable
def ranking(request: SignedInRequest, slug: str) -> HttpResponse:
    """The provisional ranking, category by category and track by track; nobody else sees it before publication."""
    require(can_see_cockpit(request.user))
    edition = edition_or_404(cockpit_editions(), slug)
    is_published = edition.phase in Phase.after_publication()
    context: dict[str, object] = {
        "edition": edition,
        "is_simulated": edition.simulated,
        "is_published": is_published,
        "crumbs": crumbs(edition, _("Ranking") if is_published else _("Provisional ranking")),
    }
    if book_of(edition) is None:
        return render(request, "scoring/cockpit_ranking.html", {**context, "groups": []})
    standing, spreads = compared_standing(edition)
    wanted = RankingFilter.of(request.GET)
    context |= {
        "standing": standing,
        "wanted": wanted,
        "categories": [category.code for category in standing.rules.categories],
        "tracks": Track.choices,
        "kecamatan": sorted({row.kecamatan for row in standing.rows}),
        "groups": ranking_groups(edition, standing, spreads, wanted),
    }
    return render(request, "scoring/cockpit_ranking.html", context)
