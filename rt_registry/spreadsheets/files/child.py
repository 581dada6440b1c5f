"""The reading child: a file on standard input, JSON on standard output, within limits it sets on itself first.

A crafted workbook can abort the reader's whole process; here that process is this one, and nobody waits for it in vain.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from rt_registry.spreadsheets.files.books import read_book
from rt_registry.spreadsheets.files.limits import Limits, Unreadable


MAX_ANSWER = 120_000_000


def plain(value: object) -> Any:
    """Dates, times and lengths of time for JSON."""
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    raise TypeError(type(value).__name__)


def answer(data: bytes, limits: Limits) -> str:
    try:
        text = json.dumps({"book": read_book(data, limits)}, default=plain, separators=(",", ":"))
        if len(text) > MAX_ANSWER:
            raise Unreadable("bomb")
    except Unreadable as refused:
        return json.dumps({"error": refused.code, "details": refused.details})
    except (MemoryError, RecursionError):
        return json.dumps({"error": "bomb", "details": {}})
    return text


def main() -> None:
    limits = Limits(**json.loads(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds + 1, limits.seconds + 1))
    sys.stdout.write(answer(sys.stdin.buffer.read(), limits))


if __name__ == "__main__":
    main()
