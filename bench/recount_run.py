"""Set Django up for the database `bench` made, then count results four ways: `python -m bench.recount_run TARGET`."""

import json
import os
import sys
from pathlib import Path

import django


if __name__ == "__main__":
    # The browser's loop runs in the same thread, and the ORM would take that for asynchronous code.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    django.setup()
    from bench.recount import measure

    target = Path(sys.argv[1])
    target.write_text(json.dumps(measure(target.parent)), encoding="utf-8")
