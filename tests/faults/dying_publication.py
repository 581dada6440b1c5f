"""Publishes what is due, once for every line on standard input, and kills itself, as by `kill -9`, where the line says.

Each time in a fork of a process that has set Django up once; the exit of the fork is answered on standard output.
"""

import os
import sys
from importlib import import_module

import django
from django.conf import settings
from django.template.loader import get_template

from bantar.program import program


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


def main() -> None:
    django.setup()
    settings.SERVED_PAGES = "scoring.selectors.served.PublishedPages"
    for part in ("bantar.urls", "scoring.services.watch"):  # once, and not in every fork
        import_module(part)
    program()
    for page in ("result", "result_entry"):
        get_template(f"scoring/{page}.html")
    for line in sys.stdin:
        child = os.fork()
        if not child:
            publish(line.strip())
        _pid, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def publish(point: str) -> None:
    from django.utils import timezone  # noqa: PLC0415 - Django must be set up first

    from scoring.services.watch import publish_due  # noqa: PLC0415
    from tests.faults.dying_import import die_after, resolve  # noqa: PLC0415

    if point:
        place, name = POINTS[point]
        die_after(resolve(place), name)
    os._exit(10 + len(publish_due(timezone.now())))


if __name__ == "__main__":
    main()
