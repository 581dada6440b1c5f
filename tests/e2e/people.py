"""People with a browser each. They sign in by the form and act on pages only, as in the office and in the field."""

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect

from tests.e2e.browsing import DESK, Complaints, Size, open_context
from tests.factories import PASSWORD


@dataclass
class Person:
    """Somebody at a desk or with a phone."""

    name: str
    page: Page
    context: BrowserContext
    complaints: Complaints

    @classmethod
    def at(cls, browser: Browser, url: str, name: str, *, size: Size = DESK, javascript: bool = True) -> "Person":
        context = open_context(browser, url, size=size, javascript=javascript)
        person = cls(name, context.new_page(), context, Complaints.of(context))
        if name:
            person.go("/masuk/")
            person.fill({"login": name, "password": PASSWORD})
            person.press(person.form("/masuk/"))
        return person

    def go(self, path: str) -> Response | None:
        return self.page.goto(path)

    def form(self, action: str) -> Locator:
        """The form that sends to this address."""
        return self.page.locator(f'form[action$="{action}"]')

    def main(self) -> Locator:
        return self.page.locator("main")

    def fill(self, fields: Mapping[str, str], within: Locator | None = None) -> None:
        for name, value in fields.items():
            (within or self.main()).locator(f'[name="{name}"]').fill(value)

    def press(self, form: Locator, *, act: str = "") -> None:
        """Send a form by its button (by the one named, where it has several) and wait for the answer."""
        button = form.locator(f'button[name="act"][value="{act}"]') if act else form.locator("button").last
        with self.page.expect_navigation():
            button.click()

    def follow(self, path: str) -> None:
        """Click the link of the page's content that leads to this address."""
        with self.page.expect_navigation():
            self.main().locator(f'a[href^="{path}"]').first.click()

    def reads(self, text: str) -> None:
        expect(self.main()).to_contain_text(text)

    def reads_nowhere(self, text: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(text)

    def post(self, path: str, fields: Mapping[str, str] | None = None) -> int:
        """Send what no page offers, with the token of a page, and return the status."""
        token = self.page.locator('[name="csrfmiddlewaretoken"]').first.get_attribute("value") or ""
        answer = self.context.request.post(
            path,
            form={**(fields or {}), "csrfmiddlewaretoken": token},
            headers={"Referer": self.page.url},
            max_redirects=0,
        )
        return answer.status
