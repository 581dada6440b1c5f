"""A correction that is published while the watch reads: nobody is told that the database was tampered with."""

import pytest

from competitions.enums import Phase
from rt_registry.enums import Role
from scoring.models import Result
from scoring.services import verification
from scoring.services.publication import approve_result, draft_result, publish_result
from scoring.services.watch import check_result
from tests.factories import NOW, create_edition, create_scored_nomination, create_user


pytestmark = pytest.mark.django_db


def test_a_correction_in_the_middle_of_a_check_is_no_tampering(monkeypatch: pytest.MonkeyPatch) -> None:
    edition = create_edition(phase=Phase.ASSESSMENT)
    create_scored_nomination(edition=edition, value=4, kk=80)
    committee, publisher = create_user(role=Role.COMMITTEE), create_user(role=Role.PUBLISHER)

    def publish(reason: str = "") -> Result:
        draft = draft_result(edition=edition, by=committee, now=NOW, reason=reason)
        approve_result(result=draft, by=publisher, now=NOW)
        return publish_result(result=draft, by=publisher, now=NOW)

    first = publish()
    asked = verification.is_current

    def and_then_a_correction(result: Result) -> bool:
        was = asked(result)
        monkeypatch.setattr(verification, "is_current", asked)
        edition.categories.update(prize=6_000_000)
        publish("Hadiah salah")
        return was

    monkeypatch.setattr(verification, "is_current", and_then_a_correction)
    check = check_result(first, NOW)

    assert (check.is_true, check.findings) == (True, [])
    assert Result.objects.published().count() == 2
