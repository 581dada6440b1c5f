"""What the page says after a phone's file was taken in: each of its visits as it stands now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from bantar.accounts.models import User
from competitions.models import Nomination
from scoring.enums import KeptReason, MessageKind, MessageOutcome
from scoring.models import Assessor, FieldMessage, ScoreSheet, SheetPhoto
from scoring.services.field_files import FileReport
from scoring.services.field_inbox import WAITING


@dataclass(frozen=True)
class DeliveredVisit:
    """One visit of a file: how much of the sheet is here, the receipt of a submitted one, what of the file waits."""

    label: str
    url: str
    edition: str
    filled: int
    is_submitted: bool
    receipt: str
    kept: int
    reasons: tuple[str, ...]
    conflicts: int
    waiting: int
    photos: int
    pictures: int


@dataclass(frozen=True)
class _Told:
    receipt: str = ""
    reasons: tuple[str, ...] = ()
    counts_at: datetime | None = None

    def receipt_of(self, sheet: ScoreSheet | None) -> str:
        """None for a sheet reopened since, nor for what the form or a paper submitted after that."""
        submitted_at = sheet.submitted_at if sheet is not None else None
        return self.receipt if submitted_at and self.counts_at and self.counts_at >= submitted_at else ""


def delivered_visits(report: FileReport, *, by: User) -> list[DeliveredVisit]:
    """Five queries, however many visits."""
    visits = [one.visit for one in report.visits]
    own = {"assessor__user": report.owner, "nomination__in": visits}
    entries = Nomination.objects.select_related("edition").in_bulk(visits)
    sheets = ScoreSheet.objects.filter(**own).annotate(n=Count("scores", filter=Q(scores__value__isnull=False)))
    stored = {sheet.nomination_id: sheet for sheet in sheets}
    photos, told = _photos(own), _told(own)
    assessor = Assessor.objects.filter(user=report.owner).first()
    rows = []
    for one in report.visits:
        sheet, said = stored.get(one.visit), told.get(one.visit, _Told())
        kept = one.outcomes.get(MessageOutcome.KEPT, 0)
        announced, here = photos.get(one.visit, (0, 0))
        rows.append(
            DeliveredVisit(
                label=one.label,
                url=_url(
                    entries[one.visit], assessor, has_form=sheet is not None or not kept, is_own=report.owner == by
                ),
                edition=entries[one.visit].edition.name,
                filled=sheet.n if sheet else 0,  # type: ignore[attr-defined]
                is_submitted=sheet is not None and sheet.is_submitted,
                receipt=said.receipt_of(sheet),
                kept=kept,
                reasons=said.reasons if kept else (),
                conflicts=one.outcomes.get(MessageOutcome.CONFLICT, 0),
                waiting=one.outcomes.get(WAITING, 0),
                photos=announced,
                pictures=here,
            )
        )
    return rows


def _url(entry: Nomination, assessor: Assessor | None, *, has_form: bool, is_own: bool) -> str:
    """Where to look at the sheet: one's own form, or the committee's page of what the phone handed in.

    Whoever is in the team no more, and has no sheet, has no form either.
    """
    if is_own:
        return reverse("scoring:sheet", args=[entry.pk]) if has_form else ""
    return reverse("scoring:field-sheet", args=[entry.edition.slug, entry.pk, assessor.pk]) if assessor else ""


def _photos(own: Mapping[str, object]) -> dict[int, tuple[int, int]]:
    rows = SheetPhoto.objects.filter(removed_at=None, **own).order_by().values_list("nomination_id")
    counted = rows.annotate(n=Count("pk"), here=Count("pk", filter=Q(received_at__isnull=False)))
    return {nomination: (announced, here) for nomination, announced, here in counted}


def _told(own: Mapping[str, object]) -> dict[int, _Told]:
    """The receipt of each submission, and why something is kept aside."""
    submitted = Q(kind=MessageKind.SUBMIT, outcome=MessageOutcome.APPLIED)
    wanted = FieldMessage.objects.filter(submitted | Q(outcome=MessageOutcome.KEPT), **own)
    rows = wanted.annotate(counts_at=Coalesce("settled_at", "received_at")).order_by("received_at", "seq")
    told: dict[int, _Told] = {}
    for nomination, reason, receipt, counts_at in rows.values_list("nomination_id", "reason", "receipt", "counts_at"):
        known = told.get(nomination, _Told())
        if reason:
            told[nomination] = replace(known, reasons=_with(known.reasons, reason))
        else:
            told[nomination] = replace(known, receipt=receipt, counts_at=counts_at)
    return told


def _with(reasons: Sequence[str], reason: str) -> tuple[str, ...]:
    words = str(KeptReason(reason).label) if reason else ""
    return (*reasons, words) if words and words not in reasons else tuple(reasons)
