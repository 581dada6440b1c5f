"""Set Django up as deployed for the database that `bench` made, then measure: `python -m bench.served_run TARGET`."""

import json
import sys
from pathlib import Path

import django


if __name__ == "__main__":
    django.setup()
    from bench.served import measure

    Path(sys.argv[1]).write_text(json.dumps(measure()), encoding="utf-8")
