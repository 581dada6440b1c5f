"""Axe, the console, the content policy and the width of every page type, in both themes and at both widths."""

import pytest
from playwright.sync_api import Browser, Page

from tests.access.test_access import OURS
from tests.e2e.browsing import DESK, PHONE, Complaints, axe, open_context, overflow
from tests.e2e.demo import Demo
from tests.e2e.pages import DESK_PAGES, NOT_PAGES, PUBLIC_PAGES


PAGES = PUBLIC_PAGES | DESK_PAGES


def test_every_page_of_ours_is_looked_at():
    looked_at = {name.split(" ")[0] for name in PAGES}

    assert OURS - looked_at - NOT_PAGES == set()
    assert NOT_PAGES - OURS == set()


def look(page: Page) -> list[str]:
    """Everything wrong with the page as it stands: all rules on a phone and on a desk, colours in the other theme."""
    page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    page.emulate_media(color_scheme="dark")
    wrong = [f"phone, dark: {one}" for one in axe(page)]
    wrong += [f"phone, sideways: {one}" for one in overflow(page)]
    page.emulate_media(color_scheme="light")
    wrong += [f"phone, light: {one}" for one in axe(page, "color-contrast")]
    page.set_viewport_size({"width": DESK.width, "height": DESK.height})
    wrong += [f"desk, light: {one}" for one in axe(page)]
    page.emulate_media(color_scheme="dark")
    wrong += [f"desk, dark: {one}" for one in axe(page, "color-contrast")]
    return wrong


@pytest.mark.parametrize("name", PAGES)
def test_page_is_good_at_both_widths_in_both_themes(demo: Demo, browser: Browser, name: str):
    visit = PAGES[name](demo)
    context = open_context(browser, demo.url, size=PHONE)
    complaints = Complaints.of(context)
    demo.sign_in(context, visit.who)
    page = context.new_page()

    answer = page.goto(visit.path)
    wrong = look(page) + complaints.take()
    context.close()

    assert answer is not None
    assert answer.status == (int(name) if name.isdigit() else 200), page.url
    assert wrong == []
