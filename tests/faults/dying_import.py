"""A process that imports a sheet and kills itself, as by `kill -9`, at the point it is told; run by the tests."""

import os
import signal
import sys
from pathlib import Path

import django


POINTS = {
    "batch": ("rt_registry.spreadsheets.storing", "_batch"),
    "RTs": ("rt_registry.services.roster_store._Storing", "write_rts"),
    "kind": ("rt_registry.spreadsheets.roster.RosterKind", "store"),
    "trace": ("rt_registry.services.roster_store", "record_many"),
    "report": ("rt_registry.spreadsheets.storing", "_trace"),
    "commit": ("rt_registry.spreadsheets.storing", "refresh_planner_statistics"),
}
"""Point -> (place, name): the process dies right after that call returned."""


def main(point: str, path: str) -> None:
    django.setup()
    from django.utils import timezone  # noqa: PLC0415 - Django must be set up first

    from rt_registry.spreadsheets.door import import_file  # noqa: PLC0415

    if point:
        place, name = POINTS[point]
        die_after(resolve(place), name)
    report = import_file(kind="roster", path=Path(path), by=None, now=timezone.now())
    sys.stdout.write(report.to_json())


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
    main(*sys.argv[1:])
