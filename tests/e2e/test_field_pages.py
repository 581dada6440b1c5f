"""The screens of the app on the phone: axe, width, keyboard, and what a sheet costs a finger."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.browsing import PHONE, Complaints, Size, axe, open_context, overflow
from tests.e2e.field import APP, Alley, Phone, sheet_of, stored
from tests.e2e.field_screens import DRAFT, FULL, SCREENS, Held, Screen, phone_of


DOUBLE: Final = (Path(__file__).parent / "core_double.js").read_text(encoding="utf-8")
HALF: Final = Size(180, 370)  # what a phone of 360 x 740 shows at 200 % zoom


@dataclass
class Mirror:
    """A page whose store is the double, so that it shows whatever state it is told."""

    page: Page
    complaints: Complaints
    held: Held

    def show(self, screen: Screen) -> None:
        phone: Held = deepcopy(self.held)
        screen.change(phone)
        self.page.emulate_media(color_scheme="dark")
        self.page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
        self.page.evaluate("import('/static/js/field/views/status.js').then((status) => status.forget())")
        self.page.evaluate("([phone, place]) => window.become(phone, place)", [phone, screen.place])
        for selector in screen.taps:
            self.page.locator(selector).first.click()

    def look(self) -> list[str]:
        """All of axe in the dark, colours in the light, and no sideways scrolling, at 200 % zoom neither."""
        page = self.page
        wrong = [f"dark: {one}" for one in axe(page)] + [f"sideways: {one}" for one in overflow(page)]
        page.emulate_media(color_scheme="light")
        wrong += [f"light: {one}" for one in axe(page, "color-contrast")]
        page.set_viewport_size({"width": HALF.width, "height": HALF.height})
        return wrong + [f"200 %: {one}" for one in overflow(page)] + self.complaints.take()


@pytest.fixture(scope="module")
def mirror(browser: Browser, alley: Alley) -> Iterator[Mirror]:
    context = open_context(browser, alley.url)
    complaints = Complaints.of(context)

    def answer(route: Route) -> None:
        route.fulfill(body=DOUBLE, content_type="text/javascript")

    context.route("**/js/field/core/index.js", answer)
    page = context.new_page()
    page.goto(APP)
    page.locator("#content:not(:has(noscript)) h1").wait_for()
    yield Mirror(page, complaints, phone_of(alley.user(0)))
    context.close()


@pytest.mark.parametrize("name", SCREENS)
def test_screen_is_good_in_both_themes_and_zoomed(mirror: Mirror, name: str) -> None:
    mirror.show(SCREENS[name])

    assert mirror.page.evaluate("document.activeElement !== document.body"), "the heading, or what was tapped"
    assert mirror.look() == []


def test_a_value_that_was_not_saved_goes_back(mirror: Mirror) -> None:
    mirror.show(SCREENS["sheet, storage full"])

    expect(mirror.page.locator("#dock-state.dock-bad")).to_contain_text("B1")
    expect(mirror.page.locator('[data-level][aria-pressed="true"]')).to_have_count(0)
    expect(mirror.page.locator('.indicator-card[data-code="B1"]')).to_be_visible()


def test_undo_takes_back_the_last_tap(mirror: Mirror) -> None:
    mirror.show(SCREENS["sheet, first tap"])
    expect(mirror.page.locator('.indicator-card[data-code="B2"]')).to_be_visible()

    mirror.page.locator("#dock-state button").last.click()

    expect(mirror.page.locator('.indicator-card[data-code="B1"]')).to_be_visible()
    expect(mirror.page.locator('[data-level][aria-pressed="true"]')).to_have_count(0)
    assert mirror.page.evaluate("window.sheetOf(1).lines.B1.value") is None


def test_a_correction_stays_where_it_is(mirror: Mirror) -> None:
    mirror.show(SCREENS["sheet, a tap"])
    mirror.page.wait_for_timeout(400)  # longer than a first tap stays in view

    expect(mirror.page.locator('.indicator-card[data-code="B2"] [data-level="4"]')).to_have_attribute(
        "aria-pressed", "true"
    )


def test_a_typed_score_is_meant_without_a_button(mirror: Mirror) -> None:
    mirror.show(SCREENS["sheet, up to 100"])
    field = mirror.page.locator(".score-field")
    value = "window.sheetOf(4).lines.B1.value"

    field.fill("101")
    field.blur()
    expect(mirror.page.locator(".errorlist")).to_contain_text("100")
    assert mirror.page.evaluate(value) is None
    field.fill("87")
    field.blur()

    expect(mirror.page.locator('.indicator-card[data-code="B2"]')).to_be_visible()
    assert mirror.page.evaluate(value) == 87


def test_a_store_that_changes_takes_nobody_out_of_a_list(mirror: Mirror) -> None:
    mirror.show(SCREENS["day"])
    row = mirror.page.locator(f'.visit-row[href="#/kunjungan/{FULL}"]')
    row.focus()

    mirror.page.evaluate("(sheets) => window.alter({ sheets })", {})

    expect(mirror.page.locator(".visit-row .state-idle")).to_have_count(5)
    expect(row).to_be_focused()


def test_a_sheet_handed_in_without_a_network_waits_for_no_scores(mirror: Mirror) -> None:
    mirror.show(SCREENS["day, submitted without a network"])
    done = mirror.page.locator(".day-group").last

    expect(mirror.page.locator(".lede")).to_contain_text(": 2.")  # of three today
    expect(done.locator(".visit-row").first).to_have_attribute("href", f"#/kunjungan/{FULL}")
    expect(done.locator(".visit-row").nth(1)).to_have_attribute("href", f"#/kunjungan/{DRAFT}")
    expect(done.locator(".visit-states").first).not_to_contain_text("11")  # not merely: 11 unsent

    mirror.show(SCREENS["submitted, on its way"])
    waiting = mirror.page.locator("h1").text_content()
    mirror.page.evaluate("(sync) => window.alter({ sync })", {"online": True, "unsent": 11, "sending": True})
    expect(mirror.page.locator("h1")).not_to_have_text(waiting or "")


# with the real store and the real server --------------------------------------------------------------------------


@pytest.fixture
def phone(browser: Browser, alley: Alley) -> Iterator[Callable[[int], Phone]]:
    taken: list[Phone] = []

    def take(assessor: int) -> Phone:
        taken.append(Phone.take(browser, alley.url))
        return taken[-1].prepare(alley.user(assessor))

    yield take
    for one in taken:
        one.put_away()


COUNT_TAPS: Final = """() => {
  window.taps = 0;
  addEventListener("pointerdown", () => { window.taps += 1; }, { capture: true });
}"""


def test_a_sheet_costs_at_most_25_taps(phone: Callable[[int], Phone], alley: Alley) -> None:
    one, entry = phone(0), alley.fresh()
    one.page.evaluate(COUNT_TAPS)

    one.open_sheet(entry)
    one.score(values := {code: at % 5 for at, code in enumerate(alley.codes)})
    one.page.locator("#dock-acts button.btn-primary:visible").click()
    expect(one.page.locator(".receipt-code")).to_be_visible()

    sheet = sheet_of(entry, alley.user(0))
    assert one.page.evaluate("window.taps") <= 21 + 4
    assert sheet.is_submitted
    assert stored(entry, alley.user(0)) == {code: (value, "") for code, value in values.items()}
    assert one.complaints.take() == []


def test_a_whole_sheet_by_keyboard(phone: Callable[[int], Phone], alley: Alley) -> None:
    """Digits set the level, arrows move; the rest is Tab and Enter."""
    one, entry = phone(1), alley.fresh()
    page, codes = one.page, alley.codes

    reach(page, f'a.visit-row[href="#/kunjungan/{entry.pk}"]')
    page.keyboard.press("Enter")
    reach(page, "#dock-acts .btn-primary")
    page.keyboard.press("Enter")
    for at, code in enumerate(codes):
        expect(one.card(code).locator("h1")).to_be_focused()
        page.keyboard.press(str(at % 5))
    expect(page.locator(".sum-row").first).to_be_visible()
    page.keyboard.press("Alt+ArrowLeft")
    expect(page.locator("h1")).to_be_focused()
    one.go_to(f"#/lembar/{entry.pk}/{codes[2]}")
    expect(one.card(codes[2]).locator("h1")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(one.card(codes[1]).locator("h1")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(one.card(codes[2]).locator("h1")).to_be_focused()
    reach(page, '[data-level="4"]')
    page.keyboard.press("Enter")
    expect(one.card(codes[2]).locator('[data-level="4"]')).to_have_attribute("aria-pressed", "true")
    reach(page, "#dock-acts .btn-primary")
    page.keyboard.press("Enter")
    expect(page.locator(".sum-row").first).to_be_visible()
    reach(page, "#dock-acts button.btn-primary")
    page.keyboard.press("Enter")
    expect(page.locator(".receipt-code")).to_be_visible()

    expected: dict[str, Any] = {code: (at % 5, "") for at, code in enumerate(codes)} | {codes[2]: (4, "")}
    assert stored(entry, alley.user(1)) == expected
    assert one.complaints.take() == []


def reach(page: Page, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(60):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {selector}")
