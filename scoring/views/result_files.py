"""hasil.json, hasil.csv, hasil.xlsx: the same bytes for everybody, told apart by the digest."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from bantar.web.open_answers import UNCHECKED
from rt_registry.spreadsheets.writing import XLSX
from scoring.exports import formats
from scoring.selectors.results import Version, find_version
from scoring.views.changed import says_if_changed


NUMBERED = "public, max-age=3600"
"""For an address that names its version."""


@login_not_required
@require_safe
@says_if_changed
def result_json(request: HttpRequest, slug: str) -> HttpResponse:
    return _file(request, slug, "json", "application/json", formats.as_json)


@login_not_required
@require_safe
@says_if_changed
def result_csv(request: HttpRequest, slug: str) -> HttpResponse:
    return _file(request, slug, "csv", "text/csv; charset=utf-8", formats.as_csv)


@login_not_required
@require_safe
@says_if_changed
def result_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    return _file(request, slug, "xlsx", XLSX, formats.as_xlsx)


def _file(
    request: HttpRequest, slug: str, suffix: str, content_type: str, make: Callable[[Version], bytes]
) -> HttpResponse:
    version = find_version(slug, request.GET.get("versi", ""))
    if version is None:
        raise Http404
    etag = _etag(version, suffix)
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = HttpResponse(make(version), content_type=content_type)
        if suffix != "json":
            name = f"hasil-{slug}-v{version.result.version}.{suffix}"
            answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["ETag"] = etag
    answer["Cache-Control"] = NUMBERED if request.GET.get("versi") else UNCHECKED
    return answer


def _etag(version: Version, suffix: str) -> str:
    """Of the digest, the version, whether it has been replaced, and the form of the file."""
    result = version.result
    state = f"-{version.newest.version}" if version.is_replaced else ""
    return f'"{suffix}{formats.VERSION}-v{result.version}{state}-{result.digest}"'
