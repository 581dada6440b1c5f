"""Fill the database where it is empty, say where to look and whom to be, and serve."""

import os
import socket
import subprocess
import sys
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bantar.settings")

from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from django.core.management import execute_from_command_line  # noqa: E402


def manage(*arguments: str) -> None:
    """Run one of our commands in this process, which starts Django once; a refusal ends it with its own sentence."""
    try:
        execute_from_command_line(["manage.py", *arguments])
    except ImproperlyConfigured as problem:
        sys.exit(str(problem))


def refuse_a_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"Port {port} of this machine is taken: make demo PORT={port + 1}")


def port_number() -> int:
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        sys.exit("PORT has a value that cannot be used: use a number from 1 to 65535.")
    return int(text)


def main() -> None:
    port = port_number()
    refuse_a_taken_port(port)
    os.chdir(ROOT)
    manage("migrate", "--noinput", "--verbosity=0")
    manage("load_reference")
    manage("seed_demo", "--keep")
    manage("render_published")
    print(f"\nServing on http://127.0.0.1:{port}/ (Ctrl+C ends it)", flush=True)
    # This process becomes the server, and the worker looks after it by its number.
    subprocess.Popen([sys.executable, str(ROOT / "deploy" / "worker.py"), str(os.getpid())])
    server = [str(BIN / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    # Ctrl+C reaches the server's own workers twice, and one that hears it twice may never end by itself.
    server += ["--workers", "2", "--blocking-threads", "4", "--no-ws", "--workers-kill-timeout", "3"]
    os.execv(server[0], [*server, "bantar.wsgi:application"])


if __name__ == "__main__":
    main()
