"""Rows of the desks: the kelurahan's entries, the verifier's queue, the committee's list."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from bantar.accounts.models import User
from bantar.trace.models import TraceEntry
from competitions.domain.size_category import SizeCategory, near_border
from competitions.enums import NominationStatus
from competitions.models import Edition, Nomination
from rt_registry.models import Kecamatan, Kelurahan
from rt_registry.permissions import roles_of


BORDER = 3
"""An entry within so many KK of a border between two sizes is marked (DOMAIN 4)."""


@dataclass(frozen=True)
class EntryRow:
    """An entry as a list shows it. `waiting` counts the days since it was submitted."""

    nomination: Nomination
    near_border: bool
    waiting: int | None = None


def rows_of(nominations: Iterable[Nomination], table: Sequence[SizeCategory], day: date) -> list[EntryRow]:
    return [EntryRow(n, is_near_border(n, table), _waiting(n, day)) for n in nominations]


def is_near_border(nomination: Nomination, table: Sequence[SizeCategory]) -> bool:
    return nomination.kk is not None and near_border(nomination.kk, table, BORDER)


def _waiting(nomination: Nomination, day: date) -> int | None:
    if nomination.status != NominationStatus.SUBMITTED or nomination.submitted_at is None:
        return None
    return max(0, (day - timezone.localdate(nomination.submitted_at)).days)


def kelurahan_of(user: User) -> list[Kelurahan]:
    """The kelurahan a person is operator of. One query."""
    ids = roles_of(user).operator_kelurahan
    return list(Kelurahan.objects.with_kecamatan().filter(pk__in=ids).order_by("code"))


def kecamatan_of(user: User) -> list[Kecamatan]:
    """The kecamatan a person verifies or accompanies. One query."""
    roles = roles_of(user)
    ids = roles.verifier_kecamatan | roles.pendamping_kecamatan
    return list(Kecamatan.objects.filter(pk__in=ids).order_by("code"))


def queue_for_operator(*, kelurahan: Kelurahan, edition: Edition) -> list[Nomination]:
    """All entries of a kelurahan in an edition; what needs its hand comes first. One query."""
    order = [
        NominationStatus.RETURNED,
        NominationStatus.DRAFT,
        NominationStatus.WILLING,
        NominationStatus.SUBMITTED,
        NominationStatus.VERIFIED,
    ]
    found = Nomination.objects.for_edition(edition).filter(kelurahan=kelurahan).with_territory().order_by("code", "pk")
    ranks = {status.value: place for place, status in enumerate(order)}
    return sorted(found, key=lambda n: ranks.get(n.status, len(order)))


def of_kecamatan(*, kecamatan: Iterable[Kecamatan], edition: Edition) -> QuerySet[Nomination]:
    """What kecamatan see of an edition: everything handed in at least once."""
    return (
        Nomination.objects.for_edition(edition)
        .filter(kelurahan__kecamatan__in=list(kecamatan))
        .exclude(status__in=NominationStatus.private_to_kelurahan())
        .with_territory()
    )


def queue_for_verifier(*, kecamatan: Iterable[Kecamatan], edition: Edition) -> QuerySet[Nomination]:
    """Submitted entries, the one waiting longest first."""
    return (
        of_kecamatan(kecamatan=kecamatan, edition=edition)
        .filter(status=NominationStatus.SUBMITTED)
        .order_by("submitted_at", "pk")
    )


def count_by_status(nominations: Iterable[Nomination]) -> Counter[str]:
    return Counter(nomination.status for nomination in nominations)


def border_filter(table: Sequence[SizeCategory], within: int = BORDER) -> Q:
    """Entries within so many KK of a border, as SQL; says the same as `near_border`."""
    found = Q(pk__in=[])
    for category in table:
        found |= Q(kk__gte=category.min_kk - within, kk__lt=category.min_kk + within)
    return found


def told_to_territory() -> Q:
    """Acts on an entry that kelurahan and kecamatan read; teams, conflicts and sheets are the officials' business."""
    return Q(act__startswith="nomination.") | Q(act__startswith="evidence.") | Q(act__startswith="photo.")


def changes_since(
    *, nominations: Iterable[Nomination], since: datetime | None, besides: User, most: int = 12
) -> list[TraceEntry]:
    """What others did to these entries since a moment, newest first. One query."""
    ids = [str(nomination.pk) for nomination in nominations]
    if since is None or not ids:
        return []
    found = TraceEntry.objects.filter(told_to_territory(), subject_type="competitions.nomination", at__gt=since)
    found = found.filter(subject_id__in=ids) if len(ids) <= 500 else found
    rows = found.exclude(actor=besides).with_actor().order_by("-at", "-pk")
    return list(rows[:most]) if len(ids) <= 500 else [row for row in rows if row.subject_id in set(ids)][:most]
