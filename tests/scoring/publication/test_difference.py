"""What a new version says otherwise, figure by figure and in words; the old version stays and says what replaced it."""

import pytest
from django.test import Client
from django.urls import reverse

from competitions.enums import Phase
from scoring.domain.result_difference import flat
from scoring.models import Result, RuleBook, Score
from scoring.selectors.result_difference import difference_between, name_of, shown
from scoring.services.publication import approve_result, draft_result, publish_result
from tests.factories import NOW, create_edition, create_scored_nomination
from tests.scoring.publication.conftest import People


pytestmark = pytest.mark.django_db


@pytest.fixture
def corrected(published: Result, people: People) -> Result:
    """Another pass mark, another prize, one entry with other scores."""
    RuleBook.objects.update(pass_mark="80.00", weight_bersih=2, mode="top_n", top_n=2)
    published.edition.categories.filter(code="besar").update(prize=11_000_000)
    loser = published.entries.get(winner=False)
    Score.objects.filter(sheet__nomination=loser.nomination, indicator__code="B1").update(value=4)
    draft = draft_result(edition=published.edition, by=people.committee, now=NOW, reason="SK 12/2026 mengubah hadiah")
    approve_result(result=draft, by=people.publisher, now=NOW)
    return publish_result(result=draft, by=people.publisher, now=NOW)


def test_every_value_inside_rules_has_a_name_of_its_own() -> None:
    rules = {"categories": [{"code": "besar", "prize": 1}], "aspect_weights": {"aman": 2}, "quorum": 3, "facts": [1]}

    assert flat(rules) == {"categories.besar.prize": 1, "aspect_weights.aman": 2, "quorum": 3, "facts": [1]}
    assert name_of("categories.besar.prize").endswith(": Hadiah")
    assert name_of("aspect_weights.aman").endswith(" Aman")


def test_rules_and_figures_are_told_one_by_one_in_words(published: Result, corrected: Result) -> None:
    found = difference_between(published, corrected)

    assert found is not None
    rules = [(before, now) for _name, before, now in found.rules]
    assert ("75,00", "80,00") in rules
    assert ("Rp10.000.000", "Rp11.000.000") in rules
    assert ("1", "2") in rules
    assert not any("{" in text for line in found.rules for text in line)
    loser = next(entry for entry in found.entries if entry.label == published.entries.get(winner=False).label)
    assert ("2,00", "4,00") in [(before, now) for _name, before, now in loser.changes]
    assert not any("{" in text for line in loser.changes for text in line)


def test_the_old_version_stays_readable_marked_and_says_why(
    published: Result, corrected: Result, client: Client
) -> None:
    address = reverse("scoring:result", args=[published.edition.slug])

    old = client.get(f"{address}?versi=1").content.decode()
    new = client.get(address).content.decode()

    assert "SK 12/2026 mengubah hadiah" in old
    assert "noindex" in old
    assert published.digest in old
    assert corrected.digest in new
    assert f"{address}?versi=1" in new or "?versi=1" in new
    code = published.entries.get(category="besar").entry.split("/")
    entry = reverse("scoring:result-entry", args=[published.edition.slug, *code])
    assert "Rp10.000.000" in client.get(f"{entry}?versi=1").content.decode()
    assert "Rp11.000.000" in client.get(entry).content.decode()


def test_who_only_moved_in_rank_stands_apart(people: People) -> None:
    edition = create_edition(phase=Phase.ASSESSMENT)
    first, second = (create_scored_nomination(edition=edition, value=value, kk=120) for value in (4, 3))
    before = draft_result(edition=edition, by=people.committee, now=NOW)
    approve_result(result=before, by=people.publisher, now=NOW)
    publish_result(result=before, by=people.publisher, now=NOW)
    Score.objects.filter(sheet__nomination=first).update(value=1)

    now = draft_result(edition=before.edition, by=people.committee, now=NOW, reason="Salah salin")
    found = difference_between(before, now)

    assert found is not None
    assert [entry.label for entry in found.told] == [first.label]
    assert [(entry.label, entry.changes) for entry in found.moved] == [(second.label, [("Peringkat", "2", "1")])]


def test_a_test_not_passed_is_named_in_words() -> None:
    assert (shown("failed_test", "total"), shown("failed_test", "bersih")) == ("Nilai total", "Bersih")
