"""Announcement day: one published page, asked for by everybody, beside what an official does meanwhile."""

import re
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.served_page import as_files, count_queries, prepare, session_cookie
from bench.served_table import SIGNED_IN
from bench.servers import niceness, three_servers


PAGE = "/hasil/2020-1/"
CONNECTIONS = 32
ROUNDS, SECONDS = 15, 1
VISITS = 40
ENCODING = "gzip, deflate"
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


def wrk(url: str, *, connections: int = CONNECTIONS, seconds: int = SECONDS) -> dict[str, float]:
    """Requests per second and the 99th percentile in milliseconds; an answer that is none stops the measuring."""
    command = [
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{seconds}s",
        "--latency",
        "-H",
        f"Accept-Encoding: {ENCODING}",
        url,
    ]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said:
        raise RuntimeError(f"{url}: {said}")
    return {"per_second": _figure(r"Requests/sec:\s+([\d.]+)()", said), "p99_ms": _figure(r"99%\s+([\d.]+)(\w+)", said)}


def _figure(pattern: str, text: str) -> float:
    found = re.search(pattern, text)
    if found is None:
        raise RuntimeError(text)
    return float(found[1]) * UNITS.get(found[2], 1.0)


def rates(urls: dict[str, str]) -> list[dict[str, float]]:
    """Requests per second, short and in turn, so that a machine that slows down does so for all three."""
    return [{name: wrk(url + PAGE)["per_second"] for name, url in urls.items()} for _ in range(ROUNDS)]


def compared(rounds: list[dict[str, float]]) -> dict[str, float]:
    """Each server against the file beside it in the same round; the median over the rounds."""
    return {
        name: round(statistics.median(one[name] / one["static"] for one in rounds), 2) for name in ("embedded", "front")
    }


def visits(url: str, cookie: str) -> dict[str, float]:
    """What one official waits for one page after the other, in milliseconds."""
    place = urlsplit(url)
    waits = []
    connection = HTTPConnection(place.hostname or "", place.port, timeout=60)
    for _ in range(VISITS):
        start = time.perf_counter()
        connection.request("GET", SIGNED_IN, headers={"Cookie": cookie, "Accept-Encoding": ENCODING})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{SIGNED_IN}: {answer.status}")
        waits.append(1000 * (time.perf_counter() - start))
    connection.close()
    return {"median_ms": round(statistics.median(waits), 1), "p95_ms": round(sorted(waits)[int(0.95 * VISITS)], 1)}


def under_load(url: str, act: Callable[[], dict[str, float]]) -> dict[str, Any]:
    """`act` while everybody else reads the public page as fast as they can."""
    load: dict[str, float] = {}
    crowd = threading.Thread(target=lambda: load.update(wrk(url + PAGE, seconds=8)))
    crowd.start()
    time.sleep(1)
    done = act()
    crowd.join()
    return {**done, "public_per_second": load["per_second"], "public_p99_ms": load["p99_ms"]}


def responsiveness(url: str, cookie: str) -> dict[str, Any]:
    visits(url, cookie)
    idle_page, idle = wrk(url + PAGE, connections=1, seconds=2), visits(url, cookie)
    busy = under_load(url, lambda: visits(url, cookie))
    return {
        "p99_idle_ms": idle_page["p99_ms"],
        "p99_load_ms": busy["public_p99_ms"],
        "signed_in_idle_ms": idle["median_ms"],
        "signed_in_load_ms": busy["median_ms"],
        "signed_in_p95_load_ms": busy["p95_ms"],
        "public_per_second_meanwhile": round(busy["public_per_second"]),
        "times_idle": round(busy["median_ms"] / idle["median_ms"], 2),
    }


def measure() -> dict[str, Any]:
    prepare()
    with tempfile.TemporaryDirectory(prefix="bantar-burst-") as place:
        folder = Path(place)
        size = as_files(PAGE, folder / "files")
        with three_servers(folder, {"PROXY_COUNT": "1"}) as urls:
            cookie = session_cookie("panitia")
            rounds = rates(urls)
            waits = {name: responsiveness(urls[name], cookie) for name in ("embedded", "front")}
    return {
        "bytes": size,
        "per_second": {name: round(statistics.median(one[name] for one in rounds)) for name in rounds[0]},
        "ratio": compared(rounds),
        "queries": count_queries(PAGE, 200),
        "nice": bool(niceness()),
        "waits": waits,
    }
