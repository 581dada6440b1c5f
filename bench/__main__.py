"""Measure pages, the tally and spreadsheets, print tables, write var/bench.json; pages also at ten times the size."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.sheets import hostile_table, measure_sheets, roster_table


ROOT = Path(__file__).resolve().parent.parent
CITY, TEN_TIMES = 1, 10


def measured(scale: int, folder: str) -> dict[str, Any]:
    """Run one size in a process and a database of its own."""
    target = Path(folder) / f"scale-{scale}.json"
    database = f"sqlite:///{folder}/scale-{scale}.sqlite3"
    env = {**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "bench.settings"}
    subprocess.run([sys.executable, "-m", "bench.run", str(scale), str(target)], cwd=ROOT, env=env, check=True)
    return dict(json.loads(target.read_text(encoding="utf-8")))


def table(city: dict[str, Any], ten_times: dict[str, Any]) -> list[str]:
    """Times, ratios and weights at the size of the city; queries at both sizes."""
    lines = [f"{'page':<36}{'ms':>8}{'x bare':>8}{'at most':>9}{'KB gz':>8}{'queries':>9}{'at 10x':>8}"]
    for page, large in zip(city["pages"], ten_times["pages"], strict=True):
        aim = f"{page['aim']:g}" if page["aim"] else "-"
        lines.append(
            f"{page['page']:<36}{page['milliseconds']:>8}{page['ratio']:>8}{aim:>9}{page['kilobytes']:>8}"
            f"{page['queries']:>9}{large['queries']:>8}"
        )
    return lines


def tally_table(city: dict[str, Any]) -> list[str]:
    lines = [f"{'act on 158 entries':<36}{'ms':>8}{'SQL ms':>8}{'x SQL':>8}{'at most':>9}"]
    for row in city["tally"]:
        aim = f"{row['aim']:g}" if row["aim"] else "-"
        lines.append(f"{row['act']:<36}{row['milliseconds']:>8}{row['plain_sql']:>8}{row['ratio']:>8}{aim:>9}")
    return lines


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bantar-bench-") as folder:
        city, ten_times = measured(CITY, folder), measured(TEN_TIMES, folder)
        sheets = measure_sheets(Path(folder))
    for lines in (table(city, ten_times), tally_table(city), roster_table(sheets), hostile_table(sheets)):
        print("\n" + "\n".join(lines))
    target = ROOT / "var" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(
        json.dumps({"city": city, "ten_times": ten_times, "spreadsheets": sheets}, indent=2) + "\n", encoding="utf-8"
    )
    print(f"\nWritten to {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
