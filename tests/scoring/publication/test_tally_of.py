"""The tally out of the database: equal to the slow reference, in a fixed number of queries."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import given, settings
from pytest_django import DjangoAssertNumQueries

from competitions.enums import NominationStatus, Phase
from competitions.models import Edition, Nomination
from scoring.domain.awards import Blocker
from scoring.domain.tally import EntryState, entry_to_json
from scoring.models import Assignment, ConflictMark, IndicatorWeight, RuleBook, Score, ScoreSheet
from scoring.selectors.cockpit import compared_standing
from scoring.selectors.frozen import live_result
from scoring.selectors.tally import NoRuleBook, UnreadableEdition, rules_of, tally_of
from tests.factories import (
    NOW,
    create_assignment,
    create_edition,
    create_indicators,
    create_nomination,
    create_rt,
    create_scored_nomination,
    create_sheet,
    create_team,
)
from tests.scoring.domain import reference
from tests.scoring.domain.strategies import pools
from tests.scoring.publication.pools import store


pytestmark = pytest.mark.django_db


def _about(blocker: Blocker) -> tuple[str, object]:
    """A blocker as the reference names it."""
    if blocker.code == "tie_at_cut":
        return blocker.code, f"{blocker.params['track']}/{blocker.params['category']}"
    if blocker.code == "best_in_city_tie":
        return blocker.code, str(blocker.params["entries"])
    if blocker.code == "over_budget":
        return blocker.code, blocker.params["prize_total"]
    return blocker.code, blocker.entry


@settings(max_examples=max(15, settings().max_examples // 3))
@given(pool=pools())
def test_random_editions_tally_as_the_reference_says(pool: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
    with transaction.atomic():
        edition = store(pool)

        by_sums, by_sheets = tally_of(edition), live_result(edition).tally
        compared, _spreads = compared_standing(edition)

        rows, prize_total, blockers = reference.tally(*pool)
        assert {entry.entry: entry_to_json(entry) for entry in by_sums.entries} == rows
        assert by_sums.prize_total == prize_total
        assert sorted(map(_about, by_sums.blockers), key=str) == blockers
        assert by_sheets == by_sums == compared.tally
        transaction.set_rollback(True)


@pytest.mark.parametrize("aggregation", ["mean", "trimmed"])
@pytest.mark.parametrize("entries", [1, 3])
def test_tally_query_count(entries: int, aggregation: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    edition = create_edition(aggregation=aggregation)
    for _ in range(entries):
        create_scored_nomination(edition=edition, sheets=5)

    with django_assert_num_queries(6):  # rule book, categories, indicators; entries, sums, decisions
        result = tally_of(edition)

    assert len(result.entries) == entries


@pytest.mark.parametrize("entries", [1, 3])
def test_what_a_result_would_freeze_takes_eight_queries(
    entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = create_edition()
    for _ in range(entries):
        create_scored_nomination(edition=edition)

    with django_assert_num_queries(8):  # rules 3; entries, owners of sheets, indicators, scores, decisions
        live = live_result(edition)

    assert len(live.document["entries"]) == entries


def test_rules_come_out_as_they_were_set() -> None:
    edition = create_edition(aggregation="trimmed", scale_max=7, weight_aman=3, budget=5)
    book = RuleBook.objects.get(edition=edition)
    IndicatorWeight.objects.create(rulebook=book, indicator=create_indicators()[8], weight=4)

    rules = rules_of(edition)

    assert (rules.aggregation, rules.scale_max, rules.budget, rules.quorum) == ("trimmed", 7, 5, 3)
    assert (rules.aspect_weights.bersih, rules.aspect_weights.aman) == (1, 3)
    assert [i.code for i in rules.indicators if i.weight != 1] == ["A2"]
    assert [c.code for c in rules.categories] == ["kecil", "sedang", "besar"]


def test_an_archive_has_no_rules() -> None:
    edition = Edition.objects.create(slug="arsip", year=2015, name="Arsip", is_archive=True)

    with pytest.raises(NoRuleBook):
        tally_of(edition)


def _state(nomination: Nomination) -> str:
    (entry,) = tally_of(nomination.edition).entries
    return entry.state


def test_verified_and_not_visited_is_a_blocker() -> None:
    nomination = create_nomination(status=NominationStatus.VERIFIED)

    assert _state(nomination) == EntryState.UNVISITED
    assert [b.code for b in tally_of(nomination.edition).blockers] == ["unvisited"]


def test_a_draft_sheet_does_not_prove_a_visit() -> None:
    nomination = create_nomination(status=NominationStatus.VERIFIED)
    create_sheet(nomination=nomination, submitted=False)

    assert _state(nomination) == EntryState.UNVISITED


def test_a_closed_visit_a_sheet_and_the_status_each_prove_the_visit() -> None:
    closed = create_nomination(status=NominationStatus.VERIFIED)
    create_assignment(nomination=closed, team=create_team(edition=closed.edition))
    Assignment.objects.update(closed_at=NOW)
    scored = create_nomination(status=NominationStatus.VERIFIED)
    create_sheet(nomination=scored)
    carried_out = create_nomination(status=NominationStatus.CARRIED_OUT)

    assert [_state(n) for n in (closed, scored, carried_out)] == [EntryState.COUNTED] * 3


def test_a_contested_sheet_does_not_count_but_proves_the_visit() -> None:
    nomination = create_nomination(status=NominationStatus.VERIFIED)
    sheet = create_sheet(nomination=nomination)
    mark = ConflictMark.objects.create(nomination=nomination, assessor=sheet.assessor, reason="Saudara", marked_at=NOW)

    (entry,) = tally_of(nomination.edition).entries
    assert (entry.state, entry.sheets, entry.failed_test) == (EntryState.COUNTED, 0, "quorum")

    ConflictMark.objects.filter(pk=mark.pk).update(lifted_at=NOW)
    (entry,) = tally_of(nomination.edition).entries
    assert entry.sheets == 1


def test_only_verified_entries_are_tallied_and_those_taken_out_block_nothing() -> None:
    edition = create_edition()
    for status in NominationStatus:
        if status != NominationStatus.WITHDRAWN:
            create_nomination(edition=edition, status=status, reason="Alasan")

    result = tally_of(edition)

    assert {entry.state for entry in result.entries} == {"unvisited", "counted", "not_assessed", "disqualified"}
    assert sorted(blocker.code for blocker in result.blockers) == ["quorum", "unvisited"]


def test_a_submitted_sheet_that_lacks_a_score_stops_the_tally() -> None:
    edition = create_edition()
    create_scored_nomination(edition=edition)
    Score.objects.filter(sheet=ScoreSheet.objects.first(), indicator__code="B4").delete()

    with pytest.raises(UnreadableEdition):
        tally_of(edition)
    with pytest.raises(UnreadableEdition):
        live_result(edition)


@pytest.mark.parametrize("phase", Phase.values)
def test_tally_command_answers_in_every_phase(phase: str) -> None:
    edition = create_edition(phase=Phase(phase))
    create_scored_nomination(edition=edition, value=4, kk=100)
    out = StringIO()

    call_command("tally", edition.slug, "--json", stdout=out)

    document = json.loads(out.getvalue())
    (entry,) = document["entries"]
    assert document["edition"] == edition.slug
    assert (entry["total"], entry["rank"], entry["decided_by"], entry["winner"]) == ("100.00", 1, "total", True)
    assert (entry["prize"], document["prize_total"], document["blockers"]) == (10_000_000, 10_000_000, [])


def test_tally_command_names_blockers_in_words_and_exits_with_0() -> None:
    edition = create_edition()
    nomination = create_scored_nomination(edition=edition, sheets=2)
    out = StringIO()

    call_command("tally", edition.slug, "--json", stdout=out)

    (blocker,) = json.loads(out.getvalue())["blockers"]
    assert (blocker["code"], blocker["entry"]) == ("quorum", nomination.code)
    assert nomination.label in blocker["message"]


def test_tally_command_of_an_unknown_edition_is_wrong_use() -> None:
    with pytest.raises(CommandError) as error:
        call_command("tally", "tidak-ada")

    assert error.value.returncode == 2


def test_joined_entries_keep_their_code() -> None:
    edition = create_edition()
    first = create_rt(kk=20, number=12)
    second = create_rt(kk=15, number=11, kelurahan=first.kelurahan)
    create_nomination(edition=edition, rts=[first, second])

    (entry,) = tally_of(edition).entries

    assert entry.entry == f"{first.kelurahan.code}/011+012"
    assert (entry.kk, entry.category) == (35, "kecil")
