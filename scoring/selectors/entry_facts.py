"""What the page of an entry is made of: looked up for one entry, or held ready for all where all pages are made."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from statistics import median

from django.db.models import QuerySet

from competitions.models import NominationRT
from rt_registry.models import RT
from scoring.enums import EntryState
from scoring.models import Indicator, Result, ResultEntry
from scoring.selectors.cockpit import result_rows
from scoring.selectors.result_difference import is_corrected, reads_otherwise
from scoring.selectors.results import Version


@dataclass(frozen=True)
class Category:
    """The complete entries of a category, with their medians; each is worked out once, however many pages print it."""

    entries: Sequence[ResultEntry]
    _medians: dict[str, Decimal | None] = field(default_factory=dict, init=False, compare=False, repr=False)

    def median(self, name: str) -> Decimal | None:
        """Of an aspect or the total; None where no entry has a figure."""
        if name not in self._medians:
            known = [value for entry in self.entries if (value := getattr(entry, name)) is not None]
            self._medians[name] = median(known) if known else None
        return self._medians[name]

    @cached_property
    def indicator_medians(self) -> dict[str, Decimal]:
        """By the indicator's code, in scale points."""
        columns: defaultdict[str, list[Decimal]] = defaultdict(list)
        for entry in self.entries:
            for code, mean in entry.indicators.items():
                columns[code].append(Decimal(mean))
        return {code: median(means) for code, means in columns.items()}


@dataclass(frozen=True)
class EntryFacts:
    """An entry, the RTs it stands for, what it is compared with, and whether it read otherwise one version ago."""

    entry: ResultEntry
    rts: Sequence[RT]
    category: Category
    wording: Mapping[str, str]
    is_corrected: bool


def find_facts(version: Version, code: str) -> EntryFacts | None:
    """Of one entry; None if the version has no such entry. Five queries at most, none where all are held ready."""
    if version.facts is not None:
        return version.facts.get(code)
    entry = ResultEntry.objects.filter(result=version.result, entry=code).first()
    if entry is None:
        return None
    return EntryFacts(
        entry=entry,
        rts=[member.rt for member in _members().filter(nomination_id=entry.nomination_id)],
        category=category_of(version.result, entry.category),
        wording=wording_of_indicators(),
        is_corrected=is_corrected(version.previous, entry),
    )


def all_facts(version: Version) -> dict[str, EntryFacts]:
    """Of every entry of a version, by its code: three queries, one more after a correction, however many entries."""
    result, before = version.result, version.previous
    entries = list(ResultEntry.objects.filter(result=result).order_by("entry"))
    categories, rts, wording = _categories(entries), _rts_of(result), wording_of_indicators()
    old = result_rows([before])[before.pk] if before is not None else None
    return {
        entry.entry: EntryFacts(
            entry=entry,
            rts=rts[entry.nomination_id],
            category=categories[entry.category],
            wording=wording,
            is_corrected=old is not None and reads_otherwise(old.get(entry.entry), entry),
        )
        for entry in entries
    }


def category_of(result: Result, code: str) -> Category:
    """One query."""
    complete = ResultEntry.objects.filter(result=result, category=code, state=EntryState.RANKED).order_by()
    named = ("entry", "label", "kelurahan_code", "rank", "track")
    return Category(list(complete.only(*named, "bersih", "aman", "pintar", "total", "indicators")))


def wording_of_indicators() -> dict[str, str]:
    """By code. One query."""
    return {indicator.code: indicator.wording for indicator in Indicator.objects.all()}


def _categories(entries: Iterable[ResultEntry]) -> dict[str, Category]:
    complete: dict[str, list[ResultEntry]] = {}
    for entry in entries:
        inside = complete.setdefault(entry.category, [])
        if entry.state == EntryState.RANKED:
            inside.append(entry)
    return {code: Category(inside) for code, inside in complete.items()}


def _rts_of(result: Result) -> dict[int, list[RT]]:
    """The RTs of all its entries, by nomination."""
    rts: defaultdict[int, list[RT]] = defaultdict(list)
    for member in _members().filter(nomination__in=ResultEntry.objects.filter(result=result).values("nomination")):
        rts[member.nomination_id].append(member.rt)
    return rts


def _members() -> QuerySet[NominationRT]:
    return NominationRT.objects.select_related("rt__kelurahan__kecamatan")
