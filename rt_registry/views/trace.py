"""The trace of everything, for auditor, administrator and committee."""

import csv
import json
from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bantar.accounts.services import mark_desk_visit
from bantar.trace.models import TraceEntry
from bantar.web.http import SignedInRequest, page_of, page_or_partial, require
from bantar.web.trace_words import act_words
from rt_registry.forms.trace import TraceFilterForm, kind_words
from rt_registry.permissions import can_read_trace
from rt_registry.selectors.trace import acts_since, trace_choices, trace_entries
from rt_registry.spreadsheets.writing import safe_text


PER_PAGE = 50
CHUNK = 500
HEADER = ("waktu", "oleh", "perbuatan", "jenis_objek", "objek", "edisi", "alasan", "rincian")


@require_safe
def trace(request: SignedInRequest) -> HttpResponse:
    """Who did what to which object, when and why; opens with what is new since the last visit."""
    require(can_read_trace(request.user))
    form = TraceFilterForm(request.GET, choices=trace_choices(request.user))
    wanted = form.wanted()
    seen = mark_desk_visit(user=request.user, desk="trace", now=timezone.now())
    context = {
        "form": form,
        "wanted": wanted,
        "news": acts_since(seen, request.user) if seen and wanted.is_empty else None,
        "page": page_of(request, trace_entries(wanted, request.user), size=PER_PAGE),
    }
    return page_or_partial(request, "rt_registry/trace.html", "rt_registry/_trace_list.html", context)


@require_safe
def trace_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """All entries of the filter as a sheet, sent as it is read."""
    require(can_read_trace(request.user))
    wanted = TraceFilterForm(request.GET, choices=trace_choices(request.user)).wanted()
    response = StreamingHttpResponse(
        _lines(trace_entries(wanted, request.user)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="jejak.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


class _Line:
    """Hands each written line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _lines(entries: QuerySet[TraceEntry]) -> Iterator[str]:
    writer = csv.writer(_Line(), lineterminator="\n")
    yield writer.writerow(HEADER)
    for entry in entries.iterator(CHUNK):
        yield writer.writerow([safe_text(text) for text in _row(entry)])


def _row(entry: TraceEntry) -> list[str]:
    details = json.dumps(entry.details, ensure_ascii=False) if entry.details else ""
    return [
        timezone.localtime(entry.at).isoformat(timespec="seconds"),
        entry.actor.username if entry.actor else entry.actor_label,
        act_words(entry.act),
        kind_words(entry.subject_type),
        entry.subject_label,
        entry.scope,
        entry.reason,
        details,
    ]
