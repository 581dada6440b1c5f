"""Set Django up for the database that `bench` made, then measure: `python -m bench.run SCALE TARGET`."""

import sys
from pathlib import Path

import django


if __name__ == "__main__":
    django.setup()
    from bench.measure import main

    main(int(sys.argv[1]), Path(sys.argv[2]))
