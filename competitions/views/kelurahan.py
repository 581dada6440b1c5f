"""The operator's desk and the pages of an entry in the kelurahan's hands."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bantar.accounts.services import mark_desk_visit
from bantar.web.http import SignedInRequest, go_to, require
from competitions.domain.calendar import wib_date
from competitions.enums import NominationStatus
from competitions.forms.fields import is_pk
from competitions.forms.nominations import EntryForm, EvidenceForm
from competitions.models import Edition, Nomination
from competitions.permissions import (
    can_change_now,
    can_keep_entry,
    can_nominate,
    can_open_kelurahan_desk,
    takes_nominations,
)
from competitions.selectors.choices import RTChoice, choice_preview, rt_choices, selectable_rts
from competitions.selectors.editions import choose, desk_editions, due_line
from competitions.selectors.nominations import (
    changes_since,
    count_by_status,
    kelurahan_of,
    queue_for_operator,
    rows_of,
)
from competitions.services.nominations import (
    change_nomination,
    start_nomination,
)
from competitions.views.common import attempt, posted, visible_nomination
from competitions.views.evidence import store_uploads
from competitions.views.nomination import submit_and_go
from rt_registry.models import Kelurahan


FUNNEL = (
    (NominationStatus.WILLING, ""),
    (NominationStatus.DRAFT, ""),
    (NominationStatus.RETURNED, "warn"),
    (NominationStatus.SUBMITTED, ""),
    (NominationStatus.VERIFIED, ""),
)
DONE = frozenset({NominationStatus.CARRIED_OUT, NominationStatus.NOT_ASSESSED, NominationStatus.DISQUALIFIED})


@dataclass(frozen=True)
class Place:
    """Where the operator works now: one of their kelurahan, one of the editions."""

    kelurahan: Kelurahan
    kelurahan_list: list[Kelurahan]
    edition: Edition | None
    editions: list[Edition]

    @property
    def query(self) -> str:
        """What links carry to stay in this place."""
        parts = [f"edisi={self.edition.slug}"] if self.edition and len(self.editions) > 1 else []
        if len(self.kelurahan_list) > 1:
            parts.append(f"kelurahan={self.kelurahan.slug}")
        return f"?{'&'.join(parts)}" if parts else ""


def _place(request: SignedInRequest) -> Place:
    require(can_open_kelurahan_desk(request.user))
    own = kelurahan_of(request.user)
    wanted = request.GET.get("kelurahan", "")
    kelurahan = next((k for k in own if k.slug == wanted), None)
    if wanted and kelurahan is None:
        raise Http404
    editions = desk_editions(request.user)
    named = next((e for e in editions if e.slug == request.GET.get("edisi")), None)
    return Place(kelurahan or own[0], own, named or choose(editions), editions)


@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """Which RTs of the kelurahan take part, and what is to be done next?"""
    place, now = _place(request), timezone.now()
    since = mark_desk_visit(user=request.user, desk="kelurahan", now=now)
    context: dict[str, object] = {"place": place, "since": since, "can_nominate": False}
    if place.edition is not None:
        entries = queue_for_operator(kelurahan=place.kelurahan, edition=place.edition)
        context |= _desk_of(request, place, place.edition, entries)
        context["changes"] = changes_since(nominations=entries, since=since, besides=request.user)
    return render(request, "competitions/kelurahan_desk.html", context)


def _desk_of(request: SignedInRequest, place: Place, edition: Edition, entries: list[Nomination]) -> dict[str, object]:
    today = wib_date(timezone.now())
    status = request.GET.get("status", "")
    shown = [n for n in entries if not status or n.status == status]
    return {
        "rows": rows_of(shown, edition.size_table(), today),
        "status": status if status in NominationStatus.values else "",
        "funnel": _funnel(entries, place),
        "due": due_line(edition, today),
        "can_nominate": takes_nominations(edition),
    }


def _funnel(entries: list[Nomination], place: Place) -> list[dict[str, object]]:
    counted = count_by_status(entries)
    desk_url = reverse("competitions:kelurahan-desk")
    joint = "&" if place.query else "?"
    steps: list[dict[str, object]] = [
        {
            "label": status.label,
            "count": counted[status],
            "tone": tone if counted[status] else "",
            "url": f"{desk_url}{place.query}{joint}status={status}#entri" if counted[status] else "",
        }
        for status, tone in FUNNEL
    ]
    done = sum(counted[status] for status in DONE)
    if done:
        steps.append({"label": _("Assessment over"), "count": done})
    return steps


@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Which RT do you nominate? Saved as a draft, noted as willing, or submitted at once."""
    place = _place(request)
    if place.edition is None or not takes_nominations(place.edition):
        return render(request, "competitions/not_open.html", {"place": place})
    require(can_nominate(request.user, place.kelurahan))
    today = wib_date(timezone.now())
    rts = selectable_rts(place.kelurahan, today)
    data = posted(request)
    form = EntryForm(data, rts=rts, initial={"rts": request.GET.getlist("rts")})
    files = EvidenceForm(data, request.FILES or None, optional=True)
    if form.is_valid() and files.is_valid():
        nomination = _start(request, place.edition, place.kelurahan, form)
        if nomination is not None:
            store_uploads(request, nomination, files.cleaned_data["kind"] or "photo", files.uploads())
            return _after_saving(request, nomination)
    context = {"place": place, "form": form, "files": files, "has_files": bool(request.FILES)}
    return render(
        request,
        "competitions/entry_form.html",
        context | _choices(form, place.edition, place.kelurahan, besides=None),
    )


def _start(request: SignedInRequest, edition: Edition, kelurahan: Kelurahan, form: EntryForm) -> Nomination | None:
    made: list[Nomination] = []
    willing = request.POST.get("act") == "willing"
    attempt(
        request,
        form,
        lambda: made.append(
            start_nomination(
                edition=edition,
                kelurahan=kelurahan,
                rts=form.chosen(),
                track=form.cleaned_data["track"],
                by=request.user,
                now=timezone.now(),
                status=NominationStatus.WILLING if willing else NominationStatus.DRAFT,
                note=form.cleaned_data["note"],
            )
        ),
    )
    return made[0] if made else None


def _after_saving(request: SignedInRequest, nomination: Nomination) -> HttpResponse:
    """Submit if that was the button; a refused submission keeps the draft, and its page says what is missing."""
    if request.POST.get("act") == "submit":
        return submit_and_go(request, nomination)
    return go_to(request, "competitions:nomination", nomination.pk, message=_("Saved."))


@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change RTs, track and note of an entry that is a draft or was returned."""
    nomination = visible_nomination(request, pk)
    require(can_keep_entry(request.user, nomination))
    if not can_change_now(request.user, nomination):
        messages.error(request, _("This entry can no longer be changed."))
        return go_to(request, "competitions:nomination", nomination.pk)
    today = wib_date(timezone.now())
    form = EntryForm(
        posted(request),
        rts=selectable_rts(nomination.kelurahan, today, besides=nomination),
        initial={
            "rts": list(nomination.members.values_list("rt_id", flat=True)),
            "track": nomination.track,
            "note": nomination.note,
        },
    )
    if form.is_valid() and attempt(request, form, lambda: _change(request, nomination, form)):
        return _after_saving(request, nomination)
    context = {"form": form, "nomination": nomination, "files": None}
    return render(
        request,
        "competitions/entry_form.html",
        context | _choices(form, nomination.edition, nomination.kelurahan, besides=nomination),
    )


def _change(request: SignedInRequest, nomination: Nomination, form: EntryForm) -> None:
    change_nomination(
        nomination=nomination,
        rts=form.chosen(),
        track=form.cleaned_data["track"],
        note=form.cleaned_data["note"],
        by=request.user,
        now=timezone.now(),
        status=NominationStatus.WILLING if request.POST.get("act") == "willing" else NominationStatus.DRAFT,
    )


def _choices(
    form: EntryForm, edition: Edition, kelurahan: Kelurahan, *, besides: Nomination | None
) -> dict[str, object]:
    today = wib_date(timezone.now())
    choices: list[RTChoice] = rt_choices(
        rts=selectable_rts(kelurahan, today, besides=besides),
        edition=edition,
        ticked=form.chosen_ids(),
        besides=besides,
    )
    return {"choices": choices, "edition": edition, "kelurahan": kelurahan}


@require_safe
def check(request: SignedInRequest) -> HttpResponse:
    """What the pre-check says of the RTs ticked so far: the part under the form, changing nothing."""
    place = _place(request)
    if place.edition is None:
        raise Http404
    besides = _besides(request)
    edition = besides.edition if besides else place.edition
    kelurahan = besides.kelurahan if besides else place.kelurahan
    today = wib_date(timezone.now())
    form = EntryForm(request.GET, rts=selectable_rts(kelurahan, today, besides=besides))
    chosen = form.chosen() if form.is_valid() else []
    preview = choice_preview(
        edition=edition,
        kelurahan=kelurahan,
        rts=chosen,
        track=str(form.cleaned_data.get("track", "")),
        day=today,
        besides=besides,
    )
    return render(request, "competitions/_precheck.html", {"preview": preview})


def _besides(request: SignedInRequest) -> Nomination | None:
    given = request.GET.get("entri", "")
    if not is_pk(given):
        return None
    nomination = visible_nomination(request, int(given))
    require(can_keep_entry(request.user, nomination))
    return nomination
