"""Imports a sheet, once for every line on standard input, and kills itself, as by `kill -9`, where the line says.

Each time in a fork of a process that has set Django up once; its report, if it lives to make one, and then its exit are
answered.
"""

import os
import signal
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.db import connections


POINTS = {
    "batch": ("rt_registry.spreadsheets.storing", "_batch"),
    "RTs": ("rt_registry.services.roster_store._Storing", "write_rts"),
    "kind": ("rt_registry.spreadsheets.roster.RosterKind", "store"),
    "trace": ("rt_registry.services.roster_store", "record_many"),
    "report": ("rt_registry.spreadsheets.storing", "_trace"),
    "commit": ("rt_registry.spreadsheets.storing", "refresh_planner_statistics"),
}
"""Point -> (place, name): the process dies right after that call returned."""


def main(path: Path) -> None:
    django.setup()
    door = import_module("rt_registry.spreadsheets.door")
    connections.close_all()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            bring_in(line.strip(), door, path)
        _pid, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def bring_in(point: str, door: Any, path: Path) -> None:
    if point:
        place, name = POINTS[point]
        die_after(resolve(place), name)
    report = door.import_file(kind="roster", path=path, by=None, now=datetime.now(UTC))
    sys.stdout.write(f"{' '.join(report.to_json().splitlines())}\n")
    sys.stdout.flush()
    os._exit(0)


def resolve(place: str) -> object:
    """A module, or something inside one."""
    parts = place.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = __import__(".".join(parts[:cut]), fromlist=["_"])
        except ModuleNotFoundError:
            continue
        for name in parts[cut:]:
            found = getattr(found, name)
        return found
    raise ValueError(place)


def die_after(place: object, name: str) -> None:
    original = getattr(place, name)

    def dying(*args: object, **kwargs: object) -> None:
        original(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(place, name, dying)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
