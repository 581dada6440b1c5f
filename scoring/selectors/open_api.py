"""What the open API reads: published results, awards, and what every public page shows. Each with fixed queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from competitions.enums import Phase
from competitions.models import Award, Edition, NominationRT
from competitions.querysets import EditionQuerySet
from rt_registry.models import RT, Kecamatan, Kelurahan, RTSuccession
from scoring.models import Result, ResultEntry
from scoring.selectors.open_data import public_awards
from scoring.selectors.results import (
    ResultFilter,
    Version,
    entries_in_order,
    latest_results,
    results_with_counts,
)
from scoring.selectors.running import archive_editions


@dataclass(frozen=True)
class PublicEdition:
    """An edition that everybody may know of. `result`: the newest published version, with its counts."""

    edition: Edition
    kind: str
    result: Result | None = None
    winners: int | None = None


def public_editions(slug: str = "") -> list[PublicEdition]:
    """Newest first, or the one named; three queries."""
    results = {result.edition_id: result for result in results_with_counts()}
    archive = {edition.pk: edition.winner_count for edition in archive_editions()}  # type: ignore[attr-defined]
    editions = _known().newest_first()
    editions = editions.filter(slug=slug) if slug else editions
    return [_public(edition, results.get(edition.pk), archive.get(edition.pk)) for edition in editions]


def _known() -> EditionQuerySet:
    return Edition.objects.exclude(phase=Phase.DRAFT)


def edition_exists(slug: str) -> bool:
    """Whether there is an edition that everybody may know of; one query."""
    return _known().filter(slug=slug).exists()


def _public(edition: Edition, result: Result | None, archived: int | None) -> PublicEdition:
    if result is not None:
        return PublicEdition(edition, "result", result, result.winner_count)  # type: ignore[attr-defined]
    if edition.is_archive:
        return PublicEdition(edition, "archive", None, archived)
    return PublicEdition(edition, "running")


@dataclass(frozen=True)
class EntryFilter:
    """Which entries of a result are asked for; None: all."""

    kecamatan: str | None = None
    kelurahan: str | None = None
    category: str | None = None
    track: str | None = None
    winner: bool | None = None


def entries_asked(version: Version, wanted: EntryFilter) -> QuerySet[ResultEntry]:
    """In the order of the pages."""
    chosen = ResultFilter(
        kecamatan=wanted.kecamatan or "",
        kelurahan=wanted.kelurahan or "",
        category=wanted.category or "",
        track=wanted.track or "",
    )
    entries = entries_in_order(version.result, version.rules, chosen).defer("indicators")
    return entries if wanted.winner is None else entries.filter(winner=wanted.winner)


def one_entry(version: Version, code: str) -> ResultEntry | None:
    return ResultEntry.objects.filter(result=version.result, entry=code).first()


def rts_of_entry(entry: ResultEntry) -> list[int]:
    members = NominationRT.objects.filter(nomination_id=entry.nomination_id).order_by("number", "pk")
    return list(members.values_list("rt_id", flat=True))


def region_exists(code: str) -> bool:
    """Whether a kecamatan or kelurahan has this code; one query."""
    model = Kelurahan if len(code) > 8 else Kecamatan
    return model.objects.filter(code=code).exists()


def awards_asked(
    *, edition: str | None = None, kecamatan: str | None = None, kelurahan: str | None = None, rt: int | None = None
) -> QuerySet[Award]:
    """Newest edition first."""
    exact = {
        "edition__slug": edition,
        "rt__kelurahan__kecamatan__code": kecamatan,
        "rt__kelurahan__code": kelurahan,
        "rt_id": rt,
    }
    condition = Q(**{name: value for name, value in exact.items() if value is not None})
    awards = public_awards().filter(condition).select_related("edition", "rt__kelurahan")
    awards = awards.defer("loss_reason", "rt__head_name")
    return awards.order_by("-edition__year", "-edition__period", "-edition_id", "entry_code", "rt_id")


def rts_asked(kecamatan: str | None, kelurahan: str | None) -> QuerySet[RT]:
    """Without the names of heads, which are nobody's affair."""
    exact = {"kelurahan__kecamatan__code": kecamatan, "kelurahan__code": kelurahan}
    condition = Q(**{name: value for name, value in exact.items() if value is not None})
    rts = RT.objects.with_territory().defer("head_name").filter(condition)
    return rts.order_by("kelurahan__code", "number", "pk")


def one_rt(pk: int) -> RT | None:
    return RT.objects.with_territory().defer("head_name").filter(pk=pk).first()


def results_of_rt(rt: RT) -> list[ResultEntry]:
    """Its own entries in the results in force, newest edition first; one query."""
    members = NominationRT.objects.filter(rt=rt).values("nomination_id")
    entries = ResultEntry.objects.filter(nomination_id__in=members, result__in=latest_results().order_by().values("pk"))
    entries = entries.select_related("result__edition").defer("result__inputs", "result__rules", "indicators")
    return list(entries.order_by("-result__edition__year", "-result__edition__period", "-result_id", "entry"))


def successions_of(rt: RT) -> Sequence[RTSuccession]:
    return list(RTSuccession.objects.filter(Q(predecessor=rt) | Q(successor=rt)).order_by("on", "pk"))


@dataclass(frozen=True)
class Example:
    """Values with which every address of the API answers on this very site."""

    edition: str = "2020-1"
    entry: str = "15.71.01.1001/001"
    rt: int = 1
    version: int = 1


def example() -> Example:
    """Out of the newest result, whose first winner has an award; two queries. Without a result: what it would be."""
    award = awards_asked().exclude(edition__is_archive=True).first()
    version = latest_results().filter(edition=award.edition_id).values_list("version", flat=True) if award else None
    if award is None or not version:
        return Example()
    return Example(award.edition.slug, award.entry_code, award.rt_id, version[0] or 1)
