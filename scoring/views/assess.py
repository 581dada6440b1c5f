"""The assessor's pages: the day, the visit, the sheet and its summary. Plain HTML first; htmx saves as one goes."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bantar.accounts.models import User
from bantar.accounts.services import mark_desk_visit
from bantar.web.errors import Refusal
from bantar.web.http import go_to, is_swap, require, signed_in_user
from competitions.domain.calendar import wib_date
from competitions.models import Nomination
from rt_registry.permissions import sees_everything
from scoring.domain.merging import FACTS
from scoring.forms.sheet import SheetInput, read_sheet
from scoring.models import Assessor, Indicator, ScoreSheet
from scoring.permissions import can_assess
from scoring.refusals import SheetIncomplete, SheetLocked, StaleSheet
from scoring.selectors.sheets import Marks, SheetView, indicators, sheet_view, words_of_phones
from scoring.selectors.visits import days_of, given_back_to, news_since, nomination_for, visits_of
from scoring.services.sheet_desk import Settles
from scoring.services.sheet_gate import check_may_assess, gated, why_closed
from scoring.services.sheet_lines import Line, VisitFacts, lines_of
from scoring.services.sheets import open_sheet, save_draft, submit_sheet


DESK: Final = "assessor"


@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """Today's visits and the coming ones, each with its state."""
    user = signed_in_user(request)
    require(can_assess(user))
    now = timezone.now()
    visits = visits_of(user)
    news = news_since(user, visits, mark_desk_visit(user=user, desk=DESK, now=now))
    today = wib_date(now)
    context = {
        "days": days_of(visits, today=today),
        "today": today,
        "news": news,
        "returned": [sheet for sheet in given_back_to(user) if why_closed(sheet) is None],
        "leads": any(visit.is_lead for visit in visits),
        "open_today": sum(visit.is_open and visit.visit_on == today for visit in visits),
        "open_count": sum(visit.is_open for visit in visits),
        "has_visits": bool(visits),
    }
    return render(request, "scoring/assessor_day.html", context)


@require_GET
def visit(request: HttpRequest, nomination_id: int) -> HttpResponse:
    """What to know before going there: RT, category, KK, team, and the guide of the indicators."""
    user = signed_in_user(request)
    nomination = _nomination(user, nomination_id)
    sheet = _sheet(user, nomination)
    view = sheet_view(book=nomination.edition.rulebook, indicators=indicators(), lines={})
    members = nomination.members.select_related("rt__kelurahan")
    context = {
        "nomination": nomination,
        "members": members,
        "sheet": sheet,
        "view": view,
        "closed": _why_closed(sheet, nomination, _assessor(user), timezone.now()),
        "crumbs": _crumbs(nomination),
    }
    return render(request, "scoring/visit.html", context)


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, nomination_id: int) -> HttpResponse:
    """The sheet of 21 indicators; read only once it is submitted or closed."""
    page = _Page(request, nomination_id)
    if request.method == "POST":
        return _save(page)
    return page.show(lines_of(page.sheet) if page.sheet else {})


@require_GET
def summary(request: HttpRequest, nomination_id: int) -> HttpResponse:
    """The whole sheet at a glance before it is submitted."""
    page = _Page(request, nomination_id)
    if page.closed is not None or page.sheet is None:
        return go_to(request, "scoring:sheet", nomination_id)
    return render(request, "scoring/sheet_summary.html", page.context(page.view(lines_of(page.sheet))))


@require_POST
def submit(request: HttpRequest, nomination_id: int) -> HttpResponse:
    """Submit the draft as it is stored; a gap or a change made elsewhere leads back to the sheet."""
    page = _Page(request, nomination_id)
    if page.sheet is None:
        raise Http404
    revision = read_sheet(request.POST, codes=(), highest=0).revision
    if page.closed is None and revision != page.sheet.revision:
        text = _("The sheet was changed elsewhere since this summary. Please look at it once more.")
        return page.refused(Refusal(text), summary=True)
    try:
        submit_sheet(sheet=page.sheet, scores={}, notes={}, revision=revision, by=page.user, now=page.now)
    except SheetIncomplete as refusal:
        return page.refused(refusal, summary=True)
    except Refusal as refusal:
        return page.refused(refusal)
    message = _("Your sheet of %(entry)s has been submitted. Thank you.") % {"entry": page.nomination.label}
    return go_to(request, "scoring:assessor-day", message=message)


class _Page:
    """One assessor, one entry, one sheet: what all pages of a sheet read first."""

    def __init__(self, request: HttpRequest, nomination_id: int) -> None:
        self.request = request
        self.now = timezone.now()
        self.user = signed_in_user(request)
        self.nomination = _nomination(self.user, nomination_id)
        self.assessor = _assessor(self.user)
        self.sheet = _sheet(self.user, self.nomination)
        self.closed = _why_closed(self.sheet, self.nomination, self.assessor, self.now)
        self.indicators: list[Indicator] = indicators()
        self.words = words_of_phones(self.sheet)

    def view(self, lines: dict[str, Line], marks: Marks | None = None) -> SheetView:
        book = self.nomination.edition.rulebook
        return sheet_view(book=book, indicators=self.indicators, lines=lines, marks=marks, words=self.words)

    def context(self, view: SheetView, **more: object) -> dict[str, object]:
        known = self.sheet
        facts = VisitFacts(known.visited_at, known.place, known.note) if known else VisitFacts()
        if self.closed is None and facts.visited_at is None:
            facts = VisitFacts(self.now, facts.place, facts.note)
        return {
            "nomination": self.nomination,
            "sheet": known,
            "view": view,
            "facts": facts,
            "closed": self.closed,
            "revision": known.revision if known else 0,
            "crumbs": _crumbs(self.nomination),
            "visit_words": self.words.get(FACTS, ()),
            "words_seen": [word.id for words in self.words.values() for word in words],
            **more,
        }

    def show(
        self, lines: dict[str, Line], *, marks: Marks | None = None, status: int = 200, **more: object
    ) -> HttpResponse:
        view = self.view(lines, marks)
        name = "scoring/sheet.html" if self.closed is None else "scoring/sheet_read.html"
        return render(self.request, name, self.context(view, **more), status=status)

    def refused(self, refusal: Refusal, *, summary: bool = False) -> HttpResponse:
        """Show the sheet as it is stored, with what was refused and why."""
        self.sheet = _sheet(self.user, self.nomination)
        self.closed = _why_closed(self.sheet, self.nomination, self.assessor, self.now)
        self.words = words_of_phones(self.sheet)
        lines = lines_of(self.sheet) if self.sheet else {}
        if summary and self.closed is None:
            context = self.context(self.view(lines), refusal=refusal)
            return render(self.request, "scoring/sheet_summary.html", context, status=409)
        return self.show(lines, refusal=refusal, status=409)


def _save(page: _Page) -> HttpResponse:
    book = page.nomination.edition.rulebook
    given = read_sheet(page.request.POST, codes=[i.code for i in page.indicators], highest=book.scale_max)
    if not given.is_valid:
        return _not_saved(page, given)
    _take_word(page, given)
    try:
        page.sheet = sheet = _store(page, given)
    except StaleSheet as stale:
        return _not_saved(page, given, stale=stale)
    except Refusal as refusal:
        return _not_saved(page, given, refusal=refusal)
    return _saved(page, given, sheet)


@transaction.atomic
def _store(page: _Page, given: SheetInput) -> ScoreSheet:
    known = page.sheet or open_sheet(nomination=page.nomination, assessor=page.assessor, now=page.now, by=page.user)
    return save_draft(
        sheet=known,
        scores=given.scores,
        notes=given.notes,
        revision=given.revision,
        facts=given.facts,
        settles=Settles(given.seen, [given.decides] if given.decides else []),
        by=page.user,
        now=page.now,
    )


def _take_word(page: _Page, given: SheetInput) -> None:
    """Put what a phone said where the assessor chose it."""
    word = next((word for word in page.words.get(given.decides, ()) if word.id == given.takes), None)
    if word is None:
        return
    if given.decides == FACTS:
        at = given.facts.visited_at if given.facts else page.sheet.visited_at if page.sheet else None
        given.facts = VisitFacts(at, word.place, word.note)
    else:
        given.scores[given.decides], given.notes[given.decides] = word.value, word.note


def _saved(page: _Page, given: SheetInput, sheet: ScoreSheet) -> HttpResponse:
    if is_swap(page.request):
        before = page.words
        page.words = words_of_phones(sheet) if before else before
        context = page.context(
            page.view(lines_of(sheet)),
            saved_at=sheet.updated_at,
            settled=[code for code in before if code not in page.words],
        )
        return render(page.request, "scoring/_sheet_saved.html", context)
    if page.request.POST.get("act") == "check":
        return go_to(page.request, "scoring:sheet-summary", page.nomination.pk)
    place = f"i-{given.decides}" if given.decides else ""
    return go_to(page.request, "scoring:sheet", page.nomination.pk, message=_("Draft saved."), fragment=place)


def _not_saved(
    page: _Page, given: SheetInput, *, stale: StaleSheet | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    """Show everything that was typed once more, with what is wrong or what somebody saved in the meantime."""
    if is_swap(page.request):
        context = {"errors": given.errors, "stale": stale, "refusal": refusal, "nomination": page.nomination}
        return render(page.request, "scoring/_sheet_not_saved.html", context)
    stored = lines_of(page.sheet) if page.sheet else {}
    differing = {code: line for code, line in (stale.stored if stale else {}).items() if isinstance(line, Line)}
    marks = Marks(errors=given.errors, typed=given.typed, stored=differing)
    locked = isinstance(refusal, SheetLocked)
    return page.show(
        stored if locked else given.laid_over(stored),
        marks=marks,
        status=409 if stale or refusal else 422,
        refusal=refusal,
        stale=stale,
        stale_facts=stale.stored.get("facts") if stale else None,
        errors=given.errors,
        facts=given.facts or VisitFacts(),
        revision=stale.revision if stale else given.revision,
    )


def _nomination(user: User, nomination_id: int) -> Nomination:
    """The entry, for whoever may know of it: 404 to strangers, 403 to officials, who have pages of their own."""
    nomination = nomination_for(user, nomination_id)
    if nomination is None:
        require(not (sees_everything(user) and Nomination.objects.filter(pk=nomination_id).exists()))
        raise Http404
    return nomination


def _assessor(user: User) -> Assessor:
    return Assessor.objects.select_related("user").get(user=user)


def _sheet(user: User, nomination: Nomination) -> ScoreSheet | None:
    return gated(ScoreSheet.objects.filter(nomination=nomination, assessor__user=user)).first()


def _why_closed(sheet: ScoreSheet | None, nomination: Nomination, assessor: Assessor, now: datetime) -> Refusal | None:
    if sheet is not None:
        return why_closed(sheet)
    try:
        check_may_assess(nomination, assessor, now=now)
    except Refusal as refusal:
        return refusal
    return None


def _crumbs(nomination: Nomination) -> list[tuple[str, str]]:
    return [(_("My visits"), reverse("scoring:assessor-day")), (nomination.label, "")]
