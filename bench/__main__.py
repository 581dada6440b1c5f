"""Seed a database of its own, measure, print one table, write var/bench.json."""

import json
import os
import sys
import tempfile
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent


def prepare(folder: str) -> None:
    """Point the settings at a fresh database before Django reads them."""
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
    os.environ["CACHE_URL"] = "locmemcache://"
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bantar-bench-") as folder:
        prepare(folder)
        import django  # noqa: PLC0415

        django.setup()
        from bench.run import measure_everything  # noqa: PLC0415

        figures = measure_everything()
    target = ROOT / "var" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"\nWritten to {target.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
