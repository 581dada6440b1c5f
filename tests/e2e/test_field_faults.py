"""The connection cut at every request in turn, and at random: nothing is lost, nothing counts twice, nothing lies."""

import os
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser

from competitions.models import Nomination
from tests.e2e.cuttable import CUTS, CutAt, Fault, Schedule
from tests.e2e.field import PIN, Alley, Phone
from tests.e2e.field_acts import DO, Act, Memory, drawn


IN_FULL: Final = os.environ.get("HYPOTHESIS_PROFILE") == "fuzz"
FIRST: Final = int(os.environ.get("FIELD_SEED", "0"))
SEEDS: Final = range(FIRST, FIRST + int(os.environ.get("FIELD_SCHEDULES", "1000" if IN_FULL else "10")))
"""FIELD_SEED and FIELD_SCHEDULES choose others."""


MORE: Final = (Fault.HALF, Fault.TWICE, Fault.LATE) if IN_FULL else ()
"""The random schedules of the suite have them too."""


@pytest.fixture(scope="module")
def phone(browser: Browser, alley: Alley) -> Iterator[Phone]:
    one = Phone.take(browser, alley.url).prepare(alley.user(0))
    yield one
    one.put_away()


def next_visit(phone: Phone, alley: Alley) -> Nomination:
    entry = alley.fresh()
    if not phone.core("(core, id) => core.visits().some((visit) => visit.id === id)", entry.pk):
        phone.core("(core) => core.sendNow()")
    return entry


def do(phone: Phone, entry: Nomination, acts: list[Act]) -> list[Act]:
    done: list[Act] = phone.core(DO, {"visit": entry.pk, "acts": acts})
    return done


def come_home(phone: Phone) -> None:
    for _ in range(8):
        phone.core("(core) => core.sendNow().catch(() => null)")
        if phone.core("(core) => core.sync().unsent") == 0:
            return
    pytest.fail(f"still unsent: {phone.core('(core) => core.sync()')}")


VISIT: Final[list[Act]] = [
    {"do": "line", "code": "B1", "value": 3, "note": ""},
    {"do": "line", "code": "A1", "value": 1, "note": "Lampu mati"},
    {"do": "photo", "code": "B1", "seed": 7},
    {"do": "send"},
    {"do": "line", "code": "B1", "value": 4, "note": ""},
    {"do": "facts", "place": "Pos ronda", "note": ""},
    {"do": "send"},
    {"do": "look"},
]


@pytest.mark.fuzz
@pytest.mark.parametrize("fault", [*CUTS, *MORE])
def test_cut_at_every_request_in_turn(phone: Phone, alley: Alley, fault: Fault):
    """The first request of a kind, the second and so on: how kinds follow one another is up to the phone's clock."""
    hits = dict.fromkeys(("kirim", "foto", "rencana"), 0)
    for kind in hits:
        while cut(phone, alley, fault, kind, hits[kind] + 1):
            hits[kind] += 1
    assert hits["kirim"] >= 2
    assert hits["foto"] >= 2, "the photo has several parts, each is cut once"
    assert hits["rencana"] >= 1


def cut(phone: Phone, alley: Alley, fault: Fault, kind: str, number: int) -> bool:
    """Whether a visit came to the request of this number that the fault hit; nothing is lost either way."""
    entry, memory = next_visit(phone, alley), Memory()
    plan = CutAt(number, fault, f"/penilaian/api/{kind}")
    with phone.network.faulty(plan):
        memory.keep(do(phone, entry, VISIT))
    come_home(phone)
    memory.compare(entry, phone, number)
    return plan.hit


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", SEEDS)
def test_random_faults(phone: Phone, alley: Alley, seed: int):
    entry, memory = next_visit(phone, alley), Memory()
    with phone.network.faulty(Schedule(seed)):
        for stretch in drawn(seed, alley.codes[:6]):
            memory.keep(do(phone, entry, stretch))
            phone.page.reload()
            open_again(phone)
    come_home(phone)
    memory.keep(do(phone, entry, [{"do": "look"}]))
    memory.compare(entry, phone, seed)


def open_again(phone: Phone) -> None:
    """The page died; with a network the server's copy of the key opens the store, without one the PIN does."""
    opened = phone.core(
        """async (core, pin) => {
          const found = () => ["open", "locked"].includes(core.phase()) && core.owners().length;
          while (!found()) await new Promise((done) => setTimeout(done, 20));
          if (core.phase() === "locked") await core.unlock(core.owners()[0].user, pin);
          return core.phase();
        }""",
        PIN,
    )
    assert opened == "open"
