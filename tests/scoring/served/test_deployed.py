"""The real server in front of the wrapper, and the example for nginx."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from bench.servers import GLOBAL, free_port, front_site, granian_options


ROOT = Path(__file__).resolve().parents[3]
PATH = "/hasil/2026-1/"
BOTH = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """A port, and the file that tells the workers when to switch."""
    port, switch = free_port(), tmp_path_factory.mktemp("granian") / "switch"
    program = [str(Path(sys.executable).parent / "granian"), *granian_options(), "--host", "127.0.0.1"]
    process = subprocess.Popen(
        [*program, "--port", str(port), "tests.scoring.served.crowd_app:application"],
        cwd=ROOT,
        env={**os.environ, "SWITCH_FILE": str(switch)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield port, switch
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)


def ask(line: HTTPConnection, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    line.request(method, PATH, headers={"Host": "localhost", **headers})
    answer = line.getresponse()
    return answer, answer.read()


def test_granian_says_what_the_wrapper_says_and_every_worker_switches(server: tuple[int, Path]) -> None:
    port, switch = server
    line = HTTPConnection("127.0.0.1", port, timeout=10)

    get, body = ask(line, **{"Accept-Encoding": "gzip"})
    head, nothing = ask(line, "HEAD", **{"Accept-Encoding": "gzip"})
    unchanged, none = ask(line, **{"Accept-Encoding": "gzip", "If-None-Match": str(head.headers["ETag"])})
    django, words = ask(line, Cookie="sessionid=x")

    assert (get.status, get.headers["Content-Encoding"], len(body)) == (200, "gzip", int(get.headers["Content-Length"]))
    assert (head.status, nothing, head.headers["Content-Length"]) == (200, b"", get.headers["Content-Length"])
    assert (unchanged.status, none, unchanged.headers["ETag"]) == (304, b"", get.headers["ETag"])
    assert (django.status, words) == (299, b"from Django")
    switch.with_suffix(".new").write_text(str(time.time() + 0.8))
    switch.with_suffix(".new").rename(switch)
    time.sleep(1)
    fresh = [ask(HTTPConnection("127.0.0.1", port, timeout=10))[1][:4] for _ in range(8)]
    assert fresh == [b"two "] * 8


@pytest.fixture
def front(server: tuple[int, Path], tmp_path: Path) -> Iterator[int]:
    """nginx as in the example, on a port of its own."""
    port = free_port()
    file = tmp_path / "nginx.conf"
    site = front_site(port=port, server=server[0], folder=tmp_path)
    user = "user root;" if os.geteuid() == 0 else ""
    file.write_text(GLOBAL.format(folder=tmp_path, name="front", user=user, site=site), encoding="utf-8")
    checked = subprocess.run(["nginx", "-t", "-q", "-c", str(file)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen(["nginx", "-c", str(file)], stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_as_in_the_example_keeps_what_everybody_gets_and_nothing_else(front: int) -> None:
    line = HTTPConnection("127.0.0.1", front, timeout=10)

    (first, page), (second, _) = ask(line, **BOTH), ask(line, **BOTH)
    unchanged, _ = ask(line, **BOTH, **{"If-None-Match": str(first.headers["ETag"])})
    greeted = [ask(line, **BOTH, Cookie="sessionid=x") for _ in range(2)]

    assert (first.status, first.headers["Content-Encoding"]) == (200, "br")
    assert len(page) == int(first.headers["Content-Length"])
    assert (second.headers["ETag"], unchanged.status) == (first.headers["ETag"], 304)
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]
    assert "X-Accel-Expires" not in first.headers
    assert [(answer.status, words) for answer, words in greeted] == [(299, b"from Django")] * 2
