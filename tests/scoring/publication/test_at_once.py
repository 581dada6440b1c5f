"""Two people press at the same moment: one act happens, the other is told so."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from bantar.web.errors import Refusal
from competitions.enums import Phase
from competitions.models import Award, Edition
from rt_registry.enums import Role
from scoring.models import Result
from scoring.result_refusals import AlreadyPublished, OpenDraft
from scoring.services.publication import approve_result, draft_result, publish_result
from tests.factories import NOW, create_edition, create_scored_nomination, create_user


pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(*acts: Callable[[], object]) -> list[object]:
    """Do all acts in threads of their own that start together; what each returned or refused."""
    answers: list[object] = []
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait(timeout=10)
            answers.append(act())
        except Refusal as refusal:
            answers.append(type(refusal))
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers


def _edition() -> Edition:
    edition = create_edition(phase=Phase.TALLY)
    create_scored_nomination(edition=edition, value=4)
    return edition


def test_two_drafts_at_once_are_one() -> None:
    edition = _edition()
    people = [create_user(role=Role.COMMITTEE) for _ in range(2)]

    answers = _at_once(*(lambda by=by: draft_result(edition=edition, by=by, now=NOW) for by in people))  # type: ignore[misc]

    assert answers.count(OpenDraft) == 1
    assert Result.objects.count() == 1


def test_two_publications_at_once_are_one() -> None:
    edition = _edition()
    result = draft_result(edition=edition, by=create_user(role=Role.COMMITTEE), now=NOW)
    people = [create_user(role=Role.PUBLISHER) for _ in range(2)]
    approve_result(result=result, by=people[0], now=NOW)

    answers = _at_once(*(lambda by=by: publish_result(result=result, by=by, now=NOW) for by in people))  # type: ignore[misc]

    assert answers.count(AlreadyPublished) == 1
    assert list(Result.objects.values_list("status", "version")) == [("published", 1)]
    assert Award.objects.count() == 1
