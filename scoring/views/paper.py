"""One paper sheet: typed in beside its pictures, then confirmed or sent back by somebody else."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bantar.trace.models import TraceEntry
from bantar.web.errors import Refusal
from bantar.web.http import go_to, is_swap, posted_text, require, signed_in_user
from competitions.evidence_files import PDF
from competitions.views.common import attempt, say_errors
from competitions.views.evidence import SANDBOX
from scoring.enums import PaperStatus
from scoring.forms.paper import PicturesForm
from scoring.forms.sheet import SheetInput, read_sheet
from scoring.models import Indicator, PaperPage, PaperSheet
from scoring.paper_refusals import PaperChanged, PaperIncomplete
from scoring.permissions import can_confirm_paper, can_see_papers, can_type_paper, can_type_papers
from scoring.selectors.papers import papers_of, rules_code_of, sheet_of
from scoring.selectors.sheets import Marks, indicators, sheet_view
from scoring.services.paper import add_pages, discard_paper, finish_paper, save_paper
from scoring.services.paper_check import confirm_paper, return_paper
from scoring.services.paper_desk import is_submitted, paper_facts, paper_lines
from scoring.services.sheet_lines import Line, VisitFacts
from scoring.views.papers import paper_crumbs, paper_edition


# The browser's own viewer of PDF does not run in a sandbox; nothing else may come with the file.
SCAN = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


class _Page:
    """What all pages of one paper read first."""

    def __init__(self, request: HttpRequest, slug: str, pk: int) -> None:
        self.request = request
        self.user = signed_in_user(request)
        self.edition = paper_edition(request, slug)
        self.paper: PaperSheet = get_object_or_404(papers_of(self.edition), pk=pk)
        self.indicators: list[Indicator] = indicators()

    def context(self, lines: Mapping[str, Line], marks: Marks | None = None, **more: Any) -> dict[str, Any]:
        paper, book = self.paper, self.paper.nomination.edition.rulebook
        current = rules_code_of(paper.nomination.edition, self.indicators)
        return {
            "edition": self.edition,
            "is_simulated": self.edition.simulated,
            "paper": paper,
            "nomination": paper.nomination,
            "assessor": paper.assessor,
            "pages": list(paper.pages.all()),
            "view": sheet_view(book=book, indicators=self.indicators, lines=lines, marks=marks),
            "facts": paper_facts(paper),
            "revision": paper.revision,
            "other_rules": paper.rules_code not in ("", current),
            "trace": TraceEntry.objects.about(paper).with_actor(),
            "crumbs": paper_crumbs(self.edition, str(paper.nomination)),
            **more,
        }

    def show(self, *, status: int = 200, refusal: Refusal | None = None) -> HttpResponse:
        """The page for those who do not type: read it, confirm it, send it back, lay it aside."""
        paper, user = self.paper, self.user
        context = self.context(
            paper_lines(paper),
            refusal=refusal,
            can_confirm=can_confirm_paper(user, paper),
            sheet=sheet_of(paper),
            can_discard=can_type_papers(user) and _may_go(paper),
        )
        return render(self.request, "scoring/paper.html", context, status=status)

    def typing(self, lines: Mapping[str, Line], *, status: int = 200, **more: Any) -> HttpResponse:
        more.setdefault("pictures_form", PicturesForm())
        return render(self.request, "scoring/paper_type.html", self.context(lines, **more), status=status)


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The form beside the pictures for its typist, and the page to confirm on for everybody else."""
    page = _Page(request, slug, pk)
    if request.method == "POST":
        require(can_type_papers(page.user))
        return _save(page)
    if can_type_paper(page.user, page.paper):
        return page.typing(paper_lines(page.paper))
    return page.show()


def _save(page: _Page) -> HttpResponse:
    highest = page.paper.nomination.edition.rulebook.scale_max
    given = read_sheet(page.request.POST, codes=[one.code for one in page.indicators], highest=highest)
    if not given.is_valid:
        return _not_saved(page, given)
    finishing = page.request.POST.get("act") == "finish" and not is_swap(page.request)
    try:
        page.paper = _store(page, given, finish_paper if finishing else save_paper)
    except PaperIncomplete as refusal:
        page.paper = _store(page, given, save_paper)
        return page.typing(paper_lines(page.paper), status=409, refusal=refusal)
    except Refusal as refusal:
        return _not_saved(page, given, refusal)
    if is_swap(page.request):
        context = page.context(paper_lines(page.paper), sheet=page.paper, saved_at=page.paper.typed_at)
        return render(page.request, "scoring/_sheet_saved.html", context)
    if finishing:
        message = _("Typed in. Another member of the committee now compares it with the paper and confirms it.")
        return go_to(page.request, "scoring:papers", page.edition.slug, message=message)
    return go_to(page.request, "scoring:paper", page.edition.slug, page.paper.pk, message=_("Draft saved."))


def _store(page: _Page, given: SheetInput, act: Callable[..., PaperSheet]) -> PaperSheet:
    return act(
        paper=page.paper,
        scores=given.scores,
        notes=given.notes,
        facts=given.facts,
        revision=given.revision,
        by=page.user,
        now=timezone.now(),
    )


def _not_saved(page: _Page, given: SheetInput, refusal: Refusal | None = None) -> HttpResponse:
    """Show everything that was typed once more, with what is wrong."""
    if is_swap(page.request):
        context = {"errors": given.errors, "refusal": refusal}
        return render(page.request, "scoring/_sheet_not_saved.html", context)
    page.paper.refresh_from_db()
    if not can_type_paper(page.user, page.paper):
        return page.show(refusal=refusal, status=409)
    return page.typing(
        given.laid_over(paper_lines(page.paper)),
        marks=Marks(errors=given.errors, typed=given.typed),
        status=409 if refusal else 422,
        refusal=refusal,
        is_stale=isinstance(refusal, PaperChanged),
        errors=given.errors,
        facts=given.facts or VisitFacts(),
        revision=given.revision,
    )


@require_POST
def add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add the picture of a page that is missing."""
    page = _acting(request, slug, pk)
    form = PicturesForm(request.POST, request.FILES)
    if not form.is_valid():
        say_errors(request, form)
    else:
        uploads = form.uploads()
        _try(page, lambda: add_pages(paper=page.paper, uploads=uploads, by=page.user, now=timezone.now()), _("Added."))
    return go_to(request, "scoring:paper", slug, pk)


@require_POST
def confirm(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    page = _acting(request, slug, pk)
    done = _try(
        page,
        lambda: confirm_paper(paper=page.paper, revision=_revision(request), by=page.user, now=timezone.now()),
        _("Confirmed. The sheet is submitted and counts like every other."),
    )
    return go_to(request, "scoring:papers", slug) if done else go_to(request, "scoring:paper", slug, pk)


@require_POST
def send_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    page = _acting(request, slug, pk)
    reason, revision = posted_text(request, "reason"), _revision(request)
    done = _try(
        page,
        lambda: return_paper(paper=page.paper, reason=reason, revision=revision, by=page.user, now=timezone.now()),
        _("Sent back to be typed again."),
    )
    return go_to(request, "scoring:papers", slug) if done else go_to(request, "scoring:paper", slug, pk)


@require_POST
def discard(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    page = _acting(request, slug, pk)
    reason = posted_text(request, "reason")
    done = _try(
        page,
        lambda: discard_paper(paper=page.paper, reason=reason, by=page.user, now=timezone.now()),
        _("Laid aside. The sheet can be taken in anew."),
    )
    return go_to(request, "scoring:papers", slug) if done else go_to(request, "scoring:paper", slug, pk)


@xframe_options_sameorigin
@require_safe
def picture(request: HttpRequest, public_id: UUID) -> FileResponse:
    """A picture of a paper, for those who see provisional figures; a scan is shown inside the page of its paper."""
    require(can_see_papers(signed_in_user(request)))
    page = get_object_or_404(PaperPage, public_id=public_id)
    try:
        response = FileResponse(page.file.open("rb"), content_type=page.content_type)
    except FileNotFoundError as error:
        raise Http404 from error
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(page.original_name)}"
    response["Content-Security-Policy"] = SCAN if page.content_type == PDF else SANDBOX
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _acting(request: HttpRequest, slug: str, pk: int) -> _Page:
    require(can_type_papers(signed_in_user(request)))
    return _Page(request, slug, pk)


def _try(page: _Page, act: Callable[[], object], message: str) -> bool:
    done = attempt(page.request, None, act)
    if done:
        messages.success(page.request, message)
    return done


def _may_go(paper: PaperSheet) -> bool:
    """A confirmed paper stays as long as its sheet does."""
    if paper.status == PaperStatus.CONFIRMED:
        return not is_submitted(paper)
    return paper.status != PaperStatus.DISCARDED


def _revision(request: HttpRequest) -> int:
    return read_sheet(request.POST, codes=(), highest=0).revision
