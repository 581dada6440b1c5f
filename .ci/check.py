"""What a machine can say about the code without running it: all steps are run, and one failure fails."""

import base64
import os
import subprocess
import sys
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
    "format": [f"{BIN}/ruff", "format", "--check", "."],
    "lint": [f"{BIN}/ruff", "check", "."],
    "types": [f"{BIN}/mypy"],
    "templates": [f"{BIN}/djlint", "--quiet", "--lint", "templates"],
    "deployment": [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "architecture": [f"{BIN}/lint-imports"],
    "translations": [PYTHON, ".ci/messages.py", "--check"],
}


def main() -> int:
    wanted = sys.argv[1:] or list(STEPS)
    unknown = set(wanted) - set(STEPS)
    if unknown:
        sys.exit(f"No such step: {', '.join(sorted(unknown))}. Steps: {', '.join(STEPS)}")
    results: dict[str, bool] = {}
    for name in wanted:
        print(f"\n=== {name} ===", flush=True)
        results[name] = subprocess.run(STEPS[name], cwd=ROOT, env={**os.environ, **PRODUCTION}).returncode == 0
    print()
    for name, passed in results.items():
        print(f"{name}: {'ok' if passed else 'FAILED'}")
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
