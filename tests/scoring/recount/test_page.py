"""The page that explains the recount: worked examples that come out as published, versions, and damaged inputs."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client

from competitions.models import Edition
from scoring.domain.worked_example import Rounding, steps_of, tells_most
from scoring.models import Result, Score
from scoring.selectors.recount import FIELDS, browser_words
from tests.scoring.public.conftest import Fill, Publish
from tests.scoring.recount.cases import FIGURES, RECOUNTED, cases


PAGE = "/hasil/2026-1/hitung-ulang/"


def test_every_example_ends_with_the_published_figures() -> None:
    ranked = [(case, row) for case in cases() for row in case.document["entries"] if row["values"]]

    assert len(ranked) > 200
    for case, row in ranked:
        steps = steps_of(row["values"], case.document["indicators"], case.rules)
        made = {**{aspect.code: aspect.value.figure for aspect in steps.aspects}, "total": steps.total.figure}
        assert {name: str(figure) for name, figure in made.items()} == {name: row[name] for name in FIGURES}
        assert all(
            100 * aspect.points / aspect.most == pytest.approx(float(aspect.value.exact)) for aspect in steps.aspects
        )


def test_some_figures_lie_exactly_on_a_half_and_go_up() -> None:
    steps = [
        steps_of(row["values"], case.document["indicators"], case.rules)
        for case in cases()
        for row in case.document["entries"]
        if row["values"]
    ]
    halves = [value for one in steps for value in (one.total, *(a.value for a in one.aspects)) if value.is_half]

    assert len(halves) > 60
    assert all(value.figure - value.shown == Decimal("0.005") for value in halves)
    assert not any(value.is_cut for value in halves)


@pytest.mark.parametrize(
    ("numerator", "shown", "is_cut", "figure"), [(2, "0.666666", True, "0.67"), (3, "1.000000", False, "1.00")]
)
def test_what_is_printed_of_a_value_is_cut_off(numerator: int, shown: str, is_cut: bool, figure: str) -> None:
    rounding = Rounding.of(Fraction(numerator, 3))

    assert (str(rounding.shown), rounding.is_cut, str(rounding.figure)) == (shown, is_cut, figure)


def test_the_tightest_rank_is_the_example_unless_one_lies_on_a_half() -> None:
    case = cases()[0]
    rows = [row for row in case.document["entries"] if row["values"]]
    steps = {row["entry"]: steps_of(row["values"], case.document["indicators"], case.rules) for row in rows}

    chosen = tells_most((row["entry"], row["decided_by"], row["rank"], steps[row["entry"]]) for row in rows)

    order = {"pintar": 3, "aman": 2, "bersih": 1, "total": 0, "shared": -1}
    tightest = max(order[row["decided_by"]] for row in rows)
    row = next(row for row in rows if row["entry"] == chosen)
    assert steps[row["entry"]].is_half or order[row["decided_by"]] == tightest
    assert tells_most([]) is None


def test_the_page_needs_no_javascript_for_rules_and_example(client: Client, published: Result) -> None:
    response = client.get(PAGE)
    text = response.content.decode()

    example = response.context["page"].example
    assert example.row.label in text
    assert "<noscript>" in text
    assert f'data-url="/hasil/2026-1/hasil.json?versi=1" data-digest="{published.digest}"' in text
    assert "The k-th row holds the k-th lowest score" in text
    assert text.count(published.digest) == 2
    assert 'src="/static/js/recount/page.js"' in text
    assert f'href="{PAGE}"' in client.get("/hasil/2026-1/").content.decode()


def test_an_older_version_has_its_own_page(client: Client, fill: Fill, publish: Publish) -> None:
    edition = fill()
    old = publish(edition)
    Score.objects.filter(sheet__nomination__code__endswith="/003").update(value=4)
    new = publish(Edition.objects.get(pk=edition.pk), "Salah salin")

    page, older = (client.get(url).content.decode() for url in (PAGE, f"{PAGE}?versi=1"))

    assert new.digest in page
    assert old.digest not in page
    assert old.digest in older
    assert "hasil.json?versi=1" in older
    assert f'href="{PAGE}?versi=1"' in client.get("/hasil/2026-1/?versi=1").content.decode()
    assert [client.get(url).status_code for url in (f"{PAGE}?versi=3", "/hasil/lain/hitung-ulang/")] == [404, 404]


@pytest.mark.parametrize("broken", [[], {}, {"entries": 3}, {"indicators": ["B1"], "decisions": [], "entries": [{}]}])
def test_damaged_inputs_leave_page_and_files_standing(client: Client, published: Result, broken: Any) -> None:
    Result.objects.filter(pk=published.pk).update(inputs=broken)

    assert client.get(PAGE).context["page"].example is None
    assert client.get("/hasil/2026-1/hasil.json").json()["indicators"] == []
    assert client.get("/hasil/2026-1/hasil.csv").status_code == 200
    assert client.get("/hasil/2026-1/hasil.xlsx").status_code == 200


def test_the_older_form_is_published_without_its_persons(client: Client, published: Result) -> None:
    """A version of the time before: its rows of values are sheets, which nobody gets."""
    inputs = published.inputs
    inputs["format"] = "bantar-result/1"
    inputs["entries"][0]["values"] = [[4, 0] * 10 + [1], [0, 4] * 10 + [3], [2] * 21]
    Result.objects.filter(pk=published.pk).update(inputs=inputs)

    document = client.get("/hasil/2026-1/hasil.json").json()
    first = next(row for row in document["entries"] if row["entry"] == inputs["entries"][0]["entry"])

    assert document["format"] == "bantar-result/1"
    assert first["values"] == [[0] * 20 + [1], [2] * 21, [4] * 20 + [3]]


def test_the_browser_has_words_for_every_figure() -> None:
    assert set(FIELDS) == {*RECOUNTED, "values", "prize_total"}
    assert all(browser_words().values())
