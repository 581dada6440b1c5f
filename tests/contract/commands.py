"""Commands as a shell or a script calls them: words in; exit code, standard output and standard error out."""

import contextlib
import io
import json
import sys
from typing import Any, NamedTuple
from unittest import mock

from django.core.management import CommandError, ManagementUtility, call_command
from django.db import connections


class Said(NamedTuple):
    code: int
    out: str
    error: str

    def json(self) -> Any:
        """The one document on standard output; anything beside it is an error."""
        return json.loads(self.out)


def cli(*words: object) -> Said:
    """`manage.py ...` with its own parsing and exits, but in this process and this transaction."""
    argv = ["manage.py", *map(str, words)]
    out, error, code = io.StringIO(), io.StringIO(), 0
    with (
        mock.patch.object(sys, "argv", argv),
        mock.patch.object(connections, "close_all"),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(error),
    ):
        try:
            ManagementUtility(argv).execute()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
    return Said(code, out.getvalue(), error.getvalue())


def run(name: str, *words: object) -> Said:
    """The same without the system checks, for tests that call many commands."""
    out = io.StringIO()
    try:
        call_command(name, *map(str, words), stdout=out)
    except CommandError as error:
        return Said(error.returncode, out.getvalue(), str(error))
    return Said(0, out.getvalue(), "")
