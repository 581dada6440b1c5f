"""The people of a publication, and an edition ready for one."""

from dataclasses import dataclass

import pytest

from bantar.accounts.models import User
from competitions.enums import Phase
from competitions.models import Edition
from rt_registry.enums import Role
from scoring.models import Result
from scoring.services.publication import approve_result, draft_result, publish_result
from tests.factories import NOW, create_edition, create_scored_nomination, create_user, grant_role


@dataclass(frozen=True)
class People:
    committee: User
    publisher: User
    both: User
    """Committee and publisher at once: still never both for one result."""
    auditor: User


@pytest.fixture
def people(db: None) -> People:
    both = create_user(role=Role.COMMITTEE)
    grant_role(both, Role.PUBLISHER)
    return People(
        committee=create_user(role=Role.COMMITTEE),
        publisher=create_user(role=Role.PUBLISHER),
        both=both,
        auditor=create_user(role=Role.AUDITOR),
    )


@pytest.fixture
def edition(db: None) -> Edition:
    """Three complete entries: two win, one fails; nothing blocks."""
    edition = create_edition(phase=Phase.ASSESSMENT)
    for value, kk in [(4, 120), (3, 80), (2, 40)]:
        create_scored_nomination(edition=edition, value=value, kk=kk)
    return edition


@pytest.fixture
def draft(edition: Edition, people: People) -> Result:
    return draft_result(edition=edition, by=people.committee, now=NOW)


@pytest.fixture
def published(draft: Result, people: People) -> Result:
    approve_result(result=draft, by=people.publisher, now=NOW)
    return publish_result(result=draft, by=people.publisher, now=NOW)
