"""Contexts, and what a browser complains about while pages are open in it."""

from dataclasses import dataclass, field
from typing import Any, Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect


PATIENCE: Final = 45
"""Seconds until a test gives up; what comes on an idle machine comes later on a busy one."""
expect.set_options(timeout=1000 * PATIENCE)


@dataclass(frozen=True)
class Size:
    width: int
    height: int


PHONE: Final = Size(360, 740)
DESK: Final = Size(1280, 800)
TELL_VIOLATIONS: Final = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`Policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
"""
AXE_CALL: Final = """(rules) => axe.run(document, {
  resultTypes: ["violations"],
  ...(rules.length ? {runOnly: {type: "rule", values: rules}} : {}),
}).then((found) => found.violations.map((v) => ({
  id: v.id, nodes: v.nodes.map((n) => `${n.target.join(" ")}: ${n.failureSummary}`),
})))"""
OVERFLOW: Final = """() => {
  const width = document.scrollingElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= innerWidth) return [];
  const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > width + 1);
  return [`${document.scrollingElement.scrollWidth} px`, ...wide.slice(0, 4).map((e) => e.outerHTML.slice(0, 120))];
}"""


def open_context(
    browser: Browser, base_url: str, *, size: Size = PHONE, dark: bool = False, javascript: bool = True
) -> BrowserContext:
    """Open a fresh profile in Jambi."""
    context = browser.new_context(
        base_url=base_url,
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        viewport={"width": size.width, "height": size.height},
        color_scheme="dark" if dark else "light",
        java_script_enabled=javascript,
        service_workers="allow",
    )
    context.set_default_timeout(1000 * PATIENCE)
    return context


@dataclass
class Complaints:
    """Errors in the console, uncaught exceptions and broken content policies of every page of a context."""

    found: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, context: BrowserContext) -> "Complaints":
        complaints = cls()
        context.add_init_script(TELL_VIOLATIONS)
        context.on("console", complaints.hear)
        context.on("weberror", lambda error: complaints.found.append(str(error.error)))
        return complaints

    def hear(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        page_url = message.page.url if message.page else ""
        own_status = message.text.startswith("Failed to load resource") and message.location["url"] == page_url
        if not own_status:  # a 404 page is one on purpose
            self.found.append(f"{message.type} on {page_url}: {message.text} ({message.location['url']})")

    def take(self) -> list[str]:
        found, self.found = self.found, []
        return found


def axe(page: Page, *rules: str) -> list[str]:
    """What axe finds on the page as it stands, one line for each rule and element."""
    page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(AXE_CALL, list(rules))
    return [f"{violation['id']}: {node}" for violation in found for node in violation["nodes"][:4]]


def overflow(page: Page) -> list[str]:
    """What makes the page scroll sideways; empty if nothing does."""
    found: list[str] = page.evaluate(OVERFLOW)
    return found
