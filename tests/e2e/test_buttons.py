"""A button that sends a form: once, however often it is pressed, and it shows that it is at it."""

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories import create_user


HOLD_BACK = """() => {
  window.sent = 0;
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) window.sent += 1;
    event.preventDefault();
  });
}"""
"""Count what would go to the server, and stay on the page as while the answer takes its time."""


@pytest.mark.django_db(transaction=True)
def test_a_pressed_button_says_so_and_sends_once(page: Page, live_server: LiveServer):
    visitor = Client()
    visitor.force_login(create_user())
    key = visitor.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    page.goto("/keluar/")
    page.evaluate(HOLD_BACK)
    button = page.locator("main form button")

    button.click()
    expect(button).to_have_attribute("aria-busy", "true")
    button.click()
    assert page.evaluate("sent") == 1

    page.evaluate("dispatchEvent(new Event('pageshow'))")
    expect(button).not_to_have_attribute("aria-busy", "true")
    button.click()
    assert page.evaluate("sent") == 2
