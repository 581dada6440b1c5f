"""What `make bench` prints of announcement day, and what it needs on the machine."""

import shutil
from typing import Any


SIGNED_IN = "/panitia/"


def missing() -> str:
    """What is not on this machine, or nothing."""
    return ", ".join(program for program in ("nginx", "wrk") if shutil.which(program) is None)


def table(found: dict[str, Any]) -> list[str]:
    """Figures beside what is aimed at."""
    if "missing" in found:
        return [f"Without {found['missing']} the burst of announcement day is not measured."]
    words = {"embedded": "embedded", "front": "behind nginx"}
    lines = [f"{'published page, ' + str(found['bytes']) + ' bytes, wrk -c32':<52}{'figure':>10}{'aim':>14}"]
    rows: list[tuple[str, object, str]] = [
        ("nginx, the same bytes as a file (requests/s)", found["per_second"]["static"], "-")
    ]
    for name, least in (("embedded", 0.5), ("front", 0.9)):
        rows.append((f"{words[name]} (requests/s)", found["per_second"][name], "-"))
        rows.append((f"{words[name]}, ratio to nginx's file", found["ratio"][name], f"at least {least}"))
    rows.append(("queries in 200 requests", found["queries"], "0"))
    for name, waits in found["waits"].items():
        rows.append((f"{words[name]}, p99 idle (ms)", waits["p99_idle_ms"], "-"))
        rows.append((f"{words[name]}, p99 under load (ms)", waits["p99_load_ms"], "-"))
        rows.append((f"{words[name]}, {SIGNED_IN} idle (ms)", waits["signed_in_idle_ms"], "-"))
        rows.append((f"{words[name]}, {SIGNED_IN} under load (ms)", waits["signed_in_load_ms"], "-"))
        rows.append((f"{words[name]}, {SIGNED_IN}, times idle", waits["times_idle"], "at most 3"))
    if not found["nice"]:
        lines.append(
            "This user may not put the program before nginx (Nice= of the unit); figures behind nginx are worse."
        )
    return [*lines, *(f"{name:<52}{figure:>10}{aim:>14}" for name, figure, aim in rows)]
