"""Compile the translations without GNU gettext; the result stays out of git."""

import os
import tempfile
from pathlib import Path

import polib


def compile_catalogues(locale: Path) -> list[Path]:
    """Write the .mo of every .po that is newer, whole or not at all, and return what was written."""
    stale = [po for po in sorted(locale.rglob("*.po")) if _is_stale(po)]
    return [_compile(po) for po in stale]


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def _compile(po: Path) -> Path:
    """Several test workers may come here at once: each writes a file of its own and puts it in place."""
    handle, name = tempfile.mkstemp(dir=po.parent, suffix=".mo.new")
    os.close(handle)
    polib.pofile(str(po)).save_as_mofile(name)
    return Path(name).replace(po.with_suffix(".mo"))
