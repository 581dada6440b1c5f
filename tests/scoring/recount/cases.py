"""Editions to recount, one like that of 2020 and random ones: as documents in memory, and as rows of the tables."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any, Final

from competitions.enums import Phase
from competitions.models import Edition, Nomination, SizeCategory
from rt_registry.models import Kelurahan
from scoring.domain.aggregation import sums_of_sheets
from scoring.domain.awards import Decision
from scoring.domain.canonical import digest, result_document
from scoring.domain.rules import ASPECT_OF_LETTER, Rules, rules_from_json
from scoring.domain.tally import EntryInput, tally
from scoring.models import Assessor, ConflictMark, IndicatorWeight, RuleBook, Score, ScoreSheet
from scoring.models import Decision as StoredDecision
from tests.contract.random_editions import CODES, random_files
from tests.factories import create_indicators
from tests.scoring.domain import reference


RANDOM: Final = range(103, 153)
"""Fifty seeds among which every step of the order of merit decides somewhere."""
FIGURES: Final = ("bersih", "aman", "pintar", "total")
RECOUNTED: Final = (
    *("category", "sheets", *FIGURES, "passed", "failed_test", "rank", "decided_by"),
    *("winner", "best_in_city", "prize"),
)
AT: Final = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
STATUS: Final = {"counted": "carried_out", "not_assessed": "not_assessed", "disqualified": "disqualified"}


@dataclass(frozen=True)
class Case:
    """An edition in three forms: as the reference reads it, as rules, and its document with every figure."""

    edition: Mapping[str, Any]
    entries: Sequence[Mapping[str, Any]]
    rules: Rules
    document: Mapping[str, Any]

    @property
    def slug(self) -> str:
        return str(self.edition["slug"])

    def recounted(self) -> dict[str, dict[str, Any]]:
        """What every recount must give, by entry."""
        return {row["entry"]: {name: row[name] for name in RECOUNTED} for row in self.document["entries"]}

    def published(self, *, blank: bool = False) -> str:
        """A hasil.json of it; `blank`: without anything that is to be computed."""
        nothing = {"passed": None, "winner": None, "best_in_city": None, "prize": None}
        entries = [
            {**row, **dict.fromkeys(FIGURES), "failed_test": None, "rank": None, "decided_by": None, **nothing}
            if blank
            else row
            for row in self.document["entries"]
        ]
        added = {"version": 1, "digest": digest(self.document), "simulated": True, "reason": "", "signature": None}
        return json.dumps({**self.document, **added, "entries": list(reversed(entries))}, ensure_ascii=False)


@cache
def cases() -> tuple[Case, ...]:
    """One like 2020, one with many halves, then the random ones; the same ones at every run."""
    return (_case(*_city()), _case(*_halves()), *(_case(*_random(seed)) for seed in RANDOM))


def _random(seed: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    chance = Random(seed)
    files = random_files(chance)
    entries = files.entries
    if len(entries) > 3:
        entries[-1]["state"] = chance.choice(["not_assessed", "disqualified", "counted"])
    if seed % 3:
        for category in files.edition["categories"]:
            category["kencana_prize"] = 1_500_000 * (seed % 3 - 1)
    return {**files.edition, "slug": f"acak-{seed}"}, entries


def _halves() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Weights that add up to 8 and 4: about half of all figures lie exactly between two hundredths."""
    edition, entries = _city()
    weights = {"B1": 2, "A1": 2, "P1": 2}
    shares = {"bersih": 2, "aman": 1, "pintar": 1}
    changed = {"slug": "tepat-setengah", "indicator_weights": weights, "aspect_weights": shares}
    return {**edition, **changed}, entries[:40]


def _city() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """158 entries with five sheets under the default rules."""
    chance = Random(2020)
    table = [("kecil", 30, 59, 5_000_000), ("sedang", 60, 99, 7_000_000), ("besar", 100, None, 10_000_000)]
    edition = {
        "slug": "seperti-2020",
        "scale_max": 4,
        "aggregation": "mean",
        "quorum": 3,
        "mode": "threshold",
        "pass_mark": "75.00",
        "aspect_floor": "60.00",
        "top_n": None,
        "best_in_city_prize": 0,
        "budget": 10**9,
        "categories": [{"code": c, "min_kk": low, "max_kk": high, "prize": prize} for c, low, high, prize in table],
        "aspect_weights": {"bersih": 1, "aman": 1, "pintar": 1},
        "indicator_weights": {},
    }
    entries = [
        {
            "entry": f"15.71.01.1001/{number:03d}",
            "track": "reguler",
            "kk": chance.choice([40, 80, 120]),
            "state": "counted",
            "sheets": [{code: min(4, chance.randint(2, 5)) for code in CODES} for _ in range(5)],
        }
        for number in range(1, 159)
    ]
    return edition, entries


def _case(edition: dict[str, Any], entries: list[dict[str, Any]]) -> Case:
    weights = {code: edition["indicator_weights"].get(code, 1) for code in CODES}
    aspects = {code: str(ASPECT_OF_LETTER[code[0]]) for code in CODES}
    edition = {**edition, "indicator_weights": weights, "indicator_aspects": aspects}
    rules = rules_from_json(edition)
    inputs = [
        EntryInput(
            entry=entry["entry"],
            track=entry["track"],
            category=reference.category_of(entry["kk"], edition)["code"],
            kk=entry["kk"],
            sums=sums_of_sheets(entry["sheets"], rules),
            state=entry["state"],
        )
        for entry in entries
    ]
    decisions = _decisions(edition, [blocker for blocker in tally(rules, inputs).blockers if blocker.facts])
    document = result_document(
        edition=edition["slug"],
        rules=rules,
        result=tally(rules, inputs, decisions),
        sheets={entry["entry"]: entry["sheets"] for entry in entries},
        decisions=decisions,
        labels={entry["entry"]: _labels(entry["entry"]) for entry in entries},
    )
    return Case(edition, entries, rules, document)


def _labels(code: str) -> dict[str, str]:
    place = {"kecamatan_code": "15.71.01", "kecamatan": "Telanaipura", "kelurahan": "Buluran Kenali"}
    return {"label": f"RT {code[-3:]} “Café”", "kelurahan_code": code.partition("/")[0], **place, "state_reason": ""}


def _decisions(edition: Mapping[str, Any], blockers: Sequence[Any]) -> list[Decision]:
    """Every other edition has decided: for the last of those who are tied, or what is only acknowledged."""
    if not edition["slug"][-1].isdecimal() or int(edition["slug"][-1]) % 2:
        return []
    return [
        Decision(b.code, b.facts, b.params["entries"][-1] if b.code == "best_in_city_tie" else None) for b in blockers
    ]


def store(case: Case, kelurahan: Kelurahan, assessors: Sequence[Assessor]) -> Edition:
    """The same edition in the tables, with a draft and a contested sheet that must not count."""
    edition = Edition.objects.create(
        slug=case.slug, year=2026, name=case.slug, phase=Phase.ASSESSMENT, budget=case.rules.budget
    )
    SizeCategory.objects.bulk_create(SizeCategory(edition=edition, **row) for row in case.edition["categories"])
    indicators = {indicator.code: indicator for indicator in create_indicators()}
    _store_book(edition, case, indicators)
    entries = Nomination.objects.bulk_create(_nomination(edition, kelurahan, entry) for entry in case.entries)
    drafts = [_sheet(entry, assessors[-1], is_submitted=False) for entry in entries]
    contested = [_sheet(entry, assessors[-2]) for entry in entries]
    ConflictMark.objects.bulk_create(
        ConflictMark(nomination=entry, assessor=assessors[-2], reason="Saudara", marked_at=AT) for entry in entries
    )
    zeros = dict.fromkeys(CODES, 0)
    filled = [(sheet, zeros) for sheet in (*drafts, *contested)] + [
        (_sheet(entry, assessor), scores)
        for entry, source in zip(entries, case.entries, strict=True)
        for assessor, scores in zip(assessors, source["sheets"], strict=False)
    ]
    ScoreSheet.objects.bulk_create(sheet for sheet, _scores in filled)
    Score.objects.bulk_create(
        (Score(sheet=s, indicator=indicators[code], value=value) for s, row in filled for code, value in row.items()),
        batch_size=5000,
    )
    _store_decisions(edition, case, {entry.code: entry for entry in entries})
    return edition


def _store_book(edition: Edition, case: Case, indicators: Mapping[str, Any]) -> None:
    rules = case.rules
    book = RuleBook.objects.create(
        edition=edition,
        scale_max=rules.scale_max,
        weight_bersih=rules.aspect_weights.bersih,
        weight_aman=rules.aspect_weights.aman,
        weight_pintar=rules.aspect_weights.pintar,
        aggregation=rules.aggregation,
        quorum=rules.quorum,
        pass_mark=Decimal(rules.pass_mark),
        aspect_floor=Decimal(rules.aspect_floor),
        mode=rules.mode,
        top_n=rules.top_n,
        best_in_city_prize=rules.best_in_city_prize,
    )
    IndicatorWeight.objects.bulk_create(
        IndicatorWeight(rulebook=book, indicator=indicators[one.code], weight=one.weight)
        for one in rules.indicators
        if one.weight != 1
    )


def _nomination(edition: Edition, kelurahan: Kelurahan, entry: Mapping[str, Any]) -> Nomination:
    return Nomination(
        edition=edition,
        kelurahan=kelurahan,
        track=entry["track"],
        status=STATUS[entry["state"]],
        kk=entry["kk"],
        category_code="semua",
        reason="" if entry["state"] == "counted" else "Banjir",
        code=entry["entry"],
        label=entry["entry"],
        created_at=AT,
        updated_at=AT,
    )


def _sheet(entry: Nomination, assessor: Assessor, *, is_submitted: bool = True) -> ScoreSheet:
    return ScoreSheet(
        nomination=entry,
        assessor=assessor,
        status="submitted" if is_submitted else "draft",
        created_at=AT,
        updated_at=AT,
        submitted_at=AT if is_submitted else None,
    )


def _store_decisions(edition: Edition, case: Case, entries: Mapping[str, Nomination]) -> None:
    StoredDecision.objects.bulk_create(
        StoredDecision(
            edition=edition,
            kind=row["code"],
            facts=row["facts"],
            chosen=entries.get(row["choice"]),
            reason="Rapat pleno",
            decided_at=AT,
        )
        for row in case.document["decisions"]
    )
