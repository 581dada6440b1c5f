"""One RT of the roster: what is known of it, and every act on it."""

from collections.abc import Callable
from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from bantar.trace.models import TraceEntry
from bantar.web.errors import Refusal
from bantar.web.http import SignedInRequest, go_to, require
from rt_registry.enums import SuccessionKind
from rt_registry.forms.roster import (
    ChangeRTForm,
    CloseRTForm,
    CountForm,
    MergeForm,
    MoveForm,
    RenumberForm,
    ReopenRTForm,
    SplitForm,
)
from rt_registry.models import RT
from rt_registry.permissions import can_keep_roster, can_move_rts
from rt_registry.selectors.regions import rosters_kept_by
from rt_registry.selectors.roster import counts_of, passages_of
from rt_registry.services.roster import change_rt, close_rt, record_household_count, reopen_rt
from rt_registry.services.succession import record_succession
from rt_registry.views.pages import Page, sent
from rt_registry.views.territory import kept_rt, readable_rt


TRACE_SHOWN = 30


@require_safe
def rt(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything the kelurahan knows of one of its RTs."""
    rt = readable_rt(request, pk)
    context = {
        "rt": rt,
        "kelurahan": rt.kelurahan,
        "counts": counts_of(rt),
        "passages": passages_of(rt),
        "entries": list(TraceEntry.objects.about(rt)[:TRACE_SHOWN]),
        "can_keep": can_keep_roster(request.user, rt.kelurahan),
        "can_move": can_move_rts(request.user),
        "year": timezone.localdate().year,
    }
    return render(request, "rt_registry/roster_rt.html", context)


def _act(request: SignedInRequest, rt: RT, form: forms.Form, page: Page, do: Callable[[], object]) -> HttpResponse:
    """Show the form; when it is filled in, do the act or quote the rule that refuses it."""
    refusal: Refusal | None = None
    if form.is_valid():
        try:
            do()
            return go_to(request, "rt_registry:roster-rt", rt.pk, message=page.done)
        except Refusal as said:
            refusal = said
    context = {"rt": rt, "kelurahan": rt.kelurahan, "form": form, "refusal": refusal, "act": page}
    return render(request, page.template or "rt_registry/roster_act.html", context)


@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    rt = kept_rt(request, pk)
    form = ChangeRTForm(sent(request), initial={"head_name": rt.head_name, "active_from": rt.active_from})
    page = Page(
        title=_("What is to be corrected?"),
        lede=_("The number is not corrected here: record a renumbering, so that the history follows it."),
        button=_("Save"),
    )
    return _act(
        request, rt, form, page, lambda: change_rt(rt=rt, by=request.user, now=timezone.now(), **form.cleaned_data)
    )


@require_http_methods(["GET", "POST"])
def count(request: SignedInRequest, pk: int) -> HttpResponse:
    rt = kept_rt(request, pk)
    form = CountForm(sent(request), initial={"counted_on": timezone.localdate()})
    page = Page(
        title=_("How many KK does this RT have?"),
        lede=_("Earlier counts stay. A count of the same day is replaced, and the trace keeps both."),
        button=_("Record KK"),
        done=_("The KK is recorded."),
    )
    return _act(
        request,
        rt,
        form,
        page,
        lambda: record_household_count(rt=rt, by=request.user, now=timezone.now(), **form.cleaned_data),
    )


@require_http_methods(["GET", "POST"])
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    rt = kept_rt(request, pk)
    form = CloseRTForm(sent(request))
    page = Page(
        title=_("Close this RT?"),
        lede=_("What it won and was counted stays. If its residents went over into another RT, record that instead."),
        button=_("Close the RT"),
        done=_("The RT is closed."),
        ends_something=True,
    )
    return _act(
        request, rt, form, page, lambda: close_rt(rt=rt, by=request.user, now=timezone.now(), **form.cleaned_data)
    )


@require_http_methods(["GET", "POST"])
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    rt = kept_rt(request, pk)
    form = ReopenRTForm(sent(request))
    page = Page(
        title=_("Take the closing back?"),
        lede=_("For an RT that was closed by mistake. It exists again as if it had not been closed."),
        button=_("Open the RT again"),
        done=_("The RT is open again."),
    )
    return _act(
        request, rt, form, page, lambda: reopen_rt(rt=rt, by=request.user, now=timezone.now(), **form.cleaned_data)
    )


@require_http_methods(["GET", "POST"])
def renumber(request: SignedInRequest, pk: int) -> HttpResponse:
    rt = kept_rt(request, pk)
    form = RenumberForm(sent(request))
    page = Page(
        title=_("Which number does it get?"),
        lede=_("The RT goes on under the new number, with its head, its newest KK and its whole history."),
        button=_("Record the renumbering"),
        done=_("The renumbering is recorded."),
    )
    return _act(request, rt, form, page, lambda: _succeed(request, SuccessionKind.RENUMBER, [rt], form))


@require_http_methods(["GET", "POST"])
def split(request: SignedInRequest, pk: int) -> HttpResponse:
    rt = kept_rt(request, pk)
    form = SplitForm(sent(request), initial={"number_1": rt.number, "head_1": rt.head_name})
    page = Page(
        title=_("Into which RTs is it split?"),
        lede=_("This RT ends; the new ones begin on the same day and carry its history. One may keep the number."),
        button=_("Record the split"),
        done=_("The split is recorded."),
        template="rt_registry/roster_split.html",
    )
    return _act(request, rt, form, page, lambda: _succeed(request, SuccessionKind.SPLIT, [rt], form))


@require_http_methods(["GET", "POST"])
def merge(request: SignedInRequest, pk: int) -> HttpResponse:
    rt = kept_rt(request, pk)
    form = MergeForm(sent(request), rt=rt, initial={"number": rt.number, "head_name": rt.head_name})
    page = Page(
        title=_("With which RTs is it merged?"),
        lede=_("All of them end; one new RT begins on the same day and carries their history."),
        button=_("Record the merger"),
        done=_("The merger is recorded."),
        template="rt_registry/roster_merge.html",
    )

    def do() -> object:
        return _succeed(request, SuccessionKind.MERGE, [rt, *form.cleaned_data["others"]], form)

    return _act(request, rt, form, page, do)


@require_http_methods(["GET", "POST"])
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lead an RT over into another kelurahan; one must keep both rosters."""
    rt = kept_rt(request, pk)
    require(can_move_rts(request.user))
    form = MoveForm(sent(request), kelurahan=rosters_kept_by(request.user).exclude(pk=rt.kelurahan_id))
    page = Page(
        title=_("To which kelurahan does it move?"),
        lede=_("The RT ends here and goes on there, with its head, its newest KK and its whole history."),
        button=_("Record the move"),
        done=_("The move is recorded."),
    )
    return _act(request, rt, form, page, lambda: _succeed(request, SuccessionKind.MOVE, [rt], form))


def _succeed(
    request: SignedInRequest,
    kind: SuccessionKind,
    predecessors: list[RT],
    form: RenumberForm | SplitForm | MergeForm | MoveForm,
) -> list[RT]:
    on: date = form.cleaned_data["on"]
    return record_succession(
        kind=kind,
        predecessors=predecessors,
        successors=form.successors(predecessors[0]),
        on=on,
        note=form.cleaned_data["note"],
        by=request.user,
        now=timezone.now(),
    )
