"""Make the picture in README: the home page on a desk and a result on a phone, from a demo of its own.

Needs `make setup` and Chromium: .venv/bin/python deploy/screenshot.py
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, sync_playwright


ROOT = Path(__file__).resolve().parent.parent
PICTURE = Path(__file__).with_name("screenshot.png")
MOST_BYTES = 150_000
WIDTH = 1280
PAPER, LINE = "#e6ece6", "#b9c4ba"
DESK, PHONE = (1280, 800), (360, 740)
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def served_demo() -> Iterator[str]:
    """A freshly seeded portal on a free port; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bantar-screenshot-") as folder:
        env = {
            **os.environ,
            "DEBUG": "True",  # so that styles are served as they lie in the source
            "SECRET_KEY": secrets.token_hex(40),
            "DATABASE_URL": f"sqlite:///{folder}/screenshot.sqlite3",
            "CACHE_URL": "locmemcache://",
            "MEDIA_ROOT": folder,
        }
        manage = [sys.executable, str(ROOT / "manage.py")]
        for command in (["migrate", "--verbosity=0"], ["seed_demo"]):
            subprocess.run([*manage, *command], env=env, check=True, stdout=subprocess.DEVNULL)
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        server = subprocess.Popen(
            [*manage, "runserver", "--noreload", str(port)],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(port)
            yield url
        finally:
            server.terminate()
            server.wait()
            (ROOT / "var" / "demo-password-screenshot.txt").unlink(missing_ok=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.3)
    sys.exit("The portal did not start.")


def shot(browser: Browser, address: str, size: tuple[int, int], *, top: str = "header") -> Image.Image:
    """The page as it stands when `top` is scrolled to."""
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height}, locale="id-ID")
    page.goto(address)
    page.evaluate("document.fonts.ready")
    page.locator(top).first.evaluate("(element) => element.scrollIntoView({behavior: 'instant'})")
    return Image.open(BytesIO(page.screenshot())).convert("RGB")


def composed(desk: Image.Image, phone: Image.Image) -> Image.Image:
    """Both beside each other on paper, with a line around each."""
    gap = 32
    picture = Image.new("RGB", (desk.width + phone.width + 3 * gap, desk.height + 2 * gap), PAPER)
    pen = ImageDraw.Draw(picture)
    for image, left in ((desk, gap), (phone, desk.width + 2 * gap)):
        top = (picture.height - image.height) // 2
        picture.paste(image, (left, top))
        pen.rectangle((left - 1, top - 1, left + image.width, top + image.height), outline=LINE)
    height = round(picture.height * WIDTH / picture.width)
    return picture.resize((WIDTH, height), Image.Resampling.LANCZOS)


def main() -> None:
    with served_demo() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        phone = shot(browser, f"{url}/hasil/2020-1/", PHONE, top="table.table-results")
        picture = composed(shot(browser, f"{url}/", DESK), phone)
        browser.close()
    picture.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(PICTURE, optimize=True)
    if PICTURE.stat().st_size > MOST_BYTES:
        sys.exit(f"{PICTURE.name} has {PICTURE.stat().st_size} bytes, more than {MOST_BYTES}.")
    print(f"{PICTURE.relative_to(ROOT)}: {picture.width} x {picture.height}, {PICTURE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
