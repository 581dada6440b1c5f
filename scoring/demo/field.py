"""Scoring without signal in the demo: today's sheets in every state between the phones and the count."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from competitions.models import Edition
from scoring.demo.editions import Demo
from scoring.demo.phones import Phone, place_at
from scoring.models import Assessor, Assignment, Indicator, ScoreSheet
from scoring.querysets import AssignmentQuerySet
from scoring.services.field_devices import Holding


SEED: Final = 4
"""The phones draw from a source of their own, so that everything else stays as it was."""


def seed_phones(demo: Demo, edition: Edition, now: datetime) -> None:
    """One phone for each thing that the committee's board has to show."""
    rng = Random(SEED)  # noqa: S311
    codes = list(Indicator.objects.order_by("order").values_list("code", flat=True))
    today = _visits(edition).filter(visit_on=demo.today)
    third, fourth, last = (_first(today, name) for name in ("Tim 3", "Tim 4", "Tim 6"))
    scenes = _Scenes(rng, codes, now)
    if third is not None:
        people = demo.people.teams[2]
        scenes.all_counted(third, people[1])
        scenes.partly_received(third, people[2])
        scenes.only_on_the_phone(third, people[3])
    if fourth is not None:
        scenes.two_phones_differ(fourth, demo.people.teams[3][1])
    if last is not None:
        scenes.silent(last, demo.people.teams[5][1])
    late = _closed_without(demo, edition)
    if late is not None:
        scenes.too_late(*late)


def _visits(edition: Edition) -> AssignmentQuerySet:
    return Assignment.objects.for_edition(edition).with_nomination().order_by("order", "pk")


def _first(visits: AssignmentQuerySet, team: str) -> Assignment | None:
    return visits.filter(team__name=team).first()


def _closed_without(demo: Demo, edition: Edition) -> tuple[Assignment, Assessor] | None:
    """A closed visit, and a member of its team who handed in no sheet."""
    handed_in = set(ScoreSheet.objects.filter(nomination__edition=edition).values_list("nomination_id", "assessor_id"))
    for visit in _visits(edition).exclude(closed_at=None):
        for assessor in demo.people.teams[int(visit.team.name.removeprefix("Tim ")) - 1]:
            if (visit.nomination_id, assessor.pk) not in handed_in:
                return visit, assessor
    return None


class _Scenes:
    """What happened with single phones; hours count back from the moment of seeding."""

    def __init__(self, rng: Random, codes: list[str], now: datetime) -> None:
        self.rng, self.codes, self.now = rng, codes, now

    def _ago(self, **how_long: float) -> datetime:
        return self.now - timedelta(**how_long)

    def _scores(self, count: int = 21) -> dict[str, int]:
        return {code: self.rng.choice((2, 3, 3, 4)) for code in self.codes[:count]}

    def all_counted(self, visit: Assignment, assessor: Assessor) -> None:
        """Everything arrived, from a phone whose clock is three days fast. One photo is one too many."""
        phone = Phone(self.rng, assessor, "Samsung A05", since=self._ago(hours=30), fast=timedelta(days=3))
        scores, place, note = self._scores(), "Pos ronda", "Warga sedang bergotong royong."
        phone.scores(visit, scores, self._ago(hours=3))
        phone.facts(visit, place, note, self._ago(hours=3))
        inside, outside = place_at(visit), place_at(visit, outside=True)
        photos = [phone.photo(visit, "B1", self._ago(minutes=170 - n), position=inside) for n in range(4)]
        photos.append(phone.photo(visit, "A3", self._ago(hours=2.7), position=outside))
        photos.append(phone.photo(visit, "P2", self._ago(hours=2.6), gallery=True))
        phone.submits(visit, scores, self._ago(hours=2.5), place=place, note=note, photos=photos)
        phone.sends(self._ago(hours=2))
        for taken in photos:
            phone.sends_picture(taken, self._ago(hours=1.9))
        phone.is_heard_of(self._ago(hours=1.9), Holding(visit.nomination_id, filled=21, photos=6))

    def partly_received(self, visit: Assignment, assessor: Assessor) -> None:
        """The signal went away in between; a photo was announced and has not come."""
        phone = Phone(self.rng, assessor, "Redmi 12C", since=self._ago(hours=28))
        phone.scores(visit, self._scores(12), self._ago(hours=1))
        phone.photo(visit, "B2", self._ago(minutes=40), position=place_at(visit))
        phone.sends(self._ago(minutes=25))
        phone.is_heard_of(self._ago(minutes=25), Holding(visit.nomination_id, filled=13, photos=2, unsent=2))

    def only_on_the_phone(self, visit: Assignment, assessor: Assessor) -> None:
        phone = Phone(self.rng, assessor, "Oppo A18", since=self._ago(hours=27))
        phone.is_heard_of(self._ago(hours=3), Holding(visit.nomination_id, filled=14, unsent=15))

    def two_phones_differ(self, visit: Assignment, assessor: Assessor) -> None:
        """The same assessor gave B3 on two phones, neither of which knew of the other."""
        for label, value, ago in (("Samsung A05", 3, 2.0), ("Infinix Smart 8", 1, 1.0)):
            phone = Phone(self.rng, assessor, label, since=self._ago(hours=26))
            phone.scores(visit, {"B3": value}, self._ago(hours=ago + 0.5))
            phone.sends(self._ago(hours=ago))
            phone.is_heard_of(self._ago(hours=ago), Holding(visit.nomination_id, filled=1))

    def silent(self, visit: Assignment, assessor: Assessor) -> None:
        phone = Phone(self.rng, assessor, "Vivo Y03", since=self._ago(hours=40))
        phone.is_heard_of(self._ago(hours=19), Holding(visit.nomination_id, filled=0))

    def too_late(self, visit: Assignment, assessor: Assessor) -> None:
        """The visit was closed before the phone found a signal: received, not counted."""
        phone = Phone(self.rng, assessor, "Itel A70", since=self._ago(hours=60))
        scores = self._scores()
        phone.is_heard_of(self._ago(hours=50), Holding(visit.nomination_id))
        phone.scores(visit, scores, self._ago(hours=45))
        phone.submits(visit, scores, self._ago(hours=44), place="", note="", photos=[])
        phone.sends(self._ago(hours=4))
        phone.is_heard_of(self._ago(hours=4), Holding(visit.nomination_id, filled=21))
