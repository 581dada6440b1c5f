"""A published result with its decree, made once per module; every test leaves it as it found it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from pytest_django.plugin import DjangoDbBlocker

from bantar.accounts.models import User
from competitions.enums import NominationStatus, Phase
from competitions.models import Edition, Nomination, SizeCategory
from rt_registry.enums import Role
from scoring.models import PrizeHandover, Result, ResultEntry, Score
from scoring.services.ledger import record_handover
from scoring.services.publication import approve_result, draft_result, publish_result
from tests.contract.conftest import undone
from tests.factories import (
    NOW,
    create_decree,
    create_edition,
    create_kelurahan,
    create_nomination,
    create_rt,
    create_scored_nomination,
    create_sheet,
    create_user,
)


DECREED = date(2026, 6, 1)
HANDED = date(2026, 6, 20)


@dataclass(frozen=True)
class World:
    """Four winners (large, medium, small, and a joined entry) and one that wins nothing."""

    edition: Edition
    committee: User
    publisher: User
    large: Nomination
    medium: Nomination
    small: Nomination
    joined: Nomination
    loser: Nomination

    @property
    def newest(self) -> Result:
        return Result.objects.filter(edition=self.edition).published().latest_first()[0]

    def line(self, nomination: Nomination, result: Result | None = None) -> ResultEntry:
        return (result or self.newest).entries.get(nomination=nomination)

    def hand_over(self, nomination: Nomination, receipt: str = "KW-1", **other: Any) -> PrizeHandover:
        return record_handover(
            **{
                "edition": self.edition,
                "line": other.pop("line", None) or self.line(nomination),
                "handed_on": HANDED,
                "receipt": receipt,
                "received_by": "Ibu Aminah",
                "by": self.committee,
                "now": NOW,
                **other,
            }
        )

    def publish(self, reason: str = "") -> Result:
        draft = draft_result(edition=self.edition, by=self.committee, now=NOW, reason=reason)
        approve_result(result=draft, by=self.publisher, now=NOW)
        return publish_result(result=draft, by=self.publisher, now=NOW)

    def correct(self, *, decree: bool = True) -> Result:
        """Version 2: the large one wins 2 million less, the small one 1 million more, the medium one nothing."""
        SizeCategory.objects.filter(edition=self.edition, code="besar").update(prize=8_000_000)
        SizeCategory.objects.filter(edition=self.edition, code="kecil").update(prize=6_000_000)
        Score.objects.filter(sheet__nomination=self.medium).update(value=1)
        result = self.publish("Nilai salah ketik")
        if decree:
            create_decree(result=result, by=self.publisher, number="500 TAHUN 2026", dated=DECREED)
        return result


def create_world(*, decree: bool = True) -> World:
    edition = create_edition(slug="terbit", phase=Phase.ASSESSMENT)
    kelurahan = create_kelurahan()
    rts = [create_rt(kelurahan=kelurahan, number=number, kk=60) for number in (11, 12)]
    joined = create_nomination(edition=edition, rts=rts, status=NominationStatus.CARRIED_OUT)
    for _ in range(3):
        create_sheet(nomination=joined, value=4)
    world = World(
        edition=edition,
        committee=create_user(role=Role.COMMITTEE),
        publisher=create_user(role=Role.PUBLISHER),
        large=create_scored_nomination(edition=edition, value=4, kk=120),
        medium=create_scored_nomination(edition=edition, value=4, kk=80),
        small=create_scored_nomination(edition=edition, value=4, kk=40),
        joined=joined,
        loser=create_scored_nomination(edition=edition, value=2, kk=45),
    )
    result = world.publish()
    if decree:
        create_decree(result=result, by=world.publisher, dated=DECREED)
    return world


@pytest.fixture(scope="module")
def published(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), undone():
        yield create_world()


@pytest.fixture
def world(published: World) -> Iterator[World]:
    with undone():
        yield published
