"""One size: seed a database of its own, time each page against the bare view in turn, count its queries.

In turn, so that a machine that slows down or speeds up does so for both.
"""

import gzip
import json
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bantar.accounts.models import User
from bench.pages import PAGES, Page
from bench.tally import measure_tally


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


def measure(scale: int) -> dict[str, Any]:
    """Seed and measure everything; times in milliseconds (medians), weights in kB compressed with gzip."""
    call_command("migrate", verbosity=0)
    seconds = timed(lambda: call_command("seed_demo", scale=scale, stdout=StringIO()))
    print(f"Seeded {scale}x in {seconds:.1f} s on {connection.vendor}", flush=True)
    return {
        "scale": scale,
        "database": connection.vendor,
        "seed_seconds": round(seconds, 1),
        "pages": [asdict(figures) for figures in measure_pages(ROUNDS if scale == 1 else 3)],
        "tally": [asdict(figures) for figures in measure_tally()] if scale == 1 else [],
    }


def measure_pages(rounds: int) -> Iterator[PageFigures]:
    anonymous = client_of(None)
    for page in PAGES:
        client = client_of(page.user) if page.user else anonymous
        yield measure_page(page, client, anonymous, rounds)


def measure_page(page: Page, client: Client, anonymous: Client, rounds: int) -> PageFigures:
    """Medians of the page and of the bare view, after a warm-up."""
    url = page.url()
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
        count = len(queries)  # read at once: the log is emptied by the next request
    if response.status_code != 200:
        raise RuntimeError(f"{url}: {response.status_code}")
    body = b"".join(response) if response.streaming else response.content
    pairs = [(timed(lambda: client.get(url)), timed(lambda: anonymous.get(BARE))) for _ in range(rounds)]
    mine, bare = (statistics.median(side) for side in zip(*pairs, strict=True))
    return PageFigures(
        page.name,
        round(1000 * mine, 1),
        round(mine / bare, 2),
        page.aim,
        count,
        round(len(gzip.compress(body)) / 1024, 1),
    )


def client_of(username: str | None) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    if username:
        client.force_login(User.objects.get(username=username))
    return client


def timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def main(scale: int, target: Path) -> None:
    target.write_text(json.dumps(measure(scale)), encoding="utf-8")
