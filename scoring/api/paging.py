"""One page of a list, with the addresses of the pages beside it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from scoring.api.params import Paging


NOTHING: Final[Mapping[str, object]] = {}


def paged(
    request: HttpRequest,
    response: HttpResponse,
    found: "QuerySet[Any, Any] | Sequence[Any]",
    asked: Paging,
    row: Callable[[Any], dict[str, Any]],
    *,
    pinned: Mapping[str, object] = NOTHING,
) -> dict[str, Any]:
    """Two queries at most. A page after the last one is empty, and the one before it is the last.

    `pinned`: what the other pages are asked with, so that whoever follows them reads one and the same list.
    """
    page, per_page = asked.page, asked.per_page
    total = found.count() if isinstance(found, QuerySet) else len(found)
    last = max(1, -(-total // per_page))
    start = (page - 1) * per_page
    after = _address(request, {**pinned, "page": page + 1}) if page < last else None
    before = _address(request, {**pinned, "page": min(page - 1, last)}) if page > 1 else None
    links = [f'<{address}>; rel="{rel}"' for rel, address in (("next", after), ("prev", before)) if address]
    if links:
        response["Link"] = ", ".join(links)
    return {
        "page": page,
        "per_page": per_page,
        "total": total,
        "next": after,
        "previous": before,
        "items": [row(one) for one in found[start : start + per_page]],
    }


def _address(request: HttpRequest, changed: Mapping[str, object]) -> str:
    """This very address with another page."""
    query = request.GET.copy()
    for name, value in changed.items():
        query[name] = str(value)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
