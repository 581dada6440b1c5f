"""What every management command shares: --json, --by, one plain sentence on standard error, and the exit codes.

0: done. 1: a person must decide, nothing stored (any `Refusal`). 2: unreadable input or wrong use.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser, SystemCheckError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError, connection
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bantar.accounts.models import User
from bantar.web.errors import Refusal


DECIDE: Final = 1
UNUSABLE: Final = 2


@dataclass(frozen=True)
class Answer:
    """What a command has to say: lines for people, a document for --json.

    An exit code other than 0 comes with the sentence for standard error.
    """

    lines: Sequence[str | Promise] = ()
    document: Mapping[str, Any] = field(default_factory=dict)
    exit_code: int = 0
    error: str | Promise = ""


class Unusable(CommandError):
    """Unreadable input or wrong use: exit code 2."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message), returncode=UNUSABLE)


class PlainCommand(BaseCommand):
    """Parse, call one function, print. A subclass writes `arguments()` and `act()`."""

    changes_something = False
    """Whether the command takes --by."""
    _called_from_command_line: bool

    def arguments(self, parser: CommandParser) -> None:
        """Add what is particular to this command."""

    def act(self, *, by: User | None, now: datetime, options: Mapping[str, Any]) -> Answer:
        raise NotImplementedError

    def failure(self, sentence: str, exit_code: int, options: Mapping[str, Any]) -> Answer:
        """What a command answers that could not act; `options` are empty where they could not be read."""
        document = {"error": sentence, "exit_code": exit_code}
        return Answer(document=document, exit_code=exit_code, error=sentence)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help=_("Print one JSON document and nothing else."))
        if self.changes_something:
            parser.add_argument("--by", metavar="USER", help=_("The account that acts; without it: the command line."))
        self.arguments(parser)

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.description = _(self.help)
        if self._called_from_command_line:
            parser.error = self._wrong_use  # type: ignore[method-assign]
        return parser

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            _require_text(options)
            _require_tables()
            answer = self.act(by=_user_named(options.get("by")), now=timezone.now(), options=options)
        except Refusal as refusal:
            answer = self.failure(str(refusal), DECIDE, options)
            sentence, points = refusal.in_lines()
            if points and not options["json"]:
                answer = Answer(points, exit_code=DECIDE, error=sentence)
        except CommandError as error:
            answer = self.failure(str(error), error.returncode, options)
        if options["json"]:
            self._write_json(answer.document)
        else:
            for line in answer.lines:
                self.stdout.write(str(line))
        if answer.exit_code:
            raise CommandError(str(answer.error), returncode=answer.exit_code)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Say an error as it is, without the name of a Python class before it."""
        try:
            return super().execute(*args, **options)
        except SystemCheckError:
            raise
        except CommandError as error:
            if not self._called_from_command_line or options.get("traceback"):
                raise
            self._stop(str(error), error.returncode)

    def _wrong_use(self, message: str) -> NoReturn:
        if "--json" in sys.argv:
            self._write_json(self.failure(message, UNUSABLE, {}).document)
        self._stop(_("%(message)s (see --help)") % {"message": message}, UNUSABLE)

    def _write_json(self, document: Mapping[str, Any]) -> None:
        text = json.dumps(document, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)
        self.stdout.write(text.encode(errors="replace").decode())  # half a character in an argument is no JSON

    def _stop(self, sentence: str, exit_code: int) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(exit_code)


def _require_text(options: Mapping[str, Any]) -> None:
    """The shell hands over any bytes; what is no text cannot be looked up, stored or printed."""
    for value in options.values():
        try:
            str(value if isinstance(value, str | Path) else "").encode()
        except UnicodeEncodeError as error:
            raise Unusable(_("An argument is not text in UTF-8; write it again, or rename the file.")) from error


def _require_tables() -> None:
    """Say of a database that is away or empty what to do; in English, like every fault of the environment."""
    try:
        prepared = User._meta.db_table in connection.introspection.table_names()
    except OperationalError as error:
        why = str(error).strip().partition("\n")[0]
        raise Unusable(f"DATABASE_URL names a database that cannot be reached: {why}") from error
    if not prepared:
        raise Unusable("The database is empty: run `manage.py migrate` first.")


def _user_named(username: str | None) -> User | None:
    if username is None:
        return None
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Unusable(_("There is no account “%(name)s” to act as.") % {"name": username})
    return user
