"""What a correction changed is public: said on the result, told figure by figure, and without anything private."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from competitions.enums import NominationStatus
from competitions.models import Edition
from rt_registry.enums import Role
from rt_registry.models import Kelurahan
from scoring.models import Result, ResultCheck, ResultEntry, Score
from scoring.services.publication import approve_result, draft_result
from tests.factories import NOW, create_nomination, create_rt, create_user
from tests.scoring.public.conftest import Fill, Publish


PAGE = "/hasil/2026-1/perubahan/"


def text_of(client: Client, url: str) -> str:
    return " ".join(client.get(url).content.decode().split())


def correct(edition: Edition, *, entry: str = "/003", value: int = 4) -> Edition:
    Score.objects.filter(sheet__nomination__code__endswith=entry).update(value=value)
    return Edition.objects.get(pk=edition.pk)


@pytest.fixture
def corrected(published: Result, publish: Publish) -> Result:
    return publish(correct(published.edition), "Salah salin RT 3")


def test_the_result_says_what_it_corrects_and_why(client: Client, corrected: Result) -> None:
    new, old = text_of(client, "/en/hasil/2026-1/"), text_of(client, "/en/hasil/2026-1/?versi=1")

    said = "Version 2 corrects version 1: Salah salin RT 3"
    assert (said in new, said in old) == (True, False)
    assert new.index(said) < new.index("<table")
    assert ('href="/en/hasil/2026-1/perubahan/"' in new, "perubahan" in old) == (True, False)


def test_the_difference_is_told_figure_by_figure(
    client: Client, corrected: Result, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):  # versions, entries of both
        told = text_of(client, f"/en{PAGE}")

    loser = corrected.entries.get(entry__endswith="/003")
    others = corrected.entries.exclude(pk=loser.pk).values_list("label", flat=True)
    assert loser.label in told
    assert "<del>50.00</del> → <ins>100.00</ins>" in told
    assert not any(label in told for label in others)
    asked = text_of(client, f"/en{PAGE}?versi=2")
    assert asked.partition("<main")[2].partition("</main>")[0] in told


def test_a_middle_version_keeps_its_own_page(client: Client, corrected: Result, publish: Publish) -> None:
    publish(correct(corrected.edition, entry="/001", value=3), "Lagi")

    old, new = text_of(client, f"/en{PAGE}?versi=2"), text_of(client, f"/en{PAGE}")
    assert ("Compared with version 1" in old, "Compared with version 2" in new) == (True, True)
    assert "perubahan/?versi=2" in text_of(client, "/hasil/2026-1/?versi=2")


def test_only_what_a_published_version_corrects_has_a_page(client: Client, published: Result) -> None:
    edition = correct(published.edition)
    waiting = draft_result(edition=edition, by=create_user(role=Role.COMMITTEE), now=NOW, reason="Rahasia")
    approve_result(result=waiting, by=create_user(role=Role.PUBLISHER), now=NOW)

    asked = (PAGE, f"{PAGE}?versi=1", f"{PAGE}?versi=2", f"{PAGE}?versi=x", "/hasil/lain/perubahan/")
    assert [client.get(url).status_code for url in asked] == [404] * 5
    assert "perubahan" not in text_of(client, "/hasil/2026-1/")


def test_the_entry_says_that_it_was_corrected_and_others_do_not(client: Client, corrected: Result) -> None:
    said = {}
    for code in corrected.entries.values_list("entry", flat=True):
        said[code[-3:]] = "Corrected in version 2." in text_of(client, f"/en/hasil/2026-1/{code}/")
        assert "Corrected in" not in text_of(client, f"/en/hasil/2026-1/{code}/?versi=1")

    assert said == {"001": False, "002": False, "003": True}


def test_why_an_entry_was_taken_out_is_told_to_nobody(
    client: Client, fill: Fill, publish: Publish, kelurahan: Kelurahan
) -> None:
    edition = fill(3)
    rt = create_rt(kelurahan=kelurahan, number=40, kk=120)
    out = create_nomination(edition=edition, rts=[rt], status=NominationStatus.NOT_ASSESSED, reason="Banjir, Pak Budi")
    first = publish(edition)
    out.reason = "Pak Budi menolak"
    out.save()
    second = publish(correct(edition), "Salah salin")

    reasons = ResultEntry.objects.filter(entry=out.code).order_by("result").values_list("result", "state_reason")
    assert dict(reasons) == {first.pk: "Banjir, Pak Budi", second.pk: "Pak Budi menolak"}
    told = text_of(client, PAGE)
    assert "Budi" not in told
    assert second.entries.get(entry=out.code).label not in told
    assert "Corrected" not in text_of(client, f"/en/hasil/2026-1/{out.code}/")


# What was changed in the database --------------------------------------------------------------------------------


def tamper(result: Result) -> None:
    found = [{"entry": None, "field": "prize_total", "stored": "1", "recomputed": "2"}]
    values = {"checked_at": NOW, "is_true": False, "wrong_since": NOW, "findings": found}
    ResultCheck.objects.update_or_create(result=result, defaults=values)


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.PUBLISHER])
@pytest.mark.parametrize("version", [1, 2])
def test_those_who_must_act_read_it_on_their_desks(
    client: Client, corrected: Result, fill: Fill, role: Role, version: int
) -> None:
    fill(slug="2026-2", first=20)
    client.force_login(create_user(role=role))
    desks = [f"/en/panitia/2026-1/{page}" for page in ("", "hasil/", "hadiah/")]
    quiet = [text_of(client, url) for url in desks]
    tamper(Result.objects.get(edition__slug="2026-1", version=version))

    told = [text_of(client, url) for url in desks]

    assert ["notice-bad" in page for page in quiet] == [False] * 3
    assert ["notice-bad" in page and "Prizes in all" in page for page in told] == [True] * 3
    elsewhere = text_of(client, "/en/panitia/2026-2/")
    assert f"The published result of {corrected.edition.name} was changed in the database." in elsewhere
    assert 'href="/en/panitia/2026-1/hasil/"' in elsewhere


@pytest.mark.parametrize("version", [1, 2])
def test_the_list_of_results_marks_the_edition(
    client: Client, corrected: Result, fill: Fill, publish: Publish, version: int
) -> None:
    publish(fill(slug="2025-1", year=2025, first=20))
    said = "Changed in the database after publication"
    assert said not in text_of(client, "/en/hasil/")
    tamper(Result.objects.get(edition__slug="2026-1", version=version))

    assert text_of(client, "/en/hasil/").count(said) == 1
