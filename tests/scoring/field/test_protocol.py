"""Phones, form and committee at once over a network that loses, repeats, delays and reorders, until it is good again.

The invariant: what an assessor last saw as saved is what the server has, or it waits for their decision, or it is kept
with the reason. Nothing counts twice, no receipt lies, no receipt changes.
"""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar, Final

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from bantar.web.errors import Refusal
from competitions.enums import Phase
from competitions.models import Edition
from scoring.domain.merging import FACTS
from scoring.models import ConflictMark, SheetPhoto
from scoring.services.conflicts import lift_conflict, mark_conflict
from scoring.services.field_kept import take_in_kept
from scoring.services.sheets import reopen_sheet
from scoring.services.teams import assign, close_visit, reopen_visit
from tests.scoring.field.alley import Alley
from tests.scoring.field.pocket import Asked, Json, Pocket
from tests.scoring.field.witness import Witness, snapshot


IN_FULL: Final = os.environ.get("HYPOTHESIS_PROFILE") == "fuzz"
CLOCKS: Final = (timedelta(), timedelta(days=-3), timedelta(days=3))
"""Of the three phones: two of the first assessor, one of the second."""
ROUNDS: Final = 60
codes = st.sampled_from(["B1", "B2", "P7"])
phones = st.integers(0, 2)
entries = st.integers(0, 1)
values = st.none() | st.integers(0, 4)
notes = st.sampled_from(["", "", "Got bersih", "Saluran mampat\ndi ujung"])


class Days(RuleBasedStateMachine):
    """Many days in the field, in no order that anybody planned."""

    alley: ClassVar[Alley]

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.savepoint()
        self.entries = [entry.pk for entry in self.alley.entries]
        first, second = (assessor.user for assessor in self.alley.assessors)
        assert first is not None
        assert second is not None
        owners = zip((first, first, second), CLOCKS, strict=True)
        self.phones = [Pocket(user, clock).set_up(*self.entries) for user, clock in owners]
        self.waiting: dict[int, Asked] = {}
        self.wire: list[tuple[int, Asked]] = []
        self.form = Client()
        self.form.force_login(first)
        self.open_form: tuple[int, dict[str, list[str]]] | None = None
        self.witness = Witness()

    # with the finger -------------------------------------------------------------------------------------------------

    @rule(phone=phones, entry=entries, code=codes, value=values, note=notes)
    def tap(self, phone: int, entry: int, code: str, value: int | None, note: str) -> None:
        self.phones[phone].tap(self.entries[entry], code, value, note)

    @rule(phone=phones, entry=entries, place=st.sampled_from(["", "Pos ronda"]), note=notes)
    def tell(self, phone: int, entry: int, place: str, note: str) -> None:
        self.phones[phone].tell(self.entries[entry], place, note)

    @rule(phone=phones, entry=entries, code=codes, number=st.integers(1, 3))
    def shoot(self, phone: int, entry: int, code: str, number: int) -> None:
        self.phones[phone].shoot(self.entries[entry], code, number)

    @rule(phone=phones, entry=entries, data=st.data())
    def take_back(self, phone: int, entry: int, data: st.DataObject) -> None:
        photos = self.phones[phone].photos(self.entries[entry])
        if photos:
            self.phones[phone].take_back(self.entries[entry], data.draw(st.sampled_from(photos)))

    @rule(phone=phones, entry=entries, value=st.integers(0, 4))
    def fill_and_hand_in(self, phone: int, entry: int, value: int) -> None:
        pocket, visit = self.phones[phone], self.entries[entry]
        for code in self.alley.codes:
            if pocket.shows(visit, code)[0] is None:
                pocket.tap(visit, code, value)
        pocket.hand_in(visit, self.alley.codes)

    # the network -----------------------------------------------------------------------------------------------------

    @rule(phone=phones, most=st.sampled_from([1, 3, 200]))
    def ask(self, phone: int, most: int) -> None:
        """The phone gives up on what it asked before, crashed or not, and asks anew."""
        asked = self.phones[phone].send(most)
        self.waiting[phone] = asked
        self.wire.append((phone, asked))

    @precondition(lambda self: self.wire)
    @rule(data=st.data(), again=st.booleans(), answered=st.booleans())
    def arrive(self, data: st.DataObject, again: bool, answered: bool) -> None:
        """Some request arrives, perhaps long after it was given up; it may arrive once more, the answer may not."""
        place = data.draw(st.integers(0, len(self.wire) - 1))
        phone, asked = self.wire[place]
        if not again:
            self.wire.pop(place)
        status, answer = self.serve(phone, asked)
        if answered and self.waiting.get(phone) is asked:
            del self.waiting[phone]
            self.phones[phone].hear(asked, status, answer)

    @precondition(lambda self: self.wire)
    @rule(data=st.data())
    def lose(self, data: st.DataObject) -> None:
        self.wire.pop(data.draw(st.integers(0, len(self.wire) - 1)))

    def serve(self, phone: int, asked: Asked) -> tuple[int, Json]:
        repeated = bool(asked.messages) and set(asked.messages) <= set(self.witness.receipts)
        before = snapshot() if repeated else None
        response = self.phones[phone].ask(asked)
        answer: Any = response.json()
        assert response.status_code == 200 or asked.method == "PUT", answer
        if before is not None:
            assert snapshot() == before, "a repeated message has an effect"
        self.witness.look()
        self.witness.check_answer(self.phones[phone].user.pk, answer.get("results", []), answer.get("sheets") or [])
        return response.status_code, answer

    # the form and the committee --------------------------------------------------------------------------------------

    @rule(entry=entries)
    def open_the_form(self, entry: int) -> None:
        visit = self.entries[entry]
        page = self.form.get(f"/penilaian/{visit}/")
        inputs = re.findall(r'<input[^>]*type="hidden"[^>]*>', page.content.decode()) if page.status_code == 200 else []
        hidden: dict[str, list[str]] = {}
        for tag in inputs:
            name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
            if name and name[1] != "csrfmiddlewaretoken":
                hidden.setdefault(name[1], []).append(value[1] if value else "")
        self.open_form = (visit, hidden) if hidden else None

    @precondition(lambda self: self.open_form)
    @rule(code=codes, value=st.integers(0, 4))
    def save_the_form(self, code: str, value: int) -> None:
        """What is older than the server's state is refused, and nothing changes."""
        assert self.open_form is not None
        (visit, hidden), self.open_form = self.open_form, None
        response = self.form.post(f"/penilaian/{visit}/", {**hidden, f"s_{code}": str(value)})
        assert response.status_code in (302, 403, 404, 409)
        self.witness.look(form=response.status_code == 302)

    @rule(entry=entries)
    def hand_in_the_form(self, entry: int) -> None:
        visit = self.entries[entry]
        sheet = self.alley.sheet(visit, self.alley.assessors[0])
        revision = {"revision": str(sheet.revision if sheet else 0)}
        assert self.form.post(f"/penilaian/{visit}/kirim/", revision).status_code in (302, 403, 404, 409)
        self.witness.look()

    @rule(entry=entries, who=st.integers(0, 1))
    def take_in(self, entry: int, who: int) -> None:
        """What was kept aside is taken in, once the visit is open again."""
        nomination, assessor = self.alley.entries[entry], self.alley.assessors[who]
        more: Any = {"reason": "Uji", "by": self.alley.committee, "now": timezone.now()}
        self.committee(lambda: take_in_kept(nomination=nomination, assessor=assessor, **more))
        self.witness.look()

    @rule(entry=entries)
    def close_or_reopen(self, entry: int) -> None:
        visit, now = self.alley.visit(self.entries[entry]), timezone.now()
        if visit.closed_at is None:
            self.committee(lambda: close_visit(assignment=visit, by=None, now=now, accept_missing=True))
        else:
            self.committee(lambda: reopen_visit(assignment=visit, reason="Uji", by=None, now=now))

    @rule(entry=entries, team=st.booleans())
    def reassign(self, entry: int, team: bool) -> None:
        other, nomination = (self.alley.other_team if team else self.alley.team), self.alley.entries[entry]
        self.committee(lambda: assign(nomination=nomination, team=other, by=None, now=timezone.now()))

    @rule(entry=entries, who=st.integers(0, 1))
    def mark_or_lift(self, entry: int, who: int) -> None:
        nomination, assessor = self.alley.entries[entry], self.alley.assessors[who]
        mark = ConflictMark.objects.in_force().filter(nomination=nomination, assessor=assessor).first()
        more: Any = {"reason": "Uji", "by": None, "now": timezone.now()}
        if mark is None:
            self.committee(lambda: mark_conflict(nomination=nomination, assessor=assessor, **more))
        else:
            self.committee(lambda: lift_conflict(mark=mark, **more))

    @rule(phase=st.sampled_from([Phase.ASSESSMENT, Phase.ASSESSMENT, Phase.TALLY]))
    def move(self, phase: Phase) -> None:
        Edition.objects.filter(pk=self.alley.edition.pk).update(phase=phase)

    @rule(entry=entries, who=st.integers(0, 1))
    def reopen(self, entry: int, who: int) -> None:
        sheet = self.alley.sheet(self.entries[entry], self.alley.assessors[who])
        if sheet is not None:
            self.committee(lambda: reopen_sheet(sheet=sheet, reason="Uji", by=None, now=timezone.now()))

    def committee(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Refusal:
            return

    # the network is good again ---------------------------------------------------------------------------------------

    def teardown(self) -> None:
        try:
            self.come_home()
            self.compare()
        finally:
            transaction.savepoint_rollback(self.undone)

    def come_home(self) -> None:
        for number, pocket in enumerate(self.phones):
            for _ in range(ROUNDS):
                done = not pocket.outbox and not any(pocket.parts_missing())
                asked = pocket.send()
                pocket.hear(asked, *self.serve(number, asked))
                if done:
                    break
            assert pocket.outbox == [], "the phone does not get rid of what it holds"

    def compare(self) -> None:
        for pocket in self.phones:
            assert pocket.refused == {}
            fates = {line: self.witness.fate(pocket, *line, word) for line, word in pocket.said.items()}
            assert not {line: fate for line, fate in fates.items() if fate.startswith("lost")}
            for (entry, code), fate in fates.items():
                if fate == "stands":
                    shown = dict(
                        zip(("place" if code == FACTS else "value", "note"), pocket.shows(entry, code), strict=True)
                    )
                    assert shown == pocket.said[entry, code].content
            self.compare_photos(pocket)

    def compare_photos(self, pocket: Pocket) -> None:
        """Every photo that the person did not take back is there, whole, whether it counts or not."""
        for entry in self.entries:
            kept = {kept["message"] for kept in pocket.sheets.get(entry, {}).get("kept", [])}
            assert kept <= set(self.witness.receipts)
        for photo in SheetPhoto.objects.filter(pk__in=pocket.pictures, removed_at=None):
            assert photo.received_at is not None
            with photo.file.open() as file:
                assert len(file.read()) == photo.size


@pytest.mark.django_db
@pytest.mark.fuzz
def test_what_the_assessor_saw_as_saved_is_what_the_server_has():
    Days.alley = Alley.open()
    full, share = {"max_examples": 400, "stateful_step_count": 70}, {"max_examples": 8, "stateful_step_count": 30}
    run_state_machine_as_test(Days, settings=settings(**(full if IN_FULL else share)))
