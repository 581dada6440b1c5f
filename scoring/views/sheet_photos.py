"""The photos of sheets: private, shown to their assessor and to officials."""

from typing import Final
from uuid import UUID

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from bantar.web.errors import Refusal
from bantar.web.http import SignedInRequest
from competitions.evidence_files import image_type, public_copy
from competitions.views.evidence import SANDBOX
from scoring.models import SheetPhoto


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
            data, _, _ = public_copy(file, name="", edge=SMALL_EDGE)
    except (FileNotFoundError, Refusal) as error:
        raise Http404 from error
    return HttpResponse(data, content_type="image/jpeg")
