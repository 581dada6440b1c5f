"""`/verifikasi/`: whether a document is valid, for everybody who holds one. Computed live, and no signature."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bantar.web.http import same_for_everybody
from scoring.domain.canonical import Difference
from scoring.domain.document_code import read_code, read_digest
from scoring.models import Result
from scoring.selectors.document_check import Answer, Found, find, is_readable
from scoring.selectors.findings import describe_publicly
from scoring.selectors.public_words import category_word
from scoring.services.document_proofs import is_as_issued
from scoring.services.documents import is_unaltered
from scoring.services.verification import tampering_with


MOST_FINDINGS = 20
SHARED_SECONDS = 1


@login_not_required
@never_cache
@require_safe
def form(request: HttpRequest) -> HttpResponse:
    """Type the code; what has the form of one is asked for at its own address."""
    typed = request.GET.get("kode", "").strip()[:200]
    if is_readable(typed):
        return redirect("scoring:verification-code", read_code(typed) or read_digest(typed))
    return _page(request, {"typed": typed, "is_misread": bool(typed)}, status=422 if typed else 200)


@login_not_required
@never_cache
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """Where the QR code of every draft leads."""
    return _page(request, {"is_draft": True})


@login_not_required
@same_for_everybody
@never_cache
@require_safe
def code(request: HttpRequest, code: str) -> HttpResponse:
    """The answer about one code. One that nobody knows and one whose result is not published are answered alike."""
    found = find(code)
    shown = read_code(code) or read_digest(code) or ""
    if found is None:
        return _page(request, {"unknown": shown, "typed": shown, "is_unknown": True}, status=404)
    context = {
        "answer": _answer(found),
        "typed": shown,
        "category": category_word(found.entry.category) if found.entry else "",
        "is_simulated": found.result.simulated,
    }
    return _page(request, context)


def _answer(found: Found) -> Answer:
    """Recount the result now: whatever was changed in the database since is named."""
    findings = _recounted(found.result)
    newest = Result.objects.published().filter(edition_id=found.result.edition_id).aggregate(last=Max("version"))
    shown = [describe_publicly(one) for one in findings[:MOST_FINDINGS]]
    if len(findings) > MOST_FINDINGS:
        shown.append(_("… and %(n)s more.") % {"n": len(findings) - MOST_FINDINGS})
    issue = found.issue
    whole = (issue is None or is_unaltered(issue), issue is None or is_as_issued(issue))
    return Answer(found, newest["last"] or 0, shown, *whole)


def _recounted(result: Result) -> list[Difference]:
    """Behind a proxy, where many may ask at once, one recount a second serves all who ask in it."""
    if not settings.PROXY_COUNT:
        return tampering_with(result=result)
    findings = cache.get_or_set(f"recount-{result.pk}", lambda: tampering_with(result=result), SHARED_SECONDS)
    return list(findings or ())


def _page(request: HttpRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    response = render(request, "scoring/verification.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
