"""Keep what works beside the server running for as long as that does, and start it anew should it end: the worker of
long jobs, and the watch that publishes results at their minute and checks the published ones.

    python deploy/worker.py PID-OF-THE-SERVER

Standard library only. A server that is gone, whatever ended it, is noticed within a second; each may finish what it is
at. A city runs both as services of their own (bantar-worker.service, bantar-watch.service).
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, str(ROOT / "manage.py")]
PROGRAMS = {
    "worker": [*MANAGE, "db_worker", "--no-reload", "--verbosity", "0"],
    "watch": [*MANAGE, "watch_results"],
}
PATIENCE = 60


def main() -> None:
    server = int(sys.argv[1])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    running = {name: start(name) for name in PROGRAMS}
    try:
        while os.getppid() == server:
            time.sleep(1)
            for name, process in running.items():
                if process.poll() is not None:
                    running[name] = start(name)
    except KeyboardInterrupt:  # Ctrl+C reaches them too
        pass
    finally:
        stop(running.values())


def start(name: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(PROGRAMS[name], cwd=ROOT)


def stop(running: Collection[subprocess.Popen[bytes]]) -> None:
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()


if __name__ == "__main__":
    main()
