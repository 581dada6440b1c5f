"""Ties and budgets are decided by the committee, for the facts before its eyes and no others."""

import pytest

from bantar.trace.models import TraceEntry
from competitions.enums import Phase
from competitions.models import Edition
from scoring.models import Score
from scoring.result_refusals import Blocked, FactsChanged, NotAmongTheTied, NotCommittee, OpenDraft, ReasonNeeded
from scoring.selectors.tally import tally_of
from scoring.services.decisions import record_decision
from scoring.services.publication import draft_result
from scoring.services.verification import verify_result
from tests.factories import NOW, create_edition, create_scored_nomination
from tests.scoring.publication.conftest import People


pytestmark = pytest.mark.django_db


def _tied(**rules: object) -> Edition:
    edition = create_edition(phase=Phase.TALLY, **rules)  # type: ignore[arg-type]
    for _ in range(2):
        create_scored_nomination(edition=edition, value=4, kk=100)
    return edition


def _facts(edition: Edition) -> str:
    (blocker,) = tally_of(edition).blockers
    assert blocker.facts is not None
    return blocker.facts


def test_a_tie_at_the_cut_blocks_until_it_is_decided(people: People) -> None:
    edition = _tied(mode="top_n", top_n=1)
    with pytest.raises(Blocked):
        draft_result(edition=edition, by=people.committee, now=NOW)

    decision = record_decision(
        edition=edition, kind="tie_at_cut", facts=_facts(edition), reason="Semua menang", by=people.committee, now=NOW
    )

    assert tally_of(edition).blockers == ()
    result = draft_result(edition=edition, by=people.committee, now=NOW)
    assert result.prize_total == 20_000_000
    assert verify_result(result=result) == []
    assert TraceEntry.objects.about(decision)[0].reason == "Semua menang"


def test_the_best_in_the_city_is_chosen_among_the_tied(people: People) -> None:
    edition = _tied(best_in_city_prize=15_000_000)
    facts = _facts(edition)
    code = facts.split(", ")[1]
    with pytest.raises(NotAmongTheTied):
        record_decision(
            edition=edition,
            kind="best_in_city_tie",
            facts=facts,
            reason="Undian",
            by=people.committee,
            now=NOW,
            chosen="15.71.01.1001/001",
        )

    record_decision(
        edition=edition,
        kind="best_in_city_tie",
        facts=facts,
        reason="Undian",
        by=people.committee,
        now=NOW,
        chosen=code,
    )

    best = [entry.entry for entry in tally_of(edition).entries if entry.best_in_city]
    assert best == [code]
    result = draft_result(edition=edition, by=people.committee, now=NOW)
    assert result.entries.get(best_in_city=True).prize == 25_000_000
    assert verify_result(result=result) == []


def test_a_newer_decision_on_the_same_facts_replaces_the_older(people: People) -> None:
    edition = _tied(best_in_city_prize=15_000_000)
    facts = _facts(edition)
    first, second = facts.split(", ")
    for chosen in (first, second, None):
        record_decision(
            edition=edition,
            kind="best_in_city_tie",
            facts=facts,
            reason="Rapat",
            by=people.committee,
            now=NOW,
            chosen=chosen,
        )

    assert not any(entry.best_in_city for entry in tally_of(edition).entries)
    assert verify_result(result=draft_result(edition=edition, by=people.committee, now=NOW)) == []


def test_over_budget_is_acknowledged_with_a_reason(people: People) -> None:
    edition = _tied(budget=5)
    facts = _facts(edition)
    with pytest.raises(ReasonNeeded):
        record_decision(edition=edition, kind="over_budget", facts=facts, reason=" ", by=people.committee, now=NOW)

    record_decision(edition=edition, kind="over_budget", facts=facts, reason="APBD-P", by=people.committee, now=NOW)

    assert tally_of(edition).blockers == ()


def test_a_decision_does_not_outlive_its_facts(people: People) -> None:
    edition = _tied(mode="top_n", top_n=1)
    facts = _facts(edition)
    record_decision(edition=edition, kind="tie_at_cut", facts=facts, reason="Rapat", by=people.committee, now=NOW)
    create_scored_nomination(edition=edition, value=4, kk=100)

    result = tally_of(edition)

    assert [blocker.code for blocker in result.blockers] == ["tie_at_cut"]
    assert [decision.facts for decision in result.stale] == [facts]
    with pytest.raises(FactsChanged):
        record_decision(edition=edition, kind="tie_at_cut", facts=facts, reason="Lagi", by=people.committee, now=NOW)


def test_only_the_committee_decides(people: People) -> None:
    edition = _tied(budget=5)

    for user in (people.publisher, people.auditor, None):
        with pytest.raises(NotCommittee):
            record_decision(edition=edition, kind="over_budget", facts=_facts(edition), reason="x", by=user, now=NOW)


def test_nothing_is_decided_under_an_open_draft(people: People) -> None:
    edition = _tied(budget=5)
    record_decision(
        edition=edition, kind="over_budget", facts=_facts(edition), reason="x", by=people.committee, now=NOW
    )
    draft_result(edition=edition, by=people.committee, now=NOW)

    with pytest.raises(OpenDraft):
        record_decision(edition=edition, kind="over_budget", facts="x", reason="x", by=people.committee, now=NOW)


def test_quorum_cannot_be_decided_away(people: People) -> None:
    edition = create_edition(phase=Phase.TALLY)
    create_scored_nomination(edition=edition, sheets=1)

    with pytest.raises(FactsChanged):
        record_decision(edition=edition, kind="quorum", facts="x", reason="x", by=people.committee, now=NOW)
    assert Score.objects.count() == 21
