"""Servers switch together by the clock, see one version whole, and keep what they have while the database is away."""

import threading

import pytest

from bantar.served.poller import Poller
from bantar.served.store import Store
from tests.scoring.served.asking import Shelves, page


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def body(store: Store, address: str = "/hasil/2026-1/") -> bytes | None:
    found = store.find(address)
    return found.body if found else None


def test_two_servers_that_poll_at_different_times_switch_at_the_same_instant() -> None:
    clock, shelves = Clock(), Shelves()
    shelves.announce(1, page(text="one"))
    stores = [Store(shelves, clock), Store(shelves, clock)]
    for store in stores:
        store.poll()
    shelves.announce(2, page(text="two"), at=102.0)

    stores[0].poll()
    clock.now = 101.9
    stores[1].poll()

    assert [body(store) for store in stores] == [b"one", b"one"]
    assert [store.changes_soon for store in stores] == [True, True]
    clock.now = 102.0
    assert [body(store) for store in stores] == [b"two", b"two"]
    assert [store.changes_soon for store in stores] == [False, False]


def test_pages_that_only_the_old_version_had_go_with_it() -> None:
    clock, shelves = Clock(), Shelves()
    shelves.announce(1, page(text="one"), page("/hasil/2026-1/x/001/"))
    store = Store(shelves, clock)
    store.poll()
    shelves.announce(2, page(text="two"), at=101.0)
    store.poll()

    clock.now = 101.0

    assert (body(store), body(store, "/hasil/2026-1/x/001/")) == (b"two", None)


def test_editions_switch_each_by_itself() -> None:
    clock, shelves = Clock(), Shelves()
    shelves.announce(1, page("/hasil/a/", "a1"), shelf=1)
    shelves.announce(2, page("/hasil/b/", "b1"), shelf=2)
    store = Store(shelves, clock)
    store.poll()
    shelves.announce(3, page("/hasil/b/", "b2"), shelf=2, at=101.0)
    store.poll()

    clock.now = 101.0

    assert (body(store, "/hasil/a/"), body(store, "/hasil/b/")) == (b"a1", b"b2")


def test_what_is_not_to_be_served_here_gives_way_at_its_instant() -> None:
    clock, shelves = Clock(), Shelves()
    shelves.announce(1, page(text="one"))
    store = Store(shelves, clock)
    store.poll()
    shelves.announce(2, at=101.0)  # of another program, or not what was signed
    store.poll()

    before = body(store)
    clock.now = 101.0

    assert (before, body(store)) == (b"one", None)


def test_what_is_announced_no_more_is_gone_at_once() -> None:
    shelves = Shelves()
    shelves.announce(1, page())
    store = Store(shelves, Clock())
    store.poll()

    shelves.announcements = []
    store.poll()

    assert body(store) is None


def test_pages_made_anew_just_after_a_publication_leave_it_its_instant() -> None:
    """A server that hears of them before that instant shows the same as one that hears of them after it."""
    clock, shelves = Clock(), Shelves()
    shelves.announce(1, page(text="one"))
    stores = [Store(shelves, clock), Store(shelves, clock)]
    for number, at in ((1, 0), (2, 102.0)):
        shelves.announce(number, page(text=f"{number}"), at=at)
        for store in stores:
            store.poll()
    shelves.announce(3, page(text="3"), at=103.0)

    stores[0].poll()
    clock.now = 102.5
    between = [body(store) for store in stores]
    stores[1].poll()
    clock.now = 103.0

    assert (between, [body(store) for store in stores]) == ([b"2", b"2"], [b"3", b"3"])


def test_pages_are_loaded_once() -> None:
    shelves = Shelves()
    shelves.announce(1, page())
    store = Store(shelves, Clock())

    for _ in range(3):
        store.poll()

    assert shelves.loads == 1


@pytest.mark.django_db
def test_database_away_is_said_once_and_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    shelves = Shelves()
    shelves.announce(1, page(text="one"))
    store = Store(shelves, Clock())
    store.poll()
    poller = Poller(store)

    shelves.is_away = True
    in_a_thread(poller.once, poller.once)
    away = body(store)
    shelves.announce(2, page(text="two"))
    shelves.is_away = False
    in_a_thread(poller.once)

    assert (away, body(store)) == (b"one", b"two")
    assert len(caplog.records) == 1


def in_a_thread(*acts: object) -> None:
    """As the poller's own: it closes the connections of its thread, not those of the test."""
    thread = threading.Thread(target=lambda: [act() for act in acts])  # type: ignore[operator]
    thread.start()
    thread.join()


def test_the_first_pages_are_there_before_the_first_request() -> None:
    shelves = Shelves()
    shelves.announce(1, page(text="one"))
    poller = Poller(Store(shelves), every=60)

    poller.start()

    assert body(poller.store) == b"one"
    poller.stop()


def test_a_reader_during_switches_never_sees_two_versions_mixed() -> None:
    """A page's body names its version and address; a reader asks for both pages' maps while versions come and go."""
    clock, shelves = Clock(), Shelves()
    shelves.announce(0, *version(0))
    store = Store(shelves, clock)
    store.poll()
    done, seen = threading.Event(), []

    def read() -> None:
        last = -1
        while not done.is_set():
            number = int(body(store, "/a/") or b"-1")
            seen.append(number >= last)
            last = number
            later = int(body(store, "/b/") or b"-1")
            seen.append(later >= number)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 60):
        shelves.announce(number, *version(number), at=clock.now + 1)
        store.poll()
        clock.now += 1
        store.find("/a/")
    done.set()
    reader.join()

    assert seen
    assert all(seen)


def version(number: int) -> list[object]:
    return [page("/a/", str(number)), page("/b/", str(number))]
