"""The verifier's desk: the queue, oldest first, and one entry with its evidence beside the checklist."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bantar.accounts.services import mark_desk_visit
from bantar.web.http import SignedInRequest, go_to, is_swap, page_of, page_or_partial, require
from competitions.domain.calendar import wib_date
from competitions.domain.nomination_states import Act
from competitions.enums import NominationStatus
from competitions.forms.verification import RejectForm, ReturnForm, VerifyForm
from competitions.models import Edition, Nomination
from competitions.permissions import acts_for, can_open_kecamatan_desk, can_verify
from competitions.selectors.editions import choose, desk_editions, due_line
from competitions.selectors.nominations import (
    changes_since,
    count_by_status,
    kecamatan_of,
    of_kecamatan,
    queue_for_verifier,
    rows_of,
)
from competitions.services.verification import reject_nomination, return_nomination, verify_nomination
from competitions.views.common import attempt, details_of
from rt_registry.models import Kecamatan
from rt_registry.permissions import is_verifier


FUNNEL = (
    (NominationStatus.SUBMITTED, ""),
    (NominationStatus.RETURNED, "warn"),
    (NominationStatus.VERIFIED, ""),
    (NominationStatus.REJECTED, "bad"),
)


@dataclass(frozen=True)
class District:
    """Where the verifier works now: their kecamatan, and one of the editions."""

    kecamatan: list[Kecamatan]
    edition: Edition | None
    editions: list[Edition]

    @property
    def query(self) -> str:
        return f"?edisi={self.edition.slug}" if self.edition and len(self.editions) > 1 else ""

    @property
    def names(self) -> str:
        return ", ".join(one.name for one in self.kecamatan)


def _district(request: SignedInRequest, edition: Edition | None = None) -> District:
    require(can_open_kecamatan_desk(request.user))
    editions = desk_editions(request.user)
    named = next((e for e in editions if e.slug == request.GET.get("edisi")), None)
    return District(kecamatan_of(request.user), edition or named or choose(editions), editions)


@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """Which nominations wait for my check?"""
    district, now = _district(request), timezone.now()
    since = mark_desk_visit(user=request.user, desk="kecamatan", now=now)
    context: dict[str, Any] = {"district": district, "since": since, "can_verify": is_verifier(request.user)}
    if district.edition is not None:
        today = wib_date(now)
        entries = list(of_kecamatan(kecamatan=district.kecamatan, edition=district.edition).order_by("submitted_at"))
        waiting = [n for n in entries if n.status == NominationStatus.SUBMITTED]
        context |= {
            "rows": rows_of(waiting, district.edition.size_table(), today),
            "funnel": _funnel(entries, district),
            "due": due_line(district.edition, today),
            "changes": changes_since(nominations=entries, since=since, besides=request.user),
        }
    return render(request, "competitions/kecamatan_desk.html", context)


def _funnel(entries: list[Nomination], district: District) -> list[dict[str, object]]:
    counted = count_by_status(entries)
    address = reverse("competitions:kecamatan-entries") + (district.query or "?")
    joint = "&" if district.query else ""
    return [
        {
            "label": status.label,
            "count": counted[status],
            "tone": tone if counted[status] else "",
            "url": f"{address}{joint}status={status}" if counted[status] else "",
        }
        for status, tone in FUNNEL
    ]


@require_safe
def entries(request: SignedInRequest) -> HttpResponse:
    """How does every entry of the kecamatan stand?"""
    district = _district(request)
    status, kelurahan = request.GET.get("status", ""), request.GET.get("kelurahan", "")
    found = of_kecamatan(kecamatan=district.kecamatan, edition=district.edition) if district.edition else None
    table = district.edition.size_table() if district.edition else ()
    names = [] if found is None else found.order_by().values_list("kelurahan__slug", "kelurahan__name").distinct()
    page = page_of(request, _filtered(found, status, kelurahan), size=30)
    context = {
        "district": district,
        "page": page,
        "rows": rows_of(page.object_list, table, wib_date(timezone.now())),
        "status": status,
        "statuses": [s for s in NominationStatus if s not in NominationStatus.private_to_kelurahan()],
        "kelurahan": kelurahan,
        "kelurahan_list": sorted(names, key=lambda pair: pair[1]),
    }
    return render(request, "competitions/kecamatan_entries.html", context)


def _filtered(found: QuerySet[Nomination] | None, status: str, kelurahan: str) -> QuerySet[Nomination]:
    if found is None:
        return Nomination.objects.none()
    if status in NominationStatus.values:
        found = found.filter(status=status)
    if kelurahan.replace("-", "").isalnum():
        found = found.filter(kelurahan__slug=kelurahan)
    return found.order_by("kelurahan__name", "code", "pk")


@require_safe
def check(request: SignedInRequest, pk: int) -> HttpResponse:
    """Is this entry as it says? Evidence beside the checklist."""
    return _check_page(request, _entry(request, pk), {})


@require_POST
def verify(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = _to_decide(request, pk)
    form = VerifyForm(request.POST, nomination=entry, joined=entry.members.count() > 1)

    def act(values: dict[str, Any]) -> None:
        verify_nomination(
            nomination=entry,
            kk=values["kk"],
            kk_source=values["kk_source"],
            neighbours_confirmed=values.get("neighbours", False),
            by=request.user,
            now=timezone.now(),
        )

    return _decide(request, entry, name="verify_form", form=form, act=act, said=_("%(label)s is verified."))


@require_POST
def send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = _to_decide(request, pk)

    def act(values: dict[str, Any]) -> None:
        return_nomination(nomination=entry, reason=values["reason"], by=request.user, now=timezone.now())

    said = _("%(label)s is returned to the kelurahan.")
    return _decide(
        request, entry, name="return_form", form=ReturnForm(request.POST, prefix="return"), act=act, said=said
    )


@require_POST
def reject(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = _to_decide(request, pk)

    def act(values: dict[str, Any]) -> None:
        reject_nomination(nomination=entry, reason=values["reason"], by=request.user, now=timezone.now())

    said = _("%(label)s is rejected.")
    return _decide(
        request, entry, name="reject_form", form=RejectForm(request.POST, prefix="reject"), act=act, said=said
    )


def _entry(request: SignedInRequest, pk: int) -> Nomination:
    require(can_open_kecamatan_desk(request.user))
    return get_object_or_404(Nomination.objects.visible_to(request.user).with_territory(), pk=pk)


def _to_decide(request: SignedInRequest, pk: int) -> Nomination:
    entry = _entry(request, pk)
    require(can_verify(request.user, entry))
    return entry


def _decide(
    request: SignedInRequest,
    entry: Nomination,
    *,
    name: str,
    form: forms.Form,
    act: Callable[[dict[str, Any]], None],
    said: str,
) -> HttpResponse:
    """Act and go on with the next one in the queue; with htmx without leaving the page."""
    if not form.is_valid() or not attempt(request, form, lambda: act(form.cleaned_data)):
        return _check_page(request, Nomination.objects.with_territory().get(pk=entry.pk), {name: form})
    message = said % {"label": entry.label}
    if is_swap(request):
        district = _district(request, entry.edition)
        context = {"said": message, "district": district, **_queue(district), "nomination": entry, "is_done": True}
        return render(request, "competitions/_check.html", context)
    return go_to(request, f"{reverse('competitions:kecamatan-desk')}?edisi={entry.edition.slug}", message=message)


def _queue(district: District) -> dict[str, object]:
    if district.edition is None:
        return {"queue": []}
    waiting = queue_for_verifier(kecamatan=district.kecamatan, edition=district.edition)[:30]
    return {"queue": rows_of(waiting, district.edition.size_table(), wib_date(timezone.now()))}


def _check_page(request: SignedInRequest, entry: Nomination, bound: dict[str, forms.Form]) -> HttpResponse:
    district = _district(request, entry.edition)
    details, acts = details_of(request, entry), acts_for(request.user, entry)
    offered: dict[str, forms.Form | None] = {
        "verify_form": VerifyForm(nomination=entry, joined=details.is_joined) if Act.VERIFY in acts else None,
        "return_form": ReturnForm(prefix="return") if Act.RETURN in acts else None,
        "reject_form": RejectForm(prefix="reject") if Act.REJECT in acts else None,
    }
    context = {"nomination": entry, "entry": details, "district": district, **_queue(district), **offered, **bound}
    return page_or_partial(request, "competitions/check.html", "competitions/_check.html", context)
