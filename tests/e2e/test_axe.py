"""Axe, the console, the content policy and the width of every page type, in both themes and at both widths."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page

from scoring.views import indicators as public_indicators
from tests.access.test_access import OURS
from tests.e2e.browsing import DESK, PHONE, Complaints, axe, open_context, overflow
from tests.e2e.demo import Demo
from tests.e2e.pages import DESK_PAGES, NOT_PAGES, OPERATOR, PUBLIC_PAGES, Visit


PAGES = PUBLIC_PAGES | DESK_PAGES


def test_every_page_of_ours_is_looked_at():
    looked_at = {name.split(" ")[0] for name in PAGES}

    assert OURS - looked_at - NOT_PAGES == set()
    assert set() == NOT_PAGES - OURS


@dataclass
class Visitors:
    """One context for each person, so that styles and scripts are fetched once."""

    demo: Demo
    browser: Browser
    known: dict[str, tuple[BrowserContext, Complaints]] = field(default_factory=dict)

    def open(self, visit: Visit) -> tuple[Page, Complaints]:
        if visit.who not in self.known:
            context = open_context(self.browser, self.demo.url, size=PHONE, dark=True)
            self.demo.sign_in(context, visit.who)
            self.known[visit.who] = (context, Complaints.of(context))
        context, complaints = self.known[visit.who]
        return context.new_page(), complaints


@pytest.fixture(scope="module")
def visitors(demo: Demo, browser: Browser) -> Iterator[Visitors]:
    visitors = Visitors(demo, browser)
    yield visitors
    for context, _ in visitors.known.values():
        context.close()


def look(page: Page) -> list[str]:
    """Everything wrong with the page as it stands: all rules on a phone and on a desk, colours in the other theme."""
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
def test_page_is_good_at_both_widths_in_both_themes(visitors: Visitors, name: str):
    visit = PAGES[name](visitors.demo)
    page, complaints = visitors.open(visit)

    answer = page.goto(visit.path)
    wrong = look(page)
    page.close()

    assert answer is not None
    assert answer.status == (int(name) if name.isdigit() else 200), visit.path
    assert wrong + complaints.take() == []


def test_error_pages_are_good(visitors: Visitors, monkeypatch: pytest.MonkeyPatch, settings: Any):
    """Those that no address leads to: too many tries, a missing token, and an error of ours."""
    page, complaints = visitors.open(Visit("", "/masuk/"))
    wrong = []

    page.goto("/masuk/")
    page.evaluate("document.querySelector('main form').querySelector('[name=csrfmiddlewaretoken]').remove()")
    wrong += [("403", one) for one in send_sign_in(page, 403)]
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    page.goto("/masuk/")
    send_sign_in(page, 200)
    wrong += [("429", one) for one in send_sign_in(page, 429)]
    monkeypatch.setattr(public_indicators, "render", None)
    answer = page.goto("/indikator/")
    wrong += [("500", one) for one in look(page)]
    page.close()

    assert answer is not None
    assert answer.status == 500
    assert wrong == []
    complaints.take()


def send_sign_in(page: Page, status: int) -> list[str]:
    page.locator('[name="login"]').fill("panitia")
    page.locator('[name="password"]').fill("salah-sekali")
    with page.expect_navigation() as sent:
        page.locator("main form button").first.click()
    assert sent.value is not None
    assert sent.value.status == status
    return look(page)


def test_forms_with_errors_are_good(visitors: Visitors):
    """Every long form sent empty: each error is tied to its field."""
    wrong = []
    for who, name, form in [
        ("admin", "rt_registry:account-add", "main form"),
        (OPERATOR, "rt_registry:roster-add", "main form"),
        (OPERATOR, "competitions:nomination-new", "#entry-form"),
        ("panitia", "scoring:edition-new", "form.edition-form"),
    ]:
        page, complaints = visitors.open(Visit(who, ""))
        page.goto(reverse(name))
        page.evaluate(f"document.querySelector('{form}').noValidate = true")
        with page.expect_navigation():
            page.locator(f"{form} button").last.click()
        assert page.locator(".errorlist, .invalid-feedback, .notice-bad").count(), name
        wrong += [f"{name}: {one}" for one in look(page) + complaints.take()]
        page.close()
    assert wrong == []


def test_printed_slips_are_good(visitors: Visitors):
    page, complaints = visitors.open(Visit("admin", ""))
    page.goto(reverse("rt_registry:accounts"))
    page.locator('main input[type="checkbox"]').first.check()
    with page.expect_navigation():
        page.locator('form[action$="/akun/slip/"] button').click()

    wrong = look(page) + complaints.take()
    page.close()
    assert wrong == []
