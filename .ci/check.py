"""What a machine can say about the code without running it: all steps are run, and one failure fails.

The steps do not need one another, so two run at a time; one that fails says all it has to say at once, when its
turn comes. The tests are only collected: a name that one of them imports and nobody has any more is met here.
"""

import base64
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
PRODUCTION = {
    "SECRET_KEY": "".join(f"{number:x}" for number in range(1, 100)),
    "SIGNING_KEY": base64.b64encode(b"only for checks".ljust(32)).decode(),
    "DEBUG": "False",
    "ALLOWED_HOSTS": "bantar.example.id",
    "HTTPS": "True",
}
STEPS: dict[str, list[str]] = {
    "types": [f"{BIN}/mypy"],
    "format": [f"{BIN}/ruff", "format", "--check", "."],
    "lint": [f"{BIN}/ruff", "check", "."],
    "templates": [f"{BIN}/djlint", "--quiet", "--lint", "templates"],
    "deployment": [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "architecture": [f"{BIN}/lint-imports"],
    "tests": [PYTHON, "-m", "pytest", "--collect-only", "-qqq"],
    "translations": [PYTHON, ".ci/messages.py", "--check"],
}


def run(name: str) -> subprocess.CompletedProcess[str]:
    """Run one step and keep what it prints, its complaints among the rest."""
    return subprocess.run(
        STEPS[name],
        cwd=ROOT,
        env={**os.environ, **PRODUCTION},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


def main() -> int:
    wanted = sys.argv[1:] or list(STEPS)
    unknown = set(wanted) - set(STEPS)
    if unknown:
        sys.exit(f"No such step: {', '.join(sorted(unknown))}. Steps: {', '.join(STEPS)}")
    results: dict[str, bool] = {}
    with ThreadPoolExecutor(max_workers=2) as two:
        for name, step in zip(wanted, two.map(run, wanted), strict=True):
            results[name] = step.returncode == 0
            if not results[name]:
                print(f"\n=== {name} ===\n{step.stdout}", end="", flush=True)
    print()
    for name, passed in results.items():
        print(f"{name}: {'ok' if passed else 'FAILED'}")
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
