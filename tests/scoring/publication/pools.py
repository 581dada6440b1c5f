"""A random pool of tests/scoring/domain/strategies, stored as an edition with its entries and sheets."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from competitions.enums import Phase
from competitions.models import Edition, Nomination, SizeCategory
from rt_registry.models import Kelurahan
from scoring.models import Assessor, Assignment, ConflictMark, Indicator, IndicatorWeight, RuleBook, Score, ScoreSheet
from tests.factories import category_code, create_kelurahan, create_team


AT = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
_STATUS = {
    "counted": "carried_out",
    "unvisited": "verified",
    "not_assessed": "not_assessed",
    "disqualified": "disqualified",
}


def store(pool: tuple[dict[str, Any], list[dict[str, Any]]]) -> Edition:
    """The pool in the database: besides its sheets each assessed entry has a draft and a contested one, all zeros."""
    rules, entries = pool
    edition = _edition(rules)
    indicators = _indicators(edition, rules)
    assessors = [Assessor.objects.create(name=f"P{n}", name_key=f"p{n}") for n in range(9)]
    kelurahan = create_kelurahan()
    team = create_team(edition=edition, assessors=assessors[:3])
    scores: list[Score] = []
    for place, entry in enumerate(entries):
        nomination = _nomination(edition, kelurahan, entry)
        for assessor, values in zip(assessors, entry["sheets"], strict=False):
            scores += _sheet(nomination, assessor, indicators, values)
        if entry["state"] == "counted":
            _visit(nomination, team, place, has_sheets=bool(entry["sheets"]))
            zeros = dict.fromkeys(indicators, 0)
            scores += _sheet(nomination, assessors[7], indicators, zeros, submitted=False)
            scores += _sheet(nomination, assessors[8], indicators, zeros)
            ConflictMark.objects.create(nomination=nomination, assessor=assessors[8], reason="Saudara", marked_at=AT)
    Score.objects.bulk_create(scores, batch_size=1000)
    return edition


def _edition(rules: dict[str, Any]) -> Edition:
    edition = Edition.objects.create(
        slug="acak", year=2026, name="Acak", phase=Phase.ASSESSMENT, budget=rules["budget"]
    )
    SizeCategory.objects.bulk_create(SizeCategory(edition=edition, **category) for category in rules["categories"])
    return edition


def _indicators(edition: Edition, rules: dict[str, Any]) -> dict[str, Indicator]:
    weights, aspects = rules["aspect_weights"], rules["indicator_aspects"]
    book = RuleBook.objects.create(
        edition=edition,
        scale_max=rules["scale_max"],
        weight_bersih=weights["bersih"],
        weight_aman=weights["aman"],
        weight_pintar=weights["pintar"],
        aggregation=rules["aggregation"],
        quorum=rules["quorum"],
        pass_mark=Decimal(rules["pass_mark"]),
        aspect_floor=Decimal(rules["aspect_floor"]),
        mode=rules["mode"],
        top_n=rules["top_n"],
        best_in_city_prize=rules["best_in_city_prize"],
    )
    indicators = {}
    for order, (code, weight) in enumerate(rules["indicator_weights"].items(), start=1):
        indicators[code] = Indicator.objects.create(code=code, aspect=aspects[code], order=order, wording=code)
        if weight != 1:
            IndicatorWeight.objects.create(rulebook=book, indicator=indicators[code], weight=weight)
    return indicators


def _nomination(edition: Edition, kelurahan: Kelurahan, entry: dict[str, Any]) -> Nomination:
    is_out = entry["state"] in ("not_assessed", "disqualified")
    return Nomination.objects.create(
        edition=edition,
        kelurahan=kelurahan,
        track=entry["track"],
        status=_STATUS[entry["state"]],
        kk=entry["kk"],
        category_code=category_code(entry["kk"]),
        reason="Banjir" if is_out else "",
        code=entry["entry"],
        label=entry["entry"],
        created_at=AT,
        updated_at=AT,
    )


def _visit(nomination: Nomination, team: Any, place: int, *, has_sheets: bool) -> None:
    """Three ways of having been visited, in turn: carried out, closed by the lead, a sheet submitted."""
    if place % 3 == 0:
        return
    Nomination.objects.filter(pk=nomination.pk).update(status="verified")
    if place % 3 == 1 or not has_sheets:
        Assignment.objects.create(nomination=nomination, team=team, closed_at=AT)


def _sheet(
    nomination: Nomination,
    assessor: Assessor,
    indicators: dict[str, Indicator],
    values: dict[str, int],
    *,
    submitted: bool = True,
) -> list[Score]:
    sheet = ScoreSheet.objects.create(
        nomination=nomination,
        assessor=assessor,
        status="submitted" if submitted else "draft",
        created_at=AT,
        updated_at=AT,
        submitted_at=AT if submitted else None,
    )
    return [Score(sheet=sheet, indicator=indicators[code], value=value) for code, value in values.items()]
