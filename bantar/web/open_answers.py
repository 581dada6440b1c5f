"""Answers that anybody may take, keep and use: told apart by their content, and open to scripts of other sites."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response


FRESH = "public, max-age=60"
UNCHECKED = "public, no-cache"
"""Kept, but asked for anew each time (a 304 costs nothing): page and file are then of one version."""


def open_to_other_sites(answer: HttpResponseBase) -> None:
    """Nothing here depends on who asks, so a script of any page may read it; cookies it does not get."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Expose-Headers"] = "ETag, Link"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"


def open_answer(request: HttpRequest, body: bytes, content_type: str, *, save_as: str = "") -> HttpResponse:
    """These bytes with a strong ETag of their own, or 304 for who has them already."""
    etag = f'"{sha256(body).hexdigest()}"'
    kept = get_conditional_response(request, etag=etag)
    answer = kept if isinstance(kept, HttpResponse) else HttpResponse(body, content_type=content_type)
    answer["ETag"] = etag
    answer["Cache-Control"] = FRESH
    if save_as:
        answer["Content-Disposition"] = f'attachment; filename="{save_as}"'
    open_to_other_sites(answer)
    return answer
