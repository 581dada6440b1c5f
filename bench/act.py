"""Set Django up, then do one act on a sheet: `python -m bench.act ACT PATH TARGET` writes what it took as JSON."""

import json
import sys
from pathlib import Path

import django


if __name__ == "__main__":
    django.setup()
    from bench.sheet_acts import ACTS

    act, path, target = sys.argv[1:]
    Path(target).write_text(json.dumps(ACTS[act](Path(path))), encoding="utf-8")
