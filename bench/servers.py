"""The servers of the burst: granian as deployed, nginx with the same bytes as a file, and nginx before granian."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
GLOBAL = """
worker_processes auto;
daemon off;
pid {folder}/{name}.pid;
error_log {folder}/{name}.log;
{user}
events {{ worker_connections 512; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    types {{ text/html html; }}
    {site}
}}
"""
STATIC_SITE = "server {{ listen {host}:{port}; root {folder}/files; gzip_static always; index index.html; }}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def granian_options() -> list[str]:
    """What deploy/bantar.service says after the program's name, but for the address."""
    unit = (ROOT / "deploy" / "bantar.service").read_text(encoding="utf-8")
    found = re.search(r"^ExecStart=\S*granian (.*) bantar\.wsgi:application$", unit, re.MULTILINE)
    if found is None:
        raise RuntimeError("deploy/bantar.service names no granian")
    return re.sub(r"--(host|port) \S+", "", found[1]).split()


def niceness() -> list[str]:
    """The unit's `Nice=`, where this user may ask for it."""
    found = re.search(r"^Nice=(-?\d+)$", (ROOT / "deploy" / "bantar.service").read_text(encoding="utf-8"), re.MULTILINE)
    command = ["nice", "-n", found[1]] if found else []
    asked = subprocess.run([*command, "true"], check=False, capture_output=True, text=True) if command else None
    return command if asked and asked.returncode == 0 and not asked.stderr else []


def front_site(*, port: int, server: int, folder: Path) -> str:
    """deploy/nginx.conf.example without TLS, on this machine's ports."""
    text = (ROOT / "deploy" / "nginx.conf.example").read_text(encoding="utf-8")
    text = text[: text.rindex("server {")]
    for old, new in (
        (r"listen 443 ssl http2;", f"listen {HOST}:{port};"),
        (r"ssl_\w+ [^;]+;", ""),
        (r"server_name [^;]+;", f"server_name {HOST};"),
        (r"server 127\.0\.0\.1:8000;", f"server {HOST}:{server};"),
        (r"/var/cache/nginx/bantar", f"{folder}/cache"),
    ):
        text, count = re.subn(old, new, text)
        if not count:
            raise RuntimeError(f"deploy/nginx.conf.example: {old} is not there any more")
    return text


@contextmanager
def running(command: Sequence[str], *, port: int, env: dict[str, str] | None = None) -> Iterator[None]:
    """A process of ours on a port, ended by its own number."""
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **(env or {})}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port, process)
        yield
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if process.poll() is None and probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"Nothing answers on port {port}")


@contextmanager
def granian(port: int, env: dict[str, str]) -> Iterator[None]:
    program = [str(Path(sys.executable).parent / "granian"), *granian_options(), "--host", HOST, "--port", str(port)]
    with running([*niceness(), *program, "bantar.wsgi:application"], port=port, env=env):
        yield


@contextmanager
def nginx(name: str, site: str, *, folder: Path, port: int) -> Iterator[None]:
    user = "user root;" if os.geteuid() == 0 else ""
    file = folder / f"{name}.conf"
    file.write_text(GLOBAL.format(folder=folder, name=name, user=user, site=site), encoding="utf-8")
    with running(["nginx", "-c", str(file)], port=port):
        yield


@contextmanager
def three_servers(folder: Path, env: dict[str, str]) -> Iterator[dict[str, str]]:
    """Their addresses: `embedded`, `static`, `front`."""
    ports = {name: free_port() for name in ("embedded", "static", "front")}
    static = STATIC_SITE.format(host=HOST, port=ports["static"], folder=folder)
    front = front_site(port=ports["front"], server=ports["embedded"], folder=folder)
    with ExitStack() as stack:
        stack.enter_context(granian(ports["embedded"], env))
        stack.enter_context(nginx("static", static, folder=folder, port=ports["static"]))
        stack.enter_context(nginx("front", front, folder=folder, port=ports["front"]))
        yield {name: f"http://{HOST}:{port}" for name, port in ports.items()}
