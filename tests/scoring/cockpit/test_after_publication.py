"""Once a result is published, its desks no longer speak of what is so far, and say what comes next."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from competitions.enums import Phase
from competitions.models import Edition
from rt_registry.enums import Role
from scoring.models import Result
from scoring.services.publication import approve_result, draft_result, publish_result
from tests.factories import NOW, create_decree, create_edition, create_scored_nomination, create_user


pytestmark = pytest.mark.django_db

DESKS = ["cockpit", "cockpit-ranking", "result-desk"]


@pytest.fixture
def published() -> Result:
    edition = create_edition(phase=Phase.ASSESSMENT)
    create_scored_nomination(edition=edition, value=4, kk=120)
    publisher = create_user(role=Role.PUBLISHER)
    result = draft_result(edition=edition, by=create_user(role=Role.COMMITTEE), now=NOW)
    approve_result(result=result, by=publisher, now=NOW)
    return publish_result(result=result, by=publisher, now=NOW)


def _page(client: Client, name: str, edition: Edition) -> str:
    with translation.override("en"):
        return client.get(reverse(f"scoring:{name}", args=[edition.slug])).content.decode()


@pytest.mark.parametrize("name", DESKS)
def test_nothing_is_so_far_after_the_publication(client: Client, published: Result, name: str) -> None:
    client.force_login(create_user(role=Role.COMMITTEE))

    page = _page(client, name, published.edition)

    assert "so far" not in page
    assert f"/panitia/{published.edition.slug}/dokumen/" in page


def test_before_it_they_do(client: Client) -> None:
    edition = create_edition(phase=Phase.ASSESSMENT)
    create_scored_nomination(edition=edition, value=4, kk=120)
    client.force_login(create_user(role=Role.COMMITTEE))

    assert ["so far" in _page(client, name, edition) for name in DESKS] == [True, True, True]


def test_no_prize_is_offered_for_recording_while_the_recount_disagrees(client: Client, published: Result) -> None:
    create_decree(result=published)
    client.force_login(create_user(role=Role.COMMITTEE))
    several = f"/panitia/{published.edition.slug}/hadiah/catat/"
    before = several in _page(client, "ledger", published.edition)

    Result.objects.filter(pk=published.pk).update(prize_total=1)
    page = _page(client, "ledger", published.edition)

    assert (before, several in page) == (True, False)
    assert "That cannot be said now" in page


def test_what_was_left_out_is_said_at_the_top(client: Client, published: Result) -> None:
    """The form stands far below on a phone."""
    client.force_login(create_user(role=Role.COMMITTEE))
    desk = f"/en/panitia/{published.edition.slug}"
    drafted = client.post(f"{desk}/hasil/susun/", {}).content.decode()
    client.force_login(create_user(role=Role.PUBLISHER))
    entered = client.post(f"{desk}/dokumen/keputusan/", {"decree-result": published.pk}).content.decode()
    plain = _page(client, "documents", published.edition)

    told = ["Nothing was saved." in page.partition("<h2")[0] for page in (drafted, entered, plain)]
    assert told == [True, True, False]
