"""The sheets of one entry, side by side, for officials."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bantar.trace.models import TraceEntry
from bantar.web.http import SignedInRequest, require
from competitions.models import Nomination
from scoring.models import ScoreSheet
from scoring.permissions import can_see_cockpit
from scoring.selectors.cockpit import book_of
from scoring.selectors.entry_compare import SheetTable, sheet_table
from scoring.views.cockpit_pages import crumbs


TRACE_SHOWN = 30


@require_safe
def entry_compare(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    require(can_see_cockpit(request.user))
    entries = Nomination.objects.filter(edition__slug=slug).entered()
    related = ("edition__rulebook", "kelurahan__kecamatan", "assignment__team")
    nomination = get_object_or_404(entries.select_related(*related), pk=pk)
    edition = nomination.edition
    book = book_of(edition)
    scale_max, quorum = (book.scale_max, book.quorum) if book else (4, 0)
    table = sheet_table(nomination, scale_max)
    context = {
        "edition": edition,
        "is_simulated": edition.simulated,
        "crumbs": crumbs(edition, nomination.label),
        "nomination": nomination,
        "assignment": getattr(nomination, "assignment", None),
        "table": table,
        "quorum": quorum,
        "missing": max(quorum - table.counting, 0),
        "trace": _trace(nomination, table),
    }
    return render(request, "scoring/cockpit_entry.html", context)


def _trace(nomination: Nomination, table: SheetTable) -> list[TraceEntry]:
    """What happened to the entry and to its sheets, newest first."""
    sheets = [str(column.sheet.pk) for column in table.columns if column.sheet]
    of_sheets = TraceEntry.objects.filter(subject_type=ScoreSheet._meta.label_lower, subject_id__in=sheets)
    of_entry = TraceEntry.objects.filter(subject_type=Nomination._meta.label_lower, subject_id=str(nomination.pk))
    return list((of_sheets | of_entry).order_by("-at", "-pk")[:TRACE_SHOWN])
