"""What goes wrong in a pocket: the clock, the session, the disk, an update, another person; and what it all weighs."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Browser, expect

from competitions.models import Nomination
from scoring.models import Assignment, FieldMessage
from tests.e2e.field import APP, Alley, Phone, sheet_of, stored
from tests.e2e.test_page_weight import KB, sent


SHIFTED: Final = """(() => {
  const Real = Date, shift = %d;
  globalThis.Date = class extends Real {
    constructor(...given) { given.length ? super(...given) : super(Real.now() + shift); }
    static now() { return Real.now() + shift; }
  };
})();"""
FILL_UP: Final = """() => {
  const { add, put } = IDBObjectStore.prototype;
  const whileFull = (write) => function (...given) {
    if (globalThis.diskIsFull) throw new DOMException("The disk is full", "QuotaExceededError");
    return write.apply(this, given);
  };
  Object.assign(IDBObjectStore.prototype, { add: whileFull(add), put: whileFull(put) });
  globalThis.diskIsFull = true;
}"""
SET: Final = "(core, [visit, code, value]) => core.setLine(visit, code, { value, note: '' })"
DAYS_MS: Final = 3 * 24 * 3600 * 1000


@pytest.fixture
def take(browser: Browser, alley: Alley) -> Iterator[Callable[[], Phone]]:
    taken: list[Phone] = []

    def one() -> Phone:
        taken.append(Phone.take(browser, alley.url))
        return taken[-1]

    yield one
    for phone in taken:
        phone.put_away()


@pytest.mark.parametrize("shift", [DAYS_MS, -DAYS_MS])
def test_a_clock_that_is_three_days_wrong(take: Callable[[], Phone], alley: Alley, shift: int):
    phone, entry, user = take(), alley.fresh(), alley.user(0)
    phone.context.add_init_script(SHIFTED % shift)
    phone.prepare(user)
    began = timezone.now()
    phone.open_sheet(entry)
    phone.tap("B1", 3)
    phone.says_saved()
    phone.all_sent()

    message = FieldMessage.objects.get(nomination=entry)
    assert stored(entry, user) == {"B1": (3, "")}
    assert abs(message.offset_ms + shift) < 60_000
    assert began.timestamp() - 60 < message.happened_at.timestamp() <= timezone.now().timestamp()
    assert sheet_of(entry, user).visited_at == message.happened_at


def test_an_expired_session_keeps_the_work(take: Callable[[], Phone], alley: Alley):
    """Signed out by the server; somebody else signs in; the work waits for its own user."""
    phone, entry, user = take(), alley.fresh(), alley.user(0)
    phone.prepare(user)
    phone.all_sent()
    phone.lose_network()
    phone.open_sheet(entry)
    phone.tap("B1", 2)
    phone.says_saved()
    Session.objects.all().delete()
    phone.find_network()

    expect(phone.page.locator("#dock-state a[href*='/masuk/']")).to_be_visible()
    assert phone.core("(core) => core.sync().problem.key") == "signed_out"
    assert not FieldMessage.objects.filter(nomination=entry).exists()

    phone.sign_in(alley.user(1))
    phone.go()
    phone.page.wait_for_timeout(800)
    assert not FieldMessage.objects.filter(nomination=entry).exists()
    assert phone.core("(core) => core.phase()") == "set_up"
    assert phone.core("(core) => core.visits().length") == 0

    phone.sign_in(user)
    phone.go()
    phone.sees_day()
    phone.all_sent()
    assert stored(entry, user) == {"B1": (2, "")}


def test_a_full_disk_says_so_and_loses_nothing(take: Callable[[], Phone], alley: Alley):
    """Every write is refused, in the words of the browser: what was saved stays, what was not is not shown as saved."""
    phone, entry, user = take(), alley.fresh(), alley.user(1)
    phone.prepare(user)
    phone.all_sent()
    phone.lose_network()
    phone.open_sheet(entry)
    phone.score({"B1": 4})
    phone.page.evaluate(FILL_UP)
    phone.tap("B2", 3)

    expect(phone.page.locator("#dock-state")).to_have_class("dock-state dock-bad")
    expect(phone.card("B2").locator('button[aria-pressed="true"]')).to_have_count(0)
    assert phone.sheet(entry)["lines"]["B2"]["value"] is None
    assert phone.sheet(entry)["lines"]["B1"]["value"] == 4

    phone.page.evaluate("() => { globalThis.diskIsFull = false; }")
    phone.score({"B2": 1})
    phone.find_network()
    phone.all_sent()
    assert stored(entry, user) == {"B1": (4, ""), "B2": (1, "")}


def test_what_came_too_late_does_not_hide_what_stands(take: Callable[[], Phone], alley: Alley):
    """Closed while the phone was away, opened again: the score given then counts, and the sheet can be handed in."""
    phone, entry, user = take(), alley.fresh(), alley.user(2)
    phone.prepare(user)
    phone.lose_network()
    phone.core(SET, [entry.pk, "B1", 3])
    close(entry, timezone.now())
    phone.find_network()
    phone.all_sent()
    late = phone.sheet(entry)
    close(entry, None)
    phone.core("(core) => core.sendNow()")
    for code in alley.codes:
        phone.core(SET, [entry.pk, code, 1])
    phone.core("(core, id) => core.submit(id)", entry.pk)
    phone.core("(core) => core.sendNow()")

    assert (late["lines"]["B1"]["value"], late["lines"]["B1"]["state"]) == (3, "kept")
    assert late["kept"][0]["reason"]["code"] == "visit_closed"
    assert sheet_of(entry, user).is_submitted
    assert stored(entry, user) == dict.fromkeys(alley.codes, (1, ""))
    assert phone.sheet(entry)["lines"]["B1"]["value"] == 1


def close(entry: Nomination, at: datetime | None) -> None:
    Assignment.objects.filter(nomination=entry).update(closed_at=at)


def test_first_visit_is_light(take: Callable[[], Phone], alley: Alley):
    """All that travels until the phone can go out: shell, assets, worker, the day; as the server sends it."""
    phone = take()
    phone.asked()
    phone.prepare(alley.user(2))
    phone.all_sent()
    weights: dict[str, int] = {}
    for exchange in phone.asked():
        path = exchange.request.path
        weights[path] = sent(path) if path.startswith("/static/") else weights.get(path, 0) + exchange.received

    assert sum(weights.values()) < 150 * KB, json.dumps(weights, indent=1)


def test_it_can_be_installed(take: Callable[[], Phone], alley: Alley):
    phone = take()
    phone.prepare(alley.user(2))
    devtools = phone.context.new_cdp_session(phone.page)

    manifest = json.loads(devtools.send("Page.getAppManifest")["data"])
    errors = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]

    assert [error["errorId"] for error in errors if error["errorId"] != "in-incognito"] == []
    assert (manifest["display"], manifest["start_url"]) == ("standalone", APP)
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
