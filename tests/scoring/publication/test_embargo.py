"""An approved result is published by itself at a set minute, by one watch or many, or refused aloud."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client, override_settings
from django.urls import reverse

from bantar.trace.models import TraceEntry
from bantar.web.errors import Refusal
from competitions.models import Award, Edition
from rt_registry.models import RoleGrant
from scoring.enums import ResultStatus
from scoring.models import Rendering, Result, ResultSeal, Score
from scoring.result_refusals import (
    AlreadyPublished,
    InputsChanged,
    MomentPast,
    NobodyNamed,
    NotApproved,
    NotPublisher,
    NotScheduled,
    OwnDraft,
    ReasonNeeded,
)
from scoring.services.embargo import schedule_result, unschedule_result
from scoring.services.publication import approve_result, discard_result, draft_result, publish_result
from scoring.services.verification import verify_result
from scoring.services.watch import Watch, publish_due
from tests.factories import NOW
from tests.scoring.publication.conftest import People


pytestmark = pytest.mark.django_db

WIB = ZoneInfo("Asia/Jakarta")
MINUTE = NOW + timedelta(hours=2)


@pytest.fixture
def approved(draft: Result, people: People) -> Result:
    return approve_result(result=draft, by=people.publisher, now=NOW)


@pytest.fixture
def scheduled(approved: Result, people: People) -> Result:
    return schedule_result(result=approved, publish_at=MINUTE, by=people.publisher, now=NOW)


def acts(result: Result) -> list[str]:
    return list(TraceEntry.objects.about(result).values_list("act", flat=True))


def test_nothing_happens_before_the_minute_and_everything_at_it(scheduled: Result, people: People) -> None:
    assert publish_due(MINUTE - timedelta(seconds=1)) == []
    assert (Award.objects.count(), ResultSeal.objects.count()) == (0, 0)

    (published,) = publish_due(MINUTE + timedelta(seconds=3))

    assert (published.version, published.published_by) == (1, people.publisher)
    assert published.published_at == MINUTE + timedelta(seconds=3)
    assert Award.objects.count() == 2
    assert verify_result(result=published) == []
    assert acts(published)[:2] == ["result.published", "result.scheduled"]
    assert publish_due(MINUTE + timedelta(hours=1)) == []


def test_the_seal_knows_who_set_the_minute(scheduled: Result, people: People) -> None:
    (published,) = publish_due(MINUTE)

    sealed = published.seal.acts
    assert (sealed["scheduled_by"], sealed["names"]["scheduled_by"]) == (
        people.publisher.pk,
        people.publisher.get_username(),
    )
    assert sealed["publish_at"].startswith(MINUTE.strftime("%Y-%m-%dT"))


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("committee", NotPublisher), ("auditor", NotPublisher), ("both", None), (None, NobodyNamed)],
)
def test_a_publisher_sets_and_takes_back_the_minute(
    approved: Result, people: People, who: str | None, refusal: type[Refusal] | None
) -> None:
    by = getattr(people, who) if who else None
    acts_of_theirs: list[Callable[[], object]] = [
        lambda: schedule_result(result=approved, publish_at=MINUTE, by=by, now=NOW),
        lambda: unschedule_result(result=approved, reason="Ditunda", by=by, now=NOW),
    ]
    for act in acts_of_theirs:
        if refusal is None:
            act()
        else:
            with pytest.raises(refusal):
                act()

    approved.refresh_from_db()
    assert (approved.publish_at, approved.status) == (None, ResultStatus.APPROVED)


def test_the_drafter_sets_no_minute(edition: Any, people: People) -> None:
    draft = draft_result(edition=edition, by=people.both, now=NOW)
    approved = approve_result(result=draft, by=people.publisher, now=NOW)

    with pytest.raises(OwnDraft):
        schedule_result(result=approved, publish_at=MINUTE, by=people.both, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Result.objects.filter(pk=approved.pk).update(publish_at=MINUTE, scheduled_by=people.both)


def test_what_is_no_minute_or_not_approved_or_changed_is_refused(draft: Result, people: People) -> None:
    given = {"result": draft, "by": people.publisher, "now": NOW}
    with pytest.raises(NotApproved):
        schedule_result(publish_at=MINUTE, **given)
    approve_result(**given)
    with pytest.raises(MomentPast):
        schedule_result(publish_at=NOW, **given)
    with pytest.raises(NotScheduled):
        unschedule_result(reason="x", **given)
    Score.objects.filter(indicator__code="B1").update(value=0)
    with pytest.raises(InputsChanged):
        schedule_result(publish_at=MINUTE, **given)


def test_taking_the_minute_back_needs_a_reason_and_keeps_the_approval(scheduled: Result, people: People) -> None:
    with pytest.raises(ReasonNeeded):
        unschedule_result(result=scheduled, reason=" ", by=people.publisher, now=NOW)

    result = unschedule_result(result=scheduled, reason="Pelantikan diundur", by=people.publisher, now=NOW)

    assert (result.publish_at, result.scheduled_by, result.scheduled_at) == (None, None, None)
    assert publish_due(MINUTE) == []
    trace = TraceEntry.objects.about(result)[0]
    assert (trace.act, trace.reason) == ("result.unscheduled", "Pelantikan diundur")


def test_discarding_clears_the_minute(scheduled: Result, people: People) -> None:
    result = discard_result(result=scheduled, reason="Salah", by=people.committee, now=NOW)

    assert result.publish_at is None
    assert publish_due(MINUTE) == []


def test_publishing_at_once_is_possible_and_the_minute_then_does_nothing(scheduled: Result, people: People) -> None:
    publish_result(result=scheduled, by=people.publisher, now=NOW)

    assert publish_due(MINUTE) == []
    with pytest.raises(AlreadyPublished):
        publish_result(result=scheduled, by=people.publisher, now=NOW)
    with pytest.raises(AlreadyPublished):
        schedule_result(result=scheduled, publish_at=MINUTE, by=people.publisher, now=NOW)
    assert ResultSeal.objects.count() == 1


def _changed_sheet(result: Result, people: People) -> str:
    Score.objects.filter(indicator__code="B1").update(value=0)
    return "B1"


def _no_longer_publisher(result: Result, people: People) -> str:
    RoleGrant.objects.filter(user=people.publisher).delete()
    return ""


def _account_switched_off(result: Result, people: People) -> str:
    type(people.publisher).objects.filter(pk=people.publisher.pk).update(is_active=False)
    return ""


@pytest.mark.parametrize("happens", [_changed_sheet, _no_longer_publisher, _account_switched_off])
def test_a_refusal_at_the_minute_is_kept_said_and_not_tried_again(
    scheduled: Result, people: People, happens: Callable[[Result, People], str], client: Client
) -> None:
    named = happens(scheduled, people)

    assert publish_due(MINUTE) == []

    scheduled.refresh_from_db()
    assert (scheduled.status, Award.objects.count(), ResultSeal.objects.count()) == (ResultStatus.APPROVED, 0, 0)
    assert scheduled.schedule_problem
    assert named in scheduled.schedule_problem
    assert not Rendering.objects.filter(is_current=True).exists()
    assert publish_due(MINUTE + timedelta(hours=1)) == []
    assert acts(scheduled).count("result.publication_failed") == 1
    client.force_login(people.auditor)
    page = client.get(reverse("scoring:result-desk", args=[scheduled.edition.slug])).content.decode()
    assert scheduled.schedule_problem.split(".")[0] in page


def test_one_refused_publication_does_not_keep_another_waiting(scheduled: Result, people: People) -> None:
    _changed_sheet(scheduled, people)
    publish_due(MINUTE)
    Score.objects.filter(indicator__code="B1").update(value=4)

    again = discard_result(result=scheduled, reason="Nilai berubah", by=people.publisher, now=MINUTE)
    fresh = draft_result(edition=again.edition, by=people.committee, now=MINUTE)
    approve_result(result=fresh, by=people.publisher, now=MINUTE)
    schedule_result(result=fresh, publish_at=MINUTE + timedelta(1), by=people.publisher, now=MINUTE)

    assert [result.version for result in publish_due(MINUTE + timedelta(1))] == [1]


@override_settings(SERVED_PAGES="scoring.selectors.served.PublishedPages")
def test_the_pages_are_made_ahead_and_the_publication_is_of_the_minute_itself(
    scheduled: Result, people: People, client: Client
) -> None:
    moment = MINUTE - timedelta(seconds=60)
    watch = Watch(clock=lambda: moment)
    watch.publish()

    (made,) = Rendering.objects.all()
    address = reverse("scoring:result-json", args=[scheduled.edition.slug])
    assert (made.is_current, client.get(address).status_code) == (False, 404)

    watch.publish()
    moment = MINUTE + timedelta(seconds=2)
    watch.publish()

    (published,) = watch.published
    assert published.published_at == MINUTE
    assert list(Rendering.objects.values_list("pk", "is_current")) == [(made.pk, True)]
    assert verify_result(result=published) == []
    assert client.get(address).json()["published_at"].startswith(MINUTE.astimezone(WIB).strftime("%Y-%m-%dT%H:%M:%S"))


@override_settings(SERVED_PAGES="scoring.selectors.served.PublishedPages")
@pytest.mark.parametrize("happens", ["renamed", "late", "set anew"])
def test_what_was_made_ahead_and_fits_no_more_is_not_served(scheduled: Result, people: People, happens: str) -> None:
    moment = MINUTE - timedelta(seconds=60)
    watch = Watch(clock=lambda: moment)
    watch.publish()
    made = Rendering.objects.get()
    moment = MINUTE + timedelta(seconds=60 if happens == "late" else 2)
    if happens == "renamed":
        Edition.objects.filter(pk=scheduled.edition_id).update(name="Kampung BANTAR Istimewa")
    elif happens == "set anew":
        again = MINUTE + timedelta(seconds=1)
        schedule_result(result=scheduled, publish_at=again, by=people.publisher, now=MINUTE - timedelta(seconds=30))

    watch.publish()

    (published,) = watch.published
    assert published.published_at in {"renamed": {MINUTE}, "late": {moment}, "set anew": {moment}}[happens]
    assert not Rendering.objects.filter(pk=made.pk, is_current=True).exists()
    assert verify_result(result=published) == []


# Pages and command ---------------------------------------------------------------------------------------------------


def post(client: Client, name: str, result: Result, **fields: str) -> Any:
    form = name.removeprefix("result-")
    data = {f"{form}-{key}": value for key, value in {"result": str(result.pk), **fields}.items()}
    return client.post(reverse(f"scoring:{name}", args=[result.edition.slug]), data)


def test_the_minute_is_typed_on_the_clock_of_the_city(approved: Result, people: People, client: Client) -> None:
    client.force_login(people.publisher)

    typed = "2099-11-24T10:00"
    assert post(client, "result-schedule", approved, publish_at=typed, sure="on").status_code == 302

    approved.refresh_from_db()
    assert approved.publish_at is not None
    assert approved.publish_at.isoformat() == "2099-11-24T03:00:00+00:00"
    page = client.get(reverse("scoring:result-desk", args=[approved.edition.slug])).content.decode()
    assert "24 November 2099 pukul 10.00 WIB" in page
    assert f'value="{typed}"' in page
    assert post(client, "result-unschedule", approved, reason="Diundur").status_code == 302
    approved.refresh_from_db()
    assert approved.publish_at is None


@pytest.mark.parametrize(
    ("typed", "status"),
    [("", 422), ("besok", 422), ("2099-11-24", 422), ("2001-01-01T10:00", 409), ("9999-01-01T10:00", 422)],
)
def test_what_is_no_minute_is_said_on_the_page(
    approved: Result, people: People, client: Client, typed: str, status: int
) -> None:
    client.force_login(people.publisher)

    answer = post(client, "result-schedule", approved, publish_at=typed, sure="on")

    approved.refresh_from_db()
    assert (answer.status_code, approved.publish_at) == (status, None)


def test_the_minute_by_command(approved: Result, people: People) -> None:
    out = StringIO()
    given = ["publish_result", approved.edition.slug, "--by", people.publisher.get_username()]
    call_command(*given, "--at", "2099-11-24 10:00", stdout=out)

    approved.refresh_from_db()
    assert approved.publish_at is not None
    assert approved.publish_at.isoformat() == "2099-11-24T03:00:00+00:00"
    assert "24 November 2099 pukul 10.00 WIB" in out.getvalue()
    for wrong, code in (
        ("besok", 2),
        ("2099-11-24", 2),
        ("2026-13-45 10:00", 2),
        ("0001-01-01 00:00", 2),
        ("2001-01-01 10:00", 1),
    ):
        with pytest.raises(CommandError) as error:
            call_command(*given, "--at", wrong)
        assert error.value.returncode == code
