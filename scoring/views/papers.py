"""Paper sheets of an edition: what waits for whom, a new one, and blank ones to print."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from bantar.web.errors import Refusal
from bantar.web.formats import natural
from bantar.web.http import go_to, require, signed_in_user
from competitions.domain.calendar import wib_date
from competitions.forms.fields import is_pk
from competitions.models import Edition, Nomination
from scoring.documents.blank_sheets import blank_sheets_pdf
from scoring.domain.paper import PaperCode
from scoring.forms.paper import ChoosePaperForm, PicturesForm
from scoring.models import AssessmentTeam, Assessor, RuleBook
from scoring.paper_refusals import PaperThere, UnknownPaperCode
from scoring.permissions import can_see_editions, can_see_papers, can_type_papers
from scoring.selectors.papers import (
    done_papers,
    entry_and_assessor,
    expected_sheets,
    missing_rows,
    paper_for,
    queue_of,
    rules_code_of,
    visits_to_score,
)
from scoring.selectors.sheets import indicators
from scoring.services.paper import begin_paper
from scoring.services.paper_desk import check_may_come
from scoring.views.cockpit_pages import crumbs


ROWS = 40
DONE_SHOWN = 30


def paper_edition(request: HttpRequest, slug: str) -> Edition:
    """The edition, for those who may see what stands on paper: provisional figures as much as any."""
    user = signed_in_user(request)
    require(can_see_papers(user))
    return get_object_or_404(Edition.objects.visible_to(user).select_related("rulebook"), slug=slug)


def paper_crumbs(edition: Edition, here: str) -> list[tuple[str, str]]:
    """From the committee's desk over the list of papers to this page."""
    way = crumbs(edition, _("Paper"))
    return [*way[:-1], (_("Paper"), reverse("scoring:papers", args=[edition.slug])), (here, "")]


@require_GET
def papers(request: HttpRequest, slug: str) -> HttpResponse:
    """What is to be confirmed and typed, and whose sheet has not come yet."""
    edition = paper_edition(request, slug)
    user = signed_in_user(request)
    team = request.GET.get("tim", "")
    missing = missing_rows(edition)
    shown = [row for row in missing if not is_pk(team) or row.visit.team_id == int(team)]
    today = wib_date(timezone.now())
    context = {
        "edition": edition,
        "is_simulated": edition.simulated,
        "queue": queue_of(edition, user),
        "done": list(done_papers(edition)[:DONE_SHOWN]),
        "page": Paginator(shown, ROWS).get_page(request.GET.get("page")),
        "missing_count": sum(len(row.missing) for row in missing if row.is_due(today)),
        "teams": sorted(AssessmentTeam.objects.filter(edition=edition), key=lambda one: natural(one.name)),
        "team": team,
        "can_type": can_type_papers(user),
        "crumbs": crumbs(edition, _("Paper")),
    }
    return render(request, "scoring/papers.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Say which sheet it is, then add its pictures. The QR code of a paper leads here."""
    edition = paper_edition(request, slug)
    require(can_type_papers(signed_in_user(request)))
    form = ChoosePaperForm(request.GET or None, edition=edition)
    if form.is_bound and form.is_valid():
        code = form.code()
        if (chosen := entry_and_assessor(edition, code.entry, code.assessor)) is not None:
            return _Taking(request, edition, code, chosen).answer()
        form.add_error("kode" if form.cleaned_data["kode"] else None, str(UnknownPaperCode()))
    context = {"edition": edition, "form": form, "crumbs": paper_crumbs(edition, _("Type in a sheet"))}
    return render(request, "scoring/paper_new.html", context, status=422 if form.errors else 200)


class _Taking:
    """The pictures of one sheet whose entry and assessor are known."""

    def __init__(
        self, request: HttpRequest, edition: Edition, code: PaperCode, chosen: tuple[Nomination, Assessor]
    ) -> None:
        self.request, self.edition, self.code = request, edition, code
        self.nomination, self.assessor = chosen
        self.form = PicturesForm(request.POST, request.FILES) if request.method == "POST" else PicturesForm()

    def answer(self) -> HttpResponse:
        known = paper_for(self.nomination, self.assessor)
        if known is not None and self.request.method == "GET":
            return go_to(self.request, "scoring:paper", self.edition.slug, known.pk)
        if self.form.is_bound and self.form.is_valid():
            try:
                return self._begin()
            except PaperThere as there:
                messages.info(self.request, str(there))
                return go_to(self.request, "scoring:paper", self.edition.slug, there.pk)
            except Refusal as refusal:
                self.form.add_error(None, f"{refusal} {refusal.rule}".strip())
        return self._show()

    def _why_not(self) -> Refusal | None:
        """Why no sheet can come now, said before anybody takes photos for it."""
        try:
            check_may_come(self.nomination, self.assessor, now=timezone.now())
        except Refusal as refusal:
            return refusal
        return None

    def _begin(self) -> HttpResponse:
        paper = begin_paper(
            nomination=self.nomination,
            assessor=self.assessor,
            uploads=self.form.uploads(),
            rules_code=self.code.rules,
            by=signed_in_user(self.request),
            now=timezone.now(),
        )
        return go_to(self.request, "scoring:paper", self.edition.slug, paper.pk)

    def _show(self) -> HttpResponse:
        current = rules_code_of(self.edition, indicators())
        context = {
            "edition": self.edition,
            "nomination": self.nomination,
            "assessor": self.assessor,
            "form": self.form,
            "code": self.code,
            "other_rules": self.code.rules not in ("", current),
            "closed": self._why_not() if not self.form.is_bound else None,
            "crumbs": paper_crumbs(self.edition, _("Type in a sheet")),
        }
        status = 422 if self.form.errors else 200
        return render(self.request, "scoring/paper_pictures.html", context, status=status)


@require_safe
def blank_sheets(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Blank sheets of a team for what is still to be scored; ?hari=2026-11-25 for one day alone."""
    user = signed_in_user(request)
    require(can_see_editions(user))
    edition = get_object_or_404(Edition.objects.visible_to(user).select_related("rulebook"), slug=slug)
    team = get_object_or_404(AssessmentTeam, edition=edition, pk=pk)
    try:
        content = _blank_pdf(request, edition, team, _day(request.GET.get("hari", "")))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return go_to(request, "scoring:team", slug, pk)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="lembar-kosong-{slug}-tim-{pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _blank_pdf(request: HttpRequest, edition: Edition, team: AssessmentTeam, day: date | None) -> bytes:
    if not RuleBook.objects.filter(edition=edition).exists():
        raise Http404
    visits = visits_to_score(edition).filter(team=team, closed_at=None)
    if day is not None:
        visits = visits.filter(visit_on=day)
    with override("id"):
        address = request.build_absolute_uri(reverse("scoring:paper-new", args=[edition.slug]))
    return blank_sheets_pdf(
        edition=edition,
        team=team,
        sheets=expected_sheets(edition, visits),
        indicators=indicators(),
        typing_address=address,
    )


def _day(text: str) -> date | None:
    """The day asked for; nonsense asks for all of them."""
    try:
        return parse_date(text)
    except ValueError:
        return None
