"""The plan for a phone: all that is needed offline, once, at a fixed cost; and what lies on the phone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from scoring.models import HeldVisit
from scoring.services.teams import assign
from tests.factories import NOW, create_assignment, create_nomination, create_team
from tests.scoring.field.phone import Phone, a_visit
from tests.scoring.field.test_api import API, post, signed_in


pytestmark = pytest.mark.django_db


def test_the_plan_holds_all_that_is_needed_and_comes_once() -> None:
    entry, (assessor, _) = a_visit()
    phone, client = Phone.of(assessor), signed_in(assessor.user)

    first = post(client, "rencana", phone.asking()).json()

    plan = first["plan"]
    (visit,) = plan["visits"]
    assert (visit["id"], visit["label"], visit["state"]) == (entry.pk, entry.label, "new")
    assert visit["address"].startswith("RT 001, Kelurahan ")
    assert len(plan["indicators"]) == 21
    assert plan["rules"][entry.edition.slug]["scale_max"] == 4
    assert [sheet["status"] for sheet in first["sheets"]] == ["none"]
    held = HeldVisit.objects.get()
    assert (held.nomination, held.device_id) == (entry, phone.id)
    known = post(client, "rencana", phone.asking(known=first["digest"])).json()
    assert (known["unchanged"], known["plan"], len(known["sheets"])) == (True, None, 1)
    english = client.post(f"/en{API}/rencana", phone.asking(known=first["digest"]), content_type="application/json")
    assert english.json()["unchanged"] is False


def test_the_server_knows_what_lies_on_the_phone() -> None:
    entry, (assessor, _) = a_visit()
    stranger, _ = a_visit()
    phone, client = Phone.of(assessor), signed_in(assessor.user)
    holding = [{"visit": visit, "filled": 7, "photos": 2, "unsent": 9} for visit in (entry.pk, stranger.pk)]

    post(client, "rencana", phone.asking())
    post(client, "rencana", phone.asking(holding=holding))

    held = HeldVisit.objects.get()  # a visit that is not theirs cannot be claimed
    assert (held.nomination, held.filled, held.photos, held.unsent) == (entry, 7, 2, 9)
    device = phone.device
    assert device.seen_at is not None
    assert timezone.now() - device.seen_at < timedelta(minutes=5)
    assert device.clock_offset_ms is not None


def test_a_visit_given_to_another_team_is_told_to_the_phone_that_holds_it() -> None:
    entry, (assessor, _) = a_visit()
    phone, client = Phone.of(assessor), signed_in(assessor.user)
    post(client, "rencana", phone.asking())
    assign(nomination=entry, team=create_team(edition=entry.edition), by=None, now=NOW)
    phone.line(entry.pk, "B1", 1)

    answer = post(client, "rencana", phone.asking(holding=[{"visit": entry.pk}])).json()
    sent = post(client, "kirim", phone.delivery()).json()

    assert answer["plan"]["visits"] == []
    assert answer["sheets"][0]["closed"]["code"] == "not_assigned"
    assert sent["results"][0]["outcome"] == "kept"
    assert [(kept["code"], kept["value"]) for kept in sent["sheets"][0]["kept"]] == [("B1", 1)]
    later = post(client, "rencana", phone.asking()).json()
    assert [(visit["id"], visit["state"]) for visit in later["plan"]["visits"]] == [(entry.pk, "gone")]
    assert later["sheets"][0]["kept"] == sent["sheets"][0]["kept"]


@pytest.mark.parametrize("visits", [1, 3])
def test_the_plan_costs_the_same_however_long_it_is(visits, django_assert_num_queries) -> None:
    entry, (assessor, _) = a_visit()
    team = entry.assignment.team
    for _ in range(visits - 1):
        create_assignment(nomination=create_nomination(edition=entry.edition), team=team)
    phone, client = Phone.of(assessor), signed_in(assessor.user)

    # session, user, roles, assessor, phone; plan 8; held 5; state 7
    with django_assert_num_queries(25):
        assert len(post(client, "rencana", phone.asking()).json()["plan"]["visits"]) == visits
