"""Any file -> Workbook, by its content. Untrusted bytes are opened in a child process with limits, never here."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rt_registry.spreadsheets.files.limits import Limits
from rt_registry.spreadsheets.grid import Sheet, Workbook


ROOT: Final = Path(__file__).resolve().parents[2]
CHILD: Final = "rt_registry.spreadsheets.files.child"
PASSED_ON: Final = ("PATH", "LD_LIBRARY_PATH")

SENTENCES: Final[dict[str, str | Promise]] = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than the %(limit)s MB that are allowed."),
    "missing": _("The file cannot be opened: it does not exist, or it may not be read."),
    "damaged": _("The file is damaged or cut short and cannot be read; save it again in the spreadsheet program."),
    "damaged_text": _(
        "The text cannot be read as a table: near line %(line)s a quotation mark is opened and never closed."
    ),
    "encrypted": _("The file is protected by a password; save it without one and try again."),
    "other_type": _("The file is of the type %(type)s, not a spreadsheet; save it as xlsx, ods or csv and try again."),
    "not_a_sheet": _("The file is neither a spreadsheet nor text and cannot be read."),
    "nul": _("The text holds NUL bytes, so it is damaged or not text; save it again as csv or xlsx."),
    "leaves_archive": _(
        "The file is refused: names inside it point outside of it, which no spreadsheet program writes."
    ),
    "entities": _("The file is refused: its XML declares entities, which no spreadsheet program writes."),
    "bomb": _("The file is refused: unpacked it would be far larger than is allowed."),
    "too_many_cells": _(
        "The sheet uses too large an area (more than %(limit)s cells); delete what lies far outside the table."
    ),
    "too_slow": _("The file could not be read within %(seconds)s seconds; split it into smaller files."),
    "aborted": _("The file could not be read within the allowed memory, or it is damaged; save it again or split it."),
}


class UnreadableFile(Exception):
    """A file that cannot be read, with the one sentence that says why."""

    def __init__(self, code: str, **details: str | int) -> None:
        self.code = code
        self.details = details
        super().__init__(code)

    def __str__(self) -> str:
        return str(SENTENCES.get(self.code, SENTENCES["damaged"])) % self.details


def limits_from_settings() -> Limits:
    """Every limit is a setting with a default, so that a test or a small server may ask for less."""
    default = Limits()
    return Limits(
        max_bytes=getattr(settings, "SPREADSHEET_MAX_BYTES", default.max_bytes),
        memory_bytes=getattr(settings, "SPREADSHEET_MEMORY_BYTES", default.memory_bytes),
        seconds=getattr(settings, "SPREADSHEET_SECONDS", default.seconds),
        max_unpacked_bytes=getattr(settings, "SPREADSHEET_MAX_UNPACKED_BYTES", default.max_unpacked_bytes),
        max_cells=getattr(settings, "SPREADSHEET_MAX_CELLS", default.max_cells),
    )


def load_file(path: Path, limits: Limits | None = None) -> bytes:
    """The bytes of a file; one that is too large is refused before it is read."""
    limits = limits or limits_from_settings()
    try:
        if not path.is_file():
            raise UnreadableFile("missing")
        check_size(path.stat().st_size, limits)
        return path.read_bytes()
    except (OSError, ValueError) as refused:
        raise UnreadableFile("missing") from refused


def check_size(size: int, limits: Limits | None = None) -> None:
    limits = limits or limits_from_settings()
    if size > limits.max_bytes:
        raise UnreadableFile("too_large", limit=limits.max_bytes // (1024 * 1024) or 1)


def read_workbook(data: bytes, limits: Limits | None = None) -> Workbook:
    """Read a file, whatever its name says it is. Raises UnreadableFile."""
    limits = limits or limits_from_settings()
    check_size(len(data), limits)
    if not data:
        raise UnreadableFile("empty")
    answer = _ask_child(data, limits)
    if "error" in answer:
        raise UnreadableFile(answer["error"], **answer["details"])
    sheets = tuple(sheet_from(about) for about in answer["book"]["sheets"])
    return Workbook(answer["book"]["format"], sheets)


def _ask_child(data: bytes, limits: Limits) -> dict[str, Any]:
    """Let the child read: no secret of this process is in its environment, and it never outlives the deadline."""
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    command = [sys.executable, "-s", "-m", CHILD, json.dumps(asdict(limits))]
    try:
        done = subprocess.run(  # noqa: S603  our own module, no shell
            command,
            input=data,
            capture_output=True,
            cwd=ROOT,
            env={**environment, "LC_ALL": "C.UTF-8"},
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise UnreadableFile("too_slow", seconds=limits.seconds) from late
    if done.returncode:
        raise UnreadableFile("aborted")
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError as broken:
        raise UnreadableFile("aborted") from broken
    return answer


def sheet_from(about: dict[str, Any]) -> Sheet:
    return Sheet(
        name=about["name"],
        hidden=about["hidden"],
        rows=about["rows"],
        first_row=about["first_row"],
        first_column=about["first_column"],
        merges=[tuple(merge) for merge in about["merges"]],
        without_value=frozenset((row, column) for row, column in about["without_value"]),
    )
