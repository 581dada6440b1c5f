"""The photos of sheets: private, shown to their assessor and to officials."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bantar.web.errors import Refusal
from bantar.web.http import SignedInRequest, go_to, posted_text, require
from competitions.evidence_files import image_type, public_copy
from competitions.views.common import attempt
from competitions.views.evidence import SANDBOX
from scoring.models import SheetPhoto
from scoring.permissions import can_use_as_evidence
from scoring.services.photo_evidence import use_as_evidence


SMALL_EDGE: Final = 320
"""Pixels of the small copy that lists show."""


@require_safe
def photo(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """The picture as it was received; with ?kecil=1 a small copy."""
    found = get_object_or_404(SheetPhoto.objects.visible_to(request.user).received(), pk=pk)
    response = _small(found.file) if request.GET.get("kecil") == "1" else _whole(found.file)
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _whole(stored: FieldFile) -> HttpResponseBase:
    try:
        file = stored.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    content_type = image_type(file)
    if content_type is None:
        file.close()
        raise Http404
    return FileResponse(file, content_type=content_type)


def _small(stored: FieldFile) -> HttpResponseBase:
    try:
        with stored.open("rb") as file:
            data, *_size = public_copy(file, name="", edge=SMALL_EDGE)
    except (FileNotFoundError, Refusal) as error:
        raise Http404 from error
    return HttpResponse(data, content_type="image/jpeg")


@require_POST
def use(request: SignedInRequest, slug: str, pk: UUID) -> HttpResponse:
    """Copy a photo into the entry's evidence; on the entry's page a public copy can be released."""
    require(can_use_as_evidence(request.user))
    found = get_object_or_404(
        SheetPhoto.objects.visible_to(request.user).select_related("nomination"), pk=pk, nomination__edition__slug=slug
    )
    reason = posted_text(request, "reason")
    if attempt(request, None, lambda: use_as_evidence(photo=found, reason=reason, by=request.user, now=timezone.now())):
        messages.success(
            request, _("Copied into the evidence, still private. A copy without metadata can be released.")
        )
        return go_to(request, "competitions:entry", slug, found.nomination_id, fragment="bukti")
    return go_to(request, "scoring:field-sheet", slug, found.nomination_id, found.assessor_id, fragment="photos")
