"""The roster of a kelurahan: the list, a new RT, this year's KK of all RTs, and the way out as a sheet."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from bantar.web.errors import Refusal
from bantar.web.http import SignedInRequest, go_to, page_of, page_or_partial
from rt_registry.forms.roster import AddRTForm, CountsForm, RosterFilterForm
from rt_registry.models import RT, Kelurahan
from rt_registry.permissions import can_keep_roster
from rt_registry.selectors.roster import RosterFilter, roster_figures, roster_of
from rt_registry.selectors.rts import newest_counts
from rt_registry.services.household_counts import record_counts
from rt_registry.services.roster import add_rt
from rt_registry.views.pages import sent
from rt_registry.views.territory import Territory, kept_kelurahan, territory_of


PER_PAGE = 50


@require_safe
def roster(request: SignedInRequest) -> HttpResponse:
    """The RTs of one kelurahan; those with several choose first."""
    territory = territory_of(request)
    if territory.chosen is None:
        return render(request, "rt_registry/roster_choose.html", {"kelurahan_list": territory.open})
    return _list(request, territory, territory.chosen)


def _list(request: SignedInRequest, territory: Territory, kelurahan: Kelurahan) -> HttpResponse:
    today = timezone.localdate()
    form = RosterFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    year = asked.get("year") or today.year
    show = asked.get("show", "")
    wanted = RosterFilter(words=asked.get("q", ""), only_missing=show == "missing", closed=show == "closed")
    context = {
        "kelurahan": kelurahan,
        "territory": territory,
        "filters": wanted,
        "form": form,
        "year": year,
        "page": page_of(request, roster_of(kelurahan, wanted, day=today, year=year), size=PER_PAGE),
        "figures": roster_figures(kelurahan, day=today, year=year),
        "can_keep": can_keep_roster(request.user, kelurahan),
    }
    return page_or_partial(request, "rt_registry/roster.html", "rt_registry/_roster.html", context)


@require_http_methods(["GET", "POST"])
def add(request: SignedInRequest) -> HttpResponse:
    """Enter one RT."""
    kelurahan = kept_kelurahan(request)
    form = AddRTForm(sent(request), initial={"active_from": date(timezone.localdate().year, 1, 1)})
    refusal: Refusal | None = None
    if form.is_valid():
        try:
            rt = add_rt(kelurahan=kelurahan, by=request.user, now=timezone.now(), **form.cleaned_data)
            return go_to(request, "rt_registry:roster-rt", rt.pk, message=_("%(rt)s is entered.") % {"rt": rt})
        except Refusal as said:
            refusal = said
    context = {"form": form, "refusal": refusal, "kelurahan": kelurahan}
    return render(request, "rt_registry/roster_add.html", context)


@require_http_methods(["GET", "POST"])
def counts(request: SignedInRequest) -> HttpResponse:
    """The KK of all RTs of a kelurahan on one page, saved in one go."""
    kelurahan = kept_kelurahan(request)
    today = timezone.localdate()
    rts = list(RT.objects.in_kelurahan(kelurahan.pk).filter(active_until=None).order_by("number"))
    newest = newest_counts([rt.pk for rt in rts], today)
    form = CountsForm(sent(request), rts=rts, newest=newest, year=today.year, initial={"counted_on": today})
    refusal: Refusal | None = None
    if form.is_valid():
        try:
            return _save_counts(request, kelurahan, form)
        except Refusal as said:
            refusal = said
    missing = sum(not row.has_year for row in form.rows())
    context = {"form": form, "refusal": refusal, "kelurahan": kelurahan, "year": today.year, "missing": missing}
    return render(request, "rt_registry/roster_counts.html", context)


def _save_counts(request: SignedInRequest, kelurahan: Kelurahan, form: CountsForm) -> HttpResponse:
    stored = record_counts(
        kelurahan=kelurahan,
        counts=form.counts(),
        counted_on=form.cleaned_data["counted_on"],
        source=form.cleaned_data["source"],
        by=request.user,
        now=timezone.now(),
    )
    changed = stored.new + stored.changed
    said = ngettext("The KK of %(n)s RT is recorded.", "The KK of %(n)s RTs is recorded.", changed) % {"n": changed}
    response = go_to(request, "rt_registry:roster", message=said if changed else _("Nothing was changed."))
    return _about(response, kelurahan)


def _about(response: HttpResponse, kelurahan: Kelurahan) -> HttpResponse:
    """Keep the kelurahan in the address of the page that follows."""
    for header in ("Location", "HX-Redirect"):
        if header in response:
            response[header] = f"{response[header]}?kelurahan={kelurahan.code}"
    return response
