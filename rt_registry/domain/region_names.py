"""Which kecamatan or kelurahan a typed name means: by code, exactly, by a known alias, or as a suggestion.

Regions of one level are matched at a time: Telanaipura the kecamatan is never Telanaipura the kelurahan.
How alike two names are is told from outside (`Alike`); from what on it is alike enough to suggest is said here.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final


SIMILAR_ENOUGH: Final = 0.75
CLEAR_LEAD: Final = 0.08
CITY_DIGITS: Final = {6: "kecamatan", 10: "kelurahan"}

Alike = Callable[[str, str], float]

# Words written in several ways, token by token.
_WORDS: Final = {
    "pall": "paal",
    "pal": "paal",
    "sp": "simpang",
    "simp": "simpang",
    "sei": "sungai",
    "sungei": "sungai",
    "tj": "tanjung",
    "tanjong": "tanjung",
    "kb": "kebun",
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "satu": "1",
    "dua": "2",
    "tiga": "3",
    "empat": "4",
    "lima": "5",
}
# Official name (squashed) -> other names met in real sheets, per level.
KECAMATAN_ALIASES: Final = {"pasarjambi": ("pasar",), "paalmerah": ("pallmerah", "palmerah")}
KELURAHAN_ALIASES: Final = {
    "beliung": ("belung",),
    "sijenjang": ("sijinjang",),
    "payoselincah": ("payosilincah",),
    "paal5": ("pall5", "pal5"),
    "paalmerah": ("pallmerah", "palmerah"),
}
_LEVEL_WORD = re.compile(r"^(?:kelurahan|kecamatan|kel|kec|desa)\b\s*")


@dataclass(frozen=True)
class Region:
    """One kecamatan (parent None) or kelurahan (parent: its kecamatan's code); `since`: the year it was formed."""

    code: str
    name: str
    parent: str | None = None
    since: int | None = None

    def exists_in(self, year: int | None) -> bool:
        return year is None or self.since is None or self.since <= year


class How(Enum):
    CODE = "code"
    EXACT = "exact"
    ALIAS = "alias"
    SIMILAR = "similar"  # a person must confirm
    ELSEWHERE = "elsewhere"  # the name exists, under another parent: a person must confirm
    TOO_EARLY = "too_early"  # it was formed after the year of the sheet
    AMBIGUOUS = "ambiguous"  # several could be meant
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Match:
    """What a typed name means. `region` is the answer or the suggestion; `candidates` all that could be meant."""

    how: How
    region: Region | None = None
    candidates: tuple[Region, ...] = ()

    @property
    def is_certain(self) -> bool:
        return self.how in {How.CODE, How.EXACT, How.ALIAS}


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """Lower case, no accents, no punctuation, no "Kel."/"Kec." before it: "Kel.  PALL-V" -> "pall v"."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    plain = " ".join(re.sub(r"[^0-9a-z]+", " ", plain).split())
    return _LEVEL_WORD.sub("", plain) or plain


@lru_cache(maxsize=8192)
def squash(text: str) -> str:
    """The form in which spaces and known abbreviations no longer matter: "Pall V" -> "paal5", "The Hok" -> "thehok"."""
    return "".join(_WORDS.get(word, word) for word in normalise(text).split())


@lru_cache(maxsize=8192)
def forms(text: str) -> frozenset[str]:
    """Every form under which a name is the same name: "PaalLima" is Paal Lima although its words are not parted."""
    return frozenset({squash(text), normalise(text).replace(" ", "")}) - {""}


def match_region(
    text: str,
    regions: Sequence[Region],
    *,
    parent: str | None = None,
    year: int | None = None,
    aliases: Mapping[str, Iterable[str]] | None = None,
    confirmed: Mapping[str, str] | None = None,
    alike: Alike | None = None,
) -> Match:
    """Match a code or a name among regions of one level, within a parent where it is known, as of a year.

    Certain answers are codes, exact names, known aliases and spellings that a person has `confirmed` (squashed -> code)
    for this parent; everything else is a suggestion or a question. Without `alike` nothing similar is suggested.
    """
    by_code = match_code(text, regions, year=year)
    if by_code is not None:
        return by_code
    if not forms(text):
        return Match(How.UNKNOWN)
    level = [r for r in regions if r.exists_in(year)]
    within = [r for r in level if parent is None or r.parent == parent]
    named = _by_name(forms(text), within, aliases or {})
    if named is not None and named.is_certain:
        return named
    return (
        _confirmed(text, level, confirmed or {})
        or named
        or _named_elsewhere(forms(text), level, within, aliases or {})
        or _too_early(text, regions, within, parent, alike)
        or _similar(squash(text), within, alike)
    )


def _confirmed(text: str, level: Sequence[Region], confirmed: Mapping[str, str]) -> Match | None:
    code = confirmed.get(squash(text))
    found = next((region for region in level if region.code == code), None)
    return Match(How.ALIAS, found, (found,)) if found else None


def match_code(text: str, regions: Sequence[Region], *, year: int | None = None) -> Match | None:
    """A value that is an official code, dots or not ("15.71.01.1001", "1571011001.0"); None for anything else."""
    digits = re.sub(r"\.0$", "", text.strip()) if text.count(".") == 1 else text
    if not re.fullmatch(r"[0-9][0-9.\s]{4,14}[0-9]", digits.strip()):
        return None
    digits = re.sub(r"[^0-9]", "", digits)
    if len(digits) not in CITY_DIGITS:
        return None
    found = [r for r in regions if r.code.replace(".", "") == digits]
    if not found:
        return Match(How.UNKNOWN)
    return Match(How.CODE if found[0].exists_in(year) else How.TOO_EARLY, found[0], tuple(found))


def _by_name(keys: frozenset[str], regions: Sequence[Region], aliases: Mapping[str, Iterable[str]]) -> Match | None:
    for how, found in (
        (How.EXACT, [r for r in regions if keys & forms(r.name)]),
        (How.ALIAS, [r for r in regions if any(keys & forms(a) for a in aliases.get(squash(r.name), ()))]),
    ):
        if len(found) == 1:
            return Match(how, found[0], (found[0],))
        if found:
            return Match(How.AMBIGUOUS, None, tuple(found))
    return None


def _named_elsewhere(
    keys: frozenset[str], level: Sequence[Region], within: Sequence[Region], aliases: Mapping[str, Iterable[str]]
) -> Match | None:
    """The right name under the wrong kecamatan: never taken silently."""
    if len(within) == len(level):
        return None
    found = _by_name(keys, level, aliases)
    return Match(How.ELSEWHERE, found.region, found.candidates) if found else None


def _too_early(
    text: str, regions: Sequence[Region], within: Sequence[Region], parent: str | None, alike: Alike | None
) -> Match | None:
    """A kelurahan named before it was formed: what it was carved from is asked for, with suggestions."""
    later = [r for r in regions if forms(text) & forms(r.name) and (parent is None or r.parent == parent)]
    if not later:
        return None
    siblings = [r for r in within if r.parent == later[0].parent]
    return Match(How.TOO_EARLY, None, tuple(r for _, r in _ranked(squash(text), siblings, alike)) or tuple(later))


def _similar(key: str, regions: Sequence[Region], alike: Alike | None) -> Match:
    ranked = _ranked(key, regions, alike)
    if not ranked:
        return Match(How.UNKNOWN)
    candidates = tuple(region for _, region in ranked[:5])
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < CLEAR_LEAD:
        return Match(How.AMBIGUOUS, None, candidates)
    return Match(How.SIMILAR, ranked[0][1], candidates)


def _ranked(key: str, regions: Sequence[Region], alike: Alike | None) -> list[tuple[float, Region]]:
    if alike is None:
        return []
    scored = [(alike(key, squash(region.name)), region) for region in regions]
    close = [(score, region) for score, region in scored if score >= SIMILAR_ENOUGH]
    return sorted(close, key=lambda pair: (-pair[0], pair[1].code))
