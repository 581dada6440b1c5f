"""A network between browser and server that can be cut at any point of any request, by a schedule.

It speaks just enough HTTP/1.1 to know where a request begins and ends: one request for each connection, bodies with
their length said before.
"""

import contextlib
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from random import Random
from typing import Final


class Fault(Enum):
    """What the network does to one request."""

    NONE = "none"
    BEFORE = "cut before the server heard of it"
    MIDDLE = "cut in the middle of the request"
    AFTER = "stored, but the answer is lost"
    HALF = "cut in the middle of the answer"
    TWICE = "delivered twice"
    LATE = "delivered once more later, after others"
    SLOW = "delayed"


CUTS: Final = (Fault.BEFORE, Fault.MIDDLE, Fault.AFTER)
PAUSE: Final = 0.15
CHUNK: Final = 65_536
HEAD_END: Final = b"\r\n\r\n"


@dataclass(frozen=True)
class Request:
    head: bytes
    body: bytes

    @property
    def method(self) -> str:
        return self.head.split(b" ", 1)[0].decode("ascii", "replace")

    @property
    def path(self) -> str:
        return self.head.split(b" ", 2)[1].decode("ascii", "replace").partition("?")[0]

    def for_server(self) -> bytes:
        """The request as it goes on: one for each connection."""
        lines = [line for line in self.head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        return b"\r\n".join([*lines[:-2], b"Connection: close", b"", b""]) + self.body


@dataclass(frozen=True)
class Exchange:
    """One request and what became of it; `received` bytes with head, as they came from the server; `body` without."""

    request: Request
    fault: Fault
    status: int
    received: int
    body: int = 0

    def __str__(self) -> str:
        return f"{self.request.method} {self.request.path} {self.status or '-'} ({self.fault.value})"


Plan = Callable[[Request], Fault]


def nothing(request: Request) -> Fault:
    return Fault.NONE


@dataclass
class Schedule:
    """Faults from a seed: each request to the phone's addresses is hit with some probability."""

    seed: int
    share: float = 0.5
    faults: tuple[Fault, ...] = tuple(fault for fault in Fault if fault != Fault.NONE)
    _random: Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)

    def __call__(self, request: Request) -> Fault:
        if "/penilaian/api/" not in request.path:
            return Fault.NONE
        return self._random.choice(self.faults) if self._random.random() < self.share else Fault.NONE


@dataclass
class CutAt:
    """One fault, at the n-th request to this address or below it (from 1)."""

    number: int
    fault: Fault
    address: str
    seen: int = 0
    hit: bool = False

    def __call__(self, request: Request) -> Fault:
        if self.address not in request.path:
            return Fault.NONE
        self.seen += 1
        if self.seen != self.number:
            return Fault.NONE
        self.hit = True
        return self.fault


class CuttableNetwork:
    """Listens on a port of its own for as long as it is on; hands requests on to the server."""

    def __init__(self, server_url: str) -> None:
        host, port = server_url.removeprefix("http://").rstrip("/").split(":")
        self.server_address = (host, int(port))
        self.exchanges: list[Exchange] = []
        self.plan: Plan = nothing
        self._late: list[Request] = []
        self._lock = threading.Lock()
        self._listener: socketserver.ThreadingTCPServer | None = None
        self._port = 0
        self.on()

    @property
    def url(self) -> str:
        return f"http://localhost:{self._port}"

    def on(self) -> None:
        if self._listener is not None:
            return
        self._listener = _Listener(("127.0.0.1", self._port), self._serve)
        self._port = self._listener.server_address[1]
        threading.Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True).start()

    def off(self) -> None:
        """No network: connections are refused, as if there were no server."""
        if self._listener is None:
            return
        self._listener.shutdown()
        self._listener.server_close()
        self._listener = None

    @contextlib.contextmanager
    def faulty(self, plan: Plan) -> Iterator[None]:
        """Disturb what is asked inside, and deliver what is late at the end."""
        self.plan = plan
        try:
            yield
        finally:
            self.plan = nothing
            self.deliver_late()

    def deliver_late(self) -> None:
        with self._lock:
            late, self._late = self._late, []
        for request in late:
            self._note(request, Fault.LATE, self._ask(request))

    def take(self) -> list[Exchange]:
        """What went over the network since the last time."""
        with self._lock:
            taken, self.exchanges = self.exchanges, []
        return taken

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            client.settimeout(30)
            request = _read_request(client)
            if request is not None and self._listener is not None:  # a connection may be older than the silence
                with self._lock:
                    fault = self.plan(request)
                self._deliver(client, request, fault)

    def _deliver(self, client: socket.socket, request: Request, fault: Fault) -> None:
        if fault == Fault.SLOW:
            time.sleep(PAUSE)
        if fault == Fault.BEFORE:
            return self._cut(client, request, fault)
        if fault == Fault.MIDDLE:
            self._ask(request, cut=True)
            return self._cut(client, request, fault)
        if fault == Fault.TWICE:
            self._ask(request)
        answer = self._ask(request)
        self._note(request, fault, answer)
        if fault == Fault.AFTER:
            return _reset(client)
        client.sendall(answer[: len(answer) // 2] if fault == Fault.HALF else answer)
        if fault == Fault.HALF:
            return _reset(client)
        return self._later(request) if fault == Fault.LATE else self.deliver_late()

    def _later(self, request: Request) -> None:
        with self._lock:
            self._late.append(request)

    def _cut(self, client: socket.socket, request: Request, fault: Fault) -> None:
        self._note(request, fault, b"")
        _reset(client)

    def _ask(self, request: Request, *, cut: bool = False) -> bytes:
        """The server's whole answer; or only a part of the request is sent and none is waited for."""
        whole = request.for_server()
        with socket.create_connection(self.server_address, timeout=30) as server:
            if cut:
                server.sendall(whole[: len(whole) - (len(request.body) + 1) // 2 - 1])
                return b""
            server.sendall(whole)
            return b"".join(iter(lambda: server.recv(CHUNK), b""))

    def _note(self, request: Request, fault: Fault, answer: bytes) -> None:
        status = int(answer[9:12]) if answer else 0
        with self._lock:
            self.exchanges.append(Exchange(request, fault, status, len(answer), len(answer.partition(HEAD_END)[2])))


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 50

    def __init__(self, address: tuple[str, int], serve: Callable[[socket.socket], None]) -> None:
        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                serve(self.request)

        super().__init__(address, Handler)


def _read_request(client: socket.socket) -> Request | None:
    data = b""
    while HEAD_END not in data:
        piece = client.recv(CHUNK)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(HEAD_END)
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        piece = client.recv(CHUNK)
        if not piece:
            return None
        body += piece
    return Request(head + HEAD_END, body)


def _reset(client: socket.socket) -> None:
    """Break the connection, as a lost signal does: no farewell."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    client.close()
