"""One result with every kind of winner, drafted, approved and published, for all tests of a module."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from bantar.accounts.models import User
from competitions.enums import NominationStatus, Phase, Track
from competitions.models import Edition
from rt_registry.enums import Role
from scoring.models import Result
from scoring.services.publication import approve_result, draft_result, publish_result
from tests.factories import (
    NOW,
    create_edition,
    create_kecamatan,
    create_kelurahan,
    create_nomination,
    create_rt,
    create_sheet,
    create_user,
)


SITE = "https://bantar.test"


@dataclass(frozen=True)
class Desk:
    """An edition on its way: a joined entry, one of Kencana, one best in the city, one that fails."""

    edition: Edition
    committee: User
    publisher: User
    other_publisher: User

    def drafted(self, reason: str = "") -> Result:
        return draft_result(edition=self.edition, by=self.committee, now=NOW, reason=reason)

    def approved(self) -> Result:
        return approve_result(result=self.drafted(), by=self.publisher, now=NOW)

    def published(self) -> Result:
        return publish_result(result=self.approved(), by=self.publisher, now=NOW)

    def corrected(self) -> Result:
        """A second version: the entry that failed wins after all."""
        entry = self.edition.nominations.get(kk=40)
        create_sheet(nomination=entry, value=4)
        create_sheet(nomination=entry, value=4)
        create_sheet(nomination=entry, value=4)
        result = approve_result(result=self.drafted("lembar terlambat"), by=self.publisher, now=NOW)
        return publish_result(result=result, by=self.publisher, now=NOW)


def create_desk() -> Desk:
    edition = create_edition(slug="2026-1", phase=Phase.TALLY, best_in_city_prize=15_000_000)
    sipin = create_kelurahan(name="Simpang IV Sipin", kecamatan=create_kecamatan(name="Telanaipura"))
    selamat = create_kelurahan(name="Selamat", kecamatan=create_kecamatan(name="Danau Sipin"))
    joined = [create_rt(kelurahan=selamat, number=number, kk=60) for number in (1, 2)]
    entries = [
        (4, [create_rt(kelurahan=sipin, number=17, kk=120)], Track.REGULER),
        (3, joined, Track.REGULER),
        (3, [create_rt(kelurahan=sipin, number=3, kk=80)], Track.KENCANA),
        (2, [create_rt(kelurahan=selamat, number=9, kk=40)], Track.REGULER),
    ]
    for value, rts, track in entries:
        entry = create_nomination(edition=edition, rts=rts, track=track, status=NominationStatus.CARRIED_OUT)
        for _ in range(3):
            create_sheet(nomination=entry, value=value)
    return Desk(
        edition,
        create_user(role=Role.COMMITTEE),
        create_user(role=Role.PUBLISHER),
        create_user(role=Role.PUBLISHER),
    )


@pytest.fixture(scope="module")
def shared_desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Desk]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield create_desk()
        transaction.set_rollback(True)


@pytest.fixture
def desk(shared_desk: Desk, django_db_blocker: DjangoDbBlocker) -> Iterator[Desk]:
    """The shared one; whatever a test does to it is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield shared_desk
        transaction.set_rollback(True)
