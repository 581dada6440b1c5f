"""Measure pages, the tally and spreadsheets, print tables, write var/bench.json; pages also at ten times the size."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.environment import KEYS
from bench.recount_table import measured_recounts, recount_table
from bench.served_table import missing
from bench.served_table import table as served_table
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


def measured_phone(folder: str) -> dict[str, Any]:
    """An assessor's phone against the database of the city, with the static files as they are served."""
    target = Path(folder) / "field.json"
    database = f"sqlite:///{folder}/scale-{CITY}.sqlite3"
    more = {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "bench.field_settings",
        "BENCH_STATIC": f"{folder}/static",
    }
    command = [sys.executable, "-m", "bench.field_run", str(target)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **more}, check=True)
    return dict(json.loads(target.read_text(encoding="utf-8")))


def phone_table(phone: dict[str, Any]) -> list[str]:
    """What a visit costs the finger, the phone and the network, and what the server takes in."""
    lines = [f"{'an assessor with a phone':<48}{'figure':>10}{'at most':>9}"]
    browser = phone.get("browser")
    rows: list[tuple[str, object, object]] = []
    if browser:
        slow = f"{browser['slower']}x slowed CPU"
        rows += [(f"tap to paint, {which}, {slow} (ms)", browser["tap_ms"][which], 100) for which in browser["tap_ms"]]
        rows += [
            (f"tap to disk, {which}, {slow} (ms)", browser["saved_ms"][which], "-") for which in browser["saved_ms"]
        ]
        rows += [
            ("taps from the day to a submitted sheet", browser["taps"], 25),
            ("first visit (bytes)", browser["first_visit_bytes"], 150_000),
            ("opening a sheet (bytes)", browser["opening_bytes"], 0),
        ]
    else:
        lines.append("Without Chromium nothing of the browser is measured.")
    receive = phone["receive"]
    rows += [("new messages per second", receive["per_second"], "-")]
    rows += [("repeated messages per second", receive["repeated_per_second"], "-")]
    return [*lines, *(f"{name:<48}{figure:>10}{aim:>9}" for name, figure, aim in rows)]


def measured_burst(folder: str) -> dict[str, Any]:
    """Announcement day: the servers as they are deployed, against the database of the city."""
    if missing():
        return {"missing": missing()}
    target = Path(folder) / "served.json"
    more = {
        "DATABASE_URL": f"sqlite:///{folder}/scale-{CITY}.sqlite3",
        "DJANGO_SETTINGS_MODULE": "bantar.settings",
        "DEBUG": "False",
    }
    command = [sys.executable, "-m", "bench.served_run", str(target)]
    subprocess.run(command, cwd=ROOT, env={**KEYS, **os.environ, **more}, check=True)
    return dict(json.loads(target.read_text(encoding="utf-8")))


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bantar-bench-") as folder:
        city, ten_times = measured(CITY, folder), measured(TEN_TIMES, folder)
        burst, phone = measured_burst(folder), measured_phone(folder)
        recounts = measured_recounts(ROOT, folder, f"sqlite:///{folder}/scale-{CITY}.sqlite3")
        sheets = measure_sheets(Path(folder))
    tables = (
        table(city, ten_times),
        tally_table(city),
        served_table(burst),
        recount_table(recounts),
        phone_table(phone),
        roster_table(sheets),
        hostile_table(sheets),
    )
    for lines in tables:
        print("\n" + "\n".join(lines))
    target = ROOT / "var" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    everything = {"city": city, "ten_times": ten_times, "burst": burst, "recounts": recounts, "phone": phone}
    target.write_text(json.dumps({**everything, "spreadsheets": sheets}, indent=2) + "\n", encoding="utf-8")
    print(f"\nWritten to {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
