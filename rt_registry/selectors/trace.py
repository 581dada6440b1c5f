"""The whole trace, filtered, and what happened since somebody last looked."""

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from bantar.accounts.models import User
from bantar.trace.models import TraceEntry
from bantar.trace.veils import open_to


@dataclass(frozen=True)
class TraceFilter:
    """What the address asks for; `day_to` is included."""

    who: str = ""
    act: str = ""
    kind: str = ""
    edition: str = ""
    words: str = ""
    day_from: date | None = None
    day_to: date | None = None
    since: datetime | None = None

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, one.name) for one in fields(self))


def trace_entries(wanted: TraceFilter, user: User) -> QuerySet[TraceEntry]:
    """The entries asked for, as far as this reader may have them, newest first."""
    entries = TraceEntry.objects.filter(open_to(user)).with_actor()
    exact = {"act": wanted.act, "subject_type": wanted.kind, "scope": wanted.edition}
    entries = entries.filter(**{name: value for name, value in exact.items() if value})
    for word in wanted.who.split()[:5]:
        entries = entries.filter(Q(actor_label__icontains=word) | Q(actor__username__icontains=word))
    if wanted.words:
        entries = entries.filter(Q(subject_label__icontains=wanted.words) | Q(reason__icontains=wanted.words))
    if wanted.day_from:
        entries = entries.filter(at__gte=_start_of(wanted.day_from))
    if wanted.day_to:
        entries = entries.filter(at__lt=_start_of(wanted.day_to + timedelta(days=1)))
    if wanted.since:
        entries = entries.filter(at__gt=wanted.since)
    return entries.order_by("-at", "-pk")


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True)
class TraceChoices:
    """What the trace holds, to choose from."""

    acts: list[str]
    kinds: list[str]
    editions: list[str]


def trace_choices(user: User) -> TraceChoices:
    """Three queries, each over an index."""
    return TraceChoices(*(_values_of(name, user) for name in ("act", "subject_type", "scope")))


def _values_of(name: str, user: User) -> list[str]:
    values = TraceEntry.objects.filter(open_to(user)).order_by(name).values_list(name, flat=True).distinct()
    return [value for value in values if value]


@dataclass(frozen=True)
class NewActs:
    """How often each act happened since a moment."""

    since: datetime
    acts: list[tuple[str, int]]

    @property
    def total(self) -> int:
        return sum(count for _, count in self.acts)


def acts_since(moment: datetime, user: User) -> NewActs:
    rows = TraceEntry.objects.filter(open_to(user), at__gt=moment).order_by().values_list("act").annotate(n=Count("pk"))
    return NewActs(moment, sorted(rows, key=lambda row: (-row[1], row[0])))
