"""The phone with the network really off: what was tapped is what the server holds afterwards, once."""

import contextlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from PIL import Image
from playwright.sync_api import Browser, Error, expect

from bantar.trace.models import TraceEntry
from competitions.models import Nomination
from scoring.models import FieldMessage, ScoreSheet, SheetRevision
from tests.e2e.conftest import ARGUMENTS, CHROMIUM
from tests.e2e.cuttable import CuttableNetwork
from tests.e2e.field import PIN, Alley, Phone, photos_of, stored


def picture(seed: int, width: int = 640, height: int = 480) -> bytes:
    """A photo-like JPEG: bands of noise compress as badly as leaves and gravel."""
    noise = Image.frombytes("RGB", (64, 48), Random(seed).randbytes(64 * 48 * 3)).resize((width, height))
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=85)
    return out.getvalue()


@pytest.fixture
def phone(browser: Browser, alley: Alley) -> Iterator[Callable[[int], Phone]]:
    """Phones of assessors by number, ready to go out; put away afterwards."""
    taken: list[Phone] = []

    def take(assessor: int) -> Phone:
        taken.append(Phone.take(browser, alley.url))
        return taken[-1].prepare(alley.user(assessor))

    yield take
    for one in taken:
        one.put_away()


class Pocketed:
    """A phone whose tabs and whose browser are killed, and started again on the same profile."""

    def __init__(self, browser: Browser, alley: Alley, folder: Path) -> None:
        self.browser, self.folder = browser, folder
        self.network = CuttableNetwork(alley.url)
        self.phone = self.start()

    def start(self) -> Phone:
        self.phone = Phone.with_profile(
            self.browser, self.network, self.folder, executable_path=CHROMIUM, args=ARGUMENTS
        )
        return self.phone

    def kill_tab(self) -> None:
        """No farewell: the process of the page is gone, as when the battery ends."""
        killed, self.phone.page = self.phone.page, self.phone.context.new_page()
        with killed.expect_event("crash", timeout=5000), contextlib.suppress(Error):
            killed.goto("chrome://crash", timeout=3000)
        self.reopen()

    def restart(self) -> None:
        self.phone.context.close()
        self.start().context.set_offline(True)
        self.reopen()

    def reopen(self) -> None:
        self.phone.go()
        self.phone.fill_pin(PIN)
        self.phone.sees_day()


@pytest.fixture
def pocketed(browser: Browser, alley: Alley, tmp_path: Path) -> Iterator[Pocketed]:
    found = Pocketed(browser, alley, tmp_path / "profile")
    yield found
    found.phone.put_away()


def test_a_whole_visit_without_a_network(pocketed: Pocketed, alley: Alley):
    entry, user = alley.fresh(), alley.user(0)
    values = {code: n % 5 for n, code in enumerate(alley.codes)}
    pocketed.phone.prepare(user)
    pocketed.phone.lose_network()

    first, second, third = alley.codes[:8], alley.codes[8:15], alley.codes[15:]
    pocketed.phone.open_sheet(entry)
    pocketed.phone.photo(first[0], picture(1), origin="camera")
    pocketed.phone.note(first[0], "Got lancar,\ndua titik tersumbat")
    pocketed.phone.score({code: values[code] for code in first})
    pocketed.kill_tab()
    pocketed.phone.open_sheet(entry)
    pocketed.phone.photo(second[0], picture(2))
    pocketed.phone.score({code: values[code] for code in second})
    pocketed.restart()
    pocketed.phone.open_sheet(entry)
    pocketed.phone.photo(third[0], picture(3))
    pocketed.phone.note(third[0], "Warga ramah ☀")
    pocketed.phone.score({code: values[code] for code in third})
    hand_in(pocketed.phone)

    shown = pocketed.phone.sheet(entry)
    assert (shown["status"], shown["state"], shown["receipt"]) == ("submitting", "phone", "")
    assert not ScoreSheet.objects.filter(nomination=entry).exists()

    pocketed.phone.find_network()
    pocketed.phone.all_sent()

    notes = {first[0]: "Got lancar,\ndua titik tersumbat", third[0]: "Warga ramah ☀"}
    assert stored(entry, user) == {code: (values[code], notes.get(code, "")) for code in alley.codes}
    assert photos_of(entry, user) == dict.fromkeys((first[0], second[0], third[0]), 1)
    assert_once(entry, pocketed.phone, messages=21 + 3 + 1)


def hand_in(phone: Phone) -> None:
    phone.page.locator("#dock button.btn-primary:visible").click()
    expect(phone.page.locator(".steps3")).to_be_visible()


def assert_once(entry: Nomination, phone: Phone, *, messages: int) -> None:
    """Submitted once, begun once, each message stored once, and the receipt on the screen is ours."""
    sheet = ScoreSheet.objects.get(nomination=entry)
    assert sheet.is_submitted
    assert FieldMessage.objects.filter(nomination=entry).count() == messages
    assert SheetRevision.objects.filter(sheet=sheet).count() == 1
    acts = list(
        TraceEntry.objects.filter(subject_id=str(sheet.pk), act__startswith="sheet.").values_list("act", flat=True)
    )
    assert (acts.count("sheet.begun"), acts.count("sheet.submitted")) == (1, 1)
    receipt = FieldMessage.objects.get(nomination=entry, kind="submit").receipt
    expect(phone.page.locator(".receipt-code")).to_have_text(receipt)


def test_two_phones_on_one_sheet(phone: Callable[[int], Phone], alley: Alley):
    """Different indicators merge by themselves; the same one keeps both and asks."""
    entry, user = alley.fresh(), alley.user(0)
    old, new = phone(0), phone(0)
    for one, scores in ((old, {"B1": 3, "B2": 1}), (new, {"B1": 4, "B3": 2})):
        one.lose_network()
        one.open_sheet(entry)
        for code, value in scores.items():
            one.jump(entry, code)
            one.tap(code, value)
            one.says_saved()
    for one in (old, new):
        one.find_network()
        one.all_sent()

    assert stored(entry, user) == {"B1": (3, ""), "B2": (1, ""), "B3": (2, "")}
    assert new.sheet(entry)["lines"]["B1"]["state"] == "conflict"

    new.go_to(f"#/beda/{entry.pk}")
    new.page.locator(".version", has=new.page.locator(".version-value", has_text="4")).locator("button").click()
    expect(new.page.locator("#content .empty")).to_be_visible()
    new.all_sent()
    old.core("(core) => core.sendNow()")

    assert stored(entry, user)["B1"] == (4, "")
    assert not FieldMessage.objects.filter(nomination=entry, outcome="conflict", settled_at=None).exists()
    expect_line(old, entry, "B1", 4)
    expect_line(new, entry, "B1", 4)


def expect_line(phone: Phone, entry: Nomination, code: str, value: int) -> None:
    line = phone.sheet(entry)["lines"][code]
    assert (line["value"], line["state"]) == (value, "received")


def test_opening_a_sheet_asks_nothing_and_idling_neither(browser: Browser, alley: Alley):
    """Not at once, and not hours later either."""
    one, entry = Phone.take(browser, alley.url), alley.fresh()
    one.page.clock.install()
    one.prepare(alley.user(1)).all_sent()
    one.asked()

    one.open_sheet(entry)
    one.page.clock.fast_forward("02:00:00")
    one.page.wait_for_timeout(700)

    assert [str(exchange) for exchange in one.asked()] == []
    one.put_away()
