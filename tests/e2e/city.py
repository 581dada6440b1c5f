"""A city with accounts and a small roster, and nothing of a competition yet."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from playwright.sync_api import Browser

from bantar.accounts.models import User
from competitions.domain.calendar import wib_date
from competitions.enums import NominationStatus
from competitions.models import Edition, Nomination
from rt_registry.enums import Role
from rt_registry.models import RT, Kelurahan
from scoring.services.reference import load_reference
from tests.e2e.people import Person
from tests.factories import PASSWORD, create_rt, create_user


KK = {1: 120, 2: 80, 3: 20, 4: 45}
"""RTs of Kelurahan Kenali Besar; one of them is too small to enter alone."""


@dataclass
class City:
    browser: Browser
    url: str
    today: date
    rts: dict[int, RT]
    people: list[Person] = field(default_factory=list)

    @classmethod
    def found(cls, browser: Browser, url: str) -> "City":
        load_reference(by=None, now=timezone.now())
        kelurahan = Kelurahan.objects.select_related("kecamatan").get(slug="kenali-besar")
        create_user(username="operator", role=Role.OPERATOR, kelurahan=kelurahan)
        create_user(username="camat", role=Role.VERIFIER, kecamatan=kelurahan.kecamatan)
        for name in ("penilai1", "penilai2", "penilai3"):
            create_user(username=name, role=Role.ASSESSOR)
        create_user(username="panitia", role=Role.COMMITTEE)
        create_user(username="pejabat", role=Role.PUBLISHER)
        for user in User.objects.all():
            user.set_password(PASSWORD)
            user.save()
        today = wib_date(timezone.now())
        rts = {n: create_rt(kelurahan=kelurahan, number=n, kk=kk, year=today.year) for n, kk in KK.items()}
        return cls(browser, url, today, rts)

    def comes(self, name: str, **more: Any) -> Person:
        """Somebody opens a browser and signs in; without a name it is a visitor."""
        self.people.append(Person.at(self.browser, self.url, name, **more))
        return self.people[-1]

    def empty(self) -> None:
        """Everybody goes: an open browser holds a thread of the server, and that its connection to the database."""
        for person in self.people:
            person.context.close()

    def entry(self, number: int) -> Nomination:
        """The live entry with this RT in it."""
        found = Nomination.objects.exclude(status=NominationStatus.WITHDRAWN)
        return found.get(members__rt=self.rts[number])

    @property
    def edition(self) -> Edition:
        return Edition.objects.get()
