"""Set Django up for the database that `bench` made, then measure the phone: `python -m bench.field_run TARGET`."""

import sys
from pathlib import Path

import django


if __name__ == "__main__":
    django.setup()
    from bench.field import main

    main(Path(sys.argv[1]))
