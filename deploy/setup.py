#!/usr/bin/env python3
"""Bring a checkout to life: virtual environment, locked packages, keys, front-end files.

Standard library only, because it runs before anything is installed. What is already there and up to date is left
alone, so a second run takes about a second. `setup.py prod` leaves out what only tests need.
"""

import base64
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
VAR = ROOT / "var"
UV = "uv==0.13.9"


def run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT)


def works(*command: str | Path) -> bool:
    try:
        return subprocess.run([str(part) for part in command], capture_output=True, cwd=ROOT).returncode == 0
    except OSError:
        return False


def find_uv() -> list[str]:
    """Return the call of a uv that runs; a shim without a program behind it does not count."""
    for call in ([shutil.which("uv") or "uv"], [str(VENV_PYTHON), "-m", "uv"]):
        if works(*call, "--version"):
            return call
    return []


def make_venv() -> None:
    same = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    if works(VENV_PYTHON, "-c", same):
        return
    print(f"Creating .venv with Python {sys.version.split()[0]}")
    uv = find_uv()
    if uv:
        run(*uv, "venv", "--quiet", "--clear", "--seed", "--python", sys.executable, VENV)
    elif not works(sys.executable, "-m", "venv", "--clear", VENV):
        sys.exit("Python cannot create a virtual environment here. On Debian: apt-get install python3-venv")


def install(lock: Path) -> None:
    """Install the lock; every file is checked against its hash."""
    print(f"Installing {lock.relative_to(ROOT)}")
    uv = find_uv()
    if not uv and works(VENV_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV):
        uv = find_uv()
    if uv:
        run(*uv, "pip", "install", "--quiet", "--python", VENV_PYTHON, "--require-hashes", "-r", lock)
    else:
        pip = [VENV_PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        run(*pip, "--require-hashes", "-r", lock)


def packages(level: str) -> None:
    """Install what `level` needs unless a stamp says that it is there; dev holds all of prod."""
    levels = ["dev"] if level == "dev" else ["prod", "dev"]
    if VENV_PYTHON.exists() and any(stamp(name).exists() for name in levels):
        return
    make_venv()
    install(ROOT / "requirements" / f"{level}.txt")
    stamp(level).touch()


def stamp(level: str) -> Path:
    """Name the stamp after the lock and the interpreter, so that a change of either asks for a new install."""
    lock = (ROOT / "requirements" / f"{level}.txt").read_bytes()
    key = hashlib.sha256(lock + sys.version.encode() + str(ROOT).encode()).hexdigest()[:16]
    return VENV / f"bantar-{level}-{key}"


def draw(name: str, text: str) -> None:
    """Keep a secret of this machine in a file of its own; one that is there stays."""
    file = VAR / name
    if file.is_file() and file.stat().st_size:
        return
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as opened:
        opened.write(text + "\n")


def main() -> None:
    if sys.version_info < (3, 11):
        sys.exit(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}: PYTHON=python3.12 make ...")
    level = sys.argv[1] if len(sys.argv) > 1 else "dev"
    VAR.mkdir(exist_ok=True)
    try:
        packages(level)
        draw("secret_key", secrets.token_urlsafe(64))
        draw("signing_key", base64.b64encode(secrets.token_bytes(32)).decode())
        run(VENV_PYTHON, ROOT / "deploy" / "build.py")
    except subprocess.CalledProcessError as problem:
        sys.exit(f"Setup stopped: {problem.cmd[0]} ended with {problem.returncode}; what it said stands above.")


if __name__ == "__main__":
    main()
