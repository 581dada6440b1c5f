"""Evidence: put on, taken off, handed out to those who may see it; released photos for everybody."""

from collections.abc import Iterable
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from bantar.web.errors import Refusal
from bantar.web.http import SignedInRequest, go_to, require
from competitions.forms.nominations import EvidenceForm
from competitions.forms.verification import ReleaseForm
from competitions.models import Evidence, Nomination, ReleasedPhoto
from competitions.permissions import can_direct_entry, can_keep_entry, can_see_removed_evidence
from competitions.services.evidence import add_evidence, release_photo, remove_evidence, withdraw_release
from competitions.views.common import attempt, say_errors, visible_nomination


# A file from outside never runs as a page of ours, whatever a browser makes of it.
SANDBOX = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@require_POST
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put files on an entry; good ones are kept, each bad one is named with its reason."""
    nomination = visible_nomination(request, pk)
    require(can_keep_entry(request.user, nomination))
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        store_uploads(request, nomination, form.cleaned_data["kind"], form.uploads())
    else:
        say_errors(request, form)
    return go_to(request, "competitions:nomination", nomination.pk, fragment="bukti")


def store_uploads(
    request: SignedInRequest, nomination: Nomination, kind: str, uploads: "Iterable[UploadedFile[bytes]]"
) -> None:
    """Store each file by itself and say how it went."""
    kept = 0
    for upload in uploads:
        try:
            add_evidence(nomination=nomination, kind=kind, upload=upload, by=request.user, now=timezone.now())
            kept += 1
        except Refusal as refusal:
            messages.error(request, str(refusal))
    if kept:
        messages.success(request, ngettext("%(n)s file stored.", "%(n)s files stored.", kept) % {"n": kept})


@require_POST
def remove(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    evidence = visible_evidence(request, public_id)
    require(can_keep_entry(request.user, evidence.nomination))
    if attempt(request, None, lambda: remove_evidence(evidence=evidence, by=request.user, now=timezone.now())):
        messages.success(request, _("The file was taken off the entry."))
    return go_to(request, "competitions:nomination", evidence.nomination_id, fragment="bukti")


@require_safe
def download(request: SignedInRequest, public_id: UUID) -> FileResponse:
    """The file itself, for those who may see its entry: photos in the browser, documents as a download."""
    evidence = visible_evidence(request, public_id)
    response = _file(evidence.file, evidence.content_type)
    shown = "inline" if evidence.content_type.startswith("image/") else "attachment"
    response["Content-Disposition"] = f"{shown}; filename*=UTF-8''{quote(evidence.original_name)}"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, max-age=600"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_POST
def release(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    evidence = visible_evidence(request, public_id)
    require(can_direct_entry(request.user, evidence.nomination))
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        say_errors(request, form)
    elif attempt(
        request,
        None,
        lambda: release_photo(
            evidence=evidence, caption=form.cleaned_data["caption"], by=request.user, now=timezone.now()
        ),
    ):
        messages.success(request, _("A copy without metadata is public now."))
    return _back_to_entry(request, evidence)


@require_POST
def withdraw(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    evidence = visible_evidence(request, public_id)
    require(can_direct_entry(request.user, evidence.nomination))
    if attempt(request, None, lambda: withdraw_release(evidence=evidence, by=request.user, now=timezone.now())):
        messages.success(request, _("The public copy was taken away."))
    return _back_to_entry(request, evidence)


@login_not_required
@require_safe
def photo(request: HttpRequest, public_id: UUID) -> FileResponse:
    """A released copy; cached briefly, because it can be withdrawn."""
    released = get_object_or_404(ReleasedPhoto, public_id=public_id)
    response = _file(released.file, "image/jpeg")
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "public, max-age=600"
    response["Content-Security-Policy"] = SANDBOX
    return response


def visible_evidence(request: SignedInRequest, public_id: UUID) -> Evidence:
    evidence = get_object_or_404(
        Evidence.objects.select_related("nomination__kelurahan__kecamatan", "nomination__edition").filter(
            nomination__in=Nomination.objects.visible_to(request.user)
        ),
        public_id=public_id,
    )
    if evidence.removed_at is not None and not can_see_removed_evidence(request.user):
        raise Http404
    return evidence


def _file(stored: FieldFile, content_type: str) -> FileResponse:
    try:
        response = FileResponse(stored.open("rb"), content_type=content_type)
    except FileNotFoundError as error:
        raise Http404 from error
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _back_to_entry(request: SignedInRequest, evidence: Evidence) -> HttpResponse:
    nomination = evidence.nomination
    return go_to(request, "competitions:entry", nomination.edition.slug, nomination.pk, fragment="bukti")
