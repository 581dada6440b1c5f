"""The table of `bench.recount`, and the process that fills it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def measured_recounts(root: Path, folder: str, database: str) -> list[dict[str, Any]]:
    target = Path(folder) / "recount.json"
    env = {**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "bench.settings"}
    subprocess.run([sys.executable, "-m", "bench.recount_run", str(target)], cwd=root, env=env, check=True)
    return list(json.loads(target.read_text(encoding="utf-8")))


def recount_table(ways: Sequence[Mapping[str, Any]]) -> list[str]:
    """All columns of figures but the last are counts; `same` must equal `editions`."""
    lines = [f"{'the same results counted four ways':<40}{'editions':>10}{'same':>8}{'entries':>9}{'s':>8}"]
    for row in ways:
        figures = f"{row['editions']:>10}{row['same']:>8}{row['entries']:>9}{row['seconds']:>8}"
        lines.append(f"{row['way']:<40}{'  ' + row['missing'] if row['missing'] else figures}")
        lines += [f"  differs: {slug}" for slug in row["differing"]]
    return lines
