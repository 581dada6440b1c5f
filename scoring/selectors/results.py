"""Published results as the public reads them: versions, their entries, filters and sums. Nothing else is ever read."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Self

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When
from django.http import QueryDict
from django.utils.functional import cached_property

from competitions.models import Edition
from scoring.domain.rules import Rules, rules_from_json
from scoring.enums import EntryState, ResultStatus
from scoring.models import Result, ResultCheck, ResultEntry
from scoring.selectors.notices import Notice, notice_about


if TYPE_CHECKING:
    from scoring.selectors.entry_facts import EntryFacts


def published_results() -> QuerySet[Result]:
    """The one door to results for everybody: published, with edition and last check, without the sheets."""
    return Result.objects.published().select_related("edition", "last_check").without_inputs()


def latest_results() -> QuerySet[Result]:
    """The newest published version of each edition, newest edition first."""
    newer = Result.objects.published().filter(edition_id=OuterRef("edition_id"), version__gt=OuterRef("version"))
    return published_results().filter(~Exists(newer)).order_by("-edition__year", "-edition__period", "-edition_id")


def results_with_counts() -> list[Result]:
    """The newest version of each edition with `entry_count`, `ranked_count` and `winner_count`. One query.

    `is_changed`: a version of the edition, whichever, no longer says what was published.
    """
    changed = ResultCheck.objects.filter(
        result__edition_id=OuterRef("edition_id"), result__status=ResultStatus.PUBLISHED, is_true=False
    )
    counted = latest_results().annotate(
        is_changed=Exists(changed),
        entry_count=Count("entries"),
        ranked_count=Count("entries", filter=Q(entries__state=EntryState.RANKED)),
        winner_count=Count("entries", filter=Q(entries__winner=True)),
    )
    return list(counted)


@dataclass(frozen=True)
class Version:
    """The version to show, and all of its edition, newest first.

    `facts`: of every entry by its code, held ready where the pages of all of them are made.
    """

    result: Result
    versions: Sequence[Result]
    facts: "Mapping[str, EntryFacts] | None" = None

    @property
    def newest(self) -> Result:
        return self.versions[0]

    @property
    def is_replaced(self) -> bool:
        return self.result.pk != self.newest.pk

    @property
    def previous(self) -> Result | None:
        """The version that this one corrects."""
        return next((v for v in self.versions if (v.version or 0) < (self.result.version or 0)), None)

    @cached_property
    def rules(self) -> Rules:
        return rules_from_json(self.result.rules)

    @property
    def notice(self) -> Notice | None:
        """What the watch found wrong in this edition's versions, this one first, in the language of the page."""
        return notice_about(self.result, self.versions)


_about_to_be: ContextVar[Version | None] = ContextVar("version_about_to_be_published", default=None)


@contextmanager
def as_if_published(version: Version) -> Iterator[None]:
    """Within it `find_version` finds this version of its edition: pages are made before any row calls it published."""
    before = _about_to_be.set(version)
    try:
        yield
    finally:
        _about_to_be.reset(before)


def find_version(slug: str, wanted: str = "") -> Version | None:
    """The newest published version of an edition, or the one asked for; None where there is none. One query."""
    coming = _about_to_be.get()
    if coming is not None and coming.result.edition.slug == slug:
        if wanted in ("", str(coming.result.version)):
            return coming
        versions = list(coming.versions)
    else:
        versions = list(published_results().filter(edition__slug=slug).order_by("-version"))
    chosen = [v for v in versions if not wanted or str(v.version) == wanted]
    return Version(chosen[0], versions) if chosen else None


def public_edition(slug: str) -> Edition | None:
    """An edition everybody may know of; a draft is nobody's business yet, whoever asks."""
    return Edition.objects.exclude(phase="draft").filter(slug=slug).first()


@dataclass(frozen=True)
class ResultFilter:
    """What the address asks for. Values nobody knows find nothing rather than everything."""

    kecamatan: str = ""
    kelurahan: str = ""
    category: str = ""
    track: str = ""
    only_winners: bool = False
    words: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        def value(name: str) -> str:
            return query.get(name, "").replace("\0", "").strip()[:80]

        return cls(
            kecamatan=value("kecamatan"),
            kelurahan=value("kelurahan"),
            category=value("kategori"),
            track=value("jalur"),
            only_winners=value("tampil") == "pemenang",
            words=value("q"),
        )

    @property
    def is_set(self) -> bool:
        return self != type(self)()

    def condition(self) -> Q:
        exact = {
            "kecamatan_code": self.kecamatan,
            "kelurahan_code": self.kelurahan,
            "category": self.category,
            "track": self.track,
        }
        condition = Q(**{name: value for name, value in exact.items() if value})
        if self.only_winners:
            condition &= Q(winner=True)
        return reduce(and_, map(_word, _words(self.words)), condition)

    def count_in(self, groups: "Sequence[GroupCount]") -> int | None:
        """How many entries fit, as far as the counted groups can tell; words need the database."""
        if self.words:
            return None
        wanted = [
            (self.kecamatan, "kecamatan_code"),
            (self.kelurahan, "kelurahan_code"),
            (self.category, "category"),
            (self.track, "track"),
        ]
        fitting = [g for g in groups if all(value in ("", getattr(g, name)) for value, name in wanted)]
        return sum(g.winners if self.only_winners else g.entries for g in fitting)


def page_of_entries(
    entries: QuerySet[ResultEntry], number: str | None, *, per_page: int, count: int | None
) -> Page[ResultEntry]:
    """One page; the database is asked for the count only where the groups cannot tell it."""
    paginator = Paginator(entries, per_page)
    if count is not None:
        vars(paginator)["count"] = count
    return paginator.get_page(number)


def _words(text: str) -> list[str]:
    return [word for word in text.lower().replace("rt.", "rt ").split() if word != "rt"][:6]


def _word(word: str) -> Q:
    if word.isdecimal() and len(word) <= 3:
        number = f"{int(word):03d}"
        return Q(entry__contains=f"/{number}") | Q(entry__contains=f"+{number}")
    return Q(label__icontains=word) | Q(kecamatan__icontains=word)


def entries_in_order(result: Result, rules: Rules, chosen: ResultFilter) -> QuerySet[ResultEntry]:
    """By track (reguler first), category (largest first) and rank; the unranked come last in their group."""
    places = [When(category=code, then=Value(place)) for place, code in enumerate(category_codes(rules))]
    place = Case(*places, default=Value(len(places)), output_field=IntegerField())
    return (
        ResultEntry.objects.filter(chosen.condition(), result=result)
        .annotate(category_place=place)
        .order_by("-track", "category_place", F("rank").asc(nulls_last=True), "entry")
    )


def category_codes(rules: Rules) -> list[str]:
    """Category codes, the largest neighbourhoods first, as the city prints them."""
    return [category.code for category in sorted(rules.categories, key=lambda c: -c.min_kk)]


@dataclass(frozen=True)
class GroupCount:
    """Entries of one result in one kelurahan, category and track."""

    kecamatan_code: str
    kecamatan: str
    kelurahan_code: str
    kelurahan: str
    category: str
    track: str
    entries: int
    ranked: int
    winners: int
    prize: int


def group_counts(result: Result) -> list[GroupCount]:
    """The whole result counted: filter choices, sums and totals all come out of this one query."""
    keys = ("kecamatan_code", "kecamatan", "kelurahan_code", "kelurahan", "category", "track")
    rows = (
        ResultEntry.objects.filter(result=result)
        .order_by("kecamatan_code", "kelurahan_code")
        .values_list(*keys)
        .annotate(
            n=Count("pk"),
            ranked=Count("pk", filter=Q(state=EntryState.RANKED)),
            winners=Count("pk", filter=Q(winner=True)),
            prizes=Sum("prize"),
        )
    )
    return [GroupCount(*row) for row in rows]


@dataclass(frozen=True)
class Totals:
    entries: int
    ranked: int
    winners: int
    prize: int

    @classmethod
    def of(cls, groups: Iterable[GroupCount]) -> Self:
        listed = list(groups)
        return cls(
            entries=sum(g.entries for g in listed),
            ranked=sum(g.ranked for g in listed),
            winners=sum(g.winners for g in listed),
            prize=sum(g.prize for g in listed),
        )


@dataclass(frozen=True)
class SummaryRow:
    """One kecamatan (or the city) of a result: winners per category, and what they are paid."""

    name: str
    code: str
    by_category: tuple[int, ...]
    totals: Totals


@dataclass(frozen=True)
class Summary:
    categories: tuple[str, ...]
    rows: tuple[SummaryRow, ...]
    city: SummaryRow


def summarise(groups: Sequence[GroupCount], rules: Rules) -> Summary:
    """Winners by kecamatan and category with prizes, and their sums."""
    categories = tuple(category_codes(rules))
    by_kecamatan: defaultdict[str, list[GroupCount]] = defaultdict(list)
    for group in groups:
        by_kecamatan[group.kecamatan_code].append(group)
    rows = tuple(
        _summary_row(inside[0].kecamatan, code, inside, categories) for code, inside in sorted(by_kecamatan.items())
    )
    return Summary(categories, rows, _summary_row("", "", groups, categories))


def _summary_row(name: str, code: str, groups: Sequence[GroupCount], categories: Sequence[str]) -> SummaryRow:
    winners = tuple(sum(g.winners for g in groups if g.category == category) for category in categories)
    return SummaryRow(name, code, winners, Totals.of(groups))
