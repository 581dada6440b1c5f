"""Size categories of an edition: KK ranges and prizes (DOMAIN 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from competitions.domain.messages import BrokenRule, gettext_noop


KENCANA: Final = "kencana"

TEXTS: Final = {
    "no_categories": gettext_noop("An edition needs at least one size category."),
    "category_code_missing": gettext_noop("The size category starting at %(min_kk)s KK has no code."),
    "category_code_twice": gettext_noop("The size category code “%(code)s” is used twice."),
    "category_starts_below_one": gettext_noop("The size category “%(code)s” must start at 1 KK or more."),
    "category_range_reversed": gettext_noop(
        "The size category “%(code)s” ends at %(max_kk)s KK, before it starts at %(min_kk)s KK."
    ),
    "category_prize_negative": gettext_noop("The prize of the size category “%(code)s” cannot be negative."),
    "category_gap": gettext_noop(
        "%(first_kk)s to %(last_kk)s KK belong to no size category: “%(before)s” ends too early or “%(after)s” starts "
        "too late."
    ),
    "category_overlap": gettext_noop("The size categories “%(before)s” and “%(after)s” overlap at %(kk)s KK."),
    "category_open_end_inside": gettext_noop(
        "The size category “%(code)s” has no upper limit, but “%(after)s” starts above it."
    ),
    "category_end_closed": gettext_noop(
        "The largest size category “%(code)s” must have no upper limit; it ends at %(max_kk)s KK."
    ),
}


@dataclass(frozen=True, slots=True)
class SizeCategory:
    """A KK range, both ends included (`max_kk` None: no upper limit), with its prize in rupiah.

    `kencana_prize` None: Kencana takes the category's prize (DOMAIN 4, Tracks).
    """

    code: str
    min_kk: int
    max_kk: int | None
    prize: int
    kencana_prize: int | None = None

    def holds(self, kk: int) -> bool:
        return self.min_kk <= kk and (self.max_kk is None or kk <= self.max_kk)

    def prize_on(self, track: str) -> int:
        """Prize in rupiah for a winner of this category on `track`."""
        return self.kencana_prize if track == KENCANA and self.kencana_prize is not None else self.prize


DEFAULT_CATEGORIES: Final = (
    SizeCategory("kecil", 30, 59, 5_000_000),
    SizeCategory("sedang", 60, 99, 7_000_000),
    SizeCategory("besar", 100, None, 10_000_000),
)


def size_category_for(kk: int, categories: Sequence[SizeCategory]) -> SizeCategory:
    """Return the category whose KK range, both ends included, holds `kk` (DOMAIN 4).

    Raises LookupError on a gap or below the lower bound: a wrong table must be seen at registration, not on prize day.
    """
    for category in categories:
        if category.holds(kk):
            return category
    raise LookupError(f"No size category for {kk} KK")


def lower_bound(categories: Sequence[SizeCategory]) -> int:
    """Fewest KK with which an RT is eligible alone (DOMAIN 4: default 30)."""
    return min(category.min_kk for category in categories)


def near_border(kk: int, categories: Sequence[SizeCategory], within: int = 3) -> bool:
    """Whether a count wrong by at most `within` KK would change the category (DOMAIN 4: such an entry is marked).

    With a border at 60 and `within` 3 these are 57 to 62 KK; the lower bound of eligibility is a border too.
    """
    return any(category.min_kk - within <= kk < category.min_kk + within for category in categories)


def check_categories(categories: Sequence[SizeCategory]) -> list[BrokenRule]:
    """Everything that keeps a table of size categories from naming exactly one category for every count."""
    if not categories:
        return [BrokenRule("no_categories", field="categories")]
    broken = [rule for category in categories for rule in _check_one(category)]
    codes = [category.code for category in categories]
    repeated = sorted({code for code in codes if code and codes.count(code) > 1})
    broken += [_broken("category_code_twice", code=code) for code in repeated]
    if any(rule.code == "category_range_reversed" for rule in broken):
        return broken  # neighbours of a reversed range would only repeat the complaint
    return broken + _check_neighbours(sorted(categories, key=lambda category: category.min_kk))


def _broken(code: str, /, **params: object) -> BrokenRule:
    return BrokenRule(code, params, field="categories")


def _check_one(category: SizeCategory) -> list[BrokenRule]:
    broken = []
    if not category.code:
        broken.append(_broken("category_code_missing", min_kk=category.min_kk))
    if category.min_kk < 1:
        broken.append(_broken("category_starts_below_one", code=category.code))
    if category.max_kk is not None and category.max_kk < category.min_kk:
        broken.append(
            _broken("category_range_reversed", code=category.code, min_kk=category.min_kk, max_kk=category.max_kk)
        )
    if category.prize < 0 or (category.kencana_prize or 0) < 0:
        broken.append(_broken("category_prize_negative", code=category.code))
    return broken


def _check_neighbours(ordered: Sequence[SizeCategory]) -> list[BrokenRule]:
    broken = []
    for before, after in pairwise(ordered):
        names = {"before": before.code, "after": after.code}
        if before.max_kk is None:
            broken.append(_broken("category_open_end_inside", code=before.code, after=after.code))
        elif after.min_kk <= before.max_kk:
            broken.append(_broken("category_overlap", kk=after.min_kk, **names))
        elif after.min_kk > before.max_kk + 1:
            broken.append(_broken("category_gap", first_kk=before.max_kk + 1, last_kk=after.min_kk - 1, **names))
    last = ordered[-1]
    if last.max_kk is not None:
        broken.append(_broken("category_end_closed", code=last.code, max_kk=last.max_kk))
    return broken
