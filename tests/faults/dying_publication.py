"""Publishes what is due, once for every line on standard input, and kills itself, as by `kill -9`, where the line says.

Each time in a fork of a process that has set Django up, and made the pages ahead, once; its exit is answered.
"""

import os
import sys
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import django
from django.conf import settings
from django.db import connections

from bantar import program


POINTS = {
    "begun": ("scoring.services.publication", "second_person"),
    "sealed ahead": ("scoring.services.publication", "draft_seal"),
    "pages": ("scoring.services.renderings", "prepare"),
    "locked": ("scoring.services.publication", "locked"),
    "compared": ("scoring.services.publication", "refuse_changed"),
    "row": ("scoring.models.Result", "save"),
    "seal": ("scoring.models.ResultSeal", "save"),
    "awards": ("scoring.services.publication", "record_awards"),
    "phase": ("scoring.services.publication", "mark_published"),
    "trace": ("scoring.services.publication", "trace"),
    "pages current": ("scoring.services.renderings", "make_current"),
    "commit": ("scoring.services.watch", "publish_result"),
}
"""Point -> (place, name): the process dies right after that call returned."""
BEFORE_THE_PAGES = frozenset({"begun", "sealed ahead", "pages"})


def main(minute: datetime, same: str) -> None:
    program.program = lambda: same  # as the witness's, whatever was edited since that one began
    django.setup()
    settings.SERVED_PAGES = "scoring.selectors.served.PublishedPages"
    watch = import_module("scoring.services.watch")
    ready = watch.prepare_due(minute - timedelta(seconds=30), {})
    connections.close_all()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            publish(line.strip(), watch, minute, ready)
        _pid, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def publish(point: str, watch: Any, minute: datetime, ready: Any) -> None:
    if point:
        place, name = POINTS[point]
        dying = import_module("tests.faults.dying_import")
        dying.die_after(dying.resolve(place), name)
    known = {} if point in BEFORE_THE_PAGES else ready
    os._exit(10 + len(watch.publish_due(minute + timedelta(seconds=1), known)))


if __name__ == "__main__":
    main(datetime.fromisoformat(sys.argv[1]), sys.argv[2])
