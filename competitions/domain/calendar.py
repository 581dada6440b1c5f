"""The calendar of an edition: spans of whole days in Jambi, both ends included (DOMAIN 4)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Final, Literal

from competitions.domain.messages import BrokenRule, gettext_noop


WIB: Final = timezone(timedelta(hours=7), "WIB")
"""Asia/Jakarta: UTC+7 the whole year, without summer time."""

SPAN_NAMES: Final = ("nomination", "verification", "assessment", "objection")

SPAN_LABELS: Final = {
    "nomination": gettext_noop("Nomination"),
    "verification": gettext_noop("Verification"),
    "assessment": gettext_noop("Assessment"),
    "objection": gettext_noop("Objections"),
}
TEXTS: Final = {
    "span_reversed": gettext_noop("%(span)s ends on %(last)s, before it starts on %(first)s."),
    "spans_out_of_order": gettext_noop(
        "%(span)s starts on %(first)s, but %(before)s still runs until %(last)s; the steps follow one another."
    ),
}
DUE_TEXTS: Final = {
    "opens": gettext_noop("%(span)s opens on %(on)s (in %(days)s days)."),
    "closes": gettext_noop("%(span)s is open until %(on)s, that day included (%(days)s days left)."),
    "overdue": gettext_noop(
        "%(span)s ended on %(on)s, %(days)s days ago; the committee has not moved the edition on yet."
    ),
}

_SPAN_OF_PHASE: Final = {
    "draft": "nomination",
    "nomination": "nomination",
    "verification": "verification",
    "assessment": "assessment",
    "provisional": "objection",
}


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def is_open(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def days_left(self, day: date) -> int | None:
        """Days that follow `day` until the last one: 0 on the last day itself, None once the span is over."""
        return (self.last - day).days if day <= self.last else None

    def days_until(self, day: date) -> int | None:
        """Days from `day` until the first one, None once the span has begun."""
        return (self.first - day).days if day < self.first else None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The four spans of an edition; None where no dates are set yet."""

    nomination: Span | None = None
    verification: Span | None = None
    assessment: Span | None = None
    objection: Span | None = None

    def span(self, name: str) -> Span | None:
        if name not in SPAN_NAMES:
            raise KeyError(name)
        span: Span | None = getattr(self, name)
        return span

    def spans(self) -> tuple[tuple[str, Span], ...]:
        """The spans that have dates, in the order of the phases."""
        named = ((name, self.span(name)) for name in SPAN_NAMES)
        return tuple((name, span) for name, span in named if span is not None)

    def objections_until(self, day: date) -> date | None:
        """The last day of objections, if a result published on `day` would come before their end (DOMAIN 4)."""
        return self.objection.last if self.objection and day <= self.objection.last else None

    @property
    def is_complete(self) -> bool:
        return len(self.spans()) == len(SPAN_NAMES)


def check_calendar(calendar: Calendar) -> list[BrokenRule]:
    """Spans must run forwards and follow one another; one may begin on the last day of the one before.

    Phases follow one another (DOMAIN 4), so overlapping spans could not be kept.
    """
    spans = calendar.spans()
    broken = [
        BrokenRule("span_reversed", {"span": SPAN_LABELS[name], "first": span.first, "last": span.last}, field=name)
        for name, span in spans
        if span.last < span.first
    ]
    for (before_name, before), (name, span) in pairwise(spans):
        if before.first <= before.last and span.first < before.last:
            params = {
                "span": SPAN_LABELS[name],
                "first": span.first,
                "before": SPAN_LABELS[before_name],
                "last": before.last,
            }
            broken.append(BrokenRule("spans_out_of_order", params, field=name))
    return broken


def wib_date(now: datetime) -> date:
    """The day in Jambi at a moment; refuses a moment without time zone, whose day nobody can know."""
    if now.tzinfo is None:
        raise ValueError("a moment without a time zone has no day in Jambi")
    return now.astimezone(WIB).date()


def is_open(calendar: Calendar, name: str, day: date) -> bool:
    """Whether the span is set and holds `day`."""
    span = calendar.span(name)
    return span is not None and span.is_open(day)


@dataclass(frozen=True, slots=True)
class Due:
    """What a desk should know about the running phase: `days` until it opens, until it closes, or since it ended."""

    code: Literal["opens", "closes", "overdue"]
    span: str
    on: date
    days: int


def due(phase: str, calendar: Calendar, day: date) -> Due | None:
    """What the calendar says about the running phase on `day`; None where it says nothing.

    A draft edition looks ahead to its nomination and is never overdue: nobody is waiting for it yet.
    """
    name = _SPAN_OF_PHASE.get(phase)
    span = calendar.span(name) if name else None
    if name is None or span is None:
        return None
    if (until := span.days_until(day)) is not None:
        return Due("opens", name, span.first, until)
    if phase == "draft":
        return None
    if (left := span.days_left(day)) is not None:
        return Due("closes", name, span.last, left)
    return Due("overdue", name, span.last, (day - span.last).days)
