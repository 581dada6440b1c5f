"""The rows that people read, compared one by one: those of a result, and the awards made from them."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any, Final, NamedTuple

from bantar.trace.models import TraceEntry
from competitions.enums import AwardSource
from competitions.models import Award, NominationRT
from scoring.domain.canonical import Difference
from scoring.enums import ResultStatus
from scoring.models import Result, ResultEntry
from scoring.services.result_rows import stored_columns


AWARD: Final = "award."
COPIED: Final = ("label", "track", "category_code", "total", "prize", "best_in_city", "nomination_id")
"""What an award says of its entry."""


_OWN: Final[Mapping[str, Any]] = {"batch_id": None, "source": AwardSource.PUBLISHED}


def rows_against(result: Result, expected: Mapping[str, Mapping[str, Any]]) -> list[Difference]:
    """Every public column of every row, figure by figure."""
    stored = {entry.entry: stored_columns(entry) for entry in result.entries.order_by("entry")}
    found = []
    for entry in sorted(expected.keys() | stored.keys()):
        if entry in expected and entry in stored:
            found += _columns(entry, stored[entry], expected[entry])
        else:
            found.append(Difference(entry, "entry", *(entry if entry in side else None for side in (stored, expected))))
    return found


def awards_against(result: Result) -> list[Difference]:
    """The awards that RT pages read, one per RT of a winning entry, against the rows of the published result."""
    if result.status != ResultStatus.PUBLISHED:
        return []
    expected, stored = _expected_awards(result), _stored_awards(result)
    found: list[Difference] = []
    for place in sorted(stored.keys() | expected.keys()):
        if place in stored and place in expected:
            found += _columns(place[0], stored[place].copied, expected[place], prefix=AWARD)
        else:
            found.append(
                Difference(place[0], "award", *(place[0] if place in side else None for side in (stored, expected)))
            )
    return [*found, *_losses(result, stored)]


class _Stored(NamedTuple):
    copied: dict[str, Any]
    loss: frozenset[tuple[str, str]]
    """Day and reason, if the predikat was lost."""


def _stored_awards(result: Result) -> dict[tuple[str, int], _Stored]:
    """Of whichever source: none is ever imported into an edition that has a result of its own."""
    names = (*COPIED, "batch_id", "source")
    rows = Award.objects.filter(edition_id=result.edition_id).order_by("pk")
    return {
        (entry, rt): _Stored(
            dict(zip(names, copied, strict=True)), frozenset({(str(day), reason)} if day or reason else ())
        )
        for entry, rt, day, reason, *copied in rows.values_list("entry_code", "rt_id", "lost_on", "loss_reason", *names)
    }


def _expected_awards(result: Result) -> dict[tuple[str, int], dict[str, Any]]:
    columns = ("label", "track", "category", "total", "prize", "best_in_city", "nomination_id")
    won = result.entries.filter(winner=True)
    winners: dict[int, list[tuple[Any, ...]]] = {}
    for row in won.values_list("nomination_id", "entry", *columns):
        winners.setdefault(row[0], []).append(row)
    members = NominationRT.objects.filter(nomination__result_entries__in=won).values_list("nomination_id", "rt_id")
    return {
        (row[1], rt): {**dict(zip(COPIED, row[2:], strict=True)), **_OWN}
        for nomination, rt in members
        for row in winners.get(nomination, ())
    }


def _losses(result: Result, stored: Mapping[tuple[str, int], _Stored]) -> list[Difference]:
    """A predikat is lost, and stays so, by a traced act alone."""
    traced: dict[str, set[tuple[str, str]]] = {}
    for details, reason in TraceEntry.objects.filter(act="award.lost").values_list("details", "reason"):
        for named in details["awards"]:
            traced.setdefault(named, set()).add((details["on"], reason))
    found = []
    for entry, awards in groupby(sorted(stored.items()), key=lambda pair: pair[0][0]):
        listed = [award for _place, award in awards]
        lost = set().union(*(award.loss for award in listed))
        said = traced.get(f"{result.edition.slug}: {listed[0].copied['label']}", set())
        if lost != said and (lost or _won_every_time(result, entry)):
            found.append(Difference(entry, f"{AWARD}lost_on", sorted(lost) or None, sorted(said) or None))
    return found


def _won_every_time(result: Result, entry: str) -> bool:
    """An award that a version took back and another one gave again is a new one, which nobody has lost."""
    versions = Result.objects.filter(edition_id=result.edition_id).published()
    wins = ResultEntry.objects.filter(result__in=versions, entry=entry, winner=True)
    return wins.count() == versions.count()


def _columns(entry: str, stored: Mapping[str, Any], expected: Mapping[str, Any], prefix: str = "") -> list[Difference]:
    return [
        Difference(entry, f"{prefix}{name}", stored[name], value)
        for name, value in expected.items()
        if stored[name] != value
    ]
