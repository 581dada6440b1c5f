"""A roster of 100,000 rows through the door, against its rows put back raw; and hostile files at their real size.

On SQLite in a temporary file, or on the PostgreSQL server that DATABASE_URL names, in a database of its own.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from bench.hostile_files import HOSTILE


ROOT: Final = Path(__file__).resolve().parent.parent
ROUNDS: Final = 3
RATIO_AIM: Final = 3.0
AGAIN_AIM: Final = 1.0
SECONDS_AIM: Final = 2.0
MEGABYTES_AIM: Final = 400


def measure_sheets(folder: Path) -> dict[str, Any]:
    path = folder / "roster.xlsx"
    with database(folder) as env:
        about = act("prepare", path, folder, env)
        rounds = [_round(path, folder, env) for _ in range(ROUNDS)]
    truncated = folder / "truncated"
    truncated.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return {
        **about,
        "roster": _roster(rounds, read(path)),
        "hostile": [*_hostile(folder), {"file": "a roster cut in half", **read(truncated)}],
    }


def _round(path: Path, folder: Path, env: dict[str, str]) -> dict[str, Any]:
    """New, again, and raw, in turn: so that a machine that slows down does so for all three."""
    new, again = act("import", path, folder, env), act("import", path, folder, env)
    raw = act("raw", path, folder, env)
    act("clear", path, folder, env)
    return {"new": new, "again": again, "raw": raw}


def _roster(rounds: Sequence[dict[str, Any]], child: dict[str, Any]) -> dict[str, Any]:
    def median(name: str, value: str = "seconds") -> float:
        return round(statistics.median(one[name][value] for one in rounds), 2)

    return {
        "new": {**rounds[0]["new"], "seconds": median("new"), "megabytes": median("new", "megabytes")},
        "again": {**rounds[0]["again"], "seconds": median("again"), "megabytes": median("again", "megabytes")},
        "raw": {**rounds[0]["raw"], "seconds": median("raw")},
        "reading": child,
        "ratio": round(statistics.median(one["new"]["seconds"] / one["raw"]["seconds"] for one in rounds), 2),
        "again_ratio": round(statistics.median(one["again"]["seconds"] / one["new"]["seconds"] for one in rounds), 2),
    }


def _hostile(folder: Path) -> Iterator[dict[str, Any]]:
    path = folder / "hostile"
    for name, write in HOSTILE.items():
        write(path)
        yield {"file": name, **read(path)}
        path.unlink()


def read(path: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.read_sheet", str(path)], cwd=ROOT, check=True, capture_output=True
    )
    return dict(json.loads(done.stdout))


def act(name: str, path: Path, folder: Path, env: dict[str, str]) -> dict[str, Any]:
    target = folder / "act.json"
    subprocess.run([sys.executable, "-m", "bench.act", name, str(path), str(target)], cwd=ROOT, env=env, check=True)
    return dict(json.loads(target.read_text(encoding="utf-8")))


@contextmanager
def database(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of acts on an empty database."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "bench.settings", "MEDIA_ROOT": str(folder / "media")}
    if not env.get("DATABASE_URL", "").startswith("postgres"):
        yield {**env, "DATABASE_URL": f"sqlite:///{folder}/sheets.sqlite3"}
        return
    own = Path(f"bantar_bench_{os.getpid()}")
    act("create", own, folder, env)
    try:
        yield {**env, "BENCH_DATABASE": own.name}
    finally:
        act("drop", own, folder, env)


def roster_table(sheets: dict[str, Any]) -> list[str]:
    roster = sheets["roster"]
    way = "COPY" if sheets["database"] == "postgresql" else "executemany"
    title = f"{sheets['rows']:,} roster rows, {sheets['database']}"
    lines = [f"{title:<48}{'s':>8}{'MB':>8}{'ratio':>8}{'at most':>9}"]
    for name, figures, ratio, aim in (
        ("new, with reading; ratio to raw", roster["new"], roster["ratio"], f"{RATIO_AIM:g}"),
        ("again, unchanged; ratio to new", roster["again"], roster["again_ratio"], f"{AGAIN_AIM:g}"),
        (f"raw {way} of the {roster['raw']['rows']:,} rows written", roster["raw"], "", ""),
        ("reading alone; memory of the child", roster["reading"], "", ""),
    ):
        lines.append(f"{name:<48}{figures['seconds']:>8}{figures.get('megabytes', ''):>8}{ratio:>8}{aim:>9}")
    return lines


def hostile_table(sheets: dict[str, Any]) -> list[str]:
    lines = [f"{'hostile file':<36}{'s':>8}{'at most':>9}{'child MB':>10}{'at most':>9}  answer"]
    for row in sheets["hostile"]:
        took = f"{row['seconds']:>8}{SECONDS_AIM:>9g}{row['megabytes']:>10}{MEGABYTES_AIM:>9}"
        lines.append(f"{row['file']:<36}{took}  {row['answer']}")
    return lines
