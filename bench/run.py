"""Times each page against the bare view, in turn, so that a drifting machine drifts for both."""

import gzip
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bantar.accounts.models import User
from bench.pages import PAGES, Page, address


ROUNDS = 25
BARE = "/bench/bare/"


@dataclass(frozen=True)
class PageFigures:
    page: str
    milliseconds: float
    ratio: float
    aim: float | None
    queries: int
    kilobytes: float


def measure_everything() -> dict[str, Any]:
    say("Seeding a database of its own ...")
    call_command("migrate", verbosity=0)
    seeding = timed(lambda: call_command("seed_demo", stdout=_Silent()))
    say(f"Seeded in {seeding:.1f} s on {connection.vendor}\n")
    pages = list(measure_pages())
    print_table(pages)
    return {
        "day": date.today().isoformat(),  # noqa: DTZ011
        "database": connection.vendor,
        "seed_seconds": round(seeding, 1),
        "pages": [page.__dict__ for page in pages],
    }


def measure_pages() -> Iterator[PageFigures]:
    anonymous = client_of(None)
    for page in PAGES:
        yield measure_page(page, client_of(page.user), anonymous)


def measure_page(page: Page, client: Client, anonymous: Client) -> PageFigures:
    """Medians of page and bare view, taken in turn after a warm-up."""
    url = address(page)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"{url}: {response.status_code}")
    body = b"".join(response) if response.streaming else response.content
    pairs = [(timed(lambda: client.get(url)), timed(lambda: anonymous.get(BARE))) for _ in range(ROUNDS)]
    mine, bare = zip(*pairs, strict=True)
    return PageFigures(
        page=page.name,
        milliseconds=round(1000 * statistics.median(mine), 1),
        ratio=round(statistics.median(mine) / statistics.median(bare), 2),
        aim=page.aim,
        queries=len(queries),
        kilobytes=round(len(gzip.compress(body)) / 1024, 1),
    )


def client_of(username: str | None) -> Client:
    client = Client()
    if username:
        client.force_login(User.objects.get(username=username))
    return client


def timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def print_table(pages: list[PageFigures]) -> None:
    say(f"{'page':<44}{'ms':>8}{'x bare':>8}{'at most':>9}{'queries':>9}{'KB gz':>8}")
    for page in pages:
        aim = f"{page.aim:g}" if page.aim else "-"
        say(f"{page.page:<44}{page.milliseconds:>8}{page.ratio:>8}{aim:>9}{page.queries:>9}{page.kilobytes:>8}")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class _Silent:
    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""
