"""verify_result notices one changed figure anywhere: rows, inputs, rules, digest, awards and the live tables."""

import json
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from competitions.enums import NominationStatus
from competitions.models import Award, Edition
from scoring.domain.canonical import Difference
from scoring.models import ConflictMark, IndicatorWeight, Result, ResultEntry, RuleBook, Score, ScoreSheet
from scoring.services.result_rows import COLUMNS
from scoring.services.verification import verify_result
from tests.factories import NOW, create_indicators, create_scored_nomination, create_sheet


pytestmark = pytest.mark.django_db

TAMPERED: dict[str, Any] = {
    "entry": "15.99.99.9999/001",
    "label": "RT 99 Tetangga",
    "kecamatan_code": "00.00.00",
    "kecamatan": "Lain",
    "kelurahan_code": "00.00.00.0000",
    "kelurahan": "Lain",
    "track": "kencana",
    "category": "sedang",
    "kk": 121,
    "state_reason": "Karena",
    "sheets": 4,
    "bersih": Decimal("99.99"),
    "aman": Decimal("99.99"),
    "pintar": Decimal("99.99"),
    "total": Decimal("99.99"),
    "failed_test": "bersih",
    "rank": 2,
    "decided_by": "shared",
    "best_in_city": True,
    "prize": 10_000_001,
    "indicators": {"B1": "3.99"},
}
"""One changed figure per public column of the winner; `passed`, `winner` and `state` cannot change alone."""


def test_an_untouched_result_is_true(published: Result) -> None:
    assert verify_result(result=published) == []


def test_every_public_column_is_tampered_with_here() -> None:
    private = {"id", "result", "nomination"}

    assert {field.name for field in ResultEntry._meta.concrete_fields} - private == set(COLUMNS)
    assert set(COLUMNS) == TAMPERED.keys() | {"passed", "winner", "state"}


@pytest.mark.parametrize(("column", "value"), TAMPERED.items(), ids=list(TAMPERED))
def test_one_changed_figure_in_a_row_is_named(published: Result, column: str, value: object) -> None:
    row = published.entries.get(winner=True, category="besar")
    ResultEntry.objects.filter(pk=row.pk).update(**{column: value})

    found = verify_result(result=published)

    if column == "entry":
        assert {(d.entry, d.field) for d in found} >= {(value, "entry"), (row.entry, "entry")}
    else:
        assert [(d.entry, d.field, d.stored) for d in found if not d.field.startswith("award.")] == [
            (row.entry, column, value)
        ]


def test_a_changed_pass_win_and_state_are_named(published: Result) -> None:
    loser = published.entries.get(winner=False)
    ResultEntry.objects.filter(pk=loser.pk).update(winner=True, passed=True)
    winner = published.entries.get(category="besar")
    figures = dict.fromkeys(["rank"], None)
    ResultEntry.objects.filter(pk=winner.pk).update(state="not_assessed", winner=False, prize=0, **figures)

    named = {(d.entry, d.field) for d in verify_result(result=published)}

    assert named >= {(loser.entry, "winner"), (loser.entry, "passed"), (winner.entry, "state"), (winner.entry, "rank")}


def test_a_row_that_is_gone_is_named(published: Result) -> None:
    row = published.entries.get(winner=False)
    entry = row.entry
    row.delete()

    assert Difference(entry, "entry", None, entry) in verify_result(result=published)


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("entries", 0, "values", 0, 4), 0, "live.scores.B5"),
        (("entries", 0, "kk"), 31, "kk"),
        (("entries", 0, "label"), "RT 98 Lain", "label"),
        (("entries", 0, "track"), "kencana", "track"),
        (("entries", 0, "category"), "kecil", "inputs.category"),
        (("entries", 0, "state"), "disqualified", "state"),
        (("edition",), "lain", "digest"),
        (("format",), "bantar-result/0", "inputs.format"),
        (("decisions",), [{"code": "over_budget", "facts": "x", "choice": None}], "digest"),
    ],
)
def test_one_changed_input_is_noticed(
    published: Result, path: tuple[str | int, ...], value: object, field: str
) -> None:
    inputs: Any = published.inputs
    place = inputs
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    Result.objects.filter(pk=published.pk).update(inputs=inputs)

    found = verify_result(result=Result.objects.get(pk=published.pk))

    assert field in {d.field for d in found}


@pytest.mark.parametrize("broken", [[], "x", {}, {"entries": 3}, {"entries": [{}]}, None])
def test_unreadable_inputs_are_a_difference_and_no_crash(published: Result, broken: object) -> None:
    published.inputs = broken

    assert [d.field for d in verify_result(result=published)] == ["inputs"]


@pytest.mark.parametrize(
    ("key", "value"),
    [("pass_mark", "75.01"), ("quorum", 2), ("budget", 1), ("mode", "top_n"), ("scale_max", 5), ("aggregation", "x")],
)
def test_one_changed_rule_is_noticed(published: Result, key: str, value: object) -> None:
    Result.objects.filter(pk=published.pk).update(rules={**published.rules, key: value, "top_n": 3})

    found = verify_result(result=Result.objects.get(pk=published.pk))

    assert {"digest", "inputs"} & {d.field for d in found}


@pytest.mark.parametrize("field", ["digest", "prize_total"])
def test_a_changed_digest_or_prize_total_is_named(published: Result, field: str) -> None:
    changed = {"digest": "0" * 64, "prize_total": 1}[field]
    Result.objects.filter(pk=published.pk).update(**{field: changed})

    assert [d.field for d in verify_result(result=Result.objects.get(pk=published.pk))] == [field]


def _score(edition: Edition) -> str:
    score = Score.objects.filter(sheet__nomination__edition=edition, indicator__code="A6").first()
    assert score is not None
    Score.objects.filter(pk=score.pk).update(value=0)
    return "live.scores.A6"


def _new_sheet(edition: Edition) -> str:
    create_sheet(nomination=edition.nominations.first())
    return "live.sheets"


def _reopened_sheet(edition: Edition) -> str:
    sheet = ScoreSheet.objects.filter(nomination__edition=edition).first()
    ScoreSheet.objects.filter(pk=sheet.pk if sheet else 0).update(status="draft", submitted_at=None)
    return "live.sheets"


def _conflict(edition: Edition) -> str:
    sheet = ScoreSheet.objects.filter(nomination__edition=edition).first()
    assert sheet is not None
    ConflictMark.objects.create(nomination=sheet.nomination, assessor=sheet.assessor, reason="x", marked_at=NOW)
    return "live.sheets"


def _rule(edition: Edition) -> str:
    RuleBook.objects.filter(edition=edition).update(quorum=1)
    return "live.rules.quorum"


def _budget(edition: Edition) -> str:
    Edition.objects.filter(pk=edition.pk).update(budget=7)
    return "live.rules.budget"


def _weight(edition: Edition) -> str:
    book = RuleBook.objects.get(edition=edition)
    IndicatorWeight.objects.create(rulebook=book, indicator=create_indicators()[0], weight=2)
    return "live.rules.indicator_weights"


def _category(edition: Edition) -> str:
    edition.categories.filter(code="besar").update(prize=1)
    return "live.rules.categories"


def _kk(edition: Edition) -> str:
    edition.nominations.filter(kk=40).update(kk=41)
    return "live.kk"


def _category_of_an_entry(edition: Edition) -> str:
    edition.nominations.filter(kk=40).update(category_code="sedang")
    return "live.category"


def _track(edition: Edition) -> str:
    edition.nominations.filter(kk=40).update(track="kencana")
    return "live.track"


def _status(edition: Edition) -> str:
    edition.nominations.filter(kk=40).update(status=NominationStatus.NOT_ASSESSED, reason="Banjir")
    return "live.state"


def _entry(edition: Edition) -> str:
    create_scored_nomination(edition=edition)
    return "live.entry"


def _simulated(edition: Edition) -> str:
    Edition.objects.filter(pk=edition.pk).update(simulated=True)
    return "live.simulated"


def _award(edition: Edition) -> str:
    Award.objects.filter(edition=edition, category_code="besar").update(prize=1)
    return "award.prize"


def _award_gone(edition: Edition) -> str:
    Award.objects.filter(edition=edition, category_code="besar").delete()
    return "award"


@pytest.mark.parametrize(
    "tamper",
    [
        *(_score, _new_sheet, _reopened_sheet, _conflict, _rule, _budget, _weight, _category, _kk),
        *(_category_of_an_entry, _track, _status, _entry, _simulated, _award, _award_gone),
    ],
)
def test_one_change_in_the_live_tables_is_named(published: Result, tamper: Callable[[Edition], str]) -> None:
    field = tamper(published.edition)

    found = verify_result(result=Result.objects.get(pk=published.pk))

    assert field in {d.field for d in found}


def test_rows_that_hang_on_the_wrong_entry_are_named(published: Result) -> None:
    first, *_rest = published.entries.order_by("pk")
    stranger = create_scored_nomination(edition=published.edition)
    ResultEntry.objects.filter(pk=first.pk).update(nomination=stranger)

    assert (first.entry, "live.nomination") in {(d.entry, d.field) for d in verify_result(result=published)}


def test_the_command_names_the_difference_and_exits_with_1(published: Result) -> None:
    row = published.entries.get(category="besar")
    ResultEntry.objects.filter(pk=row.pk).update(total=Decimal("99.00"))
    out = StringIO()

    with pytest.raises(CommandError) as error:
        call_command("verify_result", published.edition.slug, "--json", stdout=out)

    difference, of_the_award = json.loads(out.getvalue())["differences"]
    assert error.value.returncode == 1
    assert (difference["entry"], difference["field"]) == (row.entry, "total")
    assert of_the_award["field"] == "award.total"
    assert (difference["stored"], difference["recomputed"]) == ("99.00", "100.00")


def test_the_command_by_version(published: Result) -> None:
    out = StringIO()
    call_command("verify_result", published.edition.slug, "--version", "1", "--json", stdout=out)
    assert json.loads(out.getvalue())["version"] == 1

    with pytest.raises(CommandError) as error:
        call_command("verify_result", published.edition.slug, "--version", "2")
    assert error.value.returncode == 1
