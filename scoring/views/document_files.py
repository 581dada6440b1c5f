"""Issued documents as files: two of them for everybody, all of them for officials, drafts with their watermark."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from bantar.web.errors import Refusal
from bantar.web.http import SignedInRequest, require, site_of
from bantar.web.open_answers import UNCHECKED
from scoring.document_refusals import CannotBeSet, FileAltered
from scoring.documents.kinds import FILE_NAMES
from scoring.enums import DocumentKind, DocumentStatus
from scoring.models import DocumentIssue
from scoring.permissions import can_see_documents
from scoring.selectors.cockpit import cockpit_editions
from scoring.selectors.documents import find_issue, public_issue, results_of, subject_of
from scoring.services.documents import preview_document, stored_bytes
from scoring.views.cockpit_pages import edition_or_404


PDF = "application/pdf"


@login_not_required
@require_safe
def annex(request: HttpRequest, slug: str) -> HttpResponse:
    return _public(request, slug, DocumentKind.ANNEX)


@login_not_required
@require_safe
def press(request: HttpRequest, slug: str) -> HttpResponse:
    return _public(request, slug, DocumentKind.PRESS)


def _public(request: HttpRequest, slug: str, kind: DocumentKind) -> HttpResponse:
    """The document of the version in force; its SHA-256 is its ETag."""
    issue = public_issue(slug, kind)
    if issue is None:
        raise Http404
    etag = f'"{issue.sha256}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        try:
            answer = _file(issue)
        except FileAltered as refusal:
            return _refused(request, refusal)
    answer["ETag"] = etag
    answer["Cache-Control"] = UNCHECKED
    return answer


@require_safe
def issued(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The bytes as they were issued, withdrawn ones too."""
    require(can_see_documents(request.user))
    issue = find_issue(edition_or_404(cockpit_editions(), slug), pk)
    if issue is None or issue.status != DocumentStatus.READY:
        raise Http404
    try:
        answer = _file(issue)
    except FileAltered as refusal:
        return _refused(request, refusal)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def preview(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    """A draft of any kind: watermarked, without a code, never stored."""
    require(can_see_documents(request.user))
    edition = edition_or_404(cockpit_editions(), slug)
    result = subject_of(results_of(edition), request.GET.get("hasil", ""))
    if result is None or kind not in DocumentKind.values:
        raise Http404
    try:
        content = preview_document(result, DocumentKind(kind), site=site_of(request))
    except CannotBeSet as refusal:
        return _refused(request, refusal)
    answer = HttpResponse(content, content_type=PDF)
    name = f"draf-{FILE_NAMES[DocumentKind(kind)]}-{slug}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _file(issue: DocumentIssue) -> HttpResponse:
    response = HttpResponse(stored_bytes(issue), content_type=PDF)
    version = f"-v{issue.result.version}" if issue.result.version else ""
    name = f"{FILE_NAMES[DocumentKind(issue.kind)]}-{issue.result.edition.slug}{version}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    response = render(request, "scoring/document_refused.html", {"refusal": refusal}, status=503)
    response["Cache-Control"] = "no-store"
    return response
