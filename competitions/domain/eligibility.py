"""The pre-check before an entry is submitted: every refusal carries the rule's text (DOMAIN 5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from competitions.domain.calendar import Calendar
from competitions.domain.coverage import KENCANA_YEARS, kencana_eligible
from competitions.domain.messages import BrokenRule, gettext_noop
from competitions.domain.phases import Phase
from competitions.domain.size_category import KENCANA, SizeCategory, lower_bound


TRACKS: Final = ("reguler", KENCANA)
RETURNED: Final = "returned"

TEXTS: Final = {
    "no_rts": gettext_noop("An entry needs at least one RT."),
    "rt_twice": gettext_noop("%(rt)s is named twice in this entry."),
    "foreign_kelurahan": gettext_noop(
        "%(rt)s does not belong to your kelurahan. An operator nominates RTs of their own kelurahan only."
    ),
    "several_kelurahan": gettext_noop("Only RTs of one and the same kelurahan may enter joined."),
    "rt_not_active": gettext_noop("%(rt)s is not active. Only an RT that exists today can be nominated."),
    "kk_unknown": gettext_noop(
        "The number of KK of %(rt)s for %(year)s is not recorded. The KK decides the size category, so record it first."
    ),
    "kk_below_minimum": gettext_noop(
        "%(rt)s has %(kk)s KK. An RT with fewer than %(minimum)s KK cannot enter alone; it may "
        "enter joined with other RTs of the kelurahan."
    ),
    "kk_sum_below_minimum": gettext_noop(
        "Together these RTs have %(kk)s KK. The smallest size category starts at %(minimum)s KK; "
        "join one more RT of the kelurahan."
    ),
    "already_entered": gettext_noop(
        "%(rt)s is already entered in this edition (%(entry)s). An RT is in at most one entry per edition."
    ),
    "unknown_track": gettext_noop("There is no track “%(track)s”."),
    "kencana_history": gettext_noop(
        "%(rt)s may not enter Kencana: that track is for RTs that won in each of the %(years)s years "
        "%(first_year)s to %(last_year)s. Enter it as Reguler."
    ),
    "quota_full": gettext_noop(
        "The quota of the kelurahan is used up: %(used)s of %(quota)s entries. Withdraw another entry to make room."
    ),
    "document_missing": gettext_noop("A required document is missing: %(document)s."),
    "not_open": gettext_noop("Entries can be submitted only while the nomination phase is open."),
    "returned_not_open": gettext_noop("A returned entry can be submitted again until the end of verification."),
    "span_over": gettext_noop(
        "The last day was %(last)s (that day included). Ask the committee if it can be prolonged."
    ),
}


@dataclass(frozen=True, slots=True)
class RTFacts:
    """What the pre-check must know of one RT.

    `kelurahan` is an official code; `kk` is the count for the edition's year, None if unknown; `entered_as` names
    another live entry of the edition; `years_won` includes wins of the RTs it succeeded.
    """

    label: str
    kelurahan: str
    is_active: bool
    kk: int | None
    entered_as: str | None = None
    years_won: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What the pre-check must know of an entry and its edition.

    `own_kelurahan` None: somebody acts who is not bound to a kelurahan. `quota_used` counts the kelurahan's other live
    submitted entries. `recorded_kk` replaces the sum of the RTs' KK where a count was recorded for the entry itself.
    """

    rts: tuple[RTFacts, ...]
    year: int
    track: str
    categories: Sequence[SizeCategory]
    own_kelurahan: frozenset[str] | None = None
    recorded_kk: int | None = None
    quota: int | None = None
    quota_used: int = 0
    required_documents: tuple[str, ...] = ()
    documents: frozenset[str] = frozenset()
    kencana_years: int = KENCANA_YEARS

    @property
    def is_joined(self) -> bool:
        return len(self.rts) > 1

    @property
    def kk(self) -> int | None:
        """KK of the entry: the recorded count, else the sum over its RTs; None while one of them is unknown."""
        if self.recorded_kk is not None:
            return self.recorded_kk
        counts = [rt.kk for rt in self.rts if rt.kk is not None]
        return sum(counts) if len(counts) == len(self.rts) else None


def check_entry(facts: EntryFacts) -> list[BrokenRule]:
    """Every rule of DOMAIN 5 that keeps the entry from being submitted; empty: it may be."""
    if not facts.rts:
        return [BrokenRule("no_rts", field="rts")]
    return [*_check_rts(facts), *_check_size(facts), *_check_track(facts), *_check_kelurahan(facts)]


def _check_rts(facts: EntryFacts) -> Iterator[BrokenRule]:
    seen: set[tuple[str, str]] = set()
    for rt in facts.rts:
        if (rt.kelurahan, rt.label) in seen:
            yield BrokenRule("rt_twice", {"rt": rt.label}, field="rts")
        seen.add((rt.kelurahan, rt.label))
        if facts.own_kelurahan is not None and rt.kelurahan not in facts.own_kelurahan:
            yield BrokenRule("foreign_kelurahan", {"rt": rt.label}, field="rts")
        if not rt.is_active:
            yield BrokenRule("rt_not_active", {"rt": rt.label}, field="rts")
        if rt.entered_as is not None:
            yield BrokenRule("already_entered", {"rt": rt.label, "entry": rt.entered_as}, field="rts")
    if len({rt.kelurahan for rt in facts.rts}) > 1:
        yield BrokenRule("several_kelurahan", field="rts")


def _check_size(facts: EntryFacts) -> Iterator[BrokenRule]:
    """KK known, and enough of them.

    DOMAIN 4 lets RTs of any size enter joined; the sum must still fall into a size category, or there would be
    neither a ranking nor a prize to enter for.
    """
    if facts.kk is None:
        for rt in facts.rts:
            if rt.kk is None:
                yield BrokenRule("kk_unknown", {"rt": rt.label, "year": str(facts.year)}, field="rts")
        return
    minimum = lower_bound(facts.categories)
    if facts.kk < minimum:
        params = {"kk": facts.kk, "minimum": minimum}
        if facts.is_joined:
            yield BrokenRule("kk_sum_below_minimum", params, field="rts")
        else:
            yield BrokenRule("kk_below_minimum", {"rt": facts.rts[0].label, **params}, field="rts")


def _check_track(facts: EntryFacts) -> Iterator[BrokenRule]:
    """Kencana needs the history, of every RT in a joined entry; reguler is open to all, Kencana winners too."""
    if facts.track not in TRACKS:
        yield BrokenRule("unknown_track", {"track": facts.track}, field="track")
    if facts.track != KENCANA:
        return
    years = {
        "years": facts.kencana_years,
        "first_year": str(facts.year - facts.kencana_years),
        "last_year": str(facts.year - 1),
    }
    for rt in facts.rts:
        if not kencana_eligible(rt.years_won, facts.year, facts.kencana_years):
            yield BrokenRule("kencana_history", {"rt": rt.label, **years}, field="track")


def _check_kelurahan(facts: EntryFacts) -> Iterator[BrokenRule]:
    if facts.quota is not None and facts.quota_used >= facts.quota:
        yield BrokenRule("quota_full", {"used": facts.quota_used, "quota": facts.quota})
    for document in facts.required_documents:
        if document not in facts.documents:
            yield BrokenRule("document_missing", {"document": document}, field="documents")


def submission_closed(status: str, phase: str, calendar: Calendar, day: date) -> BrokenRule | None:
    """Why an entry cannot be submitted on `day`, or None if it can.

    Within the nomination phase, until the calendar's last day, that day included (DOMAIN 4). A returned entry is
    editable again (DOMAIN 5), so it may also come back during verification, until the last day of that.
    """
    is_returned = status == RETURNED
    if phase != Phase.NOMINATION and not (is_returned and phase == Phase.VERIFICATION):
        return BrokenRule("returned_not_open" if is_returned else "not_open")
    span = (calendar.verification or calendar.nomination) if is_returned else calendar.nomination
    if span is not None and span.days_left(day) is None:
        return BrokenRule("span_over", {"last": span.last})
    return None
