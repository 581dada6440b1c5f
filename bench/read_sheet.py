"""Read one file as the door does and say what that took: `python -m bench.read_sheet FILE` prints JSON.

In a small process, because the system counts the memory of the process that starts a child for the child's.
"""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings

from rt_registry.spreadsheets.reading import UnreadableFile, load_file, read_workbook


def read(path: Path) -> dict[str, Any]:
    start, answer = time.perf_counter(), "read"
    try:
        read_workbook(load_file(path))
    except UnreadableFile as refused:
        answer = refused.code
    seconds = time.perf_counter() - start
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {"seconds": round(seconds, 2), "megabytes": round(child / 1024), "answer": answer}


if __name__ == "__main__":
    settings.configure(USE_I18N=False)
    print(json.dumps(read(Path(sys.argv[1]))))
