"""What the committee sees of a running edition: how far it is, what still blocks, and who does not agree."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from bantar.accounts.models import User
from competitions.enums import NominationStatus, Phase
from competitions.models import Edition, Nomination
from rt_registry.permissions import is_publisher
from scoring.domain.aggregation import EntrySums, as_decimal, half_up
from scoring.domain.awards import Blocker
from scoring.domain.rules import Rules
from scoring.domain.tally import EntryState, Tally
from scoring.enums import ResultStatus
from scoring.models import Result, ResultEntry, RuleBook, ScoreSheet
from scoring.selectors.tally import EntryRow, entry_rows, rules_of, say, sheet_sums, sums_of_entries, tally_of


TALLIED_IN = frozenset(Phase) - Phase.before_assessment()
COMPARED = (
    *("label", "track", "category", "kk", "state", "bersih", "aman", "pintar", "total", "rank"),
    *("passed", "failed_test", "winner", "best_in_city", "prize", "state_reason", "sheets", "indicators"),
)
"""What two versions of a result are compared by."""
DISAGREEMENT = Decimal(25)
"""Points (of 100) between the lowest and the highest sheet of an entry from which it is marked."""


def cockpit_editions() -> list[Edition]:
    """Every edition that is run here, newest first, with its rule book, its open result, and whether what it published
    was changed in the database; one query.
    """
    results = Result.objects.filter(edition_id=OuterRef("pk"))
    on_its_way = results.open()
    editions = (
        Edition.objects.filter(is_archive=False)
        .select_related("rulebook")
        .annotate(
            open_status=Subquery(on_its_way.values("status")[:1]),
            open_drafter=Subquery(on_its_way.values("drafted_by_id")[:1]),
            is_changed=Exists(results.published().filter(last_check__is_true=False)),
        )
    )
    return list(editions.newest_first())


_URGENT = (Phase.PROVISIONAL, Phase.TALLY, Phase.ASSESSMENT, Phase.VERIFICATION, Phase.NOMINATION)


def running(editions: Sequence[Edition]) -> Edition | None:
    """The edition nearest to its result; without one under way the newest."""
    under_way = [edition for edition in editions if edition.phase in _URGENT]
    under_way.sort(key=lambda edition: _URGENT.index(Phase(edition.phase)))
    return next(iter([*under_way, *editions]), None)


def book_of(edition: Edition) -> RuleBook | None:
    """The rule book loaded with the edition."""
    return getattr(edition, "rulebook", None)


def waiting_for(user: User, editions: Iterable[Edition]) -> list[Edition]:
    """Editions whose drafted or approved result waits for this publisher: somebody else drafted it."""
    if not is_publisher(user):
        return []
    return [e for e in editions if getattr(e, "open_status", None) and getattr(e, "open_drafter", None) != user.pk]


# How far it is -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Progress:
    """Entries, visits and sheets of one team or kecamatan; entries taken out are not expected to be visited."""

    label: str
    entries: int
    visited: int
    sheets: int
    expected: int

    @property
    def missing(self) -> int:
        return max(self.expected - self.sheets, 0)

    @property
    def share(self) -> Decimal:
        return Decimal(100 * min(self.sheets, self.expected)) / self.expected if self.expected else Decimal(0)


def progress_by(rows: Iterable[EntryRow], place: str, quorum: int) -> list[Progress]:
    """Progress per value of `place` ("team", "kecamatan"); rows without one come last under an empty label."""
    groups: defaultdict[str, list[EntryRow]] = defaultdict(list)
    for row in rows:
        if row.state in (EntryState.COUNTED, EntryState.UNVISITED):
            groups[getattr(row, place) or ""].append(row)
    return [_progress(label, groups[label], quorum) for label in sorted(groups, key=lambda name: (not name, name))]


def progress_in_all(rows: Iterable[EntryRow], quorum: int) -> Progress:
    return _progress("", [r for r in rows if r.state in (EntryState.COUNTED, EntryState.UNVISITED)], quorum)


def _progress(label: str, rows: Sequence[EntryRow], quorum: int) -> Progress:
    """Without a team as many sheets are expected as the quorum asks for."""
    return Progress(
        label,
        entries=len(rows),
        visited=sum(row.state == EntryState.COUNTED for row in rows),
        sheets=sum(row.counting for row in rows),
        expected=sum(row.expected if row.team else quorum for row in rows),
    )


@dataclass(frozen=True)
class StatusCounts:
    """Nominations of one kecamatan before assessment."""

    kecamatan: str
    preparing: int
    submitted: int
    returned: int
    verified: int
    rejected: int


def status_counts(edition: Edition) -> list[StatusCounts]:
    """How far the nominations of each kecamatan are; one query."""
    preparing = [NominationStatus.WILLING, NominationStatus.DRAFT]
    rows = (
        Nomination.objects.for_edition(edition)
        .order_by("kelurahan__kecamatan__name")
        .values_list("kelurahan__kecamatan__name")
        .annotate(
            preparing=Count("pk", filter=Q(status__in=preparing)),
            submitted=Count("pk", filter=Q(status=NominationStatus.SUBMITTED)),
            returned=Count("pk", filter=Q(status=NominationStatus.RETURNED)),
            verified=Count("pk", filter=Q(status__in=NominationStatus.entered())),
            rejected=Count("pk", filter=Q(status__in=[NominationStatus.REJECTED, NominationStatus.WITHDRAWN])),
        )
    )
    return [StatusCounts(*row) for row in rows]


# What blocks ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OpenPoint:
    """One blocker in words; `pk` of the entry it speaks of, or None for one that needs a decision."""

    sentence: str
    label: str
    pk: int | None = None


@dataclass(frozen=True)
class OpenPoints:
    """Blockers of one kind."""

    code: str
    points: Sequence[OpenPoint]


def open_points(blockers: Iterable[Blocker], rows: Iterable[EntryRow]) -> list[OpenPoints]:
    """The blockers of a tally in words, kind by kind."""
    entries = {row.entry: row for row in rows}
    labels = {entry: row.label for entry, row in entries.items()}
    kinds = groupby(sorted(blockers, key=attrgetter("code")), key=attrgetter("code"))
    return [OpenPoints(code, [_point(b, entries, labels) for b in group]) for code, group in kinds]


def _point(blocker: Blocker, entries: Mapping[str, EntryRow], labels: Mapping[str, str]) -> OpenPoint:
    row = entries.get(blocker.entry or "")
    return OpenPoint(say(blocker, labels), row.label if row else "", row.pk if row else None)


@dataclass(frozen=True)
class Standing:
    """The edition from assessment on: the tally as it is now, with the rows it was made of. Five queries."""

    rules: Rules
    rows: list[EntryRow]
    tally: Tally
    points: list[OpenPoints] = field(default_factory=list)

    @property
    def open_count(self) -> int:
        return sum(len(kind.points) for kind in self.points)

    @property
    def winner_count(self) -> int:
        return sum(entry.winner for entry in self.tally.entries)


def standing_of(
    edition: Edition, *, rules: Rules | None = None, sums: Mapping[int, EntrySums] | None = None
) -> Standing:
    rules = rules or rules_of(edition, book=book_of(edition))
    rows = entry_rows(edition, with_expected=sums is None)
    tally = tally_of(edition, rules=rules, rows=rows, sums=sums)
    return Standing(rules, rows, tally, open_points(tally.blockers, rows))


# Who does not agree --------------------------------------------------------------------------------------------------


def compared_standing(edition: Edition) -> tuple[Standing, dict[int, Decimal]]:
    """The standing with the spread of each entry: the points (of 100, unweighted) between its lowest and its highest
    counting sheet."""
    rules = rules_of(edition, book=book_of(edition))
    sheets = sheet_sums(edition, rules)
    standing = standing_of(edition, rules=rules, sums=sums_of_entries(sheets, rules))
    totals: defaultdict[int, list[int]] = defaultdict(list)
    for sheet in sheets:
        totals[sheet.nomination].append(sheet.plain)
    most = rules.scale_max * len(rules.indicators)
    spreads = {pk: as_decimal(half_up(10_000 * (max(own) - min(own)), most)) for pk, own in totals.items()}
    return standing, spreads


def given_back(edition: Edition) -> list[ScoreSheet]:
    """Sheets reopened for a correction and not handed in again: a draft made now would leave them out; one query."""
    sheets = ScoreSheet.objects.given_back().filter(nomination__edition=edition)
    competing = sheets.filter(nomination__status__in=NominationStatus.competing())
    return list(competing.select_related("assessor", "nomination").order_by("nomination__code", "assessor__name"))


def latest_results(edition: Edition) -> list[Result]:
    """Every draft and version of an edition with its last check, the open one first, without the sheets; one query."""
    people = ("drafted_by", "approved_by", "scheduled_by", "published_by", "discarded_by")
    related = (*people, "last_check")
    results = list(Result.objects.filter(edition=edition).without_inputs().select_related(*related).order_by("-pk"))
    for result in results:
        result.edition = edition
    return sorted(results, key=lambda result: result.status not in ResultStatus.open())


def result_rows(results: Iterable[Result | None]) -> dict[int, dict[str, dict[str, Any]]]:
    """Per result its rows by entry, to be compared; one query."""
    pks = [result.pk for result in results if result is not None]
    found: dict[int, dict[str, dict[str, Any]]] = {pk: {} for pk in pks}
    rows = ResultEntry.objects.filter(result_id__in=pks).order_by().values_list("result_id", "entry", *COMPARED)
    for pk, entry, *values in rows:
        found[pk][entry] = dict(zip(COMPARED, values, strict=True))
    return found
