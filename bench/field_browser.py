"""One visit on a slow phone, from the day to the submitted sheet, read from the browser's own trace."""

import math
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.test import Client
from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from tests.e2e.cuttable import CuttableNetwork


SLOWER: Final = 4
PIN: Final = "246810"
APP: Final = "/penilaian/lapangan/"
PATIENCE_SECONDS: Final = 30
ARGUMENTS: Final = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
WATCH_SAVING: Final = """() => {
  const line = document.getElementById("dock-state");
  let began = 0;
  window.saved = [];
  addEventListener("click", (event) => { began = event.timeStamp; }, true);
  new MutationObserver(() => {
    if (!began || line.classList.contains("dock-busy")) return;
    saved.push(performance.now() - began);
    began = 0;
  }).observe(line, { attributes: true, attributeFilter: ["class"] });
}"""


def measure_browser(chromium: str, entry: int, user: Any) -> dict[str, Any]:
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    with server() as url, sync_playwright() as playwright:
        network = CuttableNetwork(url)
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        context = browser.new_context(
            base_url=network.url, locale="id-ID", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
        )
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": network.url}])
        page = context.new_page()
        figures = {"first_visit_bytes": first_visit(page, network)}
        devtools = context.new_cdp_session(page)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        network.take()
        figures |= visit(context, page, network, entry)
        browser.close()
        network.off()
    return figures


def first_visit(page: Page, network: CuttableNetwork) -> int:
    """Everything that travels until the phone can do without a network, heads aside."""
    page.goto(APP)
    fields = page.locator('#content input[inputmode="numeric"]')
    fields.first.wait_for()
    for n in range(fields.count()):
        fields.nth(n).fill(PIN)
    fields.last.press("Enter")
    page.locator(".visit-row").first.wait_for()
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(2000)
    return sum(exchange.body for exchange in network.take())


def visit(context: BrowserContext, page: Page, network: CuttableNetwork, entry: int) -> dict[str, Any]:
    """21 scores without a note; each tap's time to the next paint."""
    taps = 2
    page.locator(f'a.visit-row[href="#/kunjungan/{entry}"]').tap()
    page.locator(f'#dock a.btn-primary[href*="/{entry}"]').tap()
    page.locator(".indicator-card").wait_for()
    opening = sum(exchange.body for exchange in network.take())
    tracing = Trace(context.new_cdp_session(page))
    page.evaluate(WATCH_SAVING)
    while page.locator(".indicator-card").count():
        card = page.locator(".indicator-card")
        code = card.get_attribute("data-code")
        card.locator('button[data-level="3"]').tap()
        page.locator(f'.indicator-card[data-code="{code}"]').wait_for(state="detached")
        taps += 1
    page.locator("#dock button.btn-primary:visible").tap()
    page.locator(".steps3").wait_for()
    shown, saved = tracing.taps(), page.evaluate("saved")
    return {
        "taps": taps + 1,
        "opening_bytes": opening,
        "tap_ms": spread(shown),
        "saved_ms": spread(saved),
        "measured_taps": len(shown),
        "slower": SLOWER,
    }


def spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    at95 = ordered[math.ceil(0.95 * len(ordered)) - 1]
    return {"median": round(statistics.median(ordered), 1), "p95": round(at95, 1), "worst": round(ordered[-1], 1)}


class Trace:
    """The browser's trace of events: from the touch to the frame that shows what came of it."""

    def __init__(self, devtools: CDPSession) -> None:
        self.devtools, self.events = devtools, list[dict[str, Any]]()
        devtools.on("Tracing.dataCollected", lambda data: self.events.extend(data["value"]))
        devtools.send(
            "Tracing.start",
            {"transferMode": "ReportEvents", "traceConfig": {"includedCategories": ["devtools.timeline"]}},
        )

    def taps(self) -> list[float]:
        """Milliseconds of each interaction, its slowest event counting."""
        ended: list[bool] = []
        self.devtools.on("Tracing.tracingComplete", lambda _: ended.append(True))
        self.devtools.send("Tracing.end")
        until = time.monotonic() + PATIENCE_SECONDS
        while not ended and time.monotonic() < until:
            self.devtools.send("Runtime.evaluate", {"expression": "1"})
        begun = [event for event in self.events if event["name"] == "EventTiming" and event["ph"] == "b"]
        slowest: dict[int, float] = {}
        for event in begun:
            data = event["args"].get("data", {})
            if data.get("interactionId"):
                key = data["interactionId"]
                slowest[key] = max(slowest.get(key, 0.0), float(data["duration"]))
        return list(slowest.values())


@contextmanager
def server() -> Iterator[str]:
    """The server of production on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    granian = str(Path(sys.executable).parent / "granian")
    command = [granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--blocking-threads", "4"]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": dict(os.environ)}
    with subprocess.Popen([*command, "--workers", "1", "--no-ws", "bantar.wsgi:application"], **quiet) as process:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")
