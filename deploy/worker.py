"""Keep the worker of long imports running for as long as the server beside it, and start it anew should it end.

    python deploy/worker.py PID-OF-THE-SERVER

Standard library only. A server that is gone, whatever ended it, is noticed within a second; the worker may finish
the job it is at. A city runs the worker as a service of its own (bantar-worker.service).
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, str(ROOT / "manage.py"), "db_worker", "--no-reload", "--verbosity", "0"]
PATIENCE = 60


def main() -> None:
    server = int(sys.argv[1])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    worker = start()
    try:
        while os.getppid() == server:
            time.sleep(1)
            if worker.poll() is not None:
                worker = start()
    except KeyboardInterrupt:  # Ctrl+C reaches the worker too
        pass
    finally:
        stop(worker)


def start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(COMMAND, cwd=ROOT)


def stop(worker: subprocess.Popen[bytes]) -> None:
    worker.terminate()
    try:
        worker.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        worker.kill()


if __name__ == "__main__":
    main()
