"""Kill -9 in the middle of a publication: everybody sees the old version or the new one, whole."""

import json
import signal
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from bantar.program import program
from bantar.trace.models import TraceEntry
from competitions.enums import Phase
from competitions.models import Award, Edition
from rt_registry.enums import Role
from scoring.models import Rendering, Result, ResultEntry, ResultSeal, Score
from scoring.selectors.served import PublishedPages
from scoring.services.embargo import schedule_result
from scoring.services.publication import approve_result, draft_result, publish_result
from scoring.services.verification import verify_result
from tests.factories import NOW, create_edition, create_scored_nomination, create_user
from tests.faults.dying_publication import POINTS
from tests.faults.processes import act, dying


pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = NOW + timedelta(minutes=1)


@dataclass(frozen=True)
class Seen:
    """What everybody can read of the edition, each part by its own way to the database."""

    version: object
    total: object
    page: bool
    entry: int
    rt: bool
    awards: list[tuple[str, int | None]]
    phase: str
    served: object


def seen(client: Client, edition: Edition, rt: int) -> Seen:
    files = client.get(reverse("scoring:result-json", args=[edition.slug]))
    document = json.loads(files.content)
    page = client.get(reverse("scoring:result", args=[edition.slug])).content.decode()
    row = ResultEntry.objects.filter(entry=document["entries"][0]["entry"]).first()
    assert row is not None
    entry = client.get(reverse("scoring:result-entry", args=[edition.slug, *row.entry.split("/")]))
    edition.refresh_from_db()
    return Seen(
        version=document["version"],
        total=document["prize_total"],
        page=document["digest"] in page,
        entry=entry.context["result"].version,
        rt="Rp7.000.000" in client.get(reverse("scoring:rt", args=[rt])).content.decode(),
        awards=list(Award.objects.order_by("entry_code").values_list("entry_code", "prize")),
        phase=edition.phase,
        served=served(),
    )


def served() -> object:
    """The version that servers announce, and whether its pages are whole and genuine."""
    (announced,) = PublishedPages().announced()
    pages = {page.address: page for page in PublishedPages().pages(announced.number)}
    made = Rendering.objects.get(pk=announced.number)
    return made.result.version, len(pages) == len(made.manifest["pages"]), bool(pages)


@override_settings(SERVED_PAGES="scoring.selectors.served.PublishedPages")
def test_a_killed_publication_leaves_the_old_version_and_the_next_run_ends_it(client: Client) -> None:
    edition = create_edition(phase=Phase.TALLY)
    entries = [create_scored_nomination(edition=edition, value=value) for value in (2, 4)]
    committee, official = create_user(role=Role.COMMITTEE), create_user(role=Role.PUBLISHER)

    def approved(reason: str = "") -> Result:
        result = draft_result(edition=edition, by=committee, now=NOW, reason=reason)
        return approve_result(result=result, by=official, now=NOW)

    publish_result(result=approved(), by=official, now=NOW)
    Score.objects.filter(sheet__nomination=entries[0]).update(value=4)
    corrected = approved("Salah ketik")
    schedule_result(result=corrected, publish_at=MINUTE, by=official, now=NOW)
    loser = entries[0].members.get().rt_id
    before = seen(client, edition, loser)
    assert (before.version, before.entry, before.rt, before.served) == (1, 1, False, (1, True, True))

    with dying("tests.faults.dying_publication", MINUTE.isoformat(), program()) as process:
        for point in POINTS:
            assert act(process, point) == str(-signal.SIGKILL), point
            if point != "commit":
                assert seen(client, edition, loser) == before, point
                assert ResultSeal.objects.count() == 1, point
                assert TraceEntry.objects.filter(act="result.published").count() == 1, point

        after = seen(client, edition, loser)
        assert (after.version, after.page, after.entry, after.rt) == (2, True, 2, True)
        assert (len(after.awards), after.served) == (2, (2, True, True))
        assert act(process) == "10"
        assert seen(client, edition, loser) == after
    newest = Result.objects.get(version=2)
    assert (newest.published_by, verify_result(result=newest)) == (official, [])
