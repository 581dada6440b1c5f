"""Write requirements/*.txt from requirements/*.in: exact versions with hashes, no addresses, nothing machine-bound."""

import shutil
import subprocess
import sys
from pathlib import Path


FOLDER = Path(__file__).resolve().parent.parent / "requirements"
OPTIONS = ["--generate-hashes", "--no-annotate", "--no-header", "--no-emit-index-url", "--python-version", "3.11"]


def main() -> None:
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("make lock needs uv: python3 -m pip install uv")
    for name in ("prod", "s3", "dev"):
        lock = [uv, "pip", "compile", "--quiet", *OPTIONS, f"{name}.in", "-o", f"{name}.txt"]
        subprocess.run(lock, check=True, cwd=FOLDER)
        print(f"requirements/{name}.txt is written")


if __name__ == "__main__":
    main()
