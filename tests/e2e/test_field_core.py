"""The store on the phone in a real browser: whose it is, what lies in it, when something counts as saved or sent."""

import base64
import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from scoring.models import FieldDevice, FieldMessage
from scoring.offline import app_files
from scoring.offline.sealing import from_text, message_context, unseal
from tests.e2e.field import PIN, Alley, Phone, core_url, stored, until
from tests.e2e.test_field_offline import picture


EVERYTHING: Final = """async () => {
  const shown = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      return new TextDecoder("latin1").decode(value);
    }
    if (value instanceof CryptoKey) return `key, extractable: ${value.extractable}`;
    if (value && typeof value === "object") return Object.entries(value).map(([k, v]) => `${k}=${shown(v)}`).join(";");
    return String(value);
  };
  const found = {};
  for (const { name, version } of await indexedDB.databases()) {
    const database = await new Promise((done) => {
      const request = indexedDB.open(name, version);
      request.onsuccess = () => done(request.result);
    });
    const rows = [];
    for (const store of database.objectStoreNames) {
      const request = database.transaction(store).objectStore(store).getAll();
      await new Promise((done) => { request.onsuccess = done; });
      rows.push(...request.result.map((row) => `${store}: ${shown(row)}`));
    }
    database.close();
    found[name] = rows.join("\\n");
  }
  return found;
}"""
SET: Final = "(core, [visit, code, value, note]) => core.setLine(visit, code, { value, note })"
PHASE: Final = "(core) => core.phase()"
CORE: Final = core_url()
FOUND_AN_UPDATE: Final = f"""async () => {{
  const core = await import('{CORE}');
  await core.lookForUpdate();
  return core.update().available;
}}"""
"""Look again and again: a look that begins during the browser's own, after a page was opened, finds what that found."""
SIGN_IN: Final = "/masuk/"
NOTE: Final = "Parit di belakang rumah nomor tiga"


@pytest.fixture(scope="module")
def only_phone(browser: Browser, alley: Alley) -> Iterator[Phone]:
    phone = Phone.take(browser, alley.url)
    yield phone.prepare(alley.user(0))
    phone.put_away()


@pytest.fixture
def phone(only_phone: Phone, alley: Alley) -> Phone:
    """One phone for the whole file, as in life: the first assessor's, open, with a network and nothing unsent."""
    for page in only_phone.context.pages[1:]:
        page.close()
    only_phone.page.unroute_all()
    only_phone.find_network()
    only_phone.sign_in(alley.user(0))
    only_phone.go("?")  # another address than before, so that the page is loaded anew
    only_phone.sees_day()
    only_phone.all_sent()
    return only_phone


def everything_on(page: Page) -> dict[str, str]:
    """All rows of all databases as text, also the bytes."""
    found: dict[str, str] = page.evaluate(EVERYTHING)
    return found


def unlocked(phone: Phone, user: int, pin: str) -> dict[str, Any]:
    told: dict[str, Any] = phone.core("(core, [user, pin]) => core.unlock(user, pin)", [user, pin])
    return told


def is_locked(phone: Phone) -> None:
    until(phone.page, f"async () => (await import('{CORE}')).phase() === 'locked'")


def comes_back(phone: Phone, user: int) -> None:
    """The page is loaded without a network, and opened with the PIN."""
    phone.page.reload()
    is_locked(phone)
    assert unlocked(phone, user, PIN)["ok"]
    phone.sees_day()


def test_what_was_tapped_survives_a_reload_without_network(alley: Alley, phone: Phone):
    user, entry = alley.user(0), alley.fresh()
    phone.lose_network()

    phone.core(SET, [entry.pk, "B1", 3, NOTE])
    phone.core(SET, [entry.pk, "A2", 0, ""])
    comes_back(phone, user.pk)
    sheet = phone.sheet(entry)

    assert sheet["lines"]["B1"] == {"value": 3, "note": NOTE, "state": "phone", "reason": None}
    assert sheet["lines"]["A2"]["value"] == 0
    assert (sheet["filled"], sheet["unsent"], sheet["state"]) == (2, 2, "phone")
    assert stored(entry, user) == {}

    phone.find_network()
    phone.all_sent()

    assert stored(entry, user) == {"B1": (3, NOTE), "A2": (0, "")}
    assert phone.sheet(entry)["lines"]["B1"]["state"] == "received"
    assert FieldMessage.objects.filter(nomination=entry).count() == 2


def test_the_store_cannot_be_read_by_the_next_user(alley: Alley, phone: Phone):
    first, second, entry = alley.user(0), alley.user(1), alley.fresh()
    phone.lose_network()
    phone.core(SET, [entry.pk, "B1", 2, NOTE])
    key = bytes(FieldDevice.objects.filter(user=first).latest("created_at").key)

    phone.sign_in(second)
    phone.find_network()
    phone.page.reload()
    phone.fill_pin("135791")
    phone.sees_day()
    found = everything_on(phone.page)
    wrong = unlocked(phone, first.pk, "135791")

    mine = found[f"lapangan-{first.pk}"]
    assert phone.core("(core) => core.user().id") == second.pk
    assert phone.sheet(entry)["filled"] == 0
    assert "outbox: " in mine
    assert "sheets: " in mine
    for secret in (NOTE, entry.label, "Sapta", '"value"', key.decode("latin1")):
        assert secret not in "\n".join(found.values())
    assert found["lapangan"].count("key, extractable: false") == 2
    assert wrong == {"ok": False, "triesLeft": 4, "waitSeconds": 0}


def test_wrong_pins_have_to_wait_longer_and_longer(alley: Alley, phone: Phone):
    user = alley.user(0)
    phone.lose_network()
    phone.page.reload()
    is_locked(phone)

    tries = [unlocked(phone, user.pk, "000000") for _ in range(5)]
    phone.page.reload()
    is_locked(phone)
    right = unlocked(phone, user.pk, PIN)

    assert [told["triesLeft"] for told in tries] == [4, 3, 2, 1, 0]
    assert [told["waitSeconds"] for told in tries] == [0, 0, 0, 0, 30]
    assert right["ok"] is False  # not even the right one
    assert 0 < right["waitSeconds"] <= 30


def test_a_forgotten_pin_costs_a_sign_in_and_no_work(alley: Alley, phone: Phone):
    user, entry = alley.user(0), alley.fresh()
    phone.context.clear_cookies()
    phone.core(SET, [entry.pk, "P7", 4, ""])
    until(
        phone.page,
        f"async () => {{ const core = await import('{CORE}'); return core.sync().problem?.key === 'signed_out'; }}",
    )
    phone.page.reload()
    is_locked(phone)

    phone.sign_in(user)
    phone.page.reload()
    phone.sees_day()
    phone.core("(core) => core.changePin('864209')")
    phone.all_sent()
    phone.core("(core) => core.lock()")
    told = unlocked(phone, user.pk, "864209")
    phone.core("(core, pin) => core.changePin(pin)", PIN)

    assert stored(entry, user) == {"P7": (4, "")}
    assert told["ok"] is True


def test_one_tab_writes_and_another_may_take_over(alley: Alley, phone: Phone):
    user, entry = alley.user(0), alley.fresh()
    phone.lose_network()
    phone.core(SET, [entry.pk, "B1", 1, ""])
    other = Phone(phone.network, phone.context, phone.context.new_page(), phone.complaints)
    phone.find_network()
    other.go()
    until(other.page, f"async () => {{ const core = await import('{CORE}'); return core.phase() === 'other_tab'; }}")

    other.core("(core) => core.takeOver()")
    other.sees_day()
    other.core(SET, [entry.pk, "B2", 2, ""])
    refused = phone.core(
        f"(core, given) => ({SET})(core, given).catch((trouble) => trouble.key)", [entry.pk, "B3", 3, ""]
    )
    other.all_sent()

    assert phone.core(PHASE) == "other_tab"
    assert refused == "other_tab"
    assert stored(entry, user) == {"B1": (1, ""), "B2": (2, "")}


def test_an_export_is_sealed_and_whole(alley: Alley, phone: Phone):
    entry = alley.fresh()
    phone.lose_network()
    phone.core(SET, [entry.pk, "B1", 2, NOTE])
    phone.core("(core, id) => core.setFacts(id, { place: 'Balai RT', note: '' })", entry.pk)

    text = phone.core("async (core) => (await core.exportFile()).blob.text()")
    file = json.loads(text)
    device = FieldDevice.objects.get(pk=file["device"])
    opened = [
        json.loads(
            unseal(
                bytes(device.key),
                from_text(one["sealed"]),
                message_context(
                    message=one["id"], device=device.pk, seq=one["seq"], visit=one["visit"], kind=one["kind"]
                ),
            )
        )
        for one in file["messages"]
    ]

    assert file["format"] == "bantar-field-1"
    assert NOTE not in text
    assert NOTE not in "".join(base64.b64decode(one["sealed"]).decode("latin1") for one in file["messages"])
    assert [(one["kind"], one["visit"]) for one in file["messages"]] == [("line", entry.pk), ("facts", entry.pk)]
    assert (opened[0]["value"], opened[0]["note"], opened[1]["place"]) == (2, NOTE, "Balai RT")


def test_the_browser_sends_when_no_page_of_the_app_is_open(alley: Alley, phone: Phone):
    user, entry = alley.user(0), alley.fresh()
    phone.lose_network()
    phone.core(SET, [entry.pk, "B1", 3, NOTE])
    phone.find_network()
    phone.page.goto("/healthz")  # the app is gone, and with it the key

    background_sync(phone)
    phone.lose_network()
    phone.go()
    comes_back(phone, user.pk)
    sheet = phone.sheet(entry)

    assert stored(entry, user) == {"B1": (3, NOTE)}
    assert sheet["lines"]["B1"] == {"value": 3, "note": NOTE, "state": "received", "reason": None}
    assert sheet["unsent"] == 0


def test_the_lock_screen_says_at_once_what_is_unsent(alley: Alley, phone: Phone):
    user, entry = alley.user(0), alley.fresh()
    phone.lose_network()
    for at, code in enumerate(("B1", "B2", "B3")):
        phone.core(SET, [entry.pk, code, at, ""])

    phone.core("(core) => core.lock()")
    expect(phone.page.locator(f'#content [data-owner="{user.pk}"]')).to_contain_text("3")
    expect(phone.page.locator("#content .after button", has_text=str(user))).to_be_visible()  # the file to hand over
    expect(phone.page.locator(f'#content a[href^="{SIGN_IN}"]')).to_have_count(0)  # it would lead nowhere
    phone.context.set_offline(False)
    expect(phone.page.locator(f'#content a[href^="{SIGN_IN}"]')).to_have_count(1)


def test_a_photo_counts_as_one(alley: Alley, phone: Phone):
    user, entry = alley.user(0), alley.fresh()
    phone.lose_network()
    phone.open_sheet(entry)
    phone.jump(entry, "B1")
    phone.photo("B1", picture(7))

    assert phone.sheet(entry)["unsent"] == phone.core("(core) => core.sync().unsent") == 1
    here = {owner["user"]: owner["unsent"] for owner in phone.core("(core) => core.refreshOwners()")}
    assert here[user.pk] == 1


def background_sync(phone: Phone) -> None:
    """What the browser does when it has found a network again."""
    worker = phone.context.service_workers[0]
    worker.evaluate(
        """() => new Promise((done, failed) => {
          const event = new ExtendableEvent("sync");
          event.tag = "lapangan";
          event.waitUntil = (work) => work.then(() => done(), failed);
          self.dispatchEvent(event);
        })"""
    )


def test_signing_out_names_what_is_unsent_and_locks_the_app(alley: Alley, phone: Phone):
    entry = alley.fresh()
    phone.lose_network()
    phone.core(SET, [entry.pk, "B1", 3, ""])
    phone.context.set_offline(False)  # the server is still away: nothing can be sent
    desk = phone.context.new_page()
    desk.route("**/penilaian/api/**", lambda route: route.abort())
    phone.page.route("**/penilaian/api/**", lambda route: route.abort())
    phone.network.on()
    desk.goto("/keluar/")
    notice = desk.locator("#unsent-work")
    expect(notice).to_be_visible()
    expect(notice.locator("[data-unsent]")).to_have_text("1")

    with desk.expect_download() as downloading:
        notice.locator("[data-export]").click()
    expect(notice.locator("[data-saved]")).to_be_visible()
    desk.locator("form[data-signs-out] button").click()
    desk.wait_for_url("**/")

    assert downloading.value.suggested_filename.endswith(".bantar")
    is_locked(phone)


def test_an_update_waits_until_it_is_wanted(alley: Alley, phone: Phone, monkeypatch: pytest.MonkeyPatch):
    """Between two taps the server gets a new version: the open page goes on with its own until the person agrees."""
    user, entry = alley.user(0), alley.fresh()
    phone.core(SET, [entry.pk, "B1", 1, ""])
    before = phone.core("(core) => core.config.version")
    monkeypatch.setattr(app_files, "_content_mark", lambda name: b"another version")

    until(phone.page, FOUND_AN_UPDATE)
    phone.lose_network()
    phone.core(SET, [entry.pk, "B2", 2, ""])
    during = phone.core("(core) => core.config.version")
    comes_back(phone, user.pk)
    reloaded = phone.core("(core) => core.config.version")
    with phone.page.expect_navigation():
        phone.core("(core) => core.applyUpdate()")
    comes_back(phone, user.pk)
    sheet = phone.sheet(entry)

    assert before == during == reloaded != phone.core("(core) => core.config.version")
    assert [sheet["lines"][code]["value"] for code in ("B1", "B2")] == [1, 2]
