"""Finding an RT or a region by what people type: "rt 17 kenali besar", "17 kenali", "telanaipura"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from rt_registry.domain.region_names import KECAMATAN_ALIASES, KELURAHAN_ALIASES, forms, squash
from rt_registry.models import RT, Kecamatan, Kelurahan
from rt_registry.names_alike import similarity


R = TypeVar("R", Kelurahan, Kecamatan)

LIMIT = 30
LONGEST = 80
CLOSE = 0.8
_RT_WORD = re.compile(r"\b(?:r\.?\s?t\.?|rukun tetangga)(?=[\s.:]*\d|\s|$)", re.IGNORECASE)
_MARKED = re.compile(r"\br\.?\s?t\.?[\s.:]*0*([1-9][0-9]{0,2})(?!\w)", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.])0*([1-9][0-9]{0,2})(?![\w])")
_LEVEL = re.compile(r"\b(?:kelurahan|kecamatan|kel|kec)\b\.?", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """`more`: there are further RTs than the ones listed. `missing`: the number of an RT that is not there."""

    rts: list[RT] = field(default_factory=list)
    kelurahan: list[Kelurahan] = field(default_factory=list)
    kecamatan: list[Kecamatan] = field(default_factory=list)
    more: bool = False
    missing: int | None = None

    def __bool__(self) -> bool:
        return bool(self.rts or self.kelurahan or self.kecamatan)


@dataclass(frozen=True)
class _Regions:
    kelurahan: list[Kelurahan] = field(default_factory=list)
    kecamatan: list[Kecamatan] = field(default_factory=list)
    exact: bool = False


def search(text: str, *, day: date, limit: int = LIMIT) -> Found:
    """Active RTs, kelurahan and kecamatan that the words may mean, the nearest first. Two queries."""
    words = " ".join(text[:LONGEST].split())
    everything = list(Kelurahan.objects.active_on(day).with_kecamatan().order_by("name"))
    whole = _regions(words, everything)
    if whole.exact:
        return Found(kelurahan=whole.kelurahan, kecamatan=whole.kecamatan)
    readings = _readings(words)
    if not readings:
        return Found(kelurahan=whole.kelurahan, kecamatan=whole.kecamatan)
    number, rest = next((r for r in readings if _regions(r[1], everything).exact), readings[0])
    return _with_number(number, rest, everything, day, limit)


def _readings(words: str) -> list[tuple[int, str]]:
    """The number of the RT and the rest: the number after "RT" alone, else each number, the last one first."""
    marked = list(_MARKED.finditer(words))[:1]
    return [
        (int(found[1]), " ".join(_RT_WORD.sub(" ", f"{words[: found.start()]} {words[found.end() :]}").split()))
        for found in marked or reversed(list(_NUMBER.finditer(words)))
    ]


def _with_number(number: int, rest: str, everything: Sequence[Kelurahan], day: date, limit: int) -> Found:
    regions = _regions(rest, everything) if rest else _Regions()
    rts = RT.objects.active_on(day).filter(number=number).with_territory()
    if rest:
        kecamatan = {one.pk for one in regions.kecamatan}
        inside = {one.pk for one in everything if one.kecamatan_id in kecamatan}
        rts = rts.in_kelurahan(*{one.pk for one in regions.kelurahan} | inside)
    found = list(rts.order_by("kelurahan__name")[: limit + 1])
    nearest = {one.pk: place for place, one in enumerate(regions.kelurahan)}
    found.sort(key=lambda rt: nearest.get(rt.kelurahan_id, len(nearest)))
    if found:
        return Found(rts=found[:limit], more=len(found) > limit)
    return Found(kelurahan=regions.kelurahan, kecamatan=regions.kecamatan, missing=number)


def _regions(words: str, everything: Sequence[Kelurahan]) -> _Regions:
    """Exact names and known other spellings; else names that hold the words; else the most similar ones."""
    wanted = _LEVEL.sub(" ", words).strip()
    kecamatan = list({one.kecamatan_id: one.kecamatan for one in everything}.values())
    keys = forms(wanted)
    if not keys:
        return _Regions()
    exact = _Regions(
        [one for one in everything if keys & _names(one.name, KELURAHAN_ALIASES)],
        [one for one in kecamatan if keys & _names(one.name, KECAMATAN_ALIASES)],
        exact=True,
    )
    if exact.kelurahan or exact.kecamatan:
        return exact
    key = squash(wanted)
    holding = _Regions(_holding(key, everything), _holding(key, kecamatan))
    if holding.kelurahan or holding.kecamatan:
        return holding
    return _Regions(_similar(key, everything), _similar(key, kecamatan))


def _names(name: str, aliases: dict[str, tuple[str, ...]]) -> frozenset[str]:
    return forms(name).union(*(forms(alias) for alias in aliases.get(squash(name), ())))


def _holding(key: str, regions: Sequence[R]) -> list[R]:
    """Names that begin with the words first, then names that hold them."""
    found = [one for one in regions if len(key) >= 3 and key in squash(one.name)]
    return sorted(found, key=lambda one: (not squash(one.name).startswith(key), one.name))


def _similar(key: str, regions: Sequence[R]) -> list[R]:
    scored = [(similarity(key, squash(one.name)), one) for one in regions]
    return [one for score, one in sorted(scored, key=lambda pair: -pair[0])[:5] if score >= CLOSE]
