from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bantar.accounts.models import User
from bantar.web.commands import DECIDE, Answer, PlainCommand, Unusable
from rt_registry.services.import_undo import StandsOnImport, UnknownImport, undo_import


class Command(PlainCommand):
    help = gettext_noop("Take one import back whole, or name what was built on it.")
    changes_something = True

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("import_id", type=int, metavar="IMPORT_ID")
        parser.add_argument("--reason", default="", metavar="TEXT", help=_("Why; kept in the trace."))

    def act(self, *, by: User | None, now: datetime, options: Mapping[str, Any]) -> Answer:
        number, reason = options["import_id"], options["reason"] or ""
        try:
            undone = undo_import(batch_id=number, by=by, now=now, reason=reason)
        except UnknownImport as unknown:
            raise Unusable(str(unknown)) from unknown
        except StandsOnImport as refused:
            document = {**_document(number), "error": str(refused), "exit_code": DECIDE}
            standing = {"count": refused.standing.count, "examples": refused.standing.examples}
            return Answer(document={**document, "standing": standing}, exit_code=DECIDE, error=str(refused))
        counts = {"removed": undone.removed.total(), "restored": undone.restored.total()}
        line = _("The import of “%(file)s” is taken back: %(removed)s removed, %(restored)s set back.")
        lines = [line % {"file": undone.batch.file_name, **counts}]
        return Answer(lines=lines, document=_document(number, True, undone.removed, undone.restored))

    def failure(self, sentence: str, exit_code: int, options: Mapping[str, Any]) -> Answer:
        document = {**_document(options.get("import_id")), "error": sentence, "exit_code": exit_code}
        return Answer(document=document, exit_code=exit_code, error=sentence)


def _document(
    number: int | None, undone: bool = False, removed: Counter[str] | None = None, restored: Counter[str] | None = None
) -> dict[str, Any]:
    """The same keys whatever happened."""
    return {
        "import_id": number,
        "undone": undone,
        "removed": {name: count for name, count in (removed or {}).items() if count},
        "restored": {name: count for name, count in (restored or {}).items() if count},
        "standing": {"count": 0, "examples": []},
        "error": None,
        "exit_code": 0,
    }
