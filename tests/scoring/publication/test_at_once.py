"""Two people press at the same moment: one act happens, the other is told so."""

from datetime import timedelta

import pytest
from django.test import override_settings

from bantar.trace.models import TraceEntry
from competitions.enums import Phase
from competitions.models import Award, Edition
from rt_registry.enums import Role
from scoring.models import Rendering, Result, ResultCheck, ResultSeal
from scoring.result_refusals import AlreadyPublished, OpenDraft
from scoring.services.embargo import schedule_result, unschedule_result
from scoring.services.publication import approve_result, draft_result, publish_result
from scoring.services.verification import verify_result
from scoring.services.watch import check_result, publish_due
from tests.at_once import kinds_at_once
from tests.factories import NOW, create_edition, create_scored_nomination, create_user


pytestmark = pytest.mark.django_db(transaction=True)


def _edition() -> Edition:
    edition = create_edition(phase=Phase.TALLY)
    create_scored_nomination(edition=edition, value=4)
    return edition


def test_two_drafts_at_once_are_one() -> None:
    edition = _edition()
    people = [create_user(role=Role.COMMITTEE) for _ in range(2)]

    answers = kinds_at_once(*(lambda by=by: draft_result(edition=edition, by=by, now=NOW) for by in people))  # type: ignore[misc]

    assert answers.count(OpenDraft) == 1
    assert Result.objects.count() == 1


def test_two_publications_at_once_are_one() -> None:
    edition = _edition()
    result = draft_result(edition=edition, by=create_user(role=Role.COMMITTEE), now=NOW)
    people = [create_user(role=Role.PUBLISHER) for _ in range(2)]
    approve_result(result=result, by=people[0], now=NOW)

    answers = kinds_at_once(*(lambda by=by: publish_result(result=result, by=by, now=NOW) for by in people))  # type: ignore[misc]

    assert answers.count(AlreadyPublished) == 1
    assert list(Result.objects.values_list("status", "version")) == [("published", 1)]
    assert Award.objects.count() == 1


@override_settings(SERVED_PAGES="scoring.selectors.served.PublishedPages")
def test_three_watches_and_a_publisher_at_the_minute_publish_once() -> None:
    edition = _edition()
    people = [create_user(role=Role.PUBLISHER) for _ in range(2)]
    result = draft_result(edition=edition, by=create_user(role=Role.COMMITTEE), now=NOW)
    approve_result(result=result, by=people[0], now=NOW)
    schedule_result(result=result, publish_at=NOW + timedelta(hours=1), by=people[0], now=NOW)
    then = NOW + timedelta(hours=1)

    answers = kinds_at_once(
        *[lambda: publish_due(then)] * 3,
        lambda: publish_result(result=result, by=people[1], now=then),
    )

    published = [one for answer in answers for one in (answer if isinstance(answer, list) else [answer])]
    assert [one for one in published if isinstance(one, Result)] == [result]
    assert len(answers) == 4
    result.refresh_from_db()
    assert (result.status, result.version, result.schedule_problem) == ("published", 1, "")
    assert (Award.objects.count(), ResultSeal.objects.count()) == (1, 1)
    assert TraceEntry.objects.filter(act="result.published").count() == 1
    assert Rendering.objects.filter(is_current=True).count() == 1
    assert verify_result(result=result) == []


def test_the_minute_taken_back_and_publication_at_once_are_one_or_the_other() -> None:
    edition = _edition()
    publisher = create_user(role=Role.PUBLISHER)
    result = draft_result(edition=edition, by=create_user(role=Role.COMMITTEE), now=NOW)
    approve_result(result=result, by=publisher, now=NOW)
    schedule_result(result=result, publish_at=NOW + timedelta(hours=1), by=publisher, now=NOW)
    then = NOW + timedelta(hours=1)

    answers = kinds_at_once(
        lambda: publish_due(then),
        lambda: unschedule_result(result=result, reason="Ditunda", by=publisher, now=then),
    )

    result.refresh_from_db()
    is_published = AlreadyPublished in answers
    assert (result.status == "published", Award.objects.exists(), ResultSeal.objects.exists()) == (is_published,) * 3


def test_two_checks_at_once_keep_one_finding() -> None:
    edition = _edition()
    publisher = create_user(role=Role.PUBLISHER)
    result = draft_result(edition=edition, by=create_user(role=Role.COMMITTEE), now=NOW)
    approve_result(result=result, by=publisher, now=NOW)
    result = publish_result(result=result, by=publisher, now=NOW)
    Result.objects.filter(pk=result.pk).update(prize_total=1)

    answers = kinds_at_once(*[lambda: check_result(result, NOW)] * 2)

    assert len(answers) == 2
    assert list(ResultCheck.objects.values_list("is_true", flat=True)) == [False]
    assert TraceEntry.objects.filter(act="result.found_changed").count() == 1
