"""How records become the rows of the open API: plain values, figures as texts, nothing about any person."""

from collections.abc import Iterable, Sequence
from typing import Any

from competitions.models import Award, RecapRow
from rt_registry.models import RT, Kelurahan, RTSuccession
from scoring.exports.published import entry_to_json
from scoring.models import Indicator, ResultEntry
from scoring.open_data.fields import figure
from scoring.selectors.open_api import PublicEdition
from scoring.selectors.results import Totals, Version
from scoring.selectors.statistics import CoverageYear, Statistics, YearFigures


Row = dict[str, Any]


def edition(one: PublicEdition) -> Row:
    record, result, calendar = one.edition, one.result, one.edition.calendar()
    spans = {name: calendar.span(name) for name in ("nomination", "verification", "assessment", "objection")}
    return {
        "slug": record.slug,
        "name": record.name,
        "year": record.year,
        "period": record.period,
        "kind": one.kind,
        "phase": record.phase,
        "simulated": record.simulated,
        "calendar": {name: {"first": span.first, "last": span.last} if span else None for name, span in spans.items()},
        "version": result.version if result else None,
        "digest": result.digest if result else None,
        "published_at": result.published_at if result else None,
        "entries": result.entry_count if result else None,  # type: ignore[attr-defined]
        "winners": one.winners,
    }


def result(version: Version, totals: Totals) -> Row:
    shown = version.result
    return {
        "edition": shown.edition.slug,
        "version": shown.version,
        "newest": version.newest.version,
        "digest": shown.digest,
        "published_at": shown.published_at,
        "simulated": shown.simulated,
        "reason": shown.reason,
        "rules": shown.rules,
        "entries": totals.entries,
        "ranked": totals.ranked,
        "winners": totals.winners,
        "prize_total": shown.prize_total,
        "versions": [
            {"version": v.version, "digest": v.digest, "published_at": v.published_at, "reason": v.reason}
            for v in version.versions
        ],
    }


def entry(one: ResultEntry) -> Row:
    """As in hasil.json; the scores behind the figures stand in the package, reasons with the officials."""
    made = entry_to_json(one, [])
    del made["values"], made["state_reason"]
    return made


def entry_with_indicators(version: Version, one: ResultEntry, rts: Sequence[int]) -> Row:
    codes = [indicator.code for indicator in version.rules.indicators]
    return {
        **entry(one),
        "edition": version.result.edition.slug,
        "version": version.result.version,
        "scale_max": version.rules.scale_max,
        "indicators": [{"code": code, "mean": one.indicators[code]} for code in codes if code in one.indicators],
        "rts": list(rts),
    }


def award(one: Award) -> Row:
    return {
        "edition": one.edition.slug,
        "year": one.edition.year,
        "rt": one.rt_id,
        "entry": one.entry_code,
        "label": one.label,
        "kelurahan_code": one.rt.kelurahan.code,
        "track": one.track,
        "category": one.category_code,
        "total": figure(one.total),
        "prize": one.prize,
        "best_in_city": one.best_in_city,
        "lost_on": one.lost_on,
    }


def rt(one: RT) -> Row:
    kelurahan = one.kelurahan
    return {
        "id": one.pk,
        "number": one.number,
        "kelurahan_code": kelurahan.code,
        "kelurahan": kelurahan.name,
        "kecamatan_code": kelurahan.kecamatan.code,
        "kecamatan": kelurahan.kecamatan.name,
        "active_from": one.active_from,
        "active_until": one.active_until,
        "simulated": one.simulated,
    }


def rt_with_history(
    one: RT, awards: Iterable[Award], results: Iterable[ResultEntry], steps: Iterable[RTSuccession]
) -> Row:
    listed = list(steps)
    return {
        **rt(one),
        "awards": [award(own) for own in awards],
        "results": [_reached(own) for own in results],
        "predecessors": [_step(s.predecessor_id, s) for s in listed if s.successor_id == one.pk],
        "successors": [_step(s.successor_id, s) for s in listed if s.predecessor_id == one.pk],
    }


def _reached(one: ResultEntry) -> Row:
    return {
        "edition": one.result.edition.slug,
        "version": one.result.version,
        "entry": one.entry,
        "total": figure(one.total),
        "rank": one.rank,
        "winner": one.winner,
        "prize": one.prize,
    }


def _step(other: int, step: RTSuccession) -> Row:
    return {"rt": other, "kind": step.kind, "on": step.on}


def regions(kecamatan: Iterable[tuple[str, str]], kelurahan: Iterable[Kelurahan]) -> list[Row]:
    """In the order of their codes."""
    found: list[Row] = [
        {"code": code, "name": name, "level": "kecamatan", "parent": None, "active_from": None}
        for code, name in kecamatan
    ]
    found += [
        {
            "code": one.code,
            "name": one.name,
            "level": "kelurahan",
            "parent": one.kecamatan.code,
            "active_from": one.active_from,
        }
        for one in kelurahan
    ]
    return sorted(found, key=lambda row: str(row["code"]))


def indicator(one: Indicator) -> Row:
    return {
        "code": one.code,
        "aspect": one.aspect,
        "order": one.order,
        "wording": one.wording,
        "guide": one.guide,
    }


def recap(one: RecapRow) -> Row:
    counts = ("kelurahan_count", "rt_count", "nominated", "carried_out")
    winners = ("winners_besar", "winners_sedang", "winners_kecil", "winners")
    return {
        "year": one.recap.year,
        "kecamatan_code": one.kecamatan.code,
        "kecamatan": one.kecamatan.name,
        **{name: getattr(one, name) for name in (*counts, *winners)},
        "source": one.recap.source,
    }


def statistics(found: Statistics) -> Row:
    codes = {one.pk: one.code for one in found.kecamatan}
    return {
        "years": [_year(one, codes) for one in found.years],
        "coverage": [line for one in found.coverage for line in _coverage(one, codes)],
    }


def _year(one: YearFigures, codes: dict[int, str]) -> Row:
    measures = ("nominated", "carried_out", "winners")
    return {
        "year": one.year,
        "kind": one.kind,
        "edition": one.url or None,
        "simulated": one.simulated,
        **{name: one.city(name) for name in measures},
        "kecamatan": [
            {"kecamatan_code": code, **{name: getattr(one, name).get(pk) for name in measures}}
            for pk, code in codes.items()
        ],
    }


def _coverage(one: CoverageYear, codes: dict[int, str]) -> list[Row]:
    """The city first, then every kecamatan that had RTs."""
    lines = [(None, one.city), *((codes[pk], coverage) for pk, coverage in one.by_kecamatan.items() if pk in codes)]
    return [
        {
            "year": one.year,
            "kecamatan_code": code,
            "took_part": coverage.took_part,
            "rts": coverage.rts,
            "percent": None if coverage.percent is None else f"{coverage.percent:.1f}",
        }
        for code, coverage in lines
    ]
